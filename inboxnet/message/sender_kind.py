"""What the local part of an address says of who writes from it, in several languages."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from inboxnet.message.model import Address
from inboxnet.message.name import is_given_name, plain
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
_FULL_NAME = re.compile(r"[^\W\d_]+[._]{1,2}[^\W\d_]+")
# Two initials and a name, as in ar.rahman, though AR is accounts receivable.
_INITIALS_AND_NAME = re.compile(r"[^\W\d_]{2}\.[^\W\d_]{3,}")
# Mailer alone is a family name.
_NAMED_MAILER = re.compile(r"[^\W\d_]mailer$")
_MACHINES = read_words("senders", "machines")
_MACHINE_PARTS = read_words("senders", "machine-parts")
_FAMILY_NAMES = read_words("senders", "family-names")
_LISTS = read_words("senders", "lists")
_ROLES = read_words("senders", "roles")
_ROLE_ENDINGS = read_words("senders", "role-endings")
_ORGANIZATIONS = read_words("senders", "organizations")
_NO_GIVEN_NAMES = _MACHINES | _MACHINE_PARTS | _LISTS | _ROLES | _ORGANIZATIONS | {"the"}
_MIN_SHARED = 4
_MIN_LABEL = 6
# As relays write who asked them to send: "Kim Doe via Acme", "Kim Doe (via Acme)".
_RELAY = re.compile(
    r"\s\(?(?:via|über|durch|a través de|mediante|tramite|attraverso|através de|przez|genom|gennem"
    r"|gjennom|par)\s+([^()]+?)\)?\s*$",
    re.IGNORECASE,
)
# As publications name who signs them: "Kim from Acme".
_AT_FIRM = re.compile(
    r"^[^\W\d_]+(?: [^\W\d_]+)?(?:,? (?:at|from|of|by|von|vom|bei|van|bij|de|du|des|chez|di|da|do"
    r"|del|en|på|från|hos|fra|ved|z|ze|od|w)|,| [|·@–-]) (.+)$",
    re.IGNORECASE,
)
_MIN_DIGITS = 6
# Written with a hyphen; "-dev" and "-l" are left out, as Raj-Dev and Maria-L are people.
_LIST_END = re.compile(
    r"-(?:list|liste|lists|users|devel|discuss|announce|request|owner|members|talk|bounces)$|^owner-"
)
_LIST_DOMAIN = re.compile(
    r"^(?:lists?|listserv|listas|listes|liste|mailman|groups|ml)\.[^.]+\."
    r"|(?:^|\.)(?:googlegroups\.com|groups\.io|yahoogroups\.com)$"
)


def is_no_reply(local_part: str) -> bool:
    """Tell whether nobody reads answers to a local part, by its own words."""
    plain = local_part.replace("_", "-").replace(".", "-")
    return (_NO_REPLY.search(plain) or _NO_REPLY_INSIDE.search(plain)) is not None


@lru_cache(maxsize=4096)
def sender_kind_hint(address: Address) -> SenderKind | None:
    """Tell from the local part who writes from an address.

    Returns:
        ``automated``: a machine, nobody reads answers. ``role``: a shared mailbox that people
        answer. ``list``: a mailing list. None: a person, as far as the address tells.
    """
    local = address.local_part.partition("+")[0]
    plain = local.replace("_", "-").replace(".", "-")
    if is_no_reply(plain):
        return "automated"
    if _is_bearers(address):
        return None
    if plain in _MACHINES:
        return "automated"
    tokens = [token for token in re.split(r"[-\d]+", plain) if token]
    if _MACHINE_PARTS.intersection(tokens) or _NAMED_MAILER.search(plain):
        return "automated"
    if is_no_reply(address.domain.partition(".")[0]):
        return "automated"
    if plain in _LISTS or _LIST_END.search(local):
        return "list"
    if _LIST_DOMAIN.search(address.domain) and not _FULL_NAME.fullmatch(local):
        return "list"
    joined = "".join(tokens)
    if plain in _ROLES or joined in _ROLES:
        return "role"
    if len(tokens) > 1 and tokens[-1] in _ROLE_ENDINGS:
        return "role"
    if len(tokens) > 1 and tokens[0] in _ROLES and not _INITIALS_AND_NAME.fullmatch(local):
        return "role"
    return None


def _is_bearers(address: Address) -> bool:
    """Tell whether a word of machines and offices in a local part is its bearer's family name."""
    given, *others = _names(address.display_name) or [""]
    family = " ".join(others)
    if family not in _FAMILY_NAMES or given in _NO_GIVEN_NAMES or plain(given) in address.domain:
        return False
    local = re.sub(r"[\W_]", "", address.local_part)
    return local in (family, given + family, given[0] + family)


