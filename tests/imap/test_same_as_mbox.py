"""The demo mailbox read over IMAP gives what its mbox files give."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from inboxnet.pipeline import run
from inboxnet.source.mbox import MboxSource
from inboxnet.source.open import open_source

pytestmark = pytest.mark.imap

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
AS_OF = datetime(2026, 10, 31, 18, tzinfo=UTC)

# Row ids depend on the order of reading: messages and people are named by what they are.
COMPARED = {
    "people": "SELECT name, kind, organization, title, primary_address, first_message_at,"
    " last_message_at, last_two_way_at, received, sent FROM people",
    "replies": "SELECT q.fingerprint, a.fingerprint, latency_seconds, method, confidence"
    " FROM replies r JOIN mail q ON q.id = r.message_id JOIN mail a ON a.id = r.answered_by",
    "exchanges": "SELECT p.primary_address, e.direction, q.fingerprint, e.opened_at, e.chasers,"
    " a.fingerprint, e.answered_at, e.latency_seconds, e.expects_reply, e.state, e.why"
    " FROM exchanges e JOIN people p USING (person_id) JOIN mail q ON q.id = e.opened_by"
    " LEFT JOIN mail a ON a.id = e.answered_by",
    "labels": "SELECT p.primary_address, label, probability, assigned"
    " FROM labels JOIN people p USING (person_id)",
    "evidence": "SELECT p.primary_address, label, m.fingerprint, quote, start, e.weight, what"
    " FROM evidence e JOIN people p USING (person_id) LEFT JOIN mail m ON m.id = e.message_id",
    "exclusions": "SELECT address_or_domain, rule, messages FROM exclusions",
}


def scan(database: Path, *sources: Any) -> dict[str, list[tuple[Any, ...]]]:
    run.scan(
        database,
        sources,
        owner=[],
        as_of=AS_OF,
        now=AS_OF,
        since=None,
        command="scan",
        progress=lambda _: None,
    )
    with closing(sqlite3.connect(database)) as connection:
        return {
            name: sorted(connection.execute(sql).fetchall(), key=repr)
            for name, sql in COMPARED.items()
        }


def test_same_as_mbox_and_the_server_is_untouched(account, tmp_path: Path) -> None:
    for name in ("INBOX", "Sent", "Archive"):
        source = MboxSource(DEMO / "mail" / f"{name}.mbox")
        (mailbox,) = source.mailboxes()
        for event in source.fetch(mailbox, state=None, known=lambda _: False):
            if hasattr(event, "content"):
                account.deliver(event.content, mailbox="" if name == "INBOX" else name)
    before = account.digest()
    over_imap = account.source()
    found = scan(tmp_path / "imap.db", over_imap)
    over_imap.close()
    assert account.digest() == before
    expected = scan(
        tmp_path / "mbox.db",
        open_source(str(DEMO / "mail"), password=lambda: "", since=None),
    )
    for name in COMPARED:
        assert found[name] == expected[name], name
        assert found[name]
