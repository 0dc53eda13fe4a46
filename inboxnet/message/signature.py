"""The signature at the end of the own words.

Found by layout: the delimiter of RFC 3676 section 4.3, a sign-off, a name above contact lines.
Conservative: what reads as a sentence stays with the own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inboxnet.message.boilerplate import is_rule, without_boilerplate, without_rules_at_end
from inboxnet.message.contact_lines import (
    CONTACT_KINDS,
    author_names,
    find_phone,
    has_named_number,
    is_author,
    is_name,
    is_signed_with_dash,
    line_kind,
    line_parts,
    sign_off_kind,
)
from inboxnet.message.signature_words import (
    has_legal_form,
    has_title,
    reads_as_prose,
    reads_as_title,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_SIGNATURE_LINES = 15
MAX_CARD_LINES = 25
"""Lines that a card below a sign-off may have, mottos and notices included."""
_MAX_LINE_CHARACTERS = 300
_MAX_CARD_LINES = 11
_MAX_BELOW_NAME = 4
_MAX_BESIDE = 6
_REACHABLE = frozenset({"phone", "web", "mail"})
_CARD_KINDS = frozenset({"title", "organization", "phone", "mail"})
_CARD_SEPARATOR = re.compile(r"\s*[|•·]\s*|,\s+|\s+[–—/-]\s+")
_DEGREES = re.compile(r"(?:(?:[A-Z][A-Za-z]?\.?){1,4}(?:, |/| |$)){1,5}")
_DELIMITER = re.compile(r"(?:--|—|––|—-|-—)\s?")
_GREETINGS = ("hi ", "hello ", "dear ", "hey ")


@dataclass(frozen=True, slots=True)
class SignatureZones:
    """Own words apart from the signature; legal and mailers' boilerplate is in neither."""

    own: str
    signature: str


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
    if signature:
        own = without_rules_at_end(own)
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
    start = min(_layout_start(above, names), _signed_card_start(above, names))
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
    below = ""
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
        if not filled and _is_named_below(lines, i):
            kind = "name"
        elif filled < _MAX_BELOW_NAME and _is_affiliated(line, names):
            kind = "author"
        if kind == "sentence" or (kind == "author" and not filled and _goes_on(lines, i, line)):
            break
        filled += 1
        kinds.add(kind)
        if kind == "name" and len(line.split()) == 1 and below not in _REACHABLE:
            # One capitalised word may as well be the answer ("Tuesday").
            below = ""
            continue
        numbered = filled == 1 and kind == "phone" and has_named_number(line)
        if kind == "author" or (
            _begins_paragraph(lines, i)
            and (numbered or _is_signature(kind, kinds, known=bool(names)))
        ):
            best = i
        below = kind if lines[i - 1].strip() else ""
    first = lines[best].strip().lower() if best < len(lines) else ""
    return len(lines) if first.startswith(_GREETINGS) else best


def _goes_on(lines: Sequence[str], at: int, line: str) -> bool:
    """Tell whether a line in lower case is the last of a sentence that was wrapped."""
    above = lines[at - 1].strip() if at else ""
    return line[0].islower() and above[-1:].isalnum() and sign_off_kind(above, frozenset()) is None


def _is_named_below(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line is a name, in whatever case, since a sign-off with its comma is above."""
    above = next(
        (lines[i].strip() for i in range(at - 1, max(0, at - 3), -1) if lines[i].strip()), ""
    )
    words = lines[at].split()
    return (
        above[-1:] == ","
        and len(words) <= 3
        and all(word.strip(".-").isalpha() for word in words)
        and not reads_as_prose(words)
        and sign_off_kind(above, frozenset()) == "alone"
    )


def _is_affiliated(line: str, names: frozenset[str]) -> bool:
    """Tell whether a line is the author's name and some capitalised words: ``Jo Roe, Leeds``."""
    first = line.split(None, 1)[0].strip(",").lower()
    if first not in names or line[-1] in ".!?:":
        return False
    head, *beside = _CARD_SEPARATOR.split(line, maxsplit=1)
    words = beside[0].split() if beside else []
    return (
        0 < len(words) <= _MAX_BESIDE
        and (len(head.split()) > 1 or "/" in line)
        and is_author(head, names)
        and not any(word[0].islower() for word in words)
    )


def _begins_paragraph(lines: Sequence[str], at: int) -> bool:
    return at == 0 or not lines[at - 1].strip()


def _is_signature(first: str, kinds: set[str], *, known: bool) -> bool:
    """Tell whether a paragraph of such lines is one: a name, or a company with its contacts."""
    if first == "name":
        return not kinds.isdisjoint(CONTACT_KINDS)
    reachable = len(kinds & {"phone", "web", "mail"})
    plain = "other" not in kinds or reachable > 1
    return known and reachable > 0 and plain and first in ("title", "organization")


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
        if words > 1 and (has_title(rest) or has_legal_form(rest) or find_phone(rest)):
            return True
        if not _DEGREES.fullmatch(rest):
            return False
    first = next(iter(line_parts(below)), "")
    return bool(first) and (line_kind(first, names) in _CARD_KINDS or reads_as_title(first))


def _signed_card_start(lines: Sequence[str], names: frozenset[str]) -> int:
    """Find a sign-off above a card with two kinds of contacts; what follows the card belongs to it.

    So notices of any kind below the card are not taken for own words.
    """
    for i in range(max(0, len(lines) - 3 * MAX_CARD_LINES), len(lines)):
        line = lines[i].strip(" \t*_")
        if line[-1:] != "," or sign_off_kind(line, names) != "alone":
            continue
        below = [line.strip(" \t*_") for line in lines[i + 1 :] if line.strip()]
        card = [line[:_MAX_LINE_CHARACTERS] for line in below if line and not is_rule(line)]
        if not 1 < len(card) <= MAX_CARD_LINES:
            continue
        kinds = _kinds(card[1:7], names)
        named = is_name(card[0]) or is_author(card[0], names)
        if named and kinds & _REACHABLE and len(kinds) > 1 and not any(map(_asks, card)):
            return i
    return len(lines)


def _kinds(lines: Iterable[str], names: frozenset[str]) -> frozenset[str]:
    parts = (part for line in lines for part in line_parts(line))
    return CONTACT_KINDS.intersection(line_kind(part, names) for part in parts)


def _asks(line: str) -> bool:
    return "?" in line or line.lstrip(" *_").lower().startswith(("ps", "p.s", "p. s", "nb:", "n.b"))


def _belongs_above(line: str, names: frozenset[str]) -> bool:
    return is_author(line, names) or sign_off_kind(line, names) is not None
