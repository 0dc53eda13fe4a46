from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from inboxnet.message.fingerprint import fingerprint
from inboxnet.message.model import Address

MAIL: dict[str, Any] = {
    "author": Address("ann@x.org", "Ann"),
    "written": datetime(2001, 1, 1, tzinfo=UTC),
    "subject": "Re: Lunch",
    "recipients": (Address("bo@x.org"), Address("cy@x.org")),
    "text": "ok, at noon\nAnn",
}


@pytest.mark.parametrize(
    "change",
    [
        {"author": Address("ann@x.org")},
        {"subject": "RE:  lunch"},
        {"recipients": (Address("cy@x.org", "Cy"), Address("bo@x.org"), Address("bo@x.org"))},
        {"text": ">ok, at\n  noon\nAnn\n\n"},
    ],
)
def test_copies_are_equal(change: dict[str, Any]) -> None:
    assert fingerprint(**MAIL) == fingerprint(**(MAIL | change))


@pytest.mark.parametrize(
    "change",
    [
        {"author": Address("al@x.org")},
        {"author": None},
        {"written": datetime(2001, 1, 1, 0, 0, 1, tzinfo=UTC)},
        {"written": None},
        {"subject": "Dinner"},
        {"recipients": (Address("bo@x.org"),)},
        {"text": "ok, at noon"},
    ],
)
def test_other_mails_differ(change: dict[str, Any]) -> None:
    assert fingerprint(**MAIL) != fingerprint(**(MAIL | change))


def test_what_lies_behind_the_sources_caps_does_not_count() -> None:
    long = "word " * 10_000
    assert fingerprint(**(MAIL | {"text": long})) == fingerprint(**(MAIL | {"text": long + "more"}))
