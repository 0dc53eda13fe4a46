"""Date fields: RFC 5322 section 3.3, its obsolete forms, and what mailers wrote instead."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inboxnet.message.model import DateSource

EARLIEST = datetime(1980, 1, 2, tzinfo=UTC)
"""What exporters write where they have no date is 1 January 1980, or the epoch, in some zone."""
MAX_AHEAD = timedelta(days=2)
"""A date later than now, or than the newest trace field, by more than this is not believed."""
_MAX_OFFSET_MINUTES = 15 * 60
_MAX_BODY = 200

_COMMON = re.compile(
    r"(?:[A-Za-z]{3},\s*)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})\s+(\d{2}):(\d{2})(?::(\d{2}))?"
    r"\s+([+-])(\d{2})(\d{2})(?:\s*\([^()]*\))?"
)
_COMMENT = re.compile(r"\([^()]*\)")
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[T\s]+(\d{2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?(.*)", re.IGNORECASE
)
_TIME = re.compile(
    r"(?<![\d+-])(\d{1,2})([:.])(\d{2})(?:\2(\d{2}))?(?:\.\d+)?(?!\d)\s*([ap])?(?:\.?m\b\.?)?",
    re.IGNORECASE,
)
_NUMERIC_ZONE = re.compile(r"([+-])\s?(\d{1,2}):?(\d{2})(?!\d)")
_NAME = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen janv janvier enero gennaio januar january",
            "feb fev fév févr février fevereiro febrero februar february",
            "mar mär mrz märz mars marzo março maart mrt march",
            "apr abr avr avril abril april aprile",
            "may mai maj mag maio mayo maggio mei",
            "jun giu juin junio junho juni giugno june",
            "jul lug juil juillet julio julho juli luglio july",
            "aug ago aoû août aout agosto august",
            "sep set sept settembre septiembre setembro septembre september",
            "oct okt ott out octobre octubre outubro oktober ottobre october",
            "nov novembre noviembre novembro november",
            "dec dez dic déc décembre diciembre dezembro dezember dicembre december",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600,
    "bst": 60, "west": 60, "cet": 60, "met": 60, "mez": 60, "cest": 120, "mest": 120, "mesz": 120,
    "eet": 120, "eest": 180, "msk": 180, "hkt": 480, "jst": 540, "kst": 540,
    "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
}  # fmt: skip


def parse_date(body: str, defects: list[str]) -> datetime | None:
    """Return the instant a date-time body means, in UTC.

    A missing, unknown or impossible zone is read as UTC, as RFC 5322 section 4.3 has it.

    Args:
        body: Of a Date field, or what stands behind the last ``;`` of a Received field.
        defects: Receives ``date-malformed`` where the form was not that of the RFC, and
            ``date-zone``.
    """
    if common := _COMMON.fullmatch(body):
        day, month_name, year, hour, minute, second, sign, hours, minutes = common.groups()
        month = _MONTHS.get(month_name.lower())
        if month:
            offset = _offset(sign, hours, minutes, defects)
            if year < "1900":
                year = _full_year(year.lstrip("0").zfill(2))
                defects.append("date-malformed")
            return _instant(int(year), month, int(day), (hour, minute, second), offset)
    text = body[:_MAX_BODY].strip()
    if not text:
        return None
    bare = _COMMENT.sub(" ", text).strip()
    if iso := _ISO.fullmatch(bare):
        year, month_digits, day, hour, minute, second, rest = iso.groups()
        defects.append("date-malformed")
        offset = _zone(rest, defects)
        return _instant(int(year), int(month_digits), int(day), (hour, minute, second), offset)
    return _parse_loose(bare, defects)


def _parse_loose(text: str, defects: list[str]) -> datetime | None:
    """Find a month's name, a time of day, a zone, and a day and a year in what is left."""
    time = _TIME.search(text)
    if time is None:
        return None
    hour, _, minute, second, half = time.groups()
    before, behind = text[: time.start()], text[time.end() :]
    if half:
        hour = str(int(hour) % 12 + (12 if half in "pP" else 0))
    month = None
    for source in (before, behind):
        for name in _NAME.findall(source.lower()):
            month = month or _MONTHS.get(name)
    if month is None:
        return None
    offset = _zone(behind, defects)
    behind = _NUMERIC_ZONE.sub(" ", behind)
    numbers = _NUMBER.findall(before) + _NUMBER.findall(behind)
    if len(numbers) < 2:
        return None
    day, year = numbers[0], numbers[1]
    if len(day) == 4:
        day, year = year, day
    defects.append("date-malformed")
    return _instant(_full_year(year), month, int(day[:3]), (hour, minute, second), offset)


def _full_year(digits: str) -> int:
    """Return the year of RFC 5322 section 4.3: two or three digits are of 1950 to 2049."""
    year = int(digits[:5])
    if len(digits) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if len(digits) == 3 else year


def _zone(text: str, defects: list[str]) -> int:
    if numeric := _NUMERIC_ZONE.search(text):
        return _offset(numeric[1], numeric[2], numeric[3], defects)
    for name in _NAME.findall(text.lower()):
        if name in _ZONES:
            return _ZONES[name]
    defects.append("date-zone")
    return 0


def _offset(sign: str, hours: str, minutes: str, defects: list[str]) -> int:
    offset = int(hours) * 60 + int(minutes)
    if offset > _MAX_OFFSET_MINUTES or int(minutes) > 59:
        defects.append("date-zone")
        return 0
    return -offset if sign == "-" else offset


def _instant(
    year: int, month: int, day: int, clock: tuple[str, str, str | None], offset: int
) -> datetime | None:
    hour, minute, second = (int(part or 0) for part in clock)
    days = 0
    if (hour, minute, second) == (24, 0, 0):
        hour, days = 0, 1
    try:
        wall = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return wall + timedelta(days=days, minutes=-offset)
    except (ValueError, OverflowError):
        return None


def received_dates(bodies: Sequence[str]) -> tuple[datetime, ...]:
    """Return the instants of the Received fields (RFC 5322 section 3.6.7), topmost first."""
    instants = []
    for body in bodies:
        stamp = body.rpartition(";")[2].strip()
        if stamp and (instant := parse_date(stamp, [])):
            instants.append(instant)
    return tuple(instants)


def choose_date(
    written: datetime | None,
    *,
    received: Sequence[datetime],
    internal_date: datetime | None,
    now: datetime,
    defects: list[str],
) -> tuple[datetime | None, DateSource]:
    """Return the sent date (RFC 5256 section 2.1) and where it comes from.

    Args:
        written: From the Date field.
        received: From `received_dates`.
        internal_date: When the mailbox received it.
        now: The clock.
        defects: Receives ``date-implausible`` or ``date-missing``.
    """
    latest = now + MAX_AHEAD
    traced = [instant for instant in received if EARLIEST <= instant <= latest]
    bound = min(latest, max(traced) + MAX_AHEAD) if traced else latest
    if written is not None:
        if EARLIEST <= written <= bound:
            return written, "date"
        defects.append("date-implausible")
    if traced:
        return traced[0], "received"
    if internal_date is not None and EARLIEST <= internal_date <= latest:
        return internal_date.astimezone(UTC), "internal_date"
    defects.append("date-missing")
    return None, "none"
