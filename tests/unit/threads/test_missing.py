from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from inboxnet.message.model import QuotedBlock
from inboxnet.threads.mail import Parent, ThreadMail
from inboxnet.threads.missing import KeptMail, MissingOriginal, find_missing_originals

Maker = Callable[..., ThreadMail]

OWNER, ANN, BO = 1, 2, 3
KEYS = {
    OWNER: frozenset({"max moor"}),
    ANN: frozenset({"ann lee", "ann@x.example"}),
    BO: frozenset({"bo ray"}),
}
HOUR = 3600
ASKED = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
WALL = datetime(2026, 5, 4, 4, 30)  # noqa: DTZ001 - wall time in UTC-5


def quoted(sent: datetime | None, author: str = "Ann Lee") -> QuotedBlock:
    return QuotedBlock(author, None, sent, None, "")


def seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def answer(mail: Maker, mail_id: int, block: QuotedBlock, **values: object) -> ThreadMail:
    defaults = {
        "author": OWNER,
        "to": [ANN],
        "direction": "out",
        "sent": seconds(ASKED) + 2 * HOUR,
        "quoted": block,
    }
    return mail(mail_id, **(defaults | values))


def known_pair(mail: Maker) -> tuple[list[ThreadMail], dict[int, Parent]]:
    """An original that is here, quoted in UTC-5 by the owner."""
    then = ASKED - timedelta(days=3)
    original = mail(8, author=BO, to=[OWNER], sent=seconds(then))
    wall = (then - timedelta(hours=5)).replace(tzinfo=None)
    reply = answer(mail, 9, quoted(wall, "Bo Ray"), to=[BO], sent=seconds(then) + HOUR)
    return [original, reply], {9: Parent(8, "references", 0.99)}


def test_how_long_an_answer_to_deleted_mail_took(mail: Maker) -> None:
    here, parents = known_pair(mail)
    (found,) = find_missing_originals([*here, answer(mail, 1, quoted(WALL))], parents, KEYS)
    assert found == MissingOriginal(ANN, 1, seconds(ASKED), 2 * HOUR, found.confidence)


def test_a_quoted_zone_needs_no_learning(mail: Maker) -> None:
    wall = ASKED.astimezone(timezone(timedelta(hours=7)))
    (found,) = find_missing_originals([answer(mail, 1, quoted(wall))], {}, KEYS)
    assert (found.sent, found.latency_seconds) == (seconds(ASKED), 2 * HOUR)


def test_in_an_unknown_zone_nothing_is_told(mail: Maker) -> None:
    assert not list(find_missing_originals([answer(mail, 1, quoted(WALL))], {}, KEYS))


@pytest.mark.parametrize(
    "values",
    [
        {"quoted": quoted(ASKED, "Nobody Known")},
        {"quoted": quoted(ASKED, "Max Moor")},
        {"quoted": quoted(None)},
        {"to": [BO]},
        {"is_forward": True},
        {"automatic": "auto-reply"},
        {"sent": None},
        {"sent": seconds(ASKED) - HOUR},
        {"sent": seconds(ASKED) + 400 * 24 * HOUR},
    ],
)
def test_other_quotations_name_no_missing_original(mail: Maker, values: dict[str, object]) -> None:
    mails = (
        [answer(mail, 1, quoted(ASKED), **({} | values))]
        if "quoted" not in values
        else [answer(mail, 1, values["quoted"])]
    )
    assert not list(find_missing_originals(mails, {}, KEYS))


def test_what_follows_a_message_that_is_here_misses_none(mail: Maker) -> None:
    mails = [answer(mail, 1, quoted(ASKED)), mail(2, author=ANN, to=[OWNER])]
    assert not list(find_missing_originals(mails, {1: Parent(2, "references", 0.99)}, KEYS))


def test_how_much_of_the_mail_was_kept_at_a_time(mail: Maker) -> None:
    """Of the first fifty answers none is to mail that is here, of the next fifty all are."""
    mails, parents = [], {}
    for number in range(100):
        at = seconds(ASKED) + number * 24 * HOUR
        mails.append(answer(mail, 2 * number + 2, quoted(ASKED), sent=at))
        if number >= 50:
            mails.append(mail(2 * number + 1, author=ANN, to=[OWNER], sent=at - HOUR))
            parents[2 * number + 2] = Parent(2 * number + 1, "quoted", 0.98)
    kept = KeptMail(mails, parents, KEYS, owner=OWNER)
    assert kept.around("out", seconds(ASKED)) == (40, 40)
    assert kept.around("out", seconds(ASKED) + 99 * 24 * HOUR) == (0, 40)
    assert kept.around("in", seconds(ASKED)) == (0, 0)
    assert KeptMail(mails[:3], parents, KEYS, owner=OWNER).around("out", 0) == (0, 0)


def test_what_others_answer_each_other_tells_nothing_of_the_owners_mail(mail: Maker) -> None:
    mails = [
        answer(
            mail,
            number,
            quoted(ASKED, "Bo Ray"),
            author=ANN,
            to=[BO],
            cc=[OWNER],
            direction="in",
        )
        for number in range(1, 31)
    ]
    kept = KeptMail(mails, {}, KEYS, owner=OWNER)
    assert kept.around("in", seconds(ASKED)) == (0, 0)
    mine = [
        answer(mail, number, quoted(ASKED, "Max Moor"), author=ANN, to=[OWNER], direction="in")
        for number in range(1, 31)
    ]
    assert KeptMail(mine, {}, KEYS, owner=OWNER).around("in", seconds(ASKED)) == (30, 30)
