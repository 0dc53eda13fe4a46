"""How a run holds the database, ends, and says so."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from inboxnet.errors import EXIT_LOCKED, DatabaseError, DatabaseLocked
from inboxnet.pipeline import Progress, RunSummary, run
from inboxnet.source.base import Mailbox
from inboxnet.source.memory import MemorySource
from inboxnet.store import open as store
from inboxnet.store.open import open_database

if TYPE_CHECKING:
    from sqlite_utils import Database

NOW = datetime(2026, 3, 1, tzinfo=UTC)

Scan = Callable[..., RunSummary]


def letter(number: int, text: str = "Hello") -> bytes:
    return (
        f"From: ann@acme.example\r\nTo: me@own.example\r\nSubject: Figure {number}\r\n"
        f"Date: Thu, 01 Jan 2026 09:{number:02}:00 +0000\r\nMessage-ID: <{number}@x>\r\n"
        f"Delivered-To: alias@own.example\r\n\r\n{text} {number}\r\n"
    ).encode()


def mail(count: int = 3, text: str = "Hello") -> MemorySource:
    return MemorySource({"INBOX": [letter(number, text) for number in range(count)]})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.db"


@pytest.fixture
def scan(path: Path) -> Scan:
    def go(source: MemorySource, **values: Any) -> RunSummary:
        defaults: dict[str, Any] = {
            "owner": [],
            "as_of": NOW,
            "now": NOW,
            "since": None,
            "command": "scan",
            "progress": lambda step: None,
        }
        return run.scan(values.pop("path", path), [source], **(defaults | values))

    return go


@pytest.fixture
def runs(path: Path) -> Callable[[], list[tuple[Any, ...]]]:
    """Return status, messages_new, messages_total, error of each run."""

    def go() -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as reader:
            return reader.execute(
                "SELECT status, messages_new, messages_total, error FROM runs ORDER BY run_id"
            ).fetchall()

    return go


Runs = Callable[[], list[tuple[Any, ...]]]


def at_derive(act: Callable[[], object]) -> Callable[[Progress], None]:
    def progress(step: Progress) -> None:
        if step.stage == "derive":
            act()

    return progress


def fail(error: BaseException) -> Callable[[Progress], None]:
    def act() -> None:
        raise error

    return at_derive(act)


class TestOwner:
    def stored(self, path: Path) -> list[str]:
        with closing(sqlite3.connect(path)) as reader:
            return [row[0] for row in reader.execute("SELECT addr_spec FROM owner_address")]

    def test_the_last_given_counts(self, scan: Scan, path: Path) -> None:
        scan(mail(), owner=["ann@acme.example"])
        scan(mail(), owner=["Me@Own.example"])
        assert self.stored(path) == ["me@own.example"]
        scan(mail())
        assert self.stored(path) == ["me@own.example"]

    def test_one_that_no_message_names_is_told(self, scan: Scan) -> None:
        given = ["mee@own.example", "me@own.example", "alias@own.example"]
        line = "mee@own.example was given with --owner, but no message names it."
        assert line in scan(mail(), owner=given).notes
        assert line in scan(mail()).notes
        assert scan(mail(), owner=given[1:]).notes == ()


class TestHowItEnded:
    def test_what_a_failed_run_stored_counts(self, scan: Scan, runs: Runs) -> None:
        with pytest.raises(DatabaseError):
            scan(mail(), progress=fail(DatabaseError("It broke", advice="Mend it.")))
        assert runs() == [("failed", 3, 3, "It broke. Mend it.")]

    def test_a_mistake_of_ours(self, scan: Scan, runs: Runs) -> None:
        with pytest.raises(ZeroDivisionError):
            scan(mail(), progress=fail(ZeroDivisionError("oh")))
        assert runs() == [("failed", 3, 3, "ZeroDivisionError: oh")]

    def test_an_interrupt(self, scan: Scan, runs: Runs) -> None:
        with pytest.raises(KeyboardInterrupt):
            scan(mail(), progress=fail(KeyboardInterrupt()))
        assert runs() == [("interrupted", 3, 3, "It was interrupted.")]

    def test_one_that_was_killed_is_found_out(self, scan: Scan, path: Path, runs: Runs) -> None:
        scan(mail())
        with closing(sqlite3.connect(path)) as writer, writer:
            writer.execute("UPDATE runs SET status = 'running', ended_at = NULL")
        scan(mail())
        assert [row[0] for row in runs()] == ["failed", "ok"]
        assert "killed" in runs()[0][3]


class TestDatabase:
    def test_another_program_writes(
        self, scan: Scan, path: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(store, "BUSY_TIMEOUT_SECONDS", 0.01)
        other = sqlite3.connect(path, isolation_level=None)
        with closing(other):
            with pytest.raises(DatabaseLocked, match="Another program is writing"):
                scan(mail(), progress=at_derive(lambda: other.execute("BEGIN IMMEDIATE")))
            other.rollback()
        scan(mail())
        assert [row[0] for row in runs()] == ["failed", "ok"]

    def test_it_is_free_again_when_the_failure_is_written(
        self, scan: Scan, path: Path, runs: Runs
    ) -> None:
        with pytest.raises(DatabaseLocked):
            scan(mail(), progress=fail(busy()))
        assert runs() == [
            (
                "failed",
                3,
                3,
                f"Another program is writing to {path}. Wait until it has ended, and try again.",
            )
        ]

    def test_the_disk_is_full(
        self, scan: Scan, runs: Runs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def small(path: Path) -> Database:
            database = open_database(path)
            pages = database.conn.execute("PRAGMA page_count").fetchone()[0]
            database.conn.execute(f"PRAGMA max_page_count = {pages + 2}")
            return database

        scan(mail(1))
        monkeypatch.setattr(run, "open_database", small)
        with pytest.raises(DatabaseError, match="disk is full") as caught:
            scan(mail(40, "word " * 2000))
        assert "Free some space" in caught.value.advice
        assert [row[0] for row in runs()] == ["ok", "failed"]


def busy() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY_SNAPSHOT
    return error


class Reading(MemorySource):
    """Does something when it is first asked for anything."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__({"INBOX": [letter(1)]})
        self._act = act

    def mailboxes(self) -> list[Mailbox]:
        self._act()
        return list(super().mailboxes())


