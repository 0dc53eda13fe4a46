from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from inboxnet.reciprocity.replies import (
    Reply,
    choose_reply,
    conversations,
    find_answers,
    is_plausible,
)
from inboxnet.threads.mail import Parent, ThreadMail
from inboxnet.threads.parents import build_threads

Maker = Callable[..., ThreadMail]

OWNER, ANN, BO, LIST = 1, 2, 3, 9


def colleagues(one: int, other: int) -> bool:
    """People whose ids are of one ten have addresses at one organisation."""
    return one // 10 == other // 10 > 0


def answers(mails: Sequence[ThreadMail], **parents: int) -> dict[int, int]:
    return {r.message_id: r.answered_by for r in replies(mails, **parents)}


def replies(mails: Sequence[ThreadMail], **parents: int) -> list[Reply]:
    parent_of = {
        int(key.lstrip("_")): Parent(value, "references", 0.99) for key, value in parents.items()
    }
    found: dict[int, list[Reply]] = {}
    for reply in find_answers(mails, parent_of, owner=OWNER, lists={LIST}, colleagues=colleagues):
        found.setdefault(reply.message_id, []).append(reply)
    return [choose_reply(answers, OWNER) for answers in found.values()]


def test_one_answer_settles_all_that_was_waiting(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER]),
        mail(2, author=ANN, to=[OWNER]),
        mail(3, author=OWNER, to=[ANN], direction="out"),
        mail(4, author=OWNER, to=[ANN], direction="out"),
    ]
    found = replies(mails, _3=2)
    assert {(r.message_id, r.answered_by, r.method) for r in found} == {
        (1, 3, "thread"),
        (2, 3, "references"),
    }
    assert {r.message_id: r.latency_seconds for r in found} == {1: 2000, 2: 1000}


def test_automatic_mail_never_answers(mail: Maker) -> None:
    mails = [
        mail(1, author=OWNER, to=[ANN], direction="out"),
        mail(2, author=ANN, to=[OWNER], automatic="bulk"),
        mail(3, author=ANN, to=[OWNER]),
    ]
    assert answers(mails, _2=1) == {1: 3}


def test_an_answer_to_others_is_none(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER, BO]),
        mail(2, author=OWNER, to=[BO], direction="out"),
    ]
    assert answers(mails) == {}


def test_who_was_not_addressed_does_not_answer(mail: Maker) -> None:
    """A forged or borrowed References field proves nothing."""
    mails = [
        mail(1, author=ANN, to=[OWNER, LIST]),
        mail(2, author=BO, to=[ANN]),
    ]
    assert answers(mails, _2=1) == {}


def test_who_answers_mail_that_went_to_one_alone_answers_for_that_one(mail: Maker) -> None:
    """Another address of hers, or somebody she gave it to: nobody else knows its Message-ID."""
    asked = mail(1, author=OWNER, to=[ANN], direction="out")
    (reply,) = replies([asked, mail(2, author=BO, to=[OWNER])], _2=1)
    assert (reply.author, reply.answered_by) == (ANN, 2)
    assert answers([asked, mail(2, author=BO, to=[LIST])], _2=1) == {}
    # Written to her as well, it chases for the one who asked.
    assert answers([asked, mail(2, author=BO, to=[ANN], cc=[OWNER])], _2=1) == {}


def test_the_owners_own_answer_outranks_an_earlier_one_of_somebody_else(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER, BO]),
        mail(2, author=BO, to=[ANN], cc=[OWNER]),
        mail(3, author=OWNER, to=[ANN], direction="out"),
    ]
    assert answers(mails[:2]) == {1: 2}
    assert answers(mails) == {1: 3}


def test_the_first_of_those_addressed_answers_the_owner(mail: Maker) -> None:
    mails = [
        mail(1, author=OWNER, to=[ANN, BO], direction="out"),
        mail(2, author=BO, to=[OWNER]),
        mail(3, author=ANN, to=[OWNER]),
    ]
    assert answers(mails) == {1: 2}


def test_a_direct_answer_replaces_one_that_followed_a_later_message(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER]),
        mail(2, author=ANN, to=[OWNER]),
        mail(3, author=OWNER, to=[ANN], direction="out"),
        mail(4, author=OWNER, to=[ANN], direction="out"),
    ]
    found = {r.message_id: r for r in replies(mails, _3=2, _4=1)}
    assert found[1].answered_by == 4
    assert found[1].latency_seconds == 3000
    assert found[2].answered_by == 3


def test_the_owner_is_reached_through_a_list_without_being_named(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[LIST], list_id=LIST),
        mail(2, author=OWNER, to=[ANN], direction="out"),
    ]
    assert answers(mails) == {1: 2}


