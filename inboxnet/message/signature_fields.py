"""What the lines of a signature say of their author: name, title, organization, telephone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import combining, normalize

from inboxnet.message.contact_lines import (
    author_names,
    ends_sentence,
    find_phone,
    has_contact,
    is_author,
    is_degree,
    is_name,
    is_postal,
    line_parts,
    sign_off_kind,
)
from inboxnet.message.signature_words import (
    assists,
    has_legal_form,
    has_organization_word,
    has_title,
    has_title_shape,
    is_device_line,
    is_half_line,
    reads_as_prose,
    reads_as_title,
)

_MAX_LINES = 30
_MAX_FIELD_CHARACTERS = 200
_MAX_CHARACTERS = 4000
_DELIMITER = re.compile(r"(?:--|—|––|—-|-—)\s?")
_SIGN_OFF_END = re.compile(r"[,!.]")
_PLAIN_CHARACTERS = re.compile(r"[\W_]+")
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})


@dataclass(frozen=True, slots=True)
class SignatureFields:
    """What a signature says; an empty string where it says nothing.

    Attributes:
        name: As written.
        title: The job title.
        organization: The company or institution.
        phone: The first telephone number as written.
    """

    name: str = ""
    title: str = ""
    organization: str = ""
    phone: str = ""


def parse_signature(lines: str, *, author_name: str, domain: str) -> SignatureFields:
    """Read name, title, organization and telephone number from a signature.

    Args:
        lines: The signature block, see `inboxnet.message.model.Body`.
        author_name: The display name of From; may be empty.
        domain: The domain of the author's address; empty for a free mailer's, which names no
            organization.
    """
    names = author_names(author_name)
    label = _domain_label(domain)
    name = title = phone = ""
    organizations: list[tuple[int, str]] = []
    plain: list[str] = []
    for line in _card_lines(lines, author_name, names):
        if sign_off := sign_off_kind(line, names):
            name = name or (_SIGN_OFF_END.split(line)[-1].strip() if sign_off == "signed" else "")
            continue
        phone = phone or find_phone(line)
        for part in _card_parts(line, names):
            kind = _part_kind(part, names)
            if kind in ("name", "title") and _is_firm(part, names, label, named=bool(name)):
                organizations.append((8, part))
            elif kind == "name":
                name = part.strip(" -–—/~") if _names_more(part, name) else name
            elif kind == "title" and not title:
                title, found = _split_title(part, label)
                organizations += (
                    [(2 * _organization_weight(found, label) - 1, found)] if found else []
                )
            elif kind == "plain" and (weight := _organization_weight(part, label)) > 1:
                organizations.append((2 * weight, part))
            elif kind == "plain" and name and not is_postal(part):
                plain.append(part)
    weight, organization = max(organizations, key=lambda found: found[0], default=(0, ""))
    if weight == 1 and plain:
        organization = ""
    if plain and not title and (organization or len(plain) > 1):
        title = plain.pop(0)
    organization = organization or (plain[0] if plain else "")
    return SignatureFields(
        name=name,
        title=title.strip(" ,-–|"),
        organization=organization.strip(" ,-–|"),
        phone=phone,
    )


def _names_more(part: str, name: str) -> bool:
    """Tell whether a part is the name, and says more of it than what was found above."""
    return not name or (_count_words(name) < 2 <= _count_words(part) and part[0] == name[0])


def _count_words(name: str) -> int:
    return sum(len(word.strip(".")) > 1 for word in name.split())


def _is_firm(part: str, names: frozenset[str], label: str, *, named: bool) -> bool:
    """Tell a firm that bears a person's name or a title's noun: ``Doe Ledgers``, ``Roe Search``."""
    words = part.split()
    if len(words) < 2 or "," in part or is_degree(words[-1]) or not _matches_domain(part, label):
        return False
    known = [word.lower() in names for word in words]
    return has_organization_word(words[-1]) or (named and known[0] and not any(known[1:]))


def _card_lines(text: str, author_name: str, names: frozenset[str]) -> list[str]:
    """Return the lines that may say something of the author, halves of a title joined."""
    lines = [raw.strip(" \t*_>") for raw in text[:_MAX_CHARACTERS].split("\n")]
    lines = [line for line in lines[:_MAX_LINES] if line and not _is_formula(line)]
    signed = any(
        _part_kind(part, names) == "name" for line in lines for part in _card_parts(line, names)
    )
    card: list[str] = []
    above = ""
    for line in lines:
        if len(line) > _MAX_FIELD_CHARACTERS or _is_sentence(line, names):
            above = ""
        elif not signed and _is_somebody_else(above, author_name) and has_title(line):
            # Who writes from another's mailbox, or passes on what another signed.
            card.pop()
            above = ""
        elif is_half_line(above) and has_title(above) and not has_contact(line):
            above = card[-1] = f"{above} {line}"
        else:
            above = line
            card.append(line)
    return card


def _is_sentence(line: str, names: frozenset[str]) -> bool:
    words = line.split()
    return len(words) > 6 and len(_card_parts(line, names)) == 1 and reads_as_prose(words)


def _is_somebody_else(line: str, author_name: str) -> bool:
    """Tell whether a line is a name that has nothing in common with the author's."""
    words = line.lower().split()
    author = author_name.lower()
    if not is_name(line) or len(words) < 2 or len(author.split()) < 2:
        return False
    if has_title(line) or has_organization_word(line) or has_legal_form(line):
        return False
    return not any(word[:3] in author for word in words if len(word) > 2)


