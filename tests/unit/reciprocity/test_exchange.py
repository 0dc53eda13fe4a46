from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from inboxnet.reciprocity.exchange import Coverage, Exchange, Span, build_exchanges
from inboxnet.reciprocity.expects import Expectation
from inboxnet.reciprocity.replies import Reply, find_answers
from inboxnet.threads.mail import ThreadMail

Maker = Callable[..., ThreadMail]

OWNER, ANN, BO = 1, 2, 3
SEEN = Coverage()


def exchanges(
    mails: Sequence[ThreadMail], expects: dict[int, float], coverage: Coverage = SEEN
) -> list[Exchange]:
    answers: dict[int, list[Reply]] = {}
    for reply in find_answers(
        mails, {}, owner=OWNER, lists=(), colleagues=lambda one, other: False
    ):
        answers.setdefault(reply.message_id, []).append(reply)
    return build_exchanges(
        mails,
        answers,
        {m: Expectation(p, ("+ asks a question",)) for m, p in expects.items()},
        owner=OWNER,
        counterparts={ANN, BO},
        coverage=coverage,
    )


def test_the_clock_starts_at_the_first_message_that_is_owed_an_answer(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER]),
        mail(2, author=ANN, to=[OWNER]),
        mail(3, author=ANN, to=[OWNER]),
    ]
    (debt,) = exchanges(mails, {1: 0.1, 2: 0.8, 3: 0.9})
    assert (debt.opened_by, debt.chasers, debt.state) == (2, 1, "open")
    assert debt.expects_reply == 0.9
    assert debt.direction == "to_me"


def test_turns_alternate(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER]),
        mail(2, author=OWNER, to=[ANN], direction="out"),
        mail(3, author=ANN, to=[OWNER]),
    ]
    found = exchanges(mails, {1: 0.9, 2: 0.9, 3: 0.9})
    assert [(e.opened_by, e.direction, e.state, e.answered_by) for e in found] == [
        (1, "to_me", "answered", 2),
        (2, "from_me", "answered", 3),
        (3, "to_me", "open", None),
    ]
    assert [e.latency_seconds for e in found] == [1000, 1000, None]


def test_nothing_owed_is_closed(mail: Maker) -> None:
    (closed,) = exchanges([mail(1, author=ANN, to=[OWNER])], {1: 0.1})
    assert closed.state == "closed"


def test_an_answer_by_somebody_else_settles_nothing_of_the_owners(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER, BO]),
        mail(2, author=BO, to=[ANN], cc=[OWNER]),
    ]
    debt = next(e for e in exchanges(mails, {1: 0.9}) if e.opened_by == 1)
    assert debt.state == "open"
    assert "somebody else" in debt.why
    assert debt.latency_seconds is None


def test_why_it_is_believed(mail: Maker) -> None:
    (debt,) = exchanges([mail(1, author=ANN, to=[OWNER])], {1: 0.9})
    assert debt.why == "no answer was found (+ asks a question)"


def test_chasers_ask_again(mail: Maker) -> None:
    mails = [mail(n, author=ANN, to=[OWNER]) for n in (1, 2, 3)]
    (debt,) = exchanges(mails, {1: 0.9, 2: 0.05, 3: 0.4})
    assert debt.chasers == 1, "a thank-you does not ask again"


def test_each_of_those_asked_has_their_own_answer(mail: Maker) -> None:
    mails = [
        mail(1, author=OWNER, to=[ANN, BO], direction="out"),
        mail(2, author=BO, to=[OWNER]),
        mail(3, author=ANN, to=[OWNER]),
    ]
    found = {e.person_id: e for e in exchanges(mails, {1: 0.9}) if e.direction == "from_me"}
    assert (found[BO].answered_by, found[BO].latency_seconds) == (2, 1000)
    assert (found[ANN].answered_by, found[ANN].latency_seconds) == (3, 2000)
    found = {e.person_id: e for e in exchanges(mails[:2], {1: 0.9}) if e.direction == "from_me"}
    assert found[BO].state == "answered"
    assert (found[ANN].state, found[ANN].answered_by) == ("open", None)
    assert found[ANN].expects_reply == pytest.approx(0.441)


