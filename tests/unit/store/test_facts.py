from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inboxnet.message.model import Address, Body, Failure, Locator, Message, SyncState
from inboxnet.store.facts import FactWriter
from inboxnet.store.open import open_database

if TYPE_CHECKING:
    from sqlite_utils import Database

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HERE = Locator("acc", "INBOX", 1, "7")


def message(**values: object) -> Message:
    made = Message(
        msg_id="m@x",
        in_reply_to=(),
        references=("a@x", "b@x"),
        sent_date=datetime(2026, 2, 1, 9, 0, tzinfo=UTC),
        date_source="date",
        author=Address("ann@x.example", "Ann"),
        sender=None,
        reply_to=(),
        to=(Address("me@own.example"), Address("bo@x.example", "Bo")),
        cc=(),
        bcc=(),
        subject="Figures",
        body=Body("the quarterly figures"),
        automatic=None,
        list_id=None,
        delivered_to=("me@own.example",),
        traits=(),
        size=100,
        defects=(),
        fingerprint="f1",
    )
    return replace(made, **values)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "x.db")
    yield opened
    opened.close()


@pytest.fixture
def writer(database: Database) -> FactWriter:
    made = FactWriter(database, now=NOW)
    made.open_mailbox("acc", "INBOX", role="inbox", role_reason="name")
    return made


def count(database: Database, table: str) -> int:
    return int(database.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_copies_are_one_message_with_several_locators(
    database: Database, writer: FactWriter
) -> None:
    assert writer.write([(HERE, message())], []) == 1
    again = replace(HERE, key="8")
    assert writer.write([(again, message(msg_id="other@x"))], []) == 0
    assert (count(database, "mail"), count(database, "locator")) == (1, 2)
    assert count(database, "mail_recipient") == 2
    assert writer.known(HERE)
    assert writer.known(again)
    assert not writer.known(replace(HERE, key="9"))


def test_full_text_search_finds_each_message_once(database: Database, writer: FactWriter) -> None:
    writer.write([(HERE, message())], [])
    writer.write([(HERE, message())], [])
    writer.write([(replace(HERE, key="8"), message(fingerprint="f2", subject="Lunch"))], [])
    hits = database.conn.execute(
        "SELECT rowid FROM messages_fts WHERE messages_fts MATCH 'quarterly'"
    ).fetchall()
    assert [row[0] for row in hits] == [1, 2]


def test_quarantine_counts_attempts(database: Database, writer: FactWriter) -> None:
    failure = Failure(HERE, "parse", "a bomb", size=5, sha256="00")
    writer.write([], [failure])
    writer.write([], [replace(failure, reason="still a bomb")])
    rows = database.conn.execute(
        "SELECT attempts, reason, first_seen_at FROM quarantine"
    ).fetchall()
    assert [tuple(row) for row in rows] == [(2, "still a bomb", "2026-03-01T00:00:00+00:00")]
    assert writer.known(HERE)


def test_state_is_stored_with_its_mail_or_not_at_all(
    database: Database, writer: FactWriter
) -> None:
    state = SyncState("acc", "INBOX", 1, "token", complete=True)
    unknown = replace(HERE, mailbox="Elsewhere")
    with pytest.raises(KeyError):
        writer.write([(HERE, message()), (unknown, message(fingerprint="f2"))], [], state=state)
    assert count(database, "mail") == 0
    assert writer.sync_state("acc", "INBOX") is None
    writer.write([(HERE, message())], [], state=state)
    assert writer.sync_state("acc", "INBOX") == state


def test_the_same_state_again_changes_no_row(database: Database, writer: FactWriter) -> None:
    state = SyncState("acc", "INBOX", 1, "token", complete=True)
    writer.write([], [], state=state)
    before = database.conn.total_changes
    writer.write([], [], state=state)
    writer.open_mailbox("acc", "INBOX", role="inbox", role_reason="name")
    assert database.conn.total_changes == before
