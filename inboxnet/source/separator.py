"""The separator lines of mbox files (RFC 4155 appendix A), as programs really write them.

A line that starts with ``From `` may as well be a sentence of a mail that its writer did not quote.
It separates two messages if it ends in a date as asctime(3) writes it (or Gmail, or Thunderbird),
and stands behind an empty line, or, where two files were joined without one, before a header field.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from inboxnet.message.date import EARLIEST

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK_BYTES: Final = 1 << 20
# RFC 5322 section 2.1.1 allows 998 octets a line: the separator and the line behind it.
_LOOKAHEAD_BYTES: Final = 2048
_LOOKBEHIND_BYTES: Final = 4

_DATED: Final = re.compile(
    rb"From (?P<sender>[^\r\n]{0,900}?)(?<= )"
    rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? {1,3}"
    rb"(?:(?P<month>[A-Z][a-z]{2}) {1,3}(?P<day>\d{1,2})"
    rb"|(?P<day2>\d{1,2}) (?P<month2>[A-Z][a-z]{2}) (?P<year2>\d{4}))"
    rb" {1,3}(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    rb"(?: {1,2}(?P<zone>[+-]\d{4}|[A-Z]{1,5}))?"
    rb"(?: {1,2}(?P<year>\d{4}|\d\d))?"
    rb"(?: {1,2}(?P<zone2>[+-]\d{4}|[A-Z]{1,5}))?(?: \([A-Z]{1,5}\))?(?: remote from [^\r\n]*)?"
    rb"[ \t]*(?=\r?\n|\Z)"
)
_UNDATED: Final = re.compile(rb"From (?P<sender>[^\r\n]{0,200})(?=\r?\n|\Z)")
_FIELD: Final = re.compile(
    rb"(?:Return-Path|Received|From|To|Cc|Bcc|Date|Subject|Message-ID|Delivered-To|Envelope-To|Sender"
    rb"|Reply-To|MIME-Version|Content-[A-Za-z-]+|Status|X-[\w-]+|DKIM-Signature|ARC-[A-Za-z-]+"
    rb"|Authentication-Results|In-Reply-To|References|List-[A-Za-z-]+|Precedence|Importance"
    rb"|Resent-[A-Za-z-]+|Original-Recipient|DomainKey-Signature|Received-SPF)[ \t]*:"
    rb"|>From ",
    re.IGNORECASE,
)
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        (b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split(), start=1
    )
}
_FROM: Final = re.compile(rb"From ")
_BOM: Final = b"\xef\xbb\xbf"
_CRLF: Final = b"\n\r\n"
# Their clocks tell the local time of the program that wrote the file, or nothing at all.
_UNTRUSTED_SENDERS: Final = frozenset({b"-", b"???@???", b"mboxrd@z"})


@dataclass(frozen=True, slots=True)
class Separator:
    """One separator line.

    Attributes:
        start: Offset of its ``F``.
        end: Offset of the message's first byte.
        date: The line's date, None where it has none that can be trusted. A date without zone is
        date: The line's date, None where it has none that can be trusted. A date without zone is
            UTC (RFC 4155).
        gap: Length of the empty line before it, which is no part of the message before.
    """

    start: int
    end: int
    date: datetime | None
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """One message in an mbox file.

    Attributes:
        separator: The line that opens it.
        end: Offset behind its last byte, without the empty line that belongs to the mbox.
        quoted: It has ``>From `` somewhere.
    """

    separator: Separator
    end: int
    quoted: bool


def match_opening(head: bytes) -> tuple[Separator, bool] | None:
    """Match the separator that opens an mbox file.

    Args:
        head: The first bytes of the file, 4 KiB or all.

    Returns:
        The separator and whether it has a date; None where the file is not an mbox.
    """
    start = skip_blank(head)
    found = _match(head, start, dated_only=False)
    if found is None:
        return None
    end, date, dated = found
    return Separator(start, end, date), dated


def iter_spans(descriptor: int, *, start: int, end: int, dated_only: bool) -> Iterator[Span]:
    """Find the messages of an mbox file between two offsets.

    Linear in ``end - start``; holds two chunks of the file, whatever its size.

    Args:
        descriptor: The open file; its position is neither used nor changed.
        start: Zero, or an offset at which an earlier reader saw the file end or a message start.
        end: Where to stop, at most the size of the file.
        dated_only: Whether this file's separators have dates (see `match_opening`).
    """
    before: Separator | None = None
    quoted = False
    for candidate in _iter_candidates(descriptor, start, end, dated_only=dated_only):
        if candidate is None:
            quoted = True
            continue
        if before is not None:
            yield Span(before, max(before.end, candidate.start - candidate.gap), quoted)
        before = candidate
        quoted = False
    if before is not None:
        last = os.pread(descriptor, 3, max(before.end - 1, end - 3))
        yield Span(before, max(before.end, end - _gap(last, len(last))), quoted)


def _iter_candidates(
    descriptor: int, start: int, end: int, *, dated_only: bool
) -> Iterator[Separator | None]:
    """Yield each separator, and None once for all ``>From `` behind it: one search finds both."""
    told = False
    head = os.pread(descriptor, min(2 * _LOOKAHEAD_BYTES, end - start), start)
    searched = skip_blank(head)
    base = start
    window = b""
    while True:
        room = end - base - len(window)
        block = os.pread(descriptor, min(_CHUNK_BYTES, room), base + len(window))
        window += block
        last = len(block) == room or not block
        limit = len(window) if last else max(searched, len(window) - _LOOKAHEAD_BYTES)
        for hit in _FROM.finditer(window, searched, min(len(window), limit + 4)):
            at = hit.start()
            if window[at - 1 : at] == b">":
                if not told:
                    yield None
                told = True
                continue
            opens = base + at == start + searched and base == start
            if not opens and window[at - 1 : at] != b"\n":
                continue
            gap = _gap(window, at)
            found = _match(window, at, dated_only=dated_only, blank_before=opens or gap > 0)
            if found is not None:
                told = False
                yield Separator(base + at, base + found[0], found[1], gap)
        if last:
            return
        keep = max(0, limit - _LOOKBEHIND_BYTES)
        base += keep
        window = window[keep:]
        searched = limit - keep


def _gap(window: bytes, at: int) -> int:
    """Return the length of the empty line that ends at an offset, 0 where there is none."""
    if window[max(0, at - 2) : at] == b"\n\n":
        return 1
    return 2 if window[max(0, at - 3) : at] == _CRLF else 0


def holds_another(content: bytes) -> bool:
    """Tell whether a file that starts with a separator has a second one before a header field."""
    opening = match_opening(content[: 2 * _LOOKAHEAD_BYTES])
    if opening is None:
        return False
    for hit in _FROM.finditer(content, opening[0].end):
        if _gap(content, hit.start()):
            found = _match(content, hit.start(), dated_only=opening[1])
            if found is not None and _FIELD.match(content, found[0]):
                return True
    return False


def skip_blank(head: bytes) -> int:
    """Return the offset behind a byte order mark and empty lines."""
    at = len(_BOM) if head.startswith(_BOM) else 0
    while head[at : at + 1] in {b"\n", b"\r"}:
        at += 1
    return at


def _match(
    window: bytes, at: int, *, dated_only: bool, blank_before: bool = True
) -> tuple[int, datetime | None, bool] | None:
    """Match a separator at an offset: where the message starts, its date, whether it has one."""
    match = _DATED.match(window, at)
    if match is not None and (match["year"] or match["year2"]):
        end = _line_end(window, match.end())
        if blank_before or _FIELD.match(window, end):
            return end, _trusted_date(match), True
    elif not dated_only and blank_before and (match := _UNDATED.match(window, at)):
        end = _line_end(window, match.end())
        if _FIELD.match(window, end):
            return end, None, False
    return None


def _line_end(window: bytes, at: int) -> int:
    """Return the offset behind the line end at ``at``."""
    if window[at : at + 1] == b"\r":
        at += 1
    return at + 1 if window[at : at + 1] == b"\n" else at


def _trusted_date(match: re.Match[bytes]) -> datetime | None:
    """Return the separator's date in UTC, None where it is local time or no date."""
    month = _MONTHS.get(match["month"] or match["month2"])
    zone = match["zone"] or match["zone2"] or b"UTC"
    if month is None or match["sender"].strip() in _UNTRUSTED_SENDERS:
        return None
    if zone in {b"UTC", b"GMT", b"UT", b"Z"}:
        offset = timedelta()
    elif zone[:1] in {b"+", b"-"}:
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
        offset = -offset if zone[:1] == b"-" else offset
    else:
        return None
    year = int(match["year"] or match["year2"])
    if year < 100:
        year += 1900 if year >= 70 else 2000
    try:
        date = datetime(
            year,
            month,
            int(match["day"] or match["day2"]),
            int(match["hour"]),
            int(match["minute"]),
            min(int(match["second"] or 0), 59),
            tzinfo=timezone(offset) if offset else UTC,
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return date if date >= EARLIEST and date.year < 2100 else None
