"""THREAD=REFERENCES of a real Dovecot (2.3.19 when this was written) is ours.

`thread_answer` completes the product's forest to the answer of RFC 5256 section 3. No difference
is smoothed over: the generated mail has none, and those that are known stand in `DIFFERENCES`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from imapclient import IMAPClient

from inboxnet.message.subject import base_subject
from inboxnet.source.mbox import MboxSource

pytestmark = pytest.mark.imap

DEMO = Path(__file__).parents[2] / "fixtures" / "demo" / "mail"
MAILBOX_SIZES = [10] * 60 + [50] * 48 + [1000] * 2
"""Small ones are dense in loops, large ones deep; 5,000 messages."""


class ThreadServer:
    """Lets the private Dovecot thread a mailbox of the given messages, and inboxnet as well."""

    def __init__(self, account: Any, client: IMAPClient, ours: Any) -> None:
        self._account = account
        self._client = client
        self._ours = ours
        self._mailboxes = 0

    def select(self, mails: Sequence[Any]) -> list[Any]:
        """Select a new mailbox with these messages; return them as the product reads them."""
        self._mailboxes += 1
        name = f"m{self._mailboxes}"
        for mail in mails:
            path = self._account.deliver(mail.content, mailbox=name)
            os.utime(path, (mail.internal_date.timestamp(),) * 2)
        assert self._client.select_folder(name, readonly=True)[b"EXISTS"] == len(mails)
        return [self._ours.read_message(mail.content, mail.internal_date) for mail in mails]

    def thread(self, algorithm: str) -> tuple[Any, ...]:
        return self._client.thread(algorithm, "ALL", "UTF-8")

    def check(self, mails: Sequence[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """Assert that both give one answer; return it without and with the subject step."""
        messages = self.select(mails)
        by_references = self.thread("REFERENCES")
        assert by_references == self._ours.thread_references(messages)
        # Without step 5, by which nothing hides a wrong parent; RFC 5256 does not define the order.
        by_identifiers = set(self.thread("REFS"))
        assert by_identifiers == set(self._ours.thread_refs(messages))
        return tuple(by_identifiers), by_references


@pytest.fixture(scope="module")
def server(dovecot: Any, thread_answer: Any) -> Iterator[ThreadServer]:
    account = dovecot.new_account()
    with IMAPClient("localhost", port=dovecot.port, ssl_context=dovecot.context) as client:
        client.login(*account.credentials)
        yield ThreadServer(account, client, thread_answer)


def test_the_demo_mailbox(server: ThreadServer, thread_mail: Any) -> None:
    contents = []
    for name in ("INBOX", "Sent", "Archive"):
        source = MboxSource(DEMO / f"{name}.mbox")
        (mailbox,) = source.mailboxes()
        contents += [
            event.content
            for event in source.fetch(mailbox, state=None, known=lambda _: False)
            if hasattr(event, "content")
        ]
    mails = [thread_mail.Delivery(content, thread_mail.START) for content in contents]
    assert len(mails) > 500
    by_identifiers, by_references = server.check(mails)
    assert len(by_references) < len(by_identifiers) < len(mails)


def test_generated_mailboxes(server: ThreadServer, thread_mail: Any) -> None:
    assert sum(MAILBOX_SIZES) == 5000
    holes = gathered = answers = 0
    for number, size in enumerate(MAILBOX_SIZES):
        mails = thread_mail.make_mailbox(Random(number), size)
        by_identifiers, by_references = server.check(mails)
        holes += sum(isinstance(thread[0], tuple) for thread in by_identifiers)
        answers += size - len(by_identifiers)
        gathered += len(by_identifiers) - len(by_references)
    # What is compared is no heap of single messages.
    assert answers > 2000
    assert holes > 50
    assert gathered > 300


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(random=st.randoms(use_true_random=False), size=st.integers(1, 8))
def test_any_small_mailbox(
    server: ThreadServer, thread_mail: Any, random: Random, size: int
) -> None:
    server.check(thread_mail.make_mailbox(random, size))


DIFFERENCES = {
    "RFC 2822 section 3.6.4: a quoted id-left may stand before a literal; Dovecot reads no id": (
        [
            'Message-ID: <"a"@[192.0.2.1]>',
            'Message-ID: <b@x>\r\nReferences: <"a"@[192.0.2.1]>',
        ],
        {(1,), (2,)},
        {(1, 2)},
    ),
    "RFC 5256 section 3: the first *valid* id of In-Reply-To; a quoted name holds none": (
        [
            "Message-ID: <a@x>",
            'Message-ID: <b@x>\r\nIn-Reply-To: Mail of "Ann <ann@a.example>" <a@x>',
        ],
        {(1,), (2,)},
        {(1, 2)},
    ),
    "RFC 5322 section 3.2.2: a comment holds none either": (
        [
            "Message-ID: <a@x>",
            "Message-ID: <b@x>\r\nIn-Reply-To: (Ann <ann@a.example> wrote) <a@x>",
        ],
        {(1,), (2,)},
        {(1, 2)},
    ),
    "RFC 2822 section 3.6.4: no < inside an id; Dovecot reads one from the first < to the >": (
        ["Message-ID: <a@x>", "Message-ID: <b@x>\r\nReferences: <gone@x <a@x>"],
        {(1,), (2,)},
        {(1, 2)},
    ),
    # Where the RFC takes an identifier for no valid one, and it is plain what was meant.
    "Ours: a field that is one bare identifier": (
        ["Message-ID: a@x", "Message-ID: <b@x>\r\nIn-Reply-To: a@x"],
        {(1,), (2,)},
        {(1, 2)},
    ),
    "Ours: an identifier without @": (
        ["Message-ID: <a>", "Message-ID: <b@x>\r\nReferences: <a>"],
        {(1,), (2,)},
        {(1, 2)},
    ),
    "Ours: an identifier whose bracket is not closed": (
        ["Message-ID: <a@x>", "Message-ID: <b@x>\r\nReferences: <a@x"],
        {(1,), (2,)},
        {(1, 2)},
    ),
    "RFC 5322 section 3.6: References occurs once; of two fields ours reads both": (
        [
            "Message-ID: <a@x>",
            "Message-ID: <b@x>",
            "Message-ID: <c@x>\r\nReferences: <a@x>\r\nReferences: <b@x>",
        ],
        {(1, 3), (2,)},
        {(1, 2, 3)},
    ),
    "Ours: of more than 200 references the first and the last stay": (
        [
            "Message-ID: <n2@x>",
            "Message-ID: <b@x>\r\nReferences: " + "\r\n ".join(f"<n{n}@x>" for n in range(300)),
            "Message-ID: <c@x>\r\nReferences: <n2@x>",
        ],
        {(1, (2,), (3,))},
        {(1, 3), (2,)},
    ),
}
"""Why: (fields of each message, Dovecot's answer, ours)."""


@pytest.mark.parametrize(
    ("fields", "dovecots", "our_answer"), DIFFERENCES.values(), ids=DIFFERENCES.keys()
)
def test_known_differences(
    server: ThreadServer,
    thread_mail: Any,
    thread_answer: Any,
    fields: list[str],
    dovecots: set[Any],
    our_answer: set[Any],
) -> None:
    mails = [
        thread_mail.Delivery(f"{field}\r\n\r\nHello\r\n".encode(), thread_mail.START)
        for field in fields
    ]
    messages = server.select(mails)
    assert set(server.thread("REFERENCES")) == dovecots
    assert set(thread_answer.thread_references(messages)) == our_answer


_RFC_SUBJECTS = st.lists(
    st.sampled_from(["Re", "fwd", "FW", ":", " ", "[list]", "[", "]", "(fwd)", "[Fwd:", "x", "Ä"]),
    max_size=9,
).map("".join)


@settings(deadline=None, max_examples=500)
@given(_RFC_SUBJECTS)
@example("[FW:[list]")
@example("[FW: x]")
def test_base_subject_adds_languages_alone(thread_answer: Any, subject: str) -> None:
    """What Dovecot has confirmed of the RFC's base subject holds for the product's."""
    ours, marked = base_subject(subject)
    assert (ours, marked) == thread_answer.rfc_base_subject(subject, casemap=str.lower)