def test_who_was_asked_again_alone_still_owes(mail: Maker) -> None:
    """Somebody else answered the question to both; the reminder went to Ann alone."""
    mails = [
        mail(1, author=OWNER, to=[ANN, BO], direction="out"),
        mail(2, author=BO, to=[OWNER]),
        mail(3, author=OWNER, to=[ANN], direction="out"),
    ]
    found = {e.person_id: e for e in exchanges(mails, {1: 0.9, 3: 0.4}) if e.person_id == ANN}
    assert (found[ANN].opened_by, found[ANN].expects_reply) == (1, 0.9)
    thanks = {e.person_id: e for e in exchanges(mails, {1: 0.9, 3: 0.1})}
    assert thanks[ANN].expects_reply == pytest.approx(0.441)
    to_all = mail(3, author=OWNER, to=[ANN, BO], direction="out")
    found = {e.person_id: e for e in exchanges([*mails[:2], to_all], {1: 0.9, 3: 0.1})}
    assert found[ANN].expects_reply == pytest.approx(0.441)


def test_an_answer_in_a_conversation_of_its_own_ends_the_turn(mail: Maker) -> None:
    asked = mail(1, author=ANN, to=[OWNER])
    reply = Reply(1, 77, OWNER, 9000, 8000, "separate", 0.7, sure=True)
    (exchange,) = build_exchanges(
        [asked],
        {1: [reply]},
        {1: Expectation(0.9, ())},
        owner=OWNER,
        counterparts={ANN},
        coverage=SEEN,
    )
    assert (exchange.state, exchange.answered_by) == ("answered", 77)
    assert (exchange.answered_at, exchange.latency_seconds) == (9000, 8000)


def test_what_was_not_seen_is_held_against_nobody(mail: Maker) -> None:
    debt = mail(1, author=ANN, to=[OWNER])
    for span, why in (
        (Span("the Sent mailbox is missing"), "the Sent mailbox is missing"),
        (Span(since=debt.sent + 1), "older than the first mail that was read"),
        (Span(until=debt.sent - 1), "newer than the last mail that was read"),
        (Span(missing={1: "not in this account"}), "not in this account"),
    ):
        (unseen,) = exchanges([debt], {1: 0.9}, Coverage(to_me=span))
        assert unseen.state == "unknown"
        assert unseen.why.startswith(why)
        (seen,) = exchanges([debt], {1: 0.9}, Coverage(from_me=span))
        assert seen.state == "open"
    (edge,) = exchanges([debt], {1: 0.9}, Coverage(to_me=Span(since=debt.sent, until=debt.sent)))
    assert edge.state == "open"


def test_an_announcement_to_many_is_owed_by_nobody(mail: Maker) -> None:
    wide = mail(1, author=OWNER, to=range(2, 12), direction="out")
    assert exchanges([wide], {1: 0.9}) == []
    narrow = mail(1, author=OWNER, to=[ANN, BO], direction="out")
    assert {e.person_id for e in exchanges([narrow], {1: 0.9})} == {ANN, BO}


def test_machines_neither_owe_nor_are_owed(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER], automatic="bulk"),
        mail(2, author=77, to=[OWNER]),
    ]
    assert exchanges(mails, {1: 0.9, 2: 0.9}) == []


def test_what_came_back_undelivered_is_owed_by_nobody(mail: Maker) -> None:
    sent = mail(1, author=OWNER, to=[ANN], direction="out")
    bounce = mail(2, author=88, to=[OWNER], automatic="bounce", references=(sent.msg_id,))
    (exchange,) = exchanges([sent, bounce], {1: 0.9})
    assert (exchange.state, exchange.why) == ("closed", "it came back undelivered")
    other = mail(2, author=88, to=[OWNER], automatic="auto-reply", references=(sent.msg_id,))
    (exchange,) = exchanges([sent, other], {1: 0.9})
    assert exchange.state == "open"


def test_the_clock_of_a_perhaps_starts_where_it_was_asked(mail: Maker) -> None:
    mails = [mail(1, author=ANN, to=[OWNER]), mail(2, author=ANN, to=[OWNER])]
    (debt,) = exchanges(mails, {1: 0.02, 2: 0.4})
    assert (debt.opened_by, debt.chasers) == (2, 0)


def test_a_bounce_may_name_the_identifier_of_another_copy(mail: Maker) -> None:
    sent = mail(1, author=OWNER, to=[ANN], direction="out", other_ids=("relay@y",))
    bounce = mail(2, author=88, to=[OWNER], automatic="bounce", references=("relay@y",))
    (exchange,) = exchanges([sent, bounce], {1: 0.9})
    assert exchange.state == "closed"
