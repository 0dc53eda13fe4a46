"""What others than the author put around the own words.

Gateways' warnings, disclaimers, footers of mailing lists and free mailers, the mail program's own
line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inboxnet.message.signature_words import (
    has_boilerplate,
    has_disclaimer_word,
    has_legal_form,
    is_banner,
    is_device_line,
    is_disclaimer,
    is_footer,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_PARAGRAPH_CHARACTERS = 2000
_MAX_PARAGRAPHS_BELOW = 3
_MAX_IMPRINT_CHARACTERS = 200
_MAX_DEVICE_LINES = 200
_RULE = re.compile(r"[-_=*~–—.#\s]{3,200}")
_HEADINGS = frozenset({"disclaimer", "disclaimer:", "confidentiality notice", "notice:"})


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The author's lines without boilerplate.

    Attributes:
        lines: No blank lines or rules at the end.
        aside: Device lines and short company imprints: no own words, but they belong to a
            signature.
    """

    lines: list[str]
    aside: list[str]


def without_boilerplate(lines: Sequence[str]) -> Cleaned:
    """Drop what the author did not write."""
    drop: set[int] = set()
    aside: list[str] = []
    whole = "\n".join(lines).lower()
    if has_boilerplate(whole):
        _drop_paragraphs(lines, drop, aside)
    if "listinfo" in whole or "mailing list" in whole or "unsubscribe" in whole:
        _drop_list_footer(lines, drop)
    if "-----begin pgp" in whole:
        _drop_armor(lines, drop)
    for i in range(len(lines) - 1, max(-1, len(lines) - _MAX_DEVICE_LINES), -1):
        line = lines[i].strip(" *_-\t")
        if len(line) > 8 and i not in drop and is_device_line(line):
            aside.insert(0, lines[i].strip())
            drop.add(i)
    kept = [line for i, line in enumerate(lines) if i not in drop]
    return Cleaned(without_rules_at_end(kept), aside)


def is_rule(line: str) -> bool:
    """Tell whether a line is drawn: dashes, underscores and their like alone."""
    return _RULE.fullmatch(line) is not None


def without_rules_at_end(lines: list[str]) -> list[str]:
    """Return the lines without the blank lines and rules at their end."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or is_rule(lines[end - 1])):
        end -= 1
    return lines[:end]


def _drop_paragraphs(lines: Sequence[str], drop: set[int], aside: list[str]) -> None:
    paragraphs = _paragraphs(lines)
    for start, end in paragraphs[:2]:
        if is_banner(_joined(lines, start, end)):
            drop.update(range(start, end))
    if len(paragraphs) == 1 and is_footer(_joined(lines, *paragraphs[0])):
        drop.update(range(*paragraphs[0]))
    below = 0
    for number in range(len(paragraphs) - 1, 0, -1):
        start, end = paragraphs[number]
        paragraph = _joined(lines, start, end)
        if is_disclaimer(paragraph):
            first = _first_line(lines, start, end)
            imprint = " ".join(lines[first:end]).strip()
            if len(imprint) < _MAX_IMPRINT_CHARACTERS and has_legal_form(imprint):
                aside.insert(0, imprint)
            drop.update(range(first, end))
        elif is_footer(paragraph) or paragraph in _HEADINGS:
            drop.update(range(start, end))
        else:
            below += 1
            if below > _MAX_PARAGRAPHS_BELOW:
                return


def _joined(lines: Sequence[str], start: int, end: int) -> str:
    text = ""
    for line in lines[start:end]:
        text = f"{text} {line}"
        if len(text) > _MAX_PARAGRAPH_CHARACTERS:
            break
    return text[:_MAX_PARAGRAPH_CHARACTERS].lower().strip()


def _first_line(lines: Sequence[str], start: int, end: int) -> int:
    """Return where the disclaimer begins in its paragraph: a signature may stand above it."""
    for i in range(start, end):
        if len(lines[i]) > 30 and has_disclaimer_word(lines[i].lower()):
            return i
    return start


def _paragraphs(lines: Sequence[str]) -> list[tuple[int, int]]:
    paragraphs: list[tuple[int, int]] = []
    start = None
    for i, line in enumerate(lines):
        blank = not line or line.isspace()
        if blank or (len(line) > 5 and line[0] in "-_=*" and _RULE.fullmatch(line[:200])):
            if start is not None:
                paragraphs.append((start, i))
            start = None
        elif start is None:
            start = i
    if start is not None:
        paragraphs.append((start, len(lines)))
    return paragraphs


def _drop_list_footer(lines: Sequence[str], drop: set[int]) -> None:
    """Drop what Mailman and its kin append below a line of underscores."""
    for i in range(max(0, len(lines) - 12), len(lines) - 1):
        if len(lines[i]) >= 20 and not lines[i].strip("_-= "):
            below = " ".join(line[:200] for line in lines[i + 1 : i + 5]).lower()
            if "mailing list" in below or "listinfo" in below or "unsubscribe" in below:
                drop.update(range(i, len(lines)))
                return


def _drop_armor(lines: Sequence[str], drop: set[int]) -> None:
    """Drop what a cleartext signature (RFC 9580 section 7) puts around the text."""
    until = ""
    for i, line in enumerate(lines):
        if line.startswith("-----BEGIN PGP "):
            until = "" if "SIGNED" in line else "-----END PGP "
            drop.add(i)
        elif until or line.startswith("Hash: "):
            drop.add(i)
            until = "" if until and line.startswith(until) else until
