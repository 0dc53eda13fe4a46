"""The signature at the end of the own words, and what it says of its author.

Found by layout: the delimiter of RFC 3676 section 4.3, a sign-off, a name above contact lines.
Conservative: what reads as a sentence stays with the own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from inboxnet.message.boilerplate import without_boilerplate
from inboxnet.message.contact_lines import (
    CONTACT_KINDS,
    author_names,
    ends_sentence,
    find_phone,
    has_contact,
    is_author,
    is_name,
    is_postal,
    is_signed_with_dash,
    line_kind,
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

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_SIGNATURE_LINES = 15
_MAX_LINE_CHARACTERS = 300
_MAX_FIELD_CHARACTERS = 200
_MAX_CARD_LINES = 11
_CARD_KINDS = frozenset({"title", "organization", "phone", "mail"})
_CARD_SEPARATOR = re.compile(r"\s*[|•·]\s*|,\s+|\s+[–—-]\s+")
_MAX_CHARACTERS = 4000
_DELIMITER = re.compile(r"(?:--|—|––|—-|-—)\s?")
_SIGN_OFF_END = re.compile(r"[,!.]")
_PLAIN_CHARACTERS = re.compile(r"[\W_]+")
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
_GREETINGS = ("hi ", "hello ", "dear ", "hey ")


@dataclass(frozen=True, slots=True)
class SignatureZones:
    """Own words apart from the signature; legal and mailers' boilerplate is in neither."""

    own: str
    signature: str


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


def split_signature(lines: Sequence[str], *, author: str = "") -> SignatureZones:
    """Part the author's lines into own words and signature.

    Args:
        lines: The lines outside quotations, right-stripped.
        author: The display name of From; without it less is recognised.
    """
    cleaned = without_boilerplate(lines)
    kept = cleaned.lines
    cut = _signature_start(kept, author_names(author))
    own, signature = kept[:cut], kept[cut:]
    if not any(line.strip() for line in own):
        # A mail of nothing but "Thanks, Kim" says thanks: nothing else says what it is about.
        said = [line for line in signature if line.strip() and not _DELIMITER.fullmatch(line)]
        if len(said) <= 2:
            own, signature = said, []
    return SignatureZones("\n".join(own).strip(), "\n".join([*signature, *cleaned.aside]).strip())


def _signature_start(lines: Sequence[str], names: frozenset[str]) -> int:
    """Return the index of the signature's first line, ``len(lines)`` if there is none."""
    delimiter = _delimiter(lines)
    above = lines if delimiter is None else lines[:delimiter]
    start = _layout_start(above, names)
    if names:
        start = min(start, _card_start(above, names))
    return start if delimiter is None else min(start, delimiter)


def _delimiter(lines: Sequence[str]) -> int | None:
    filled = 0
    for i in range(len(lines) - 1, -1, -1):
        line = lines[i].strip()
        if not line:
            continue
        if line[0] in "-–—" and _DELIMITER.fullmatch(line):
            return i
        filled += 1
        if filled > MAX_SIGNATURE_LINES:
            return None
    return None


def _layout_start(lines: Sequence[str], names: frozenset[str]) -> int:
    """Find a sign-off or a name with only signature lines below it, going up from the end."""
    best = len(lines)
    filled = 0
    kinds: set[str] = set()
    for i in range(len(lines) - 1, -1, -1):
        line = lines[i].strip(" \t*_")
        if not line:
            continue
        if filled >= MAX_SIGNATURE_LINES or len(line) > _MAX_LINE_CHARACTERS:
            break
        if sign_off := sign_off_kind(line, names):
            # Alone it may be the whole of what is said.
            best = i if filled or sign_off == "signed" else best
            break
        if (
            not filled
            and is_signed_with_dash(line)
            and not lines[i - 1].lstrip().startswith(line[0])
        ):
            best = i
            filled += 1
            continue
        kind = line_kind(line, names)
        if kind == "sentence":
            break
        filled += 1
        kinds.add(kind)
        if kind == "name" and len(line.split()) == 1:
            # One capitalised word may as well be the answer ("Tuesday").
            continue
        if kind == "author" or (
            _begins_paragraph(lines, i) and _is_signature(kind, kinds, known=bool(names))
        ):
            best = i
    first = lines[best].strip().lower() if best < len(lines) else ""
    return len(lines) if first.startswith(_GREETINGS) else best


def _begins_paragraph(lines: Sequence[str], at: int) -> bool:
    return at == 0 or not lines[at - 1].strip()


def _is_signature(first: str, kinds: set[str], *, known: bool) -> bool:
    """Tell whether a paragraph of such lines is one: a name, or a company with its contacts."""
    if first == "name":
        return not kinds.isdisjoint(CONTACT_KINDS)
    reachable = not kinds.isdisjoint(("phone", "web", "mail"))
    return known and reachable and "other" not in kinds and first in ("title", "organization")


def _card_start(lines: Sequence[str], names: frozenset[str]) -> int:
    """Find a name with title or company right below or beside it; mottos may follow."""
    at = [i for i in range(max(0, len(lines) - 40), len(lines)) if lines[i].strip()]
    at = at[-_MAX_CARD_LINES:]
    card = [lines[i].strip(" \t*_") for i in at]
    for number, line in enumerate(card):
        if len(line) > _MAX_LINE_CHARACTERS or not line[:1].isupper():
            continue
        below = card[number + 1] if number + 1 < len(card) else ""
        if not _is_card(line, below, names):
            continue
        if any(_asks(below) for below in card[number:]):
            break
        first = number
        while first and _belongs_above(card[first - 1], names):
            first -= 1
        return at[first]
    return len(lines)


def _is_card(line: str, below: str, names: frozenset[str]) -> bool:
    head, *beside = _CARD_SEPARATOR.split(line, maxsplit=1)
    words = len(head.split())
    if words > 5 or not is_author(head, names):
        return False
    if beside:
        rest = beside[0]
        return words > 1 and (has_title(rest) or has_legal_form(rest) or bool(find_phone(rest)))
    first = line_parts(below)[:1]
    return bool(first) and line_kind(first[0], names) in _CARD_KINDS


def _asks(line: str) -> bool:
    return "?" in line or line.lstrip(" *_").lower().startswith(("ps", "p.s", "p. s", "nb:", "n.b"))


def _belongs_above(line: str, names: frozenset[str]) -> bool:
    return is_author(line, names) or sign_off_kind(line, names) is not None


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
            if kind == "name":
                name = name or part.strip(" -–—/~")
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


def _card_lines(text: str, author_name: str, names: frozenset[str]) -> list[str]:
    """Return the lines that may say something of the author, halves of a title joined."""
    lines = [raw.strip(" \t*_>") for raw in text[:_MAX_CHARACTERS].split("\n")]
    lines = [line for line in lines[: 2 * MAX_SIGNATURE_LINES] if line and not _is_formula(line)]
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
    if comma and is_author(head, names):
        return [*parts[0].split(", "), *parts[1:]]
    return parts


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
    if known and known * 2 >= len(words) and len(words) <= 5 and not has_legal_form(part):
        return "name"
    if has_contact(part):
        return "contact"
    if len(words) > 12 or (ends_sentence(part) and len(words) > 4 and not has_legal_form(part)):
        return "sentence"
    if reads_as_prose(part.split()):
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
