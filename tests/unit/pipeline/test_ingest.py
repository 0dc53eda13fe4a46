"""What is read, what is left for another time, and what the coverage says of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from inboxnet.errors import ServerUnreachable
from inboxnet.message.model import Locator, SyncState
from inboxnet.pipeline import ingest as module
from inboxnet.pipeline.ingest import IngestSummary, ingest
from inboxnet.source.base import Event, Mailbox, Source
from inboxnet.source.files import FilesSource
from inboxnet.source.mbox import MboxSource
from inboxnet.source.memory import Faults, MemorySource
from inboxnet.store import reading
from inboxnet.store.open import open_database

if TYPE_CHECKING:
    from sqlite_utils import Database

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FIRST = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def letter(number: int) -> bytes:
    """Return the mail that was sent so many days after the first."""
    date = (FIRST + number * DAY).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        f"From: ann@acme.example\r\nTo: me@own.example\r\nSubject: Figure {number}\r\n"
        f"Date: {date}\r\nMessage-ID: <{number}@x>\r\n\r\nNumber {number}\r\n"
    ).encode()


def letters(count: int) -> list[bytes]:
    return [letter(number) for number in range(count)]


class Again(MemorySource):
    """Offers all its mail in every run, as a folder of files does."""

    def fetch(
        self, mailbox: Mailbox, *, state: SyncState | None, known: Callable[[Locator], bool]
    ) -> Iterator[Event]:
        return super().fetch(mailbox, state=None, known=known)


class Counting(MemorySource):
    """Counts what it gave."""

    given = 0

    def fetch(
        self, mailbox: Mailbox, *, state: SyncState | None, known: Callable[[Locator], bool]
    ) -> Iterator[Event]:
        for event in super().fetch(mailbox, state=state, known=known):
            self.given += not isinstance(event, SyncState)
            yield event


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "x.db")
    yield opened
    opened.close()


Read = Callable[..., IngestSummary]


@pytest.fixture
def read(database: Database) -> Read:
    def go(*sources: Source, since: datetime | None = None) -> IngestSummary:
        summary = IngestSummary()
        ingest(database, sources, summary, now=NOW, since=since, progress=lambda step: None)
        return summary

    return go


@pytest.fixture
def coverage(database: Database) -> Callable[[], list[tuple[object, ...]]]:
    """Return mailbox, messages, quarantined, complete, note."""

    def go() -> list[tuple[object, ...]]:
        return [(row[1], *row[5:]) for row in reading.read_coverage(database)]

    return go


def no_mail_before(day: int) -> str:
    return f"Mail before {(FIRST + day * DAY).date()} was not asked for."


def memory(count: int, **values: Any) -> MemorySource:
    return MemorySource({"INBOX": letters(count)}, **values)


class TestSince:
    @pytest.mark.parametrize("wider", [None, FIRST + DAY])
    def test_what_was_left_out_comes_when_it_is_asked_for(
        self, read: Read, coverage: Callable[[], object], wider: datetime | None
    ) -> None:
        source = memory(6)
        summary = read(source, since=FIRST + 4 * DAY)
        assert (summary.messages_new, summary.older) == (2, 4)
        assert coverage() == [("INBOX", 2, 0, 1, no_mail_before(4))]
        expected = 6 if wider is None else 5
        assert read(source, since=wider).messages_new == expected - 2
        note = None if wider is None else no_mail_before(1)
        assert coverage() == [("INBOX", expected, 0, 1, note)]
        assert read(source, since=wider).messages_new == 0

    def test_the_same_again_costs_nothing(self, read: Read, database: Database) -> None:
        source = Counting({"INBOX": letters(6)})
        read(source, since=FIRST + 4 * DAY)
        source.given = 0
        before = database.conn.total_changes
        read(source, since=FIRST + 4 * DAY)
        read(source, since=FIRST + 4 * DAY)
        assert (source.given, database.conn.total_changes) == (0, before)

    def test_what_was_left_out_is_not_read_every_time_a_folder_changes(
        self, read: Read, database: Database, tmp_path: Path
    ) -> None:
        folder = tmp_path / "mail"
        folder.mkdir()
        for number, content in enumerate(letters(4)):
            (folder / f"{number}.eml").write_bytes(content)
        read(FilesSource(folder), since=FIRST + 2 * DAY)
        (folder / "4.eml").write_bytes(letter(4))
        summary = read(FilesSource(folder), since=FIRST + 2 * DAY)
        assert (summary.messages_new, summary.older) == (1, 0)
        assert read(FilesSource(folder)).messages_new == 2

    def test_a_later_one_does_not_deny_what_is_there(
        self, read: Read, coverage: Callable[[], object]
    ) -> None:
        source = memory(4)
        read(source)
        read(source, since=FIRST + 2 * DAY)
        assert coverage() == [("INBOX", 4, 0, 1, None)]
        # Old mail that was moved here meanwhile is left out, and comes in the end.
        source.append("INBOX", letter(-3))
        read(source, since=FIRST + 2 * DAY)
        assert coverage() == [("INBOX", 4, 0, 1, no_mail_before(2))]
        assert read(source).messages_new == 1
        assert coverage() == [("INBOX", 5, 0, 1, None)]

    def test_a_break_while_earlier_mail_is_read(
        self, read: Read, coverage: Callable[[], object]
    ) -> None:
        source = memory(6, batch=1)
        read(source, since=FIRST + 5 * DAY)
        source.faults = Faults(break_after=2)
        with pytest.raises(ServerUnreachable):
            read(source)
        note = f"Not read to the end: the connection broke. {no_mail_before(5)}"
        assert coverage() == [("INBOX", 3, 0, 0, note)]
        source.faults = Faults()
        assert read(source).messages_new == 3
        assert coverage() == [("INBOX", 6, 0, 1, None)]

    def test_a_break_before_the_first_state(
        self, read: Read, coverage: Callable[[], object]
    ) -> None:
        source = memory(6, faults=Faults(break_after=3))
        with pytest.raises(ServerUnreachable):
            read(source, since=FIRST + 2 * DAY)
        source.faults = Faults()
        assert read(source).messages_new == 5
        assert coverage() == [("INBOX", 6, 0, 1, None)]

    def test_an_mbox_file_that_was_rewritten_meanwhile(
        self, read: Read, coverage: Callable[[], object], tmp_path: Path
    ) -> None:
        def write(contents: Sequence[bytes]) -> None:
            start = b"From ann@acme.example Thu Jan  1 09:00:00 2026\n"
            file.write_bytes(
                b"".join(start + text.replace(b"\r\n", b"\n") + b"\n" for text in contents)
            )

        file = tmp_path / "INBOX.mbox"
        write(letters(6))
        read(MboxSource(file), since=FIRST + 4 * DAY)
        # The same offsets, other mail.
        write([letter(number) for number in (6, 1, 2, 7, 8, 3)])
        assert read(MboxSource(file)).messages_new == 6
        (row,) = coverage()
        assert row == ("INBOX", 6, 0, 1, None)


class TestCompleteness:
    def test_until_it_is_read_to_the_end(
        self, read: Read, coverage: Callable[[], object], database: Database
    ) -> None:
        source = memory(4, batch=1)
        read(source)
        source.append("INBOX", letter(4))
        source.append("INBOX", letter(5))
        source.faults = Faults(break_after=1)
        with pytest.raises(ServerUnreachable):
            read(source)
        assert coverage() == [("INBOX", 5, 0, 0, "Not read to the end: the connection broke.")]
        source.faults = Faults()
        read(source)
        assert coverage() == [("INBOX", 6, 0, 1, None)]

    def test_a_source_that_cannot_be_listed(
        self, read: Read, coverage: Callable[[], object]
    ) -> None:
        source = memory(1)
        read(source)
        other = MemorySource({"Other": letters(1)}, account="other:")
        unreachable = ServerUnreachable("No route", advice="Check the network.")
        source.faults = Faults(listing=unreachable)
        read(source, other)
        assert coverage() == [
            ("INBOX", 1, 0, 0, "Not read: No route."),
            ("Other", 1, 0, 1, None),
        ]
        source.faults = Faults()
        read(source, other)
        assert coverage() == [("INBOX", 1, 0, 1, None), ("Other", 1, 0, 1, None)]

    def test_what_was_read_before_the_first_state_counts(
        self, read: Read, coverage: Callable[[], object]
    ) -> None:
        faults = Faults(break_after=3, failures={("INBOX", 1): "no body"})
        with pytest.raises(ServerUnreachable):
            read(memory(6, faults=faults))
        assert coverage() == [("INBOX", 2, 1, 0, "Not read to the end: the connection broke.")]


def test_what_vanished_is_counted_with_or_without_a_state(
    read: Read, coverage: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    read(memory(9, faults=Faults(vanished={("INBOX", 0), ("INBOX", 1)})))
    assert coverage() == [("INBOX", 7, 0, 1, "2 messages vanished while they were read.")]


class TestQuarantine:
    def test_a_failure_that_passes(self, read: Read, coverage: Callable[[], object]) -> None:
        source = Again({"INBOX": letters(2)}, faults=Faults(failures={("INBOX", 0): "no body"}))
        assert read(source).quarantined == 1
        assert coverage() == [("INBOX", 1, 1, 1, None)]
        source.faults = Faults()
        assert read(source).messages_new == 1
        assert coverage() == [("INBOX", 2, 0, 1, None)]

    def test_a_failure_that_stays_is_tried_three_times(
        self, read: Read, database: Database
    ) -> None:
        source = Again({"INBOX": letters(2)}, faults=Faults(failures={("INBOX", 0): "no body"}))
        assert [read(source).quarantined for _ in range(5)] == [1, 1, 1, 0, 0]
        assert database.conn.execute("SELECT attempts FROM quarantine").fetchall() == [(3,)]

    def test_a_folder_that_did_not_change_is_listed_again(
        self, read: Read, database: Database, tmp_path: Path
    ) -> None:
        folder = tmp_path / "mail"
        folder.mkdir()
        (folder / "1.eml").write_bytes(letter(1))
        (folder / "2.eml").touch()
        old = (FIRST.timestamp(), FIRST.timestamp())
        for path in (folder / "2.eml", folder):
            os.utime(path, old)
        assert read(FilesSource(folder)).quarantined == 1
        (folder / "2.eml").write_bytes(letter(2))
        os.utime(folder, old)
        assert read(FilesSource(folder)).messages_new == 1
        state = database.conn.execute("SELECT token, complete FROM mailbox").fetchone()
        assert json.loads(state[0])["dir"]
        assert state[1]

    def test_another_uidvalidity_does_not_count_it_twice(
        self, read: Read, coverage: Callable[[], object], database: Database
    ) -> None:
        source = memory(2, faults=Faults(failures={("INBOX", 0): "no body"}))
        read(source)
        source.faults.uidvalidity = {"INBOX": 2}
        read(source)
        assert coverage() == [("INBOX", 1, 1, 1, None)]
        source.faults = Faults(uidvalidity={"INBOX": 3})
        read(source)
        assert coverage() == [("INBOX", 2, 0, 1, None)]
        assert database.conn.execute("SELECT count(*) FROM quarantine").fetchone()[0] == 0