def _card_parts(line: str, names: frozenset[str]) -> list[str]:
    """Part a line; one that begins with the author's name also at its commas."""
    parts = line_parts(line)
    head, comma, _ = parts[0].partition(", ") if parts else ("", "", "")
    if not comma or not is_author(head, names):
        return parts
    first, *rest = [*parts[0].split(", "), *parts[1:]]
    while rest and all(map(is_degree, rest[0].split())):
        rest.pop(0)
    return [first, *rest]


def _is_formula(line: str) -> bool:
    return _DELIMITER.fullmatch(line) is not None or is_device_line(line)


def _domain_label(domain: str) -> str:
    """Return the label that a company's name is likely to be in: ``acme`` of ``acme.co.uk``."""
    labels = domain.lower().split(".")
    if len(labels) < 2:
        return ""
    second = labels[-3] if labels[-2] in _SECOND_LEVEL and len(labels) > 2 else labels[-2]
    return second.replace("-", "")


def _matches_domain(part: str, label: str) -> bool:
    plain = "".join(char for char in normalize("NFKD", part.lower()) if not combining(char))
    squeezed = _PLAIN_CHARACTERS.sub("", plain)
    if len(label) < 3 or len(squeezed) < 3:
        return False
    if label in squeezed or squeezed in label:
        return True
    first = plain.split()[0]
    return len(first) > 3 and first in label


def _organization_weight(part: str, label: str) -> int:
    """Return how surely a part names an organization; 1 if nothing says that it does."""
    if _matches_domain(part, label):
        return 4
    if has_legal_form(part):
        return 3
    return 2 if has_organization_word(part) and not is_postal(part) else 1


def _part_kind(part: str, names: frozenset[str]) -> str:
    words = [word.strip(".,()-–—/~").lower() for word in part.split()]
    known = sum(word in names for word in words)
    named = known and known * 2 >= len(words) and len(words) <= 5 and not has_legal_form(part)
    if named and (known > 1 or len(words) == 1 or not reads_as_title(part)):
        return "name"
    if has_contact(part):
        return "contact"
    if len(words) > 12 or (ends_sentence(part) and len(words) > 4 and not has_legal_form(part)):
        return "sentence"
    if reads_as_prose(part.split()) and not (len(words) < 7 and has_legal_form(part)):
        return "sentence"
    if reads_as_title(part):
        return "title"
    if part[-1] == ":" or (has_title(part) and not has_title_shape(part)):
        return "other"
    if not names and is_name(part) and not has_organization_word(part):
        return "name"
    return "plain" if part[:1].isupper() else "other"


def _split_title(part: str, label: str) -> tuple[str, str]:
    """Part ``Head of Data, Acme, Hull`` and ``Director at Acme`` into title and organization."""
    for mark in (" at ", " @ ", " bei ", " chez ", " en ", " bij "):
        head, found, tail = part.partition(mark)
        if found and has_title(head) and tail[:1].isupper():
            return head, tail.partition(", ")[0]
    title, *rest = part.split(", ")
    if assists(title):
        # What follows is the title of whom they assist.
        rest = [piece for piece in rest if not has_title(piece) or has_legal_form(piece)]
    while rest and has_title(rest[0]) and not has_legal_form(rest[0]):
        title = f"{title}, {rest.pop(0)}"
    found = max(rest, key=lambda piece: _organization_weight(piece, label), default="")
    return title, found
