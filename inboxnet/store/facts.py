"""Writing facts: mail, where it lies, what could not be read.

One `FactWriter` serves one run. It keeps addresses and mailboxes it has met in memory, and writes
through the connection that sqlite-utils holds, since this is the inner loop. A batch and the sync
state that covers it go into one transaction.

A message that could not be fetched is asked for again in the next runs, `FETCH_ATTEMPTS` times in
all, and leaves quarantine once it is stored. Sources that only read what is new (an mbox file from
its old end, IMAP from UIDNEXT) do not offer it again, so there it stays in quarantine until the
mailbox is read anew. What could not be parsed is never tried again: it may have taken a worker's
whole time or memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from inboxnet.message.model import Address, Failure, Locator, Message, QuotedBlock, SyncState

if TYPE_CHECKING:
    from sqlite_utils import Database

FETCH_ATTEMPTS = 3
"""How often a message is asked for that its source cannot read."""

_MAX_FURTHER = 200
"""Addresses that the copies of one mail can add to a field: a mail-bomb has thousands of copies."""

_INSERT_MAIL = """
INSERT INTO mail (fingerprint, msg_id, sent_at, date_source, author_address_id, author_name,
  sender_address_id, subject, text, signature, forwarded, automatic, list_id, in_reply_to, refs,
  reply_to, delivered_to, quoted, traits, defects, bytes, server_thread)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (fingerprint) DO NOTHING RETURNING id
