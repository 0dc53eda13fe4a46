"""What every source promises; see `inboxnet.source.base.Source`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inboxnet.errors import SourceError
from inboxnet.message.model import Failure, Locator, RawMessage, SyncState
from inboxnet.source.base import Vanished

if TYPE_CHECKING:
    from collections.abc import Callable

    from inboxnet.source.base import Event, Mailbox, Source


def make_message(number: int, body: str = "Hello\n") -> bytes:
    return (
        f"Return-Path: <ann{number}@example.org>\n"
        f"From: Ann Example <ann{number}@example.org>\n"
        f"To: Olive Owner <olive@own.example>\n"
        f"Date: Tue, 06 May 2025 18:10:{number % 60:02} +0000\n"
        f"Message-ID: <m{number}@example.org>\n"
        f"Subject: Number {number}\n"
        f"MIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\n"
        f"Content-Transfer-Encoding: 8bit\n"
        f"\n"
    ).encode() + body.encode()


BODIES = (
    "Hello\n",
    "From the start of a line\nand\n\nFrom here on\n",
    ">From a quotation\n>>From a deeper one\n",
    "Grüße, 你好\n.\n..\n",
    "\n\nBlank lines before\n\n\nand behind\n\nend\n",
    "No line end",
    "x" * 5000 + "\n",
)
MAILBOXES = {
    "INBOX": [make_message(n, body) for n, body in enumerate(BODIES)],
    "Sent": [make_message(n) for n in range(100, 103)],
    "Gesendet": [make_message(200)],
    "Projects": [make_message(300)],
}


class Store:
    """What a store keeps of the events: locators and the last state of each mailbox."""

    def __init__(self) -> None:
        self.locators: set[Locator] = set()
        self.states: dict[str, SyncState] = {}

    def read(self, source: Source, mailbox: Mailbox) -> list[Event]:
        state = self.states.get(mailbox.name)
        events = list(source.fetch(mailbox, state=state, known=self.locators.__contains__))
        for event in events:
            if isinstance(event, SyncState):
                self.states[mailbox.name] = event
            elif not isinstance(event, Vanished):
                assert event.locator not in self.locators
                self.locators.add(event.locator)
        return events

    def read_all(self, source: Source) -> dict[str, list[Event]]:
        return {mailbox.name: self.read(source, mailbox) for mailbox in source.mailboxes()}


def count_open() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


def messages_of(events: list[Event]) -> list[RawMessage]:
    return [event for event in events if isinstance(event, RawMessage)]


def test_mailboxes_have_names_and_roles(kit) -> None:
    kit.write(MAILBOXES)

    roles = {mailbox.name: mailbox.role for mailbox in kit.open().mailboxes()}

    assert roles == {"INBOX": "inbox", "Sent": "sent", "Gesendet": "sent", "Projects": "other"}


def test_each_message_comes_once_as_it_was_written(
    kit, normalise: Callable[[bytes], bytes]
) -> None:
    kit.write(MAILBOXES)
    source = kit.open()

    events = Store().read_all(source)

    for name, written in MAILBOXES.items():
        messages = messages_of(events[name])
        found = Counter(normalise(kit.content(message)) for message in messages)
        assert found == Counter(map(normalise, written))


def test_sizes_are_those_of_the_whole_message(kit) -> None:
    kit.write(MAILBOXES)

    events = Store().read_all(kit.open())

    for name, written in MAILBOXES.items():
        total = sum(message.size for message in messages_of(events[name]))
        # Line ends, and the quoting of an mbox, may add to it.
        least = sum(map(len, written))
        assert least <= total <= least + sum(2 + content.count(b"\n") for content in written)


def test_locators_name_the_source_and_are_unique(kit) -> None:
    kit.write(MAILBOXES)
    source = kit.open()

    events = Store().read_all(source)

    locators = [message.locator for name in events for message in messages_of(events[name])]
    assert len(set(locators)) == len(locators) == sum(map(len, MAILBOXES.values()))
    assert {locator.account for locator in locators} == {source.account}
    for name in events:
        assert {m.locator.mailbox for m in messages_of(events[name])} == {name}


def test_asked_is_messages_and_failures_and_vanished(kit) -> None:
    kit.write(MAILBOXES)

    events = Store().read_all(kit.open())

    for name, written in MAILBOXES.items():
        answers = [e for e in events[name] if isinstance(e, RawMessage | Failure | Vanished)]
        assert len(answers) == len(written)


def test_last_event_is_a_complete_state(kit) -> None:
    kit.write(MAILBOXES)
    source = kit.open()

    for mailbox in source.mailboxes():
        last = list(source.fetch(mailbox, state=None, known=lambda _: False))[-1]
        assert isinstance(last, SyncState)
        assert last.complete
        assert (last.account, last.mailbox) == (source.account, mailbox.name)


def test_states_between_are_incomplete_and_can_be_resumed(kit) -> None:
    kit.write({"INBOX": [make_message(n) for n in range(1203)]})
    source = kit.open()
    (inbox,) = source.mailboxes()
    seen: set[Locator] = set()
    state = None
    for event in source.fetch(inbox, state=None, known=lambda _: False):
        if isinstance(event, SyncState):
            state = event
            break
        assert isinstance(event, RawMessage)
        seen.add(event.locator)
    assert state is not None

    rest = list(kit.open().fetch(inbox, state=state, known=seen.__contains__))

    messages = messages_of(rest)
    assert len(messages) + len(seen) == 1203
    assert not seen & {message.locator for message in messages}


def test_order_is_the_same_each_time(kit) -> None:
    kit.write(MAILBOXES)

    once = Store().read_all(kit.open())
    again = Store().read_all(kit.open())

    assert list(once) == list(again)
    for name, events in once.items():
        keys = [message.locator.key for message in messages_of(events)]
        assert keys == [message.locator.key for message in messages_of(again[name])]


def test_second_run_gives_nothing(kit) -> None:
    kit.write(MAILBOXES)
    store = Store()
    store.read_all(kit.open())

    for events in store.read_all(kit.open()).values():
        assert len(events) == 1
        assert isinstance(events[0], SyncState)
        assert events[0].complete


def test_new_mail_alone_comes_later(kit, normalise: Callable[[bytes], bytes]) -> None:
    kit.write(MAILBOXES)
    store = Store()
    store.read_all(kit.open())
    kit.append("INBOX", make_message(900, "New\n"))

    events = store.read_all(kit.open())

    assert [normalise(kit.content(m)) for m in messages_of(events["INBOX"])] == [
        normalise(make_message(900, "New\n"))
    ]
    assert not any(messages_of(events[name]) for name in events if name != "INBOX")
    assert not any(messages_of(events) for events in store.read_all(kit.open()).values())


def test_a_state_without_a_token_gives_what_is_not_known(kit) -> None:
    kit.write(MAILBOXES)
    store = Store()
    first = store.read_all(kit.open())
    dropped = {events[1].locator for events in map(messages_of, first.values()) if events[1:]}
    store.locators -= dropped
    for name, state in store.states.items():
        store.states[name] = replace(state, token="", complete=False)

    again = store.read_all(kit.open())

    given = [message.locator for events in again.values() for message in messages_of(events)]
    assert len(given) == len(dropped) == 2
    assert set(given) == dropped
    assert all(events[-1].complete for events in again.values())


def test_an_empty_mailbox_is_no_error(kit) -> None:
    kit.write({"INBOX": [], "Sent": [make_message(1)]})
    store = Store()

    assert [len(events) for events in store.read_all(kit.open()).values()] == [1, 2]
    kit.append("INBOX", make_message(2))
    assert len(messages_of(store.read_all(kit.open())["INBOX"])) == 1


def test_a_suddenly_empty_mailbox_is_an_error(kit) -> None:
    kit.write({"INBOX": [make_message(1)], "Sent": [make_message(2)]})
    store = Store()
    inbox = next(m for m in kit.open().mailboxes() if m.name == "INBOX")
    store.read(kit.open(), inbox)
    kit.empty("INBOX")

    with pytest.raises(SourceError, match=r"suddenly empty; nothing was dropped") as caught:
        store.read(kit.open(), inbox)

    assert "\n" not in str(caught.value)


def test_closing_leaves_nothing_open(kit) -> None:
    kit.write(MAILBOXES)
    open_before = count_open()
    source = kit.open()
    inbox = next(m for m in source.mailboxes() if m.name == "INBOX")
    events = source.fetch(inbox, state=None, known=lambda _: False)
    assert isinstance(next(iter(events)), RawMessage)

    events.close()
    source.close()

    assert count_open() == open_before