def test_on_a_list_anyone_answers_what_is_followed_directly(mail: Maker) -> None:
    mails = [
        mail(1, author=OWNER, to=[LIST], direction="out"),
        mail(2, author=BO, to=[LIST], list_id=LIST),
    ]
    assert answers(mails, _2=1) == {1: 2}
    assert answers(mails) == {}


def test_forwarding_to_somebody_else_is_no_answer(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER]),
        mail(2, author=OWNER, to=[BO], direction="out", is_forward=True),
    ]
    assert answers(mails, _2=1) == {}
    back = mail(
        2, author=OWNER, to=[ANN], direction="out", is_forward=True, opening="see what he says"
    )
    assert answers([mails[0], back], _2=1) == {1: 2}
    assert answers([mails[0], replace(back, opening="")], _2=1) == {}


def test_without_dates_there_is_no_latency(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER], sent=None),
        mail(2, author=OWNER, to=[ANN], direction="out"),
    ]
    assert replies(mails)[0].latency_seconds is None


def test_what_expected_nothing_is_not_answered_by_whatever_follows_weeks_later() -> None:
    late = Reply(1, 2, 9, None, 20 * 86400, "thread", 0.8)
    assert not is_plausible(late, 0.2)
    assert is_plausible(late, 0.9)
    assert is_plausible(Reply(1, 2, 9, None, 86400, "thread", 0.8), 0.2)
    assert is_plausible(Reply(1, 2, 9, None, 20 * 86400, "references", 0.99, sure=True), 0.2)


def test_clocks_differ(mail: Maker) -> None:
    """An answer that its clock dates before the question is an answer all the same."""
    question = mail(1, author=ANN, to=[OWNER], sent=5000)
    for sent in (4000, 5000, None):
        answer = mail(
            2, author=OWNER, to=[ANN], direction="out", sent=sent, references=(question.msg_id,)
        )
        mails = [answer, question]
        threads = build_threads(mails, {})
        (conversation,) = conversations(mails, threads)
        (reply,) = find_answers(
            conversation, threads.parent_of, owner=OWNER, lists=(), colleagues=colleagues
        )
        assert (reply.message_id, reply.answered_by) == (1, 2)
        assert reply.latency_seconds == (None if sent is None else 0)


def test_what_lies_in_drafts_alone_neither_answers_nor_waits(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER]),
        mail(2, author=OWNER, to=[ANN], automatic="aside", direction="other"),
        mail(3, author=ANN, to=[OWNER]),
    ]
    assert answers(mails, _2=1, _3=2) == {}


def test_a_later_turn_does_not_undo_a_prompt_answer(mail: Maker) -> None:
    day = 86400
    mails = [
        mail(1, author=ANN, to=[OWNER], sent=0),
        mail(2, author=ANN, to=[OWNER], sent=day),
        mail(3, author=OWNER, to=[ANN], direction="out", sent=2 * day),
        mail(4, author=OWNER, to=[ANN], direction="out", sent=40 * day),
    ]
    assert answers(mails, _3=2, _4=1) == {1: 3, 2: 3}


def test_passing_it_on_does_not_undo_an_answer(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER]),
        mail(2, author=ANN, to=[OWNER]),
        mail(3, author=OWNER, to=[ANN], direction="out"),
        mail(4, author=OWNER, to=[BO], direction="out", is_forward=True),
    ]
    assert answers(mails, _3=2, _4=1) == {1: 3, 2: 3}


def test_who_answers_one_does_not_answer_what_others_said_meanwhile(mail: Maker) -> None:
    mails = [
        mail(1, author=OWNER, to=[ANN, BO], direction="out"),
        mail(2, author=BO, to=[OWNER, ANN]),
        mail(3, author=ANN, to=[OWNER, BO]),
    ]
    assert answers(mails, _2=1, _3=1) == {1: 2}
    # Ann had read what Bo said: the conversation led to her answer from there.
    assert answers(mails, _2=1, _3=2) == {1: 2, 2: 3}


def test_who_takes_up_the_own_words_again_answers_nobody(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER, BO]),
        mail(2, author=BO, to=[ANN, OWNER]),
        mail(3, author=ANN, to=[OWNER, BO]),
    ]
    assert answers(mails, _2=1, _3=1) == {1: 2}


