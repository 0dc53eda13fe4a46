"""The header that older Lotus Notes puts above what it quotes, in two columns.

Author and date stand on the left, wrapped wherever the column ends, the fields on the right::

            Ada.B.Lovelace@analytical.exa
            mple                                 To:     Bo Ray/Works
                                                 cc:
            11/26/2001 03:07 PM                  Subject:     RE: Plates

Such a header is rewritten as the fields that `inboxnet.message.header_block` reads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_TO: Final = re.compile(r" {4}[^\n]{0,60}?(?<= )(To:)\s+\S")
_FIELD: Final = re.compile(r"(to|cc|bcc|subject|fax to):\s*(.*)", re.IGNORECASE)
_DAY: Final = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")
_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?")
_INDENT: Final = " " * 4
_MOST_ABOVE: Final = 3
_MOST_LINES: Final = 40
_FAR: Final = 80
_LONGEST_LINE: Final = 300


def unfold_columns(lines: list[str]) -> list[str]:
    """Return the lines with each header in two columns rewritten in one; linear in the lines."""
    if not any("To:" in line[:_FAR] and _TO.match(line) for line in lines):
        return lines
    out: list[str] = []
    at = 0
    while at < len(lines):
        found = _TO.match(lines[at]) if "To:" in lines[at][:_FAR] else None
        told = _read(lines, at, found.start(1)) if found else None
        if told is None:
            out.append(lines[at])
            at += 1
            continue
        above, at, fields = told
        del out[len(out) - above :]
        out += fields
    return out


def _read(lines: Sequence[str], at: int, column: int) -> tuple[int, int, list[str]] | None:
    """Return how many lines above belong to the header, the line after it, and its fields."""
    above = 0
    while above < min(_MOST_ABOVE, at) and _is_left(lines[at - above - 1], column):
        above += 1
    left = [line.strip() for line in lines[at - above : at]]
    fields: dict[str, str] = {}
    last = ""
    end = at
    while end < min(len(lines), at + _MOST_LINES) and lines[end].strip():
        line = lines[end][:_LONGEST_LINE]
        if end > at and _TO.match(line):
            break
        said = line.strip()
        if line.startswith(_INDENT):
            left.append(line[:column].strip())
            said = line[column:].strip()
        # What begins at the margin was wrapped once more, on its way.
        if named := _FIELD.match(said):
            last, said = named[1].lower(), named[2]
        if last:
            fields[last] = f"{fields.get(last, '')} {said}".strip()
        end += 1
    written = " ".join(left)
    day, clock = _DAY.search(written), _CLOCK.search(written)
    author = _author(left)
    if day is None or clock is None or not author or "subject" not in fields:
        return None
    told = [f"From: {author}", f"Sent: {day.group()} {clock.group()}"]
    told += [f"{kind.capitalize()}: {fields[kind]}" for kind in ("to", "cc") if fields.get(kind)]
    return above, end, [*told, f"Subject: {fields['subject']}", ""]


def _is_left(line: str, column: int) -> bool:
    return line.startswith(_INDENT) and len(line.strip()) > 0 and len(line.rstrip()) <= column


def _author(left: Sequence[str]) -> str:
    """Return the name and address that the left column wraps: an address has no blanks."""
    author = ""
    for piece in left:
        if not piece:
            continue
        if piece.startswith("Sent by") or _DAY.match(piece) or _CLOCK.match(piece):
            break
        whole = "<" in author or "@" in author or ("_" in author and "@" in piece)
        author += piece if whole or not author else f" {piece}"
    return author
