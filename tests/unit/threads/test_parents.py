from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from inboxnet.message.model import QuotedBlock
from inboxnet.threads.mail import ThreadMail
from inboxnet.threads.parents import LONGEST_WINDOW_SECONDS, build_threads

Maker = Callable[..., ThreadMail]

KEYS = {1: frozenset({"ann lee", "ann@x.com"}), 2: frozenset({"bo ray", "bo@y.com"})}
ASKED = datetime(2026, 5, 4, 9, 30, 17, tzinfo=UTC)
WORDS = "could you send me the figures for the second quarter please"


def block(**values: object) -> QuotedBlock:
    defaults = {
        "author": "Lee, Ann",
        "author_address": None,
        "sent": datetime(2026, 5, 4, 4, 30),  # noqa: DTZ001 - wall time in UTC-5
        "subject": "Figures",
        "opening": WORDS,
    }
    return QuotedBlock(**(defaults | values))


def pair(mail: Maker, **values: object) -> list[ThreadMail]:
    question = mail(
        1, author=1, to=[2], sent=int(ASKED.timestamp()), base_subject="figures", opening=WORDS
    )
    answer = {
        "author": 2,
        "to": [1],
        "sent": question.sent + 7200,
        "base_subject": "figures",
        "is_reply": True,
        "quoted": block(),
    }
    return [question, mail(2, **(answer | values))]


def test_identifiers_come_first(mail: Maker) -> None:
    mails = [*pair(mail, references=("m3@x",)), mail(3, author=1, to=[2], sent=0)]
    assert build_threads(mails, KEYS).parent_of[2].mail_id == 3


def test_a_quoted_block_names_its_original(mail: Maker) -> None:
    threads = build_threads(pair(mail, base_subject="something else"), KEYS)
    parent = threads.parent_of[2]
    assert (parent.mail_id, parent.method) == (1, "quoted")
    assert parent.confidence > 0.95
    assert threads.thread_of == {1: 1, 2: 1}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"sent": datetime(2026, 5, 4, 15, 0)}, True),  # noqa: DTZ001 - UTC+5:30
        ({"sent": datetime(2026, 5, 4, 4, 37)}, False),  # noqa: DTZ001 - no zone is 7 minutes off
        ({"sent": ASKED + timedelta(seconds=40)}, True),
        ({"sent": ASKED + timedelta(hours=5)}, False),
        ({"sent": None, "author": "Somebody Else"}, False),
        ({"sent": None}, True),
        ({"author": "Somebody Else", "opening": "other words than those"}, False),
    ],
)
def test_what_must_agree(mail: Maker, values: dict[str, object], found: bool) -> None:
    mails = pair(mail, base_subject="something else", quoted=block(subject=None, **values))
    assert (2 in build_threads(mails, KEYS).parent_of) is found


def test_the_words_decide_between_two_that_fit(mail: Maker) -> None:
    """A quarter of an hour apart, both could be meant in some zone."""
    mails = pair(mail)
    other = mail(
        3,
        author=1,
        to=[2],
        sent=mails[0].sent + 900,
        base_subject="figures",
        opening="never mind, found them",
    )
    assert build_threads([*mails, other], KEYS).parent_of[2].mail_id == 1


def test_a_message_is_not_quoted_before_it_was_sent(mail: Maker) -> None:
    mails = pair(mail, sent=int(ASKED.timestamp()) - 86400)
    assert 2 not in build_threads(mails, KEYS).parent_of


def test_subject_and_participants_in_the_window(mail: Maker) -> None:
    mails = pair(mail, quoted=None)
    parent = build_threads(mails, KEYS).parent_of[2]
    assert (parent.mail_id, parent.method) == (1, "subject")


@pytest.mark.parametrize(
    "values",
    [
        {"to": [3]},
        {"is_reply": False},
        {"is_forward": True},
        {"automatic": "bulk"},
        {"sent": int(ASKED.timestamp()) + LONGEST_WINDOW_SECONDS + 60},
        {"base_subject": "other"},
    ],
)
def test_the_same_subject_alone_is_no_conversation(mail: Maker, values: dict[str, object]) -> None:
    mails = pair(mail, **({"quoted": None} | values))
    assert build_threads(mails, KEYS).parent_of == {}


def test_old_subjects_are_new_once_answers_come_within_days(mail: Maker) -> None:
    """Fifty answers within an hour: what comes a month later takes up the subject anew."""
    day = 86400
    known = []
    for number in range(60):
        asked, answered = 1000 + 2 * number, 1001 + 2 * number
        known += [
            mail(asked, author=5, to=[6], sent=number * day, base_subject=f"n{number}"),
            mail(
                answered,
                author=6,
                to=[5],
                sent=number * day + 3600,
                base_subject=f"n{number}",
                references=(f"m{asked}@x",),
            ),
        ]
    late = pair(mail, quoted=None, sent=int(ASKED.timestamp()) + 30 * day)
    assert build_threads(late, KEYS).parent_of[2].mail_id == 1
    assert 2 not in build_threads([*late, *known], KEYS).parent_of


def test_other_words_quoted_are_no_answer_to_the_same_subject(mail: Maker) -> None:
    block = QuotedBlock("Somebody Else", None, None, None, "quite other words that were quoted")
    mails = pair(mail, quoted=block)
    assert build_threads(mails, KEYS).parent_of == {}


def test_the_owner_answers_what_came_by_bcc(mail: Maker) -> None:
    asked = mail(1, author=2, to=[3], sent=1000, direction="in")
    answer = mail(2, author=1, to=[2], sent=2000, is_reply=True, direction="out")
    assert build_threads([asked, answer], {}).parent_of[2].mail_id == 1


def test_without_a_subject_only_what_was_just_said_is_answered(mail: Maker) -> None:
    asked = mail(1, author=2, to=[1], sent=1000, base_subject="")
    for delay, found in ((3600, {2}), (5 * 86400, set())):
        answer = mail(
            2, author=1, to=[2], sent=1000 + delay, is_reply=True, base_subject="", direction="out"
        )
        assert set(build_threads([asked, answer], {}).parent_of) == found


def test_long_words_quoted_without_a_date_name_their_original(mail: Maker) -> None:
    words = "could you send me the figures of the third quarter please"
    asked = mail(1, author=2, to=[1], sent=1000, opening=words, base_subject="figures")
    block = QuotedBlock("Nobody Known", None, None, None, words)
    answer = mail(
        2, author=1, to=[2], sent=9000, quoted=block, base_subject="figures", direction="out"
    )
    parent = build_threads([asked, answer], {}).parent_of[2]
    assert (parent.mail_id, parent.method) == (1, "quoted")
    stranger = mail(
        2, author=1, to=[3], sent=9000, quoted=block, base_subject="figures", direction="out"
    )
    assert build_threads([asked, stranger], {}).parent_of == {}
