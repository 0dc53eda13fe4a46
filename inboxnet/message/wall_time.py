"""The date and time that an attribution line or a quoted ``Sent:`` line was written with.

Mail programs write them for people, in the reader's language and without a zone. What is read here
is wall time; it is aware only if a zone was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from inboxnet.message.vocabulary import read_words

MAX_CHARACTERS = 400


def _months() -> dict[str, int]:
    months: dict[str, int] = {}
    stems: dict[str, int] = {}
    for number in range(1, 13):
        for name in read_words("quotations", f"month {number}"):
            months[name] = number
            if len(name) > 5:
                stems.setdefault(name[:4], number)
    return stems | months


_MONTHS = _months()

_ISO = re.compile(r"(?<!\d)(\d{4})([-/.])\s?(\d{1,2})\2\s?(\d{1,2})\.?(?!\d)")
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_NUMERIC = re.compile(r"(?<![\d.:])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d\d)(?![\d:])")
_DAY_FIRST = re.compile(
    r"(?<![\d:])(\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?[ -](?:de |of |d['’])?"
    r"([^\W\d_]{3,12})\.?,?[ -](?:de |del )?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,12})\.? (\d{1,2})(?:st|nd|rd|th|\.)?,? (\d{4})(?!\d)")
_CTIME = re.compile(r"([A-Z][a-z]{2}) +(\d{1,2}) (\d{1,2}:\d{2}:\d{2})(?: [A-Z]{3,4})? (\d{4})")
_VIETNAMESE = re.compile(r"(?<!\d)(\d{1,2}) (?:thg|[Tt]háng) (\d{1,2}),? (\d{4})")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\.? ([^\W\d_]{3,12})\.? (\d{1,2})\.?(?!\d)")

_TIME = re.compile(
    r"(?<![\d.:/])(上午|下午|午前|午後|오전|오후|[ap]\.?m\.? )? ?"
    r"(\d{1,2})(?::|h|時|点|시 ?)(\d{2})(?::(\d{2}))?(?:分|분)?(?:\.\d+)?"
    r"(?: ?([AaPpμπ])\.? ?[Mmμ]\b\.?)?(?!\d)"
)
_DOTTED_TIME = re.compile(
    r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?: ?([AaPp])\.? ?[Mm]\b)?(?![\d.]\d)"
)
_OFFSET = re.compile(
    r"\(?(?:GMT|UTC|Z)?\s?([+\-−–])(\d{1,2}):?(\d{2})?\)?|\b(UTC|GMT|[ECMP][SD]T|CEST|CET|BST|WEST|WET|EEST|EET"
    r"|MESZ|MEZ|MSK|JST|BRT|AEST|AEDT)\b"
)
_ZONES = {
    "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "MEZ": 1, "MESZ": 2, "MSK": 3, "JST": 9, "BRT": -3, "AEST": 10, "AEDT": 11,
}  # fmt: skip
_AFTERNOON = frozenset({"下午", "午後", "오후", "p", "μ"})
_MORNING = frozenset({"上午", "午前", "오전", "a", "π"})


@dataclass(frozen=True, slots=True)
class WallTime:
    """A written date with its place in the text.

    Attributes:
        sent: Aware if a zone was written; None if only a date, or no valid date, was written.
        start: Where the date or the time begins, whichever comes first.
        end: Where the last of date, time and zone ends.
    """

    sent: datetime | None
    start: int
    end: int


def find_wall_time(text: str) -> WallTime | None:
    """Find the first date of ``text`` (at most `MAX_CHARACTERS` of it) and its time of day.

    A date such as 07/05/2025 is month first if the time of day is written with AM or PM, else day
    first: the habit of the languages that use the slash.

    Returns:
        None if there is no date. A date without time of day has ``sent`` None.
    """
    text = text[:MAX_CHARACTERS]
    found = _find_date(text)
    if found is None:
        return None
    year, first, second, swappable, start, end = found
    rest = text[:start] + "\x00" * (end - start) + text[end:]
    clock = _TIME.search(rest, end) or _TIME.search(rest) or _DOTTED_TIME.search(rest, end)
    if clock is None:
        return WallTime(None, start, end)
    if clock.re is _DOTTED_TIME:
        hour, minute, second_, half = clock.group(1), clock.group(2), clock.group(3), clock.group(4)
    else:
        hour, minute, second_ = clock.group(2), clock.group(3), clock.group(4)
        half = clock.group(5) or clock.group(1)
    half = half.strip()[:2].lower().rstrip(".m") if half else ""
    month, day = first, second
    if swappable and not half and second <= 12:
        month, day = second, first
    if month > 12 and day <= 12 and swappable:
        month, day = day, month
    hours = int(hour)
    if half in _AFTERNOON and hours < 12:
        hours += 12
    elif half in _MORNING and hours == 12:
        hours = 0
    zone_end, zone = _find_zone(rest, max(end, clock.end()))
    try:
        sent = datetime(year, month, day, hours, int(minute), int(second_ or 0), tzinfo=zone)
    except ValueError:
        return WallTime(None, min(start, clock.start()), max(end, clock.end()))
    return WallTime(sent, min(start, clock.start()), max(zone_end, end, clock.end()))


def _find_zone(text: str, at: int) -> tuple[int, timezone | None]:
    match = _OFFSET.match(text, at + (text[at : at + 1] == " "))
    if match is None:
        return at, None
    if match.group(4):
        return match.end(), timezone(timedelta(hours=_ZONES[match.group(4)]))
    hours, minutes = int(match.group(2)), int(match.group(3) or 0)
    if match.group(3) is None and "GMT" not in match.group(0) and "UTC" not in match.group(0):
        return at, None
    if hours > 14 or minutes > 59:
        return at, None
    offset = timedelta(hours=hours, minutes=minutes)
    return match.end(), timezone(-offset if match.group(1) != "+" else offset)


def _find_date(text: str) -> tuple[int, int, int, bool, int, int] | None:
    """Return year, month, day, whether the two may be swapped, start and end."""
    if (match := _CJK.search(text) or _ISO.search(text)) is not None:
        groups = match.groups()
        return int(groups[0]), int(groups[-2]), int(groups[-1]), False, match.start(), match.end()
    if (match := _NUMERIC.search(text)) is not None:
        year = int(match.group(4))
        if year < 100:
            year += 1900 if year >= 70 else 2000
        one, two = int(match.group(1)), int(match.group(3))
        if match.group(2) == "/":
            return year, one, two, True, match.start(), match.end()
        return year, two, one, False, match.start(), match.end()
    if (match := _VIETNAMESE.search(text)) is not None:
        day, month, year = (int(group) for group in match.groups())
        return year, month, day, False, match.start(), match.end()
    for pattern, day_at, month_at, year_at in (
        (_DAY_FIRST, 1, 2, 3),
        (_MONTH_FIRST, 2, 1, 3),
        (_YEAR_FIRST, 3, 2, 1),
        (_CTIME, 2, 1, 4),
    ):
        for match in pattern.finditer(text):
            number = _month(match.group(month_at))
            if number:
                end = match.end()
                if pattern is _CTIME:
                    # The time stands between day and year: leave it to be found.
                    return _ctime(match, number)
                return (
                    int(match.group(year_at)),
                    number,
                    int(match.group(day_at)),
                    False,
                    match.start(),
                    end,
                )
    return None


def _ctime(match: re.Match[str], month: int) -> tuple[int, int, int, bool, int, int]:
    return int(match.group(4)), month, int(match.group(2)), False, match.start(), match.start(3)


def _month(word: str) -> int | None:
    word = word.lower()
    return _MONTHS.get(word) or _MONTHS.get(word[:4]) or _MONTHS.get(word[:3])
