from __future__ import annotations

from collections.abc import Callable

import pytest

from inboxnet.threads.mail import ThreadMail
from inboxnet.threads.parents import build_threads

Maker = Callable[..., ThreadMail]

OWNER, ANN, BO = 1, 2, 3
ROOT = "ti:" + "ab" * 22


def test_thread_index_names_the_message_that_is_answered(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER], server_thread=ROOT, base_subject="a"),
        mail(2, author=ANN, to=[OWNER], server_thread=ROOT + "01" * 5, base_subject="b"),
        mail(3, author=OWNER, to=[ANN], server_thread=ROOT + "02" * 5, base_subject="c"),
    ]
    threads = build_threads(mails, {})
    parent = threads.parent_of[3]
    assert (parent.mail_id, parent.method) == (1, "server")
    assert set(threads.thread_of.values()) == {1}


def test_in_gmails_conversation_the_latest_that_was_addressed_is_answered(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER], server_thread="gm:7"),
        mail(2, author=BO, to=[OWNER], server_thread="gm:7"),
        mail(3, author=OWNER, to=[ANN], server_thread="gm:7", is_reply=True, direction="out"),
    ]
    assert build_threads(mails, {}).parent_of[3].mail_id == 1


@pytest.mark.parametrize(
    "values",
    [
        {"is_reply": False},
        {"is_forward": True},
        {"automatic": "auto-reply"},
        {"to": [BO]},
        {"sent": 0},
        {"server_thread": "gm:8"},
    ],
)
def test_the_same_conversation_alone_is_no_answer(mail: Maker, values: dict[str, object]) -> None:
    asked = mail(1, author=ANN, to=[OWNER], server_thread="gm:7", base_subject="a")
    said = {
        "author": OWNER,
        "to": [ANN],
        "server_thread": "gm:7",
        "base_subject": "b",
        "is_reply": True,
        "direction": "out",
    }
    assert build_threads([asked, mail(2, **(said | values))], {}).parent_of == {}


def test_identifiers_outrank_the_server(mail: Maker) -> None:
    mails = [
        mail(1, author=ANN, to=[OWNER], server_thread="gm:7"),
        mail(2, author=ANN, to=[OWNER]),
        mail(3, author=OWNER, to=[ANN], server_thread="gm:7", is_reply=True, references=("m2@x",)),
    ]
    assert build_threads(mails, {}).parent_of[3].mail_id == 2