class TestLock:
    def test_two_runs_do_not_interleave(self, scan: Scan, tmp_path: Path, path: Path) -> None:
        (tmp_path / "link.db").symlink_to(path)
        (tmp_path / "below").mkdir()
        untouched = Reading(lambda: pytest.fail("it was read"))
        refused = []

        def second() -> None:
            for spelling in (path, tmp_path / "link.db", tmp_path / "below" / ".." / "x.db"):
                with pytest.raises(DatabaseLocked) as caught:
                    scan(untouched, path=spelling)
                refused.append(caught.value.exit_code)

        assert scan(Reading(second)).messages_new == 1
        assert refused == [EXIT_LOCKED] * 3
        assert scan(mail()).status == "ok"
        assert stat.S_IMODE((tmp_path / "x.db.lock").stat().st_mode) == 0o600

    def test_another_process_is_refused_at_once(self, scan: Scan, path: Path, runs: Runs) -> None:
        program = (
            "import sys; from pathlib import Path; from inboxnet.store.open import hold_lock\n"
            "with hold_lock(Path(sys.argv[1])): pass"
        )
        told = []

        def second() -> None:
            done = subprocess.run(
                [sys.executable, "-c", program, os.path.relpath(path)],
                capture_output=True,
                check=False,
                text=True,
            )
            told.append(done.stderr)

        scan(Reading(second))
        assert "DatabaseLocked: Another run is writing to" in told[0]
        assert [row[0] for row in runs()] == ["ok"]


@pytest.fixture(autouse=True)
def derived(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive nothing but a word of progress and a write."""

    def derive(database: Database, *, progress: Callable[[Progress], None], **rest: Any) -> None:
        progress(Progress("derive", "people", 0))
        database.conn.execute("DELETE FROM derived_state")

    monkeypatch.setattr(run, "derive", derive)
