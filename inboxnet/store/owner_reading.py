"""Reading what tells whose mailbox it is: who wrote and got what, and what the owner said."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlite_utils import Database


class OwnerCount(NamedTuple):
    """What speaks for an address being the owner's."""

    address_id: int
    sent: int
    addressed: int
    delivered: int
    last_at: str | None


def read_owner_counts(database: Database) -> list[OwnerCount]:
    """Return for each address how often it wrote in Sent, was addressed or delivered to."""
    rows = database.conn.execute(
        """
        WITH placed AS (
          SELECT l.mail_id, max(b.role = 'sent') AS in_sent
          FROM locator l JOIN mailbox b ON b.id = l.mailbox_id GROUP BY l.mail_id
        )
        SELECT address_id, sum(sent), sum(addressed), sum(delivered), max(last_at) FROM (
          SELECT m.author_address_id AS address_id, count(*) AS sent, 0 AS addressed,
                 0 AS delivered, max(m.sent_at) AS last_at
          FROM mail m JOIN placed p ON p.mail_id = m.id
          WHERE p.in_sent AND m.author_address_id IS NOT NULL GROUP BY 1
          UNION ALL
          SELECT r.address_id, 0, count(DISTINCT r.mail_id), 0, max(m.sent_at)
          FROM mail_recipient r JOIN placed p ON p.mail_id = r.mail_id
          JOIN mail m ON m.id = r.mail_id
          WHERE NOT p.in_sent AND r.field IN ('to', 'cc') GROUP BY 1
          UNION ALL
          SELECT a.id, 0, 0, count(DISTINCT m.id), NULL
          FROM mail m, json_each(m.delivered_to) d JOIN address a ON a.addr_spec = d.value
          WHERE m.author_address_id IS NOT a.id GROUP BY 1
        ) GROUP BY 1
        """
    )
    return [OwnerCount(*row) for row in rows]


def read_arrivals(database: Database, own_ids: Iterable[int]) -> list[tuple[int, int, int]]:
    """Return where mail came that names others alone: (mailbox, address named, messages).

    Args:
        database: Open for reading.
        own_ids: The owner's addresses: mail that is from one or names one is left out, as is what
            lies in Sent, Drafts or Junk, or came by a list.
    """
    rows = database.conn.execute(
        """
        WITH own AS (SELECT value AS id FROM json_each(?)),
        placed AS (
          SELECT l.mail_id, min(l.mailbox_id) AS mailbox_id
          FROM locator l JOIN mailbox b ON b.id = l.mailbox_id
          GROUP BY l.mail_id HAVING NOT max(b.role IN ('sent', 'drafts', 'junk'))
        )
        SELECT p.mailbox_id, r.address_id, count(DISTINCT m.id)
        FROM mail m JOIN placed p ON p.mail_id = m.id JOIN mail_recipient r ON r.mail_id = m.id
        WHERE m.list_id IS NULL AND m.author_address_id NOT IN own AND r.field <> 'bcc'
          AND NOT EXISTS (SELECT 1 FROM mail_recipient o
                          WHERE o.mail_id = m.id AND o.address_id IN own)
        GROUP BY 1, 2 ORDER BY 1, 2
        """,
        (json.dumps(sorted(own_ids)),),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def read_written_to(database: Database, own_ids: Iterable[int]) -> set[int]:
    """Return the addresses that some addresses wrote to."""
    rows = database.conn.execute(
        "SELECT DISTINCT r.address_id FROM mail m JOIN mail_recipient r ON r.mail_id = m.id "
        "WHERE m.author_address_id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(own_ids)),),
    )
    return {row[0] for row in rows}


def read_sent_authors(database: Database) -> list[tuple[int, int, str, int]]:
    """Return who wrote in each Sent mailbox: (mailbox, author, display name, messages)."""
    rows = database.conn.execute(
        """
        SELECT l.mailbox_id, m.author_address_id, m.author_name, count(DISTINCT m.id)
        FROM locator l JOIN mailbox b ON b.id = l.mailbox_id JOIN mail m ON m.id = l.mail_id
        WHERE b.role = 'sent' AND m.author_address_id IS NOT NULL AND m.automatic IS NULL
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def read_placed_totals(database: Database) -> tuple[int, int]:
    """Return how many messages lie in Sent mailboxes, and how many in others alone."""
    row = database.conn.execute(
        """
        SELECT coalesce(sum(in_sent), 0), count(*) - coalesce(sum(in_sent), 0) FROM (
          SELECT max(b.role = 'sent') AS in_sent
          FROM locator l JOIN mailbox b ON b.id = l.mailbox_id GROUP BY l.mail_id)
        """
    ).fetchone()
    return int(row[0]), int(row[1])


def read_given_owner(database: Database) -> list[str]:
    """Return the addresses that the owner named."""
    rows = database.conn.execute("SELECT addr_spec FROM owner_address ORDER BY 1")
    return [row[0] for row in rows]


def read_unnamed_owner(database: Database) -> list[str]:
    """Return the addresses that the owner named and no message does."""
    rows = database.conn.execute(
        """
        SELECT o.addr_spec FROM owner_address o
        WHERE NOT EXISTS (SELECT 1 FROM address a WHERE a.addr_spec = o.addr_spec)
          AND NOT EXISTS (SELECT 1 FROM mail m, json_each(m.delivered_to) d
                          WHERE d.value = o.addr_spec)
        ORDER BY 1
        """
    )
    return [row[0] for row in rows]


def read_refused_owner(database: Database) -> list[str]:
    """Return the addresses that the owner named, but a correction parted from the owner."""
    rows = database.conn.execute(
        """
        SELECT o.addr_spec FROM owner_address o
        JOIN address a ON a.addr_spec = o.addr_spec
        JOIN address_person p ON p.address_id = a.id
        JOIN people w ON w.person_id = p.person_id
        WHERE w.kind <> 'owner' ORDER BY 1
        """
    )
    return [row[0] for row in rows]
