"""Does somebody say that they write from another address than before?

Two people of one name stay two. But who writes "new address as you can see", or "from my private
account", is known already by another one: if exactly one other address carries the full name, it is
theirs. A new job or place alone says nothing, as strangers write of those too, unless it names the
organisation of the other address as the one that was left.
"""

from __future__ import annotations

import re

from inboxnet.message.name import fold

# Addresses of houses, accounts at banks and mail as such are written of every day: each pattern
# asks for a word on whose it is.
_ADDRESS = r"(?:(?:e ?mail |mail )?address|e ?mail|mail|mailbox)"
_ANY = rf"(?:{_ADDRESS}|account|domain)"
_WHICH = r"(?:own|private|personal|other|work|home|old|business)"
_STATEMENTS = (
    # English
    r"\bnew (?:(?:e ?mail |mail )?address|mailbox)\b",
    rf"\bmy new {_ANY}\b|\b(?:my|our) own {_ANY}\b",
    rf"\bfrom my {_WHICH} {_ANY}\b|\b(?:on|at) my {_WHICH} {_ADDRESS}\b",
    rf"\b(?:from|on) (?:the|my) (?:firm|company|office|practice|work|business)s? {_ADDRESS}\b",
    r"^from work\b|\bwriting from work\b",
    r"\b(?:see|note|use) my (?:e ?mail |mail )?address\b",
    rf"\b(?:from|with|using) (?:a|an|this|the) (?:different|private|personal|other) {_ADDRESS}\b",
    rf"\bmy (?:private|personal) {_ADDRESS}\b|\bchanged my {_ADDRESS}\b",
    r"\bmy (?:e ?mail |mail )?address (?:has )?changed\b|\bchange of e ?mail\b",
    r"^change of address\W*$",
    # German
    r"\bneue[nr]? (?:e ?mail |mail ?)?adresse\b",
    r"\bprivate[nr]? (?:e ?mail |mail ?)?(?:adresse|mail)\b",
    r"\bvon meine[rm] (?:privaten|neuen|anderen|arbeits|dienst)",
    # French
    r"\bnouvelle (?:adresse|boite)\b|\badresse (?:perso|personnelle|privee|pro|professionnelle)\b",
    r"\bdepuis (?:mon|ma) (?:mail|adresse|boite|compte)\b",
    # Spanish
    r"\bnuev[ao] (?:direccion|correo)\b|\bmi nueva cuenta\b",
    r"\bdesde mi (?:otr[ao] )?(?:correo|cuenta|direccion)\b",
    # Italian
    r"\bnuov[oa] (?:indirizzo|mail|e ?mail)\b|\bdal(?:la)? mi[oa] (?:indirizzo|mail)\b",
    # Dutch
    r"\bnieuwe? (?:e ?mail ?|mail ?)?adres\b|\bvanaf mijn (?:prive|werk|andere)",
    # Portuguese
    r"\bnovo (?:e ?mail|endereco)\b|\bdo meu (?:e ?mail|endereco)\b",
    # Swedish, Danish, Norwegian
    r"\b(?:ny|nya|nye) (?:e ?post|mail|e ?mail) ?adresse?\b|\bnye? (?:mail)?adresse?\b",
    r"\b(?:fran|fra) min (?:privata?|private|andra|anden|andre|nya|nye)\b",
    # Finnish
    r"\buusi (?:sahkoposti)?osoit\w*\b|\buudesta osoitteesta\b",
    # Polish, Czech
    r"\bnowy (?:adres|mail|e ?mail)\b|\bz prywatn\w+ (?:adresu|maila|skrzynki|konta)\b",
    r"\bnov(?:a|ou|y) (?:adres\w*|e ?mail\w*|mail)\b|\bze soukrom\w+ (?:adresy|mailu|e ?mailu)\b",
    # Turkish, Hungarian, Romanian
    r"\byeni (?:e ?posta|mail|adres)\w*|\buj (?:e ?mail ?|mail ?)cim\w*|\bnoua adresa\b",
    # Russian
    r"\bнов(?:ыи|ая|ую|ои) (?:адрес|почт)\w*|\bс личнои почты\b",
    # Chinese, Japanese; folding takes the marks of kana
    "新的?(?:邮箱|电子邮件|郵箱)|新(?:しい)?(?:メール)?アトレス|アトレスか変わ",
)
_STATEMENT = re.compile("|".join(_STATEMENTS), re.MULTILINE)
_LEFT = re.compile(
    # English
    r"\b(?:i(?:ve| have)? left|(?:i am|im|we) leaving|(?:since|after) leaving|moved on from"
    r"|moved from|no longer (?:at|with|work\w*)|used to (?:be|work) (?:at|with|for)|formerly"
    r"|previously|ex|my (?:old|former|previous|last)|my time (?:at|with)|years (?:at|with)"
    r"|goodbye to|back at|when i was (?:at|with)|from my days (?:at|with)|still (?:at|with))\b"
    # German
    r"|\b(?:verlassen|gewechselt|frueher|fruher|nicht mehr (?:bei|fur)|ehemals|damals bei|abschied"
    r"|meine[rm]? (?:alten?|fruheren|letzten) (?:stelle|job|arbeitgeber|firma)|meiner zeit bei)\b"
    # French
    r"|\b(?:jai quitte|quitte|ancien(?:ne)?(?:ment)?|auparavant|plus chez|mon passage chez)\b"
    # Spanish, Portuguese
    r"|\b(?:deje|he dejado|dejo|ya no (?:estoy|trabajo)|antes en|mi etapa en|anterior(?:mente)?"
    r"|sai d[ao]|deixei|ja nao (?:estou|trabalho)|antig[ao]|meu tempo na)\b"
    # Italian, Dutch
    r"|\b(?:ho lasciato|lasciato|non (?:sono|lavoro) piu|ex|precedente(?:mente)?"
    r"|vertrokken|weg bij|niet meer (?:bij|werkzaam)|voorheen|vroeger bij|mijn (?:oude|vorige))\b"
    # Scandinavian, Polish
    r"|\b(?:slutat|lamnat|tidligere|tidigare|sluttet|stoppet|forladt|odszedlem|odeszlam"
    r"|nie pracuje|wczesniej|poprzednio)\b"
)
_TEXT_CAP = 1500
_LABEL_LENGTH = 4


def states_another_address(subject: str, text: str) -> bool:
    """Return whether a mail says that its author writes from another address, or has moved."""
    lines = [subject, *text[:_TEXT_CAP].splitlines()]
    return _STATEMENT.search("\n".join(fold(line).replace(",", "") for line in lines)) is not None


def says_it_left(text: str, label: str) -> bool:
    """Return whether a sentence names an organisation as one that the author was with before.

    Args:
        text: The author's own words.
        label: The organisation's name as it stands in its domain, without white space.
    """
    wanted = fold(label).replace(" ", "")
    if len(wanted) < _LABEL_LENGTH:
        return False
    for sentence in re.split(r"(?<=[.!?])\s|\n{2,}", text[:_TEXT_CAP]):
        words = re.sub(r"[^\w\s]", "", fold(sentence))
        if wanted in words.replace(" ", "") and _LEFT.search(words):
            return True
    return False
