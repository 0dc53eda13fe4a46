"""Does somebody say that they write from another address than before?

Two people of one name stay two. But who writes "new address as you can see", or "from my private
account", is known already by another one: if exactly one other address carries the full name, it is
theirs.
"""

from __future__ import annotations

import re

from inboxnet.message.name import fold

_STATEMENTS = (
    # English
    r"(?:my|a|the|our)?\s?new (?:e ?mail|mail|address|account|employer|job|firm|company|place)\b",
    r"(?:my|our) own (?:domain|address|mail|e ?mail|firm|company)\b",
    r"(?:from|on|at) my (?:own|private|personal|other|work|home|old|business) "
    r"(?:mail|e ?mail|address|account)",
    r"(?:from|on) (?:the|my) (?:firm|company|office|practice|works?|business)s? "
    r"(?:mail|e ?mail|address|account)",
    r"^from work\b|writing from work\b",
    r"\bi ?(?:ve| have)? (?:just |recently |now )?(?:joined|moved to|started at)\b",
    r"\b(?:see|note|use) (?:my )?(?:new |the )?address\b",
    r"\bdifferent (?:address|account|e ?mail)\b",
    # German
    r"\bneue[nr]? (?:e ?mail |mail ?)?adresse\b|\bneue[nr]? (?:stelle|firma|job)\b",
    r"\bvo[nm] (?:meine[rnm]|der|dem) (?:privaten?|neuen|anderen|arbeit|dienstlichen)\b",
    r"\bbin (?:jetzt|nun|inzwischen) bei\b",
    # French
    r"\bnouvelle (?:adresse|boite)\b|\badresse (?:perso|personnelle|privee|pro|professionnelle)\b",
    r"\bdepuis (?:mon|ma) (?:mail|adresse|boite|compte)\b|\bj ?ai rejoint\b",
    # Spanish
    r"\bnuev[ao] (?:direccion|cuenta|correo|empresa)\b|\bdesde mi (?:correo|cuenta|direccion)\b",
    r"\bme he incorporado a\b",
    # Italian
    r"\bnuov[oa] (?:indirizzo|mail|e ?mail|azienda)\b|\bdal(?:la)? mi[oa] (?:indirizzo|mail)\b",
    # Dutch
    r"\bnieuwe? (?:mail ?)?(?:adres|baan)\b|\bvanaf mijn (?:prive|werk|andere)\b",
    # Portuguese
    r"\bnovo (?:e ?mail|endereco|emprego)\b|\bdo meu (?:e ?mail|endereco)\b",
)
_STATEMENT = re.compile("|".join(_STATEMENTS), re.MULTILINE)
_TEXT_CAP = 1500


def states_another_address(subject: str, text: str) -> bool:
    """Return whether a mail says that its author writes from another address, or has moved."""
    lines = [subject, *text[:_TEXT_CAP].splitlines()]
    return _STATEMENT.search("\n".join(fold(line).replace(",", "") for line in lines)) is not None