"""


def format_instant(instant: datetime) -> str:
    """Return ISO 8601 with offset ``+00:00``, to the second."""
    return instant.astimezone(UTC).replace(microsecond=0).isoformat()


class FactWriter:
    """Writes what a source gave.

    Args:
        database: Open for writing.
        now: When this run looks at the mail; aware.
    """

    def __init__(self, database: Database, *, now: datetime) -> None:
        self._database = database
        self._connection = database.conn
        self._now = format_instant(now)
        self._addresses: dict[str, int] = {}
        self._mailboxes: dict[tuple[str, str], int] = {}

    def open_mailbox(self, account: str, name: str, *, role: str, role_reason: str) -> None:
        """Make the mailbox known, with its role as of now."""
        self._connection.execute(
            "INSERT INTO mailbox (account, name, role, role_reason) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (account, name) DO UPDATE "
            "SET role = excluded.role, role_reason = excluded.role_reason "
            "WHERE (role, role_reason) IS NOT (excluded.role, excluded.role_reason)",
            (account, name, role, role_reason),
        )
        row = self._connection.execute(
            "SELECT id FROM mailbox WHERE account = ? AND name = ?", (account, name)
        ).fetchone()
        self._mailboxes[account, name] = row[0]

    def sync_state(self, account: str, mailbox: str) -> SyncState | None:
        """Return how far the mailbox has been read, or None for the first time.

        It is not complete as long as a message is to be asked for again.
        """
        row = self._connection.execute(
            "SELECT uidvalidity, token, complete AND NOT EXISTS ("
            "  SELECT 1 FROM quarantine q WHERE q.account = b.account AND q.mailbox = b.name "
            "  AND q.uidvalidity = b.uidvalidity AND q.stage = 'fetch' AND q.attempts < ?) "
            "FROM mailbox b WHERE account = ? AND name = ?",
            (FETCH_ATTEMPTS, account, mailbox),
        ).fetchone()
        if row is None or row[1] is None:
            return None
        return SyncState(account, mailbox, row[0], row[1], bool(row[2]))

    def mailboxes(self, account: str) -> list[tuple[str, str]]:
        """Return name and role of the mailboxes that were ever read of an account."""
        rows = self._connection.execute(
            "SELECT name, role FROM mailbox WHERE account = ? ORDER BY name", (account,)
        )
        return [(row[0], row[1]) for row in rows]

    def forget_mailbox(self, account: str, name: str) -> None:
        """Take back a mailbox of which nothing was read."""
        self._connection.execute(
            "DELETE FROM mailbox WHERE account = ? AND name = ?", (account, name)
        )
        self._mailboxes.pop((account, name), None)

    def since(self, account: str, mailbox: str) -> str | None:
        """Return from which instant on all mail was asked for; None: from the first on."""
        row = self._connection.execute(
            "SELECT since FROM mailbox WHERE account = ? AND name = ?", (account, mailbox)
        ).fetchone()
        return None if row is None or row[0] is None else str(row[0])

    def set_since(self, account: str, mailbox: str, since: str | None) -> None:
        """Store that all mail from an instant on was asked for."""
        self._connection.execute(
            "UPDATE mailbox SET since = ?1 WHERE account = ?2 AND name = ?3 AND since IS NOT ?1",
            (since, account, mailbox),
        )

    def forget_left_out(self, account: str, mailbox: str) -> None:
        """Make unknown again what was left out for being too old."""
        self._connection.execute(
            "DELETE FROM left_out WHERE mailbox_id = ?", (self._mailboxes[account, mailbox],)
        )

    def known(self, locator: Locator) -> bool:
        """Return whether the locator was stored, left out, or quarantined for good."""
        key = self._key(locator)
        row = self._connection.execute(
            "SELECT 1 FROM locator WHERE mailbox_id = ?1 AND uidvalidity = ?2 AND key = ?3 "
            "UNION ALL SELECT 1 FROM left_out "
            "WHERE mailbox_id = ?1 AND uidvalidity = ?2 AND key = ?3 "
            "UNION ALL SELECT 1 FROM quarantine "
            "WHERE account = ?4 AND mailbox = ?5 AND uidvalidity = ?2 AND locator = ?3 "
            "AND (stage <> 'fetch' OR attempts >= ?6)",
            (*key, locator.account, locator.mailbox, FETCH_ATTEMPTS),
        ).fetchone()
        return row is not None

    def write(
        self,
        parsed: Iterable[tuple[Locator, Message]],
        failures: Sequence[Failure],
        *,
        vanished: Iterable[Locator] = (),
        left_out: Iterable[Locator] = (),
        since: str | None = None,
        state: SyncState | None = None,
    ) -> int:
        """Write one batch in one transaction; return how many messages are new.

        A message that is there already under another locator is given the new locator, and what
        copies of one mail can differ in: their Message-IDs, Delivered-To and Bcc.

        Args:
            parsed: What to store.
            failures: What goes into quarantine.
            vanished: What was gone when it was asked for.
            left_out: What was sent before ``since``.
            since: See `since`; given if anything was left out.
            state: Covers all mail up to this batch.
        """
        try:
            return self._write(
                parsed, failures, vanished=vanished, left_out=left_out, since=since, state=state
            )
        except BaseException:
            # What was rolled back took its addresses along.
            self._addresses.clear()
            raise

    def _write(
        self,
        parsed: Iterable[tuple[Locator, Message]],
        failures: Sequence[Failure],
        *,
        vanished: Iterable[Locator],
        left_out: Iterable[Locator],
        since: str | None,
        state: SyncState | None,
    ) -> int:
        new = 0
        with self._database.atomic():
            first_id = self._next_id()
            for locator, message in parsed:
                new += self._write_message(locator, message)
            self._connection.execute(
                "INSERT INTO messages_fts (rowid, subject, text) "
                "SELECT id, subject, text FROM mail WHERE id >= ?",
                (first_id,),
            )
            for failure in failures:
                self._write_failure(failure)
            for locator in left_out:
                self._write_left_out(locator, since)
            for locator in vanished:
                self._write_vanished(locator)
            if state is not None:
                self._write_state(state)
        return new

    def note(self, account: str, mailbox: str, note: str | None, *, failed: bool = False) -> None:
        """Say of a mailbox what the coverage section shall tell, and whether reading it failed."""
        self._connection.execute(
            "UPDATE mailbox SET note = ?1, complete = complete AND NOT ?2 "
            "WHERE account = ?3 AND name = ?4 AND (note IS NOT ?1 OR complete AND ?2)",
            (note, failed, account, mailbox),
        )

    def _next_id(self) -> int:
        row = self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM mail").fetchone()
        return int(row[0])

    def _write_message(self, locator: Locator, message: Message) -> bool:
        execute = self._connection.execute
        row = execute(
            _INSERT_MAIL,
            (
                message.fingerprint,
                message.msg_id,
                format_instant(message.sent_date) if message.sent_date else None,
                message.date_source,
                self._address_id(message.author) if message.author else None,
                message.author.display_name if message.author else "",
                self._address_id(message.sender) if message.sender else None,
                message.subject,
                message.body.own,
                message.body.signature,
                message.body.forwarded,
                message.automatic,
                message.list_id,
                _dump(message.in_reply_to),
                _dump(message.references),
                _dump([address.addr_spec for address in message.reply_to]),
                _dump(message.delivered_to),
                _dump([_quoted(block) for block in message.body.quoted]),
                _dump(message.traits),
                _dump(message.defects),
                message.size,
                message.server_thread,
            ),
        ).fetchone()
        new = row is not None
        if new:
            mail_id = row[0]
            for field, addresses in (("to", message.to), ("cc", message.cc), ("bcc", message.bcc)):
                self._write_recipients(mail_id, field, addresses)
        else:
            mail_id = self._add_copy(message)
        if message.msg_id is not None:
            execute(
                "INSERT OR IGNORE INTO mail_msg_id (mail_id, msg_id) VALUES (?, ?)",
                (mail_id, message.msg_id),
            )
        execute(
            "INSERT OR IGNORE INTO locator (mailbox_id, uidvalidity, key, mail_id) "
            "VALUES (?, ?, ?, ?)",
            (*self._key(locator), mail_id),
        )
        self._heal(locator)
        return new

    def _write_recipients(
        self, mail_id: int, field: str, addresses: Iterable[Address], start: int = 0
    ) -> None:
        self._connection.executemany(
            "INSERT INTO mail_recipient (mail_id, field, position, address_id, display_name) "
            "VALUES (?, ?, ?, ?, ?)",
            [
                (mail_id, field, position, self._address_id(address), address.display_name)
                for position, address in enumerate(addresses, start)
            ],
        )

    def _add_copy(self, message: Message) -> int:
        """Add to a message what only this copy says; return its id.

        Not To and Cc: they are part of the fingerprint, so no copy can differ in them.
        """
        execute = self._connection.execute
        mail_id, stored = execute(
            "SELECT id, delivered_to FROM mail WHERE fingerprint = ?", (message.fingerprint,)
        ).fetchone()
        delivered_to = json.loads(stored)
        new = [addr_spec for addr_spec in message.delivered_to if addr_spec not in delivered_to]
        if new and len(delivered_to) < _MAX_FURTHER:
            execute(
                "UPDATE mail SET delivered_to = ? WHERE id = ?",
                (_dump([*delivered_to, *new]), mail_id),
            )
        if message.bcc:
            rows = execute(
                "SELECT a.addr_spec FROM mail_recipient r JOIN address a ON a.id = r.address_id "
                "WHERE r.mail_id = ? AND r.field = 'bcc'",
                (mail_id,),
            ).fetchall()
            there = {row[0] for row in rows}
            further = [address for address in message.bcc if address.addr_spec not in there]
            self._write_recipients(
                mail_id, "bcc", further[: max(0, _MAX_FURTHER - len(rows))], len(rows)
            )
        return int(mail_id)

    def _key(self, locator: Locator) -> tuple[int, int, str]:
        mailbox_id = self._mailboxes[locator.account, locator.mailbox]
        return mailbox_id, locator.uidvalidity, locator.key

    def _heal(self, locator: Locator) -> None:
        self._connection.execute(
            "DELETE FROM quarantine "
            "WHERE account = ? AND mailbox = ? AND uidvalidity = ? AND locator = ?",
            (locator.account, locator.mailbox, locator.uidvalidity, locator.key),
        )

    def _write_left_out(self, locator: Locator, since: str | None) -> None:
        execute = self._connection.execute
        mailbox_id, uidvalidity, key = self._key(locator)
        execute(
            "INSERT OR IGNORE INTO left_out (mailbox_id, uidvalidity, key) VALUES (?, ?, ?)",
            (mailbox_id, uidvalidity, key),
        )
        execute(
            "UPDATE mailbox SET since = ?1 WHERE id = ?2 AND (since IS NULL OR since < ?1)",
            (since, mailbox_id),
        )
        self._heal(locator)

    def _write_vanished(self, locator: Locator) -> None:
        self._connection.execute(
            "UPDATE mailbox SET vanished = vanished + 1 WHERE id = ?", self._key(locator)[:1]
        )
        self._heal(locator)

    def _write_failure(self, failure: Failure) -> None:
        locator = failure.locator
        self._connection.execute(
            "INSERT INTO quarantine (account, mailbox, uidvalidity, locator, sha256, bytes, stage, "
            "reason, first_seen_at, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1) "
            "ON CONFLICT DO UPDATE SET attempts = attempts + 1, reason = excluded.reason, "
            "stage = excluded.stage, sha256 = coalesce(excluded.sha256, sha256), "
            "bytes = coalesce(excluded.bytes, bytes)",
            (
                locator.account,
                locator.mailbox,
                locator.uidvalidity,
                locator.key,
                failure.sha256,
                failure.size,
                failure.stage,
                failure.reason,
                self._now,
            ),
        )

    def _write_state(self, state: SyncState) -> None:
        execute = self._connection.execute
        place = (state.account, state.mailbox)
        changed = execute(
            "UPDATE mailbox SET uidvalidity = ?1, token = ?2, complete = ?3 "
            "WHERE account = ?4 AND name = ?5 "
            # When nothing is new, no row changes.
            "AND (uidvalidity, token, complete) IS NOT (?1, ?2, ?3)",
            (state.uidvalidity, state.token, state.complete, *place),
        ).rowcount
        if changed and state.complete:
            # Read anew as a whole: what could not be read then has been tried again.
            execute(
                "DELETE FROM quarantine WHERE account = ? AND mailbox = ? AND uidvalidity <> ?",
                (*place, state.uidvalidity),
            )
            execute(
                "DELETE FROM left_out WHERE mailbox_id = ? AND uidvalidity <> ?",
                (self._mailboxes[place], state.uidvalidity),
            )

    def _address_id(self, address: Address) -> int:
        known = self._addresses.get(address.addr_spec)
        if known is not None:
            return known
        execute = self._connection.execute
        row = execute(
            "INSERT INTO address (addr_spec) VALUES (?) ON CONFLICT DO NOTHING RETURNING id",
            (address.addr_spec,),
        ).fetchone()
        if row is None:
            row = execute(
                "SELECT id FROM address WHERE addr_spec = ?", (address.addr_spec,)
            ).fetchone()
        self._addresses[address.addr_spec] = row[0]
        return int(row[0])


def _dump(value: Sequence[object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else "[]"


def _quoted(block: QuotedBlock) -> dict[str, str | None]:
    return {
        "author": block.author,
        "address": block.author_address,
        "sent": block.sent.isoformat() if block.sent else None,
        "subject": block.subject,
        "opening": block.opening,
    }
