from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from inboxnet.message.model import QuotedBlock
from inboxnet.reciprocity.separate import find_separate_answers
from inboxnet.threads.mail import Parent, ThreadMail

Maker = Callable[..., ThreadMail]
DAY = 86400
OWNER, ANN, BO, ASSISTANT = 1, 2, 3, 4
KEYS = {ANN: frozenset({"ann ruiz", "ann@works.example"})}


def colleagues(one: int, other: int) -> bool:
    return {one, other} == {ANN, ASSISTANT}


def pairs(mails: Sequence[ThreadMail], waiting: Sequence[int]) -> dict[int, int]:
    parents: dict[int, Parent] = {}
    asked = [(mail_id, ANN) for mail_id in waiting]
    return {
        r.message_id: r.answered_by
        for r in find_separate_answers(mails, asked, parents, colleagues, KEYS, ())
    }


def ask(mail: Maker, mail_id: int, base_subject: str, opening: str, **values: object) -> ThreadMail:
    return mail(
        mail_id,
        **(
            {
                "author": OWNER,
                "to": [ANN],
                "direction": "out",
                "sent": mail_id * DAY,
                "base_subject": base_subject,
                "opening": opening,
            }
            | values
        ),
    )


def answer(mail: Maker, mail_id: int, base_subject: str, opening: str, **values: object):
    return ask(
        mail,
        mail_id,
        base_subject,
        opening,
        **({"author": ANN, "to": [OWNER], "direction": "in"} | values),
    )


@pytest.mark.parametrize(
    ("subject", "opening"),
    [
        ("paid", "boiler blew up. paid today"),
        ("", "inv-2031/7: the money has gone out"),
        ("your mail", "sorry for the long silence, the invoice got buried"),
        ("your mail", "as promised, about the overdue money"),
        ("re-shooting the kitchen", "tuesday it is"),
    ],
)
def test_a_mail_of_its_own_that_plainly_answers(mail: Maker, subject: str, opening: str) -> None:
    if subject == "re-shooting the kitchen":
        asked = ask(mail, 1, subject, "does tuesday suit you?")
    else:
        asked = ask(mail, 1, "invoice inv-2031/7 overdue", "has it got stuck?")
    assert pairs([asked, answer(mail, 8, subject, opening)], [1]) == {1: 8}


@pytest.mark.parametrize(
    "values",
    [
        {"base_subject": "lunch", "opening": "are you free on friday?"},
        {"to": [BO]},
        {"author": BO},
        {"automatic": "bulk"},
        {"is_forward": True},
        {"references": ("another@x",)},
        {"sent": 60 * DAY},
        {"sent": 0},
    ],
)
def test_anything_else_answers_nothing(mail: Maker, values: dict[str, object]) -> None:
    asked = ask(mail, 1, "invoice 20317 overdue", "has it got stuck?")
    said = {"base_subject": "paid", "opening": "paid today"} | values
    paid = answer(mail, 8, **said)
    assert pairs([asked, paid], [1]) == {}


def test_an_apology_answers_only_if_one_thing_alone_was_waiting(mail: Maker) -> None:
    asks = [ask(mail, 1, "rates", "may i ask?"), ask(mail, 2, "photos", "which photos?")]
    late = answer(mail, 5, "hello", "sorry for the late answer about the photos")
    assert pairs([*asks, late], [1, 2]) == {}
    assert pairs([*asks, late], [2]) == {2: 5}
    assert pairs([*asks, late], [1]) == {}


def test_a_colleague_answers_for_the_one_he_names(mail: Maker) -> None:
    asked = ask(mail, 1, "snow load", "do the panels come now or later?")
    said = "ms ruiz is away and has asked me to tell you: the panels come now"
    told = answer(mail, 3, "panels", said, author=ASSISTANT)
    assert pairs([asked, told], [1]) == {1: 3}
    for values in (
        {"author": BO},
        {"opening": "on behalf of the board: the panels come now"},
        {"opening": "ms ruiz is away and has asked me to thank you"},
        {"opening": "the panels come now, says ms ruiz"},
    ):
        other = {"author": ASSISTANT, "base_subject": "news", "opening": said} | values
        assert pairs([asked, answer(mail, 3, **other)], [1]) == {}


def test_what_quotes_or_answers_something_else_is_no_mail_of_its_own(mail: Maker) -> None:
    asked = ask(mail, 1, "invoice inv-20317 overdue", "has it got stuck?")
    block = QuotedBlock("Bo", None, None, None, "other words")
    quoting = answer(mail, 3, "inv-20317", "paid", quoted=block)
    assert pairs([asked, quoting], [1]) == {}
    assert pairs([asked, replace(quoting, quoted=None)], [1]) == {1: 3}


def test_the_clock_runs_from_the_ask_to_the_answer(mail: Maker) -> None:
    asked = ask(mail, 1, "invoice", "still open")
    paid = answer(mail, 4, "paid", "paid today")
    (reply,) = find_separate_answers([asked, paid], [(1, ANN)], {}, colleagues, KEYS, ())
    assert (reply.latency_seconds, reply.answered_at) == (3 * DAY, 4 * DAY)
    assert (reply.method, reply.author) == ("separate", ANN)