def looks_personal(address: Address) -> bool:
    """Tell whether the local part looks made from the display name, as a person's does."""
    if sender_kind_hint(address) is not None or names_organization(address):
        return False
    names = _names(address.display_name)
    if not names:
        return _FULL_NAME.fullmatch(address.local_part) is not None
    if len(names) > _MIN_SHARED:
        return False
    if len(names) == 1:
        return False
    local = re.sub(r"\W", "", address.local_part)
    spelt = plain(local)
    if any(len(name) > 2 and plain(name)[:4] in spelt for name in (names[0], names[-1])):
        return True
    initials = "".join(name[0] for name in names)
    return local in (initials, initials[::-1])


@lru_cache(maxsize=4096)
def names_organization(address: Address) -> bool:
    """Tell whether an address or its display name is a firm's, a team's or a publication's."""
    name = address.display_name
    names = _names(name)
    if _is_bearers(address) and is_given_name(plain(names[0])):
        return False
    if not _ORGANIZATIONS.isdisjoint(names):
        return True
    if not _ORGANIZATIONS.isdisjoint(re.split(r"[\W\d_]+", address.local_part)):
        return True
    if not names:
        return False
    if named_at_own_domain(address) or relayed_by_own_domain(address):
        return True
    if re.search(r"\.(?:com|net|org|co|io|de|fr|es|it|nl|eu)\b|[|®™!&]", name.lower()):
        return True
    # Compared in one spelling: domains write ue or u for ü.
    labels = _labels(address)
    domain = "".join(labels)
    local = plain(address.local_part)
    names = [plain(name) for name in names]
    joined = "".join(names)
    if joined in labels or (len(joined) > _MIN_SHARED and joined in domain):
        # people have domains of their own names, too
        return len(names) == 1 or names[0] not in local
    if len(names) > 1 and len(names[0]) >= _MIN_SHARED and names[0] in labels:
        return True
    initials = "".join(name[0] for name in names)
    return any(len(name) >= _MIN_SHARED and name in domain for name in names) and not any(
        part in local for part in (*names, initials)
    )


def relayed_by_own_domain(address: Address) -> str:
    """Return the part of a display name before the relay it names, if the address is the relay's.

    ``Kim Doe via Acme <sign@acme.example>`` gives ``Kim Doe``; empty if the name is none such.
    """
    match = _RELAY.search(address.display_name[:200])
    if match is None or not _is_label(match[1], address):
        return ""
    return address.display_name[: match.start()].strip()


def named_at_own_domain(address: Address) -> bool:
    """Tell whether a display name is a person's at the firm or publication of the domain.

    ``Kim from Acme Weekly <kim@acmeweekly.example>``: so sign those who write to many.
    """
    match = _AT_FIRM.match(address.display_name[:200])
    return match is not None and _is_label(match[1], address, least=_MIN_LABEL)


def _is_label(name: str, address: Address, *, least: int = _MIN_SHARED) -> bool:
    """Tell whether a name is written in the domain, as one of its labels."""
    joined = plain(re.sub(r"[\W\d_]", "", name))
    if len(joined) < least:
        return False
    return joined in _labels(address)


def _labels(address: Address) -> list[str]:
    labels = address.domain.split(".")[:-1]
    return [plain(re.sub(r"[\W\d_]", "", label)) for label in labels]


def is_generated(local_part: str) -> bool:
    """Tell whether a program made up a local part, as mailings do to know who bounces."""
    if local_part.startswith("imcea"):
        # Exchange writes addresses of other systems so, special characters in hexadecimal.
        return False
    groups = re.findall(r"\d+", local_part)
    return len(groups) > 1 and sum(map(len, groups)) >= _MIN_DIGITS


def _names(display_name: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", display_name[:200].lower())