def test_a_colleague_of_the_one_who_was_asked_answers_for_him(mail: Maker) -> None:
    chief, assistant, stranger = 21, 22, 31
    asked = mail(1, author=OWNER, to=[chief], direction="out")
    (reply,) = replies([asked, mail(2, author=assistant, to=[OWNER])], _2=1)
    assert (reply.author, reply.answered_by) == (chief, 2)
    both = mail(1, author=OWNER, to=[chief, BO], direction="out")
    assert answers([both, mail(2, author=stranger, to=[OWNER])], _2=1) == {}
    assert answers([both, mail(2, author=assistant, to=[OWNER])], _2=1) == {1: 2}
    assert answers([asked, mail(2, author=assistant, to=[BO])], _2=1) == {}


def test_among_colleagues_only_those_addressed_answer(mail: Maker) -> None:
    asked = mail(1, author=21, to=[22, 24])
    assert answers([asked, mail(2, author=23, to=[21])], _2=1) == {}


def test_what_an_assistant_writes_from_the_owners_mailbox_is_the_owners_answer(
    mail: Maker,
) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER]),
        mail(2, author=BO, to=[ANN], direction="other"),
    ]
    (reply,) = replies(mails, _2=1)
    assert (reply.author, reply.answered_by) == (OWNER, 2)


def test_words_quoted_under_another_subject_are_passed_on(mail: Maker) -> None:
    asked = mail(1, author=ANN, to=[OWNER, BO], base_subject="rates")
    for subject, answered in (("rates", {1: 2}), ("new contract", {})):
        told = mail(2, author=OWNER, to=[BO], direction="out", base_subject=subject, is_reply=True)
        found = find_answers(
            [asked, told],
            {2: Parent(1, "quoted", 0.98)},
            owner=OWNER,
            lists=(),
            colleagues=colleagues,
        )
        assert {r.message_id: r.answered_by for r in found} == answered


def test_an_answer_that_says_it_is_late_counts_weeks_later(mail: Maker) -> None:
    asked = mail(1, author=ANN, to=[OWNER], sent=0)
    for opening, sure in (("sorry for the late reply, here", True), ("the report is out", False)):
        late = mail(2, author=OWNER, to=[ANN], sent=30 * 86400, direction="out", opening=opening)
        (reply,) = replies([asked, late])
        assert reply.sure is sure


def test_who_presses_reply_on_the_own_last_mail_answers_all_the_same(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER]),
        mail(2, author=OWNER, to=[ANN], direction="out"),
        mail(3, author=ANN, to=[OWNER]),
        mail(4, author=OWNER, to=[ANN], direction="out"),
    ]
    assert answers(mails, _2=1, _3=2, _4=2) == {1: 2, 2: 3, 3: 4}


def test_an_answer_to_all_answers_those_who_had_asked_the_author_alone(mail: Maker) -> None:
    mails = [
        mail(1, author=OWNER, to=[ANN, BO], direction="out"),
        mail(2, author=ANN, to=[OWNER]),
        mail(3, author=BO, to=[OWNER]),
        mail(4, author=OWNER, to=[ANN, BO], direction="out"),
    ]
    assert answers(mails, _2=1, _3=1, _4=3) == {1: 2, 2: 4, 3: 4}


def test_of_several_colleagues_who_were_asked_nobody_is_chosen(mail: Maker) -> None:
    asked = mail(1, author=OWNER, to=[21, 23], direction="out")
    assert answers([asked, mail(2, author=22, to=[OWNER])], _2=1) == {}
    (reply,) = replies([asked, mail(2, author=22, to=[OWNER], cc=[23])], _2=1)
    assert reply.author == 21


def test_off_a_list_nobody_answers_for_the_list(mail: Maker) -> None:
    asked = mail(1, author=OWNER, to=[LIST], direction="out")
    assert answers([asked, mail(2, author=BO, to=[OWNER])], _2=1) == {}


@pytest.mark.parametrize("follows", ["the last", "the first"])
def test_work_grows_with_the_mail(mail: Maker, follows: str) -> None:
    """Forty people, all to all: the pairs looked at grow with the messages, not their square."""

    def seen(count: int) -> int:
        people = range(10, 50)
        mails = [mail(n, author=10 + n % 40, to=people) for n in range(1, count + 1)]
        parents = {
            n: Parent(n - 1 if follows == "the last" else 1, "references", 0.99)
            for n in range(2, count + 1)
        }
        calls = 0

        def counted(frame: object, event: str, argument: object) -> None:
            nonlocal calls
            calls += event in {"call", "c_call"}

        sys.setprofile(counted)
        try:
            find_answers(mails, parents, owner=10, lists=(), colleagues=colleagues)
        finally:
            sys.setprofile(None)
        return calls

    assert seen(1600) < 5 * seen(400)
