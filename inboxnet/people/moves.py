"""Does somebody say that they write from another address than before?

Two people of one name stay two. But who writes "new address as you can see", or "from my private
account", is known already by another one: if exactly one other address carries the full name, it is
theirs. A new job or place alone says nothing: strangers write of those too.
"""

from __future__ import annotations

import re

from inboxnet.message.name import fold

_ADDRESS = r"(?:e ?mail|mail|mailbox|address|account|domain)"
_STATEMENTS = (
    # English
    rf"\bnew {_ADDRESS}\b",
    rf"\b(?:my|our) own {_ADDRESS}\b",
    rf"\b(?:from|on|at) my (?:own|private|personal|other|work|home|old|business) {_ADDRESS}\b",
    rf"\b(?:from|on) (?:the|my) (?:firm|company|office|practice|work|business)s? {_ADDRESS}\b",
    r"^from work\b|\bwriting from work\b",
    rf"\b(?:see|note|use) (?:my )?(?:new |the )?{_ADDRESS}\b",
    rf"\b(?:different|changed|change of|private|personal) {_ADDRESS}\b",
    # German
    r"\bneue[nr]? (?:e ?mail |mail ?)?adresse\b",
    r"\bprivate[nr]? (?:e ?mail |mail ?)?(?:adresse|mail)\b",
    r"\bvon meine[rm] (?:privaten|neuen|anderen|arbeits|dienst)",
    # French
    r"\bnouvelle (?:adresse|boite)\b|\badresse (?:perso|personnelle|privee|pro|professionnelle)\b",
    r"\bdepuis (?:mon|ma) (?:mail|adresse|boite|compte)\b",
    # Spanish
    r"\bnuev[ao] (?:direccion|cuenta|correo)\b",
    r"\bdesde mi (?:otr[ao] )?(?:correo|cuenta|direccion)\b",
    # Italian
    r"\bnuov[oa] (?:indirizzo|mail|e ?mail)\b|\bdal(?:la)? mi[oa] (?:indirizzo|mail)\b",
    # Dutch
    r"\bnieuwe? (?:e ?mail ?|mail ?)?adres\b|\bvanaf mijn (?:prive|werk|andere)",
    # Portuguese
    r"\bnovo (?:e ?mail|endereco)\b|\bdo meu (?:e ?mail|endereco)\b",
)
_STATEMENT = re.compile("|".join(_STATEMENTS), re.MULTILINE)
_TEXT_CAP = 1500


def states_another_address(subject: str, text: str) -> bool:
    """Return whether a mail says that its author writes from another address, or has moved."""
    lines = [subject, *text[:_TEXT_CAP].splitlines()]
    return _STATEMENT.search("\n".join(fold(line).replace(",", "") for line in lines)) is not None
