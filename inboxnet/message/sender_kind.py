"""What the local part of an address says of who writes from it, in several languages."""

from __future__ import annotations

import re
from typing import Literal

from inboxnet.message.model import Address
from inboxnet.message.vocabulary import read_words

SenderKind = Literal["role", "automated", "list"]

_NO_REPLY = re.compile(
    r"n[o0]t?-?repl(?:y|ies)|do-?not-?(?:reply|respond|answer)|dont-?reply|no-?respon[ds]|no-?respuesta|"
    r"no-?contest[ae]|no-?responder?|nao-?resp|não-?resp|ne-?pas-?repondre|pas-?de-?reponse|sans-?reponse|"
    r"keine-?antwort|nicht-?antworten|kein-?reply|non-?risp|no-?rispo|geen-?antwoord|niet-?(?:be)?antwoord|"
    r"svara-?ej|ej-?svar|inget-?svar|svara-?inte|ikke-?svar|svar-?ikke|ei-?vastau|ala-?vastaa|nie-?odpowiad|"
    r"bez-?odpowiedzi|neodpov|ne-?otvechat|no-?otvet|noreply|yanitlama|cevaplama"
)
_MACHINES = read_words("senders", "machines")
_MACHINE_PARTS = read_words("senders", "machine-parts")
_LISTS = read_words("senders", "lists")
_ROLES = read_words("senders", "roles")
_ROLE_ENDINGS = read_words("senders", "role-endings")
_LIST_END = re.compile(
    r"-(?:list|liste|lists|users|devel|dev|discuss|announce|request|owner|l|members|talk|bounces)$|^owner-"
)
_LIST_DOMAIN = re.compile(
    r"^(?:lists?|listserv|listas|listes|liste|mailman|groups|ml)\.|(?:^|\.)googlegroups\.com$|(?:^|\.)groups\.io$|(?:^|\.)yahoogroups\.com$"
)


def is_no_reply(local_part: str) -> bool:
    """Tell whether nobody reads answers to a local part, by its own words."""
    return _NO_REPLY.search(local_part.replace("_", "-").replace(".", "-")) is not None


def sender_kind_hint(address: Address) -> SenderKind | None:
    """Tell from the local part who writes from an address.

    Returns:
        ``automated``: a machine, nobody reads answers. ``role``: a shared mailbox that people
        answer. ``list``: a mailing list. None: a person, as far as the address tells.
    """
    local = address.local_part.partition("+")[0].replace("_", "-")
    plain = local.replace(".", "-")
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
