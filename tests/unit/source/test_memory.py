"""The faults that the source in memory can make."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inboxnet.errors import LoginRefused, ServerTimeout, ServerUnreachable, SourceError
from inboxnet.message.model import Failure, RawMessage, SyncState
from inboxnet.source.base import Mailbox, Vanished
from inboxnet.source.memory import Faults, MemorySource

MAIL = {"INBOX": [b"Subject: 0\n\n", b"Subject: 1\n\n", b"Subject: 2\n\n"], "Sent": []}


def test_listing_fails() -> None:
    refused = LoginRefused("no", advice="Try again")
    source = MemorySource(MAIL, faults=Faults(listing=refused))

    with pytest.raises(LoginRefused):
        source.mailboxes()


def test_one_mailbox_fails(read) -> None:
    late = ServerTimeout("late", advice="Wait")
    source = MemorySource(MAIL, faults=Faults(mailbox={"INBOX": late}))

    with pytest.raises(ServerTimeout):
        read(source, "INBOX")
    assert len(read(source, "Sent")) == 1


def test_messages_fail_and_vanish(read) -> None:
    faults = Faults(failures={("INBOX", 0): "broken"}, vanished={("INBOX", 2)})

    failure, message, vanished, state = read(MemorySource(MAIL, faults=faults), "INBOX")

    assert failure == Failure(failure.locator, "fetch", "broken", size=12)
    assert isinstance(message, RawMessage)
    assert isinstance(vanished, Vanished)
    assert isinstance(state, SyncState)


def test_the_connection_breaks_and_the_rest_comes_later() -> None:
    source = MemorySource(MAIL, batch=1, faults=Faults(break_after=2))
    inbox = source.mailboxes()[0]
    events = []
    with pytest.raises(ServerUnreachable):
        events.extend(source.fetch(inbox, state=None, known=lambda _: False))
    state = None
    for event in source.fetch(inbox, state=None, known=lambda _: False):
        if isinstance(event, SyncState):
            state = event
            break
    source.faults.break_after = None

    rest = list(source.fetch(inbox, state=state, known=lambda _: False))

    assert [e.locator.key for e in rest if isinstance(e, RawMessage)] == ["2", "3"]


def test_another_uidvalidity_gives_all_anew(read) -> None:
    source = MemorySource(MAIL)
    state = read(source, "INBOX")[-1]
    source.faults.uidvalidity["INBOX"] = 7

    events = read(source, "INBOX", state=state)

    assert len(events) == 4
    assert {event.locator.uidvalidity for event in events[:-1]} == {7}


def test_roles_dates_and_unknown_names(read) -> None:
    date = datetime(2025, 5, 6, tzinfo=UTC)
    source = MemorySource(
        {"Foo": [b"Subject: x\n\n"]}, roles={"Foo": "sent"}, internal_dates={("Foo", 0): date}
    )

    (mailbox,) = source.mailboxes()

    assert (mailbox.role, mailbox.role_reason) == ("sent", "special-use")
    assert read(source)[0].internal_date == date
    with pytest.raises(SourceError, match="no mailbox Bar"):
        list(source.fetch(Mailbox("Bar", "other"), state=None, known=lambda _: False))
    source.close()
    assert source.closed
