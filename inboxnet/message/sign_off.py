"""Whether a mail ends as people end their letters: with a name that its writer puts there."""

from __future__ import annotations

import re

from inboxnet.message.model import Address, Body
from inboxnet.message.name import fold, is_given_name, plain
from inboxnet.message.sender_kind import relayed_by_own_domain
from inboxnet.message.signature_words import SIGN_OFFS
from inboxnet.message.vocabulary import read_words

LONGEST_SIGNED = 80
"""Characters of a line that may hold a signature."""

_LAST_LINES = 12
_FEW_LINES = 4
_NO_NAMES = frozenset().union(
    *(read_words("senders", name) for name in ("organizations", "roles", "teams"))
) - read_words("senders", "family-names")
_BEFORE_FIRMS = read_words("senders", "before-firms")
_GREETING_BY_NAME = re.compile(
    r"\s*(?i:dear|hi|hello|hey|hallo|hej|hei|moin|liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen)"
    r"|good (?:morning|afternoon)|bonjour|cher|chère|hola|estimad[oa]|querid[oa]|buenos días"
    r"|ciao|gentile|egregio|car[oa]|buongiorno|beste|geachte|hoi|olá|prezad[oa]|kära|kære|kjære"
    r"|dzień dobry|szanown[ya])"
    r"(?i: (?:herrn?|frau|mr|mrs|ms|dr|monsieur|madame|señora?|sig|signora?|heer|mevrouw|pani?)"
    r"\b\.?){0,2} [A-ZÄÖÜÁÉÈÍÓØÅŁŚŻ][^\W\d_]+"
)
_FULL_NAME = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+\.?){1,2}")


def is_signed(author: Address, body: Body) -> bool:
    """Tell whether the author's own name, or its first part, stands apart in a line at the end."""
    name = relayed_by_own_domain(author) or author.display_name
    name = name.partition(" via ")[0].partition("(")[0].strip(" '\"")
    if not name:
        return False
    if "," in name:
        last, _, given = name.partition(",")
        name = f"{given.strip()} {last.strip()}"
    wanted = {fold(name), fold(name.partition(" ")[0])}
    lines = f"{body.own[-300:]}\n{body.signature[:200]}".splitlines()
    last = fold(body.own[-LONGEST_SIGNED:].rstrip(" \t\n.-–—*_!"))
    if any(last.endswith((f" {name}", f"/{name}")) for name in wanted):
        return True
    return any(
        fold(part.strip(" \t.-–—*_!")) in wanted
        for line in lines[-_LAST_LINES:]
        if len(line) <= LONGEST_SIGNED
        for part in re.split(r"[|,(/]", line)
    )


def is_letter(author: Address, body: Body) -> bool:
    """Tell whether a mail greets by name and ends with the full name of a person.

    So write people who answer from their firm's mailbox, under its name.
    """
    greeting = _GREETING_BY_NAME.match(body.own)
    if greeting is None:
        return False
    below = body.own[greeting.end() :]
    own = [line for line in below[-300:].splitlines() if line.strip()][-_FEW_LINES:]
    signature = [line for line in body.signature[:200].splitlines() if line.strip()][:_FEW_LINES]
    firm = {fold(author.display_name), *fold(author.display_name).split()}
    signed_off = False
    for line in (*own, *signature):
        parts = re.split(r"[|,(/]", line[:LONGEST_SIGNED])
        names = [name for part in parts if (name := part.strip(" \t.-–—*_!"))]
        if any(
            _FULL_NAME.fullmatch(name)
            and fold(name) not in firm
            and _is_persons(name.split(), known=not signed_off or fold(name.split()[0]) in firm)
            for name in names
        ):
            return True
        signed_off = len(names) == 1 and names[0].lower() in SIGN_OFFS
    return False


def _is_persons(words: list[str], *, known: bool) -> bool:
    """Tell whether words are a person's full name, of which the first is known, if asked."""
    lower = {part for word in words for part in word.lower().split("-")}
    return (
        words[0].istitle()
        and words[-1].istitle()
        and words[0].lower() not in _BEFORE_FIRMS
        and (not known or is_given_name(plain(words[0].lower())))
        and lower.isdisjoint(_NO_NAMES)
    )
