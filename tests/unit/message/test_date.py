from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inboxnet.message.date import choose_date, parse_date, received_dates

TEN = datetime(2001, 1, 1, 10, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        "Mon, 1 Jan 2001 10:00:00 +0000",
        "Mon, 1 Jan 2001 03:00:00 -0700 (PDT)",
        "Mon,1 Jan 2001 10:00 +0000",
        "1 Jan 01 05:00 EST",
        "Mon, 1 Jan 101 10:00:00 GMT",
        "Mon, 1 Jan 0001 10:00:00 +0000",
        "Mon, 1 Jan 2001 10:00:00",
        "Mon, 1 Jan 2001 10:00:00 -0000",
        "Mon, 1 Jan 2001 10:00:00 +2400",
        "Mon, 1 Jan 2001 11.00.00 +0100",
        "Mon, 1-Jan-2001 10:00:00 +0000",
        "Mon, 1 Jan 2001 11:00:00 GMT+01:00",
        "Mon Jan  1 10:00:00 2001",
        "Mon Jan  1 02:00:00 2001 -0800",
        "Monday, January 1, 2001 10:00 AM",
        "2001-01-01T10:00:00Z",
        "2001-01-01T10:00:00.123+00:00",
        "2001-01-01 12:00:00 +0200",
        "Mo, 1 Januar 2001 11:00:00 +0100 (MEZ)",
        "lun., 1 janv. 2001 11:00:00 +0100",
        "1. jan 2001 10:00",
    ],
)
def test_forms(body: str) -> None:
    assert parse_date(body, []) == TEN


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Mon, 1 Jan 2001 24:00:00 +0000", datetime(2001, 1, 2, tzinfo=UTC)),
        ("Sun, 31 Dec 2000 23:59:60 +0000", datetime(2000, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("Mon, 1 Jan 2001 12:30 AM", datetime(2001, 1, 1, 0, 30, tzinfo=UTC)),
        ("1 Jan 68 10:00:00 GMT", datetime(1968, 1, 1, 10, tzinfo=UTC)),
    ],
)
def test_clocks_and_years(body: str, expected: datetime) -> None:
    assert parse_date(body, []) == expected


@pytest.mark.parametrize(
    "body",
    [
        "",
        "yesterday",
        "01/02/2001 10:00",
        "Mon, 32 Jan 2001 10:00:00 +0000",
        "Mon, 1 Jan 2001",
        "Mon, 1 Jan 99999 10:00:00 +0000",
        "1 Jan 2001 99:00:00 +0000",
    ],
)
def test_no_date(body: str) -> None:
    assert parse_date(body, []) is None


@pytest.mark.parametrize(
    "body",
    [
        "Mon, 1 Jan 2001 10:00:00",
        "Mon, 1 Jan 2001 10:00:00 +2400",
        "Mon, 1 Jan 2001 10:00:00 +0099",
    ],
)
def test_a_zone_that_is_none_is_told(body: str) -> None:
    defects: list[str] = []
    parse_date(body, defects)
    assert "date-zone" in defects


def test_the_form_of_the_rfc_has_no_defect() -> None:
    defects: list[str] = []
    parse_date("Mon, 1 Jan 2001 03:00:00 -0700 (PDT)", defects)
    assert defects == []


def in_whole_minutes(when: datetime) -> bool:
    """Tell what RFC 5322 can write: Liberia was 44.5 minutes behind until 1972."""
    return when.utcoffset() % timedelta(minutes=1) == timedelta()


DATES = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.timezones())  # noqa: DTZ001


@settings(deadline=None, max_examples=200)
@given(DATES.filter(in_whole_minutes))
def test_equal_to_the_standard_library(when: datetime) -> None:
    body = format_datetime(when)
    assert parse_date(body, []) == parsedate_to_datetime(body)


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="Mon, 1Jan2+-:.()ZTPMam0934", max_size=60))
@example("Sat, 01 Jan 1972 00:00:00 -004430")
def test_any_text_gives_an_aware_date_or_none(body: str) -> None:
    found = parse_date(body, [])
    assert found is None or found.utcoffset() == timedelta()


def test_received() -> None:
    bodies = [
        "from a by b; Mon, 1 Jan 2001 10:00:00 +0000",
        "no stamp",
        "x; y; Mon, 1 Jan 2001 09:00:00 +0000",
    ]
    assert received_dates(bodies) == (TEN, TEN - timedelta(hours=1))


def test_the_date_field_wins_while_it_is_plausible() -> None:
    defects: list[str] = []
    trace = [TEN + timedelta(hours=5)]
    assert choose_date(TEN, received=trace, internal_date=None, now=NOW, defects=defects) == (
        TEN,
        "date",
    )
    assert defects == []


@pytest.mark.parametrize(
    "written",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        # "Mon, 31 Dec 1979 16:00:00 -0800" of exporters that know no date
        datetime(1980, 1, 1, tzinfo=UTC),
        datetime(1980, 1, 1, 8, tzinfo=UTC),
        NOW + timedelta(days=3),
        TEN + timedelta(days=3),
    ],
)
def test_an_implausible_date_gives_way_to_the_topmost_trace(written: datetime) -> None:
    defects: list[str] = []
    trace = [TEN, TEN - timedelta(hours=1)]
    found = choose_date(written, received=trace, internal_date=NOW, now=NOW, defects=defects)
    assert found == (TEN, "received")
    assert defects == ["date-implausible"]


def test_the_mailbox_knows_when_nothing_else_does() -> None:
    assert choose_date(None, received=(), internal_date=TEN, now=NOW, defects=[]) == (
        TEN,
        "internal_date",
    )


@pytest.mark.parametrize("internal_date", [None, datetime(1980, 1, 1, tzinfo=UTC)])
def test_no_date_at_all(internal_date: datetime | None) -> None:
    defects: list[str] = []
    assert choose_date(
        None, received=(), internal_date=internal_date, now=NOW, defects=defects
    ) == (
        None,
        "none",
    )
    assert defects == ["date-missing"]
