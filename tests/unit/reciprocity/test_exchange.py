from __future__ import annotations

from collections.abc import Callable, Sequence

from inboxnet.reciprocity.exchange import Coverage, Exchange, build_exchanges
from inboxnet.reciprocity.replies import find_replies
from inboxnet.threads.mail import ThreadMail

Maker = Callable[..., ThreadMail]

OWNER, ANN, BO = 1, 2, 3
SEEN = Coverage(None, None)


def exchanges(
    mails: Sequence[ThreadMail], expects: dict[int, float], coverage: Coverage = SEEN
) -> list[Exchange]:
    found = find_replies(mails, {}, owner=OWNER, lists=())
    return build_exchanges(
        mails,
        {reply.message_id: reply for reply in found},
        expects,
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


def test_without_the_owners_own_mail_nobody_is_accused(mail: Maker) -> None:
    debt = mail(1, author=ANN, to=[OWNER])
    (unseen,) = exchanges([debt], {1: 0.9}, Coverage("the Sent mailbox is missing", None))
    assert (unseen.state, unseen.why) == ("unknown", "the Sent mailbox is missing")
    (early,) = exchanges([debt], {1: 0.9}, Coverage(None, debt.sent + 1))
    assert early.state == "unknown"
    (late,) = exchanges([debt], {1: 0.9}, Coverage(None, debt.sent))
    assert late.state == "open"


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
