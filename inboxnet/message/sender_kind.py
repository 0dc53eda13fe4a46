"""What the local part of an address says of who writes from it, in several languages."""

from __future__ import annotations

import re
from typing import Literal

from inboxnet.message.model import Address
from inboxnet.message.vocabulary import read_words

SenderKind = Literal["role", "automated", "list"]

# Between separators or digits: names have such letters inside (Bruno.Contestabile, Andrej.Svarc).
_NO_REPLY = re.compile(
    r"(?<![^\W\d_])(?:n[o0]t?-?repl(?:y|ies)|do-?not-?(?:reply|respond|answer)|dont-?reply"
    r"|no-?respon[ds](?:er?|as?|an)?|no-?respuestas?|no-?contest(?:[ae]r?|es|ar|aciones)"
    r"|n[aã]o-?resp(?:ond(?:a|er|am)|ostas?)?|ne-?pas-?r[eé]pondre|(?:pas-?de|sans)-?r[eé]ponse"
    r"|keine?-?antwort|nicht-?antworten|kein-?reply|non-?risp(?:ond(?:ere|ete|i|a)|osta)?"
    r"|no-?rispo(?:sta|ste|ndere)?|geen-?antwoord|niet-?(?:be)?antwoord(?:en)?|svara-?(?:ej|inte)"
    r"|(?:ej|ikke)-?svar(?:a|e)?|inget-?svar|svar-?ikke|ei-?vastau(?:sta|ksia)?|[aä]l[aä]-?vastaa"
    r"|nie-?odpowiad(?:a[cćj]|amy)?|bez-?odpowiedzi|neodpov[ií]d(?:at|ejte|ajte)|ne-?otvechat"
    r"|no-?otvet|yan[iı]tlama(?:y[iı]n(?:[iı]z)?)?|cevaplama(?:y[iı]n(?:[iı]z)?)?)(?![^\W\d_])"
)
# No name has these letters; some write them without a separator (linkedinnoreply, noreplyhr).
_NO_REPLY_INSIDE = re.compile(r"noreply|donotreply|dontreply")
_MACHINES = read_words("senders", "machines")
_MACHINE_PARTS = read_words("senders", "machine-parts")
_LISTS = read_words("senders", "lists")
_ROLES = read_words("senders", "roles")
_ROLE_ENDINGS = read_words("senders", "role-endings")
# Written with a hyphen; "-dev" and "-l" are left out, as Raj-Dev and Maria-L are people.
_LIST_END = re.compile(
    r"-(?:list|liste|lists|users|devel|discuss|announce|request|owner|members|talk|bounces)$|^owner-"
)
_LIST_DOMAIN = re.compile(
    r"^(?:lists?|listserv|listas|listes|liste|mailman|groups|ml)\.|(?:^|\.)googlegroups\.com$|(?:^|\.)groups\.io$|(?:^|\.)yahoogroups\.com$"
)


def is_no_reply(local_part: str) -> bool:
    """Tell whether nobody reads answers to a local part, by its own words."""
    plain = local_part.replace("_", "-").replace(".", "-")
    return (_NO_REPLY.search(plain) or _NO_REPLY_INSIDE.search(plain)) is not None


def sender_kind_hint(address: Address) -> SenderKind | None:
    """Tell from the local part who writes from an address.

    Returns:
        ``automated``: a machine, nobody reads answers. ``role``: a shared mailbox that people
        answer. ``list``: a mailing list. None: a person, as far as the address tells.
    """
    local = address.local_part.partition("+")[0]
    plain = local.replace("_", "-").replace(".", "-")
    if is_no_reply(plain) or plain in _MACHINES:
        return "automated"
    tokens = [token for token in re.split(r"[-\d]+", plain) if token]
    if _MACHINE_PARTS.intersection(tokens):
        return "automated"
    if is_no_reply(address.domain.partition(".")[0]):
        return "automated"
    if _LIST_DOMAIN.search(address.domain) or plain in _LISTS or _LIST_END.search(local):
        return "list"
    joined = "".join(tokens)
    if plain in _ROLES or joined in _ROLES:
        return "role"
    if len(tokens) > 1 and (tokens[0] in _ROLES or tokens[-1] in _ROLE_ENDINGS):
        return "role"
    return None
