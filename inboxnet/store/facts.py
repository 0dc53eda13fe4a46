"""Writing facts: mail, where it lies, what could not be read.

One `FactWriter` serves one run. It keeps addresses and mailboxes it has met in memory, and writes
through the connection that sqlite-utils holds, since this is the inner loop. A batch and the sync
state that covers it go into one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from inboxnet.message.model import Address, Failure, Locator, Message, QuotedBlock, SyncState

if TYPE_CHECKING:
    from sqlite_utils import Database

_INSERT_MAIL = """
INSERT INTO mail (fingerprint, msg_id, sent_at, date_source, author_address_id, author_name,
  sender_address_id, subject, text, signature, forwarded, automatic, list_id, in_reply_to, refs,
  reply_to, delivered_to, quoted, traits, defects, bytes)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
        """Return how far the mailbox has been read, or None for the first time."""
        row = self._connection.execute(
            "SELECT uidvalidity, token, complete FROM mailbox WHERE account = ? AND name = ?",
            (account, mailbox),
        ).fetchone()
        if row is None or row[1] is None:
            return None
        return SyncState(account, mailbox, row[0], row[1], bool(row[2]))

    def known(self, locator: Locator) -> bool:
        """Return whether the locator has been stored or quarantined."""
        mailbox_id = self._mailboxes[locator.account, locator.mailbox]
        row = self._connection.execute(
            "SELECT 1 FROM locator WHERE mailbox_id = ? AND uidvalidity = ? AND key = ? "
            "UNION ALL SELECT 1 FROM quarantine "
            "WHERE account = ? AND mailbox = ? AND uidvalidity = ? AND locator = ?",
            (
                mailbox_id,
                locator.uidvalidity,
                locator.key,
                locator.account,
                locator.mailbox,
                locator.uidvalidity,
                locator.key,
            ),
        ).fetchone()
        return row is not None

    def write(
        self,
        parsed: Iterable[tuple[Locator, Message]],
        failures: Sequence[Failure],
        *,
        vanished: int = 0,
        state: SyncState | None = None,
    ) -> int:
        """Write one batch in one transaction; return how many messages are new.

        A message that is there already under another locator is only given the new locator.
        """
        try:
            return self._write(parsed, failures, vanished=vanished, state=state)
        except BaseException:
            # What was rolled back took its addresses along.
            self._addresses.clear()
            raise

    def _write(
        self,
        parsed: Iterable[tuple[Locator, Message]],
        failures: Sequence[Failure],
        *,
        vanished: int,
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
            if state is not None:
                self._write_state(state, vanished)
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
            ),
        ).fetchone()
        new = row is not None
        if new:
            mail_id = row[0]
            self._connection.executemany(
                "INSERT INTO mail_recipient (mail_id, field, position, address_id, display_name) "
                "VALUES (?, ?, ?, ?, ?)",
                [
                    (mail_id, field, position, self._address_id(address), address.display_name)
                    for field, addresses in (
                        ("to", message.to),
                        ("cc", message.cc),
                        ("bcc", message.bcc),
                    )
                    for position, address in enumerate(addresses)
                ],
            )
        else:
            mail_id = execute(
                "SELECT id FROM mail WHERE fingerprint = ?", (message.fingerprint,)
            ).fetchone()[0]
        execute(
            "INSERT OR IGNORE INTO locator (mailbox_id, uidvalidity, key, mail_id) "
            "VALUES (?, ?, ?, ?)",
            (
                self._mailboxes[locator.account, locator.mailbox],
                locator.uidvalidity,
                locator.key,
                mail_id,
            ),
        )
        return new

    def _write_failure(self, failure: Failure) -> None:
        locator = failure.locator
        self._connection.execute(
            "INSERT INTO quarantine (account, mailbox, uidvalidity, locator, sha256, bytes, stage, "
            "reason, first_seen_at, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1) "
            "ON CONFLICT DO UPDATE SET attempts = attempts + 1, reason = excluded.reason",
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

    def _write_state(self, state: SyncState, vanished: int) -> None:
        self._connection.execute(
            "UPDATE mailbox SET uidvalidity = ?1, token = ?2, complete = ?3, "
            "vanished = vanished + ?4 WHERE account = ?5 AND name = ?6 "
            # When nothing is new, no row changes.
            "AND (uidvalidity, token, complete, 0) IS NOT (?1, ?2, ?3, ?4)",
            (
                state.uidvalidity,
                state.token,
                state.complete,
                vanished,
                state.account,
                state.mailbox,
            ),
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
