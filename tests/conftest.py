"""Fixtures for all tests."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from inboxnet.store.open import open_database, open_read_only

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

REQUIRE_ALL = "INBOXNET_REQUIRE_ALL"
"""If set, a skipped test is a failed one: nothing is left out in silence."""

# There the examples are the same in each run, so that a change is judged by what it changed. A
# developer's runs go on searching with new ones.
settings.register_profile("all", derandomize=True)
if os.environ.get(REQUIRE_ALL):
    settings.load_profile("all")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get(REQUIRE_ALL):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and {REQUIRE_ALL} is set: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    report = yield
    if report.outcome == "skipped" and os.environ.get(REQUIRE_ALL):
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped, and {REQUIRE_ALL} is set"
    return report


class HandMadeDatabase:
    """A database filled row by row, without mail: the public relations as a test wants them."""

    as_of = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = open_database(path)
        self._connection = self._database.conn
        self.owner = self.person("Olive Owner", "olive@own.example", kind="owner")

    def _insert(self, table: str, **values: Any) -> int:
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values())
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def insert(self, table: str, **values: Any) -> int:
        return self._insert(table, **values)

    def at(self, days_ago: float) -> datetime:
        return self.as_of - timedelta(days=days_ago)

    def person(
        self,
        name: str,
        address: str,
        *,
        kind: str = "person",
        labels: dict[str, float] | None = None,
        organization: str | None = None,
        title: str | None = None,
        received: int = 0,
    ) -> int:
        person_id = self._insert(
            "people",
            name=name,
            kind=kind,
            organization=organization,
            title=title,
            primary_address=address,
            first_message_at=None,
            last_message_at=None,
            last_two_way_at=None,
            received=received,
            sent=0,
        )
        self.address(person_id, address, name)
        for label, probability in (labels or {}).items():
            self._insert(
                "labels",
                person_id=person_id,
                label=label,
                probability=probability,
                assigned=int(probability >= 0.5),
                source="model",
                model_version="test",
            )
        return person_id

    def address(self, person_id: int, address: str, display_name: str = "") -> None:
        address_id = self._insert("address", addr_spec=address)
        self._insert(
            "address_person",
            address_id=address_id,
            person_id=person_id,
            display_name=display_name,
            messages=1,
            reason="same address",
        )

    def message(
        self,
        *,
        days_ago: float | None = 7.0,
        author: int | None = None,
        direction: str = "in",
        subject: str = "A subject",
        text: str = "Could you send me the figures?",
    ) -> int:
        number = self._connection.execute("SELECT count(*) FROM mail").fetchone()[0] + 1
        mail_id = self._insert(
            "mail",
            fingerprint=f"{number:064x}",
            msg_id=f"m{number}@test.example",
            sent_at=None if days_ago is None else self.at(days_ago).isoformat(),
            date_source="date",
            author_name="",
            subject=subject,
            text=text,
            signature="",
            forwarded=0,
            in_reply_to="[]",
            refs="[]",
            reply_to="[]",
            delivered_to="[]",
            quoted="[]",
            traits="[]",
            defects="[]",
            bytes=len(text),
        )
        thread_id = self._insert("threads", subject=subject, messages=1, people=2)
        self._insert(
            "mail_derived",
            mail_id=mail_id,
            direction=direction,
            author_id=author,
            thread_id=thread_id,
            expects_reply=0.9,
        )
        return mail_id

    def exchange(
        self,
        person_id: int,
        *,
        direction: str = "to_me",
        days_ago: float | None = 7.0,
        state: str = "open",
        expects_reply: float = 0.9,
        chasers: int = 0,
        latency_days: float | None = None,
        why: str = "sole recipient, a question",
        subject: str = "A subject",
        text: str = "Could you send me the figures?",
    ) -> int:
        """Insert an exchange with the message that opened it; return that message's id."""
        opened_by = self.message(
            days_ago=days_ago,
            author=person_id if direction == "to_me" else self.owner,
            direction="in" if direction == "to_me" else "out",
            subject=subject,
            text=text,
        )
        answered_at = None
        if latency_days is not None and days_ago is not None:
            answered_at = self.at(days_ago - latency_days).isoformat()
        self._insert(
            "exchanges",
            person_id=person_id,
            direction=direction,
            thread_id=1,
            opened_by=opened_by,
            opened_at=None if days_ago is None else self.at(days_ago).isoformat(),
            chasers=chasers,
            answered_by=opened_by if answered_at else None,
            answered_at=answered_at,
            latency_seconds=None if latency_days is None else round(latency_days * 86_400),
            working_seconds=None,
            expects_reply=expects_reply,
            state="answered" if answered_at else state,
            why=why,
        )
        return opened_by

    def coverage(self, mailbox: str = "INBOX", role: str = "inbox", **values: Any) -> None:
        row = {
            "account": "/mail",
            "mailbox": mailbox,
            "role": role,
            "first_at": self.at(100).isoformat(),
            "last_at": self.at(1).isoformat(),
            "messages": 1,
            "quarantined": 0,
            "complete": 1,
            "note": None,
        }
        self._insert("coverage", **(row | values))

    def quarantined(self, *reasons: str) -> None:
        """Put one message into quarantine for each reason."""
        for number, reason in enumerate(reasons):
            self._insert(
                "quarantine",
                account="/mail",
                mailbox="INBOX",
                uidvalidity=1,
                locator=str(number),
                stage="parse",
                reason=reason,
                first_seen_at=self.as_of.isoformat(),
                attempts=1,
            )

    def read(self) -> sqlite3.Connection:
        return open_read_only(self.path)

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def hand_made(tmp_path: Path) -> Iterator[HandMadeDatabase]:
    """An empty database of inboxnet with an owner, to be filled row by row."""
    database = HandMadeDatabase(tmp_path / "hand-made.db")
    yield database
    database.close()


@pytest.fixture
def reader(hand_made: HandMadeDatabase) -> Iterator[sqlite3.Connection]:
    """The hand-made database, open for reading."""
    with closing(hand_made.read()) as connection:
        yield connection
