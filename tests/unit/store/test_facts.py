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


def test_copies_add_their_message_id_delivered_to_and_bcc(
    database: Database, writer: FactWriter
) -> None:
    copies = [
        message(bcc=(Address("cy@x.example"),)),
        message(
            msg_id="relayed@x",
            delivered_to=("alias@own.example", "me@own.example"),
            bcc=(Address("cy@x.example"), Address("di@x.example", "Di")),
        ),
        message(msg_id=None, delivered_to=()),
    ]
    located = [(replace(HERE, key=str(key)), copy) for key, copy in enumerate(copies)]
    assert [writer.write([copy], []) for copy in located] == [1, 0, 0]
    execute = database.conn.execute
    assert execute("SELECT mail_id, msg_id FROM mail_msg_id ORDER BY 2").fetchall() == [
        (1, "m@x"),
        (1, "relayed@x"),
    ]
    assert execute("SELECT delivered_to FROM mail").fetchall() == [
        ('["me@own.example","alias@own.example"]',)
    ]
    assert execute(
        "SELECT field, position, addr_spec, display_name FROM mail_recipient "
        "JOIN address ON address.id = address_id WHERE field = 'bcc'"
    ).fetchall() == [("bcc", 0, "cy@x.example", ""), ("bcc", 1, "di@x.example", "Di")]
    before = database.conn.total_changes
    for copy in located:
        writer.write([copy], [])
    assert database.conn.total_changes == before


def test_thousands_of_copies_cannot_add_thousands_of_addresses(
    database: Database, writer: FactWriter
) -> None:
    located = [
        (
            replace(HERE, key=str(key)),
            message(delivered_to=(f"{key}@own.example",), bcc=(Address(f"{key}@x.example"),)),
        )
        for key in range(500)
    ]
    writer.write(located, [])
    row = database.conn.execute(
        "SELECT json_array_length(delivered_to), "
        "(SELECT count(*) FROM mail_recipient WHERE field = 'bcc') FROM mail"
    ).fetchone()
    assert tuple(row) == (200, 200)


def test_what_was_left_out_is_known_until_it_is_asked_for(
    database: Database, writer: FactWriter
) -> None:
    writer.write([], [], left_out=[HERE], since="2026-01-01T00:00:00+00:00")
    assert writer.known(HERE)
    assert writer.since("acc", "INBOX") == "2026-01-01T00:00:00+00:00"
    writer.write([], [], left_out=[HERE], since="2025-01-01T00:00:00+00:00")
    assert writer.since("acc", "INBOX") == "2026-01-01T00:00:00+00:00"
    writer.forget_left_out("acc", "INBOX")
    assert not writer.known(HERE)


def test_a_failed_fetch_is_tried_again_and_a_failed_parse_is_not(
    database: Database, writer: FactWriter
) -> None:
    state = SyncState("acc", "INBOX", 1, "token", complete=True)
    fetch = Failure(HERE, "fetch", "no body")
    known = []
    for _ in range(3):
        writer.write([], [fetch], state=state)
        found = writer.sync_state("acc", "INBOX")
        assert found
        known.append((writer.known(HERE), found.complete))
    assert known == [(False, False), (False, False), (True, True)]
    there = replace(HERE, key="9")
    writer.write([], [replace(fetch, locator=there)])
    writer.write([], [Failure(there, "parse", "a bomb", size=5, sha256="00")])
    assert writer.known(there)
    rows = database.conn.execute(
        "SELECT stage, reason, bytes, sha256, attempts FROM quarantine WHERE locator = '9'"
    ).fetchall()
    assert rows == [("parse", "a bomb", 5, "00", 2)]


@pytest.mark.parametrize("how", ["stored", "left out", "vanished"])
def test_what_was_read_leaves_quarantine(database: Database, writer: FactWriter, how: str) -> None:
    writer.write([], [Failure(HERE, "fetch", "no body")])
    writer.write(
        [(HERE, message())] if how == "stored" else [],
        [],
        left_out=[HERE] if how == "left out" else [],
        vanished=[HERE] if how == "vanished" else [],
        since="2026-01-01T00:00:00+00:00",
    )
    assert count(database, "quarantine") == 0
