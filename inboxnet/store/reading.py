"""Reading facts for derivation, aggregated where SQLite does it better than Python."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlite_utils import Database

_CHUNK = 500


class NameCount(NamedTuple):
    """How often a display name was written for an address."""

    address_id: int
    name: str
    authored: int
    received: int


class AuthorKind(NamedTuple):
    """How many messages of one automatic reason (or none) an address wrote."""

    address_id: int
    reason: str | None
    messages: int
    sample_mail_id: int


class MailRow(NamedTuple):
    """The facts of one message that threading needs; lists are JSON."""

    mail_id: int
    msg_id: str | None
    sent_at: str | None
    author_address_id: int | None
    subject: str
    text_opening: str
    forwarded: int
    automatic: str | None
    list_id: str | None
    in_reply_to: str
    refs: str
    quoted: str
    server_thread: str | None
    in_sent: int
    set_aside: int


def read_addresses(database: Database) -> list[tuple[int, str]]:
    """Return all addresses."""
    return list(database.conn.execute("SELECT id, addr_spec FROM address ORDER BY id"))


def read_name_counts(database: Database) -> list[NameCount]:
    """Return the display names written for each address, the empty one too."""
    rows = database.conn.execute(
        """
        SELECT address_id, name, sum(authored), sum(received) FROM (
          SELECT author_address_id AS address_id, author_name AS name,
                 count(*) AS authored, 0 AS received
          FROM mail WHERE author_address_id IS NOT NULL GROUP BY 1, 2
          UNION ALL
          SELECT address_id, display_name, 0, count(DISTINCT mail_id) FROM mail_recipient
          GROUP BY 1, 2
        ) GROUP BY 1, 2
        """
    )
    return [NameCount(*row) for row in rows]


def read_author_kinds(database: Database) -> list[AuthorKind]:
    """Return what each address wrote, by automatic reason."""
    rows = database.conn.execute(
        "SELECT author_address_id, automatic, count(*), max(id) FROM mail "
        "WHERE author_address_id IS NOT NULL GROUP BY 1, 2"
    )
    return [AuthorKind(*row) for row in rows]


def read_set_aside(database: Database) -> list[tuple[int, str, int, int]]:
    """Return (author, role, messages, a mail id) of what lies in Junk or Drafts alone."""
    rows = database.conn.execute(
        """
        SELECT author_address_id, role, count(*), max(id) FROM (
          SELECT m.id, m.author_address_id, min(b.role) AS role
          FROM mail m JOIN locator l ON l.mail_id = m.id JOIN mailbox b ON b.id = l.mailbox_id
          WHERE m.author_address_id IS NOT NULL AND m.automatic IS NULL
          GROUP BY m.id
          HAVING (max(b.role = 'drafts') AND NOT max(b.role = 'sent')) OR min(b.role = 'junk')
        ) GROUP BY 1, 2
        """
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def read_list_ids(database: Database) -> list[str]:
    """Return all List-Ids met."""
    rows = database.conn.execute("SELECT DISTINCT list_id FROM mail WHERE list_id IS NOT NULL")
    return [row[0] for row in rows]


def read_reply_to_links(database: Database) -> list[tuple[int, int]]:
    """Return pairs of author address and the single other address that Reply-To names."""
    rows = database.conn.execute(
        """
        SELECT DISTINCT m.author_address_id, a.id
        FROM mail m JOIN address a ON a.addr_spec = json_extract(m.reply_to, '$[0]')
        WHERE json_array_length(m.reply_to) = 1 AND m.author_address_id IS NOT NULL
          AND m.list_id IS NULL AND m.author_address_id <> a.id
        """
    )
    return [(row[0], row[1]) for row in rows]


def iter_mail(database: Database) -> Iterator[MailRow]:
    """Yield all messages in the order of their ids."""
    rows = database.conn.execute(
        """
        SELECT m.id, m.msg_id, m.sent_at, m.author_address_id, m.subject, substr(m.text, 1, 400),
               m.forwarded, m.automatic, m.list_id, m.in_reply_to, m.refs, m.quoted,
               m.server_thread, max(b.role = 'sent'),
               (max(b.role = 'drafts') AND NOT max(b.role = 'sent')) OR min(b.role = 'junk')
        FROM mail m
        JOIN locator l ON l.mail_id = m.id
        JOIN mailbox b ON b.id = l.mailbox_id
        GROUP BY m.id ORDER BY m.id
        """
    )
    for row in rows:
        yield MailRow(*row)


def iter_recipients(database: Database) -> Iterator[tuple[int, str, int]]:
    """Yield (mail id, field, address id) in the order of the mail's ids."""
    yield from database.conn.execute(
        "SELECT mail_id, field, address_id FROM mail_recipient ORDER BY mail_id"
    )


def read_other_msg_ids(database: Database) -> dict[int, tuple[str, ...]]:
    """Return for messages whose copies carry further Message-IDs what these are."""
    rows = database.conn.execute(
        "SELECT i.mail_id, i.msg_id FROM mail_msg_id i JOIN mail m ON m.id = i.mail_id "
        "WHERE i.msg_id IS NOT m.msg_id ORDER BY 1, 2"
    )
    found: dict[int, list[str]] = {}
    for mail_id, msg_id in rows:
        found.setdefault(mail_id, []).append(msg_id)
    return {mail_id: tuple(msg_ids) for mail_id, msg_ids in found.items()}


class MailboxFact(NamedTuple):
    """One mailbox as a place where answers lie."""

    mailbox_id: int
    account: str
    name: str
    role: str
    complete: int


def read_mailboxes(database: Database) -> list[MailboxFact]:
    """Return all mailboxes."""
    rows = database.conn.execute(
        "SELECT id, account, name, role, complete FROM mailbox ORDER BY id"
    )
    return [MailboxFact(*row) for row in rows]


def iter_places(database: Database) -> Iterator[tuple[int, int]]:
    """Yield (mail id, mailbox id) of every copy."""
    yield from database.conn.execute("SELECT DISTINCT mail_id, mailbox_id FROM locator")


def read_subjects(database: Database, mail_ids: Iterable[int]) -> dict[int, str]:
    """Return the subjects of the given messages."""
    rows = database.conn.execute(
        "SELECT id, subject FROM mail WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(mail_ids)),),
    )
    return dict(rows.fetchall())


class MailText(NamedTuple):
    """The words of one message."""

    mail_id: int
    subject: str
    text: str
    signature: str
    traits: str
    automatic: str | None


def iter_texts(database: Database, mail_ids: Iterable[int]) -> Iterator[MailText]:
    """Yield the words of the given messages, in chunks, in the order of the ids given."""
    wanted = list(mail_ids)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        rows = database.conn.execute(
            "SELECT id, subject, text, signature, traits, automatic FROM mail "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(chunk),),
        )
        found = {row[0]: MailText(*row) for row in rows}
        for mail_id in chunk:
            yield found[mail_id]


def read_coverage(database: Database) -> list[tuple[object, ...]]:
    """Return rows of the ``coverage`` relation.

    Copies and quarantine count by the mailbox's current UIDVALIDITY; of a mailbox whose reading
    broke before its first sync state, all that was read counts.
    """
    return list(
        database.conn.execute(
            """
            SELECT b.account, b.name, b.role,
                   min(CASE WHEN m.date_source <> 'none' THEN m.sent_at END), max(m.sent_at),
                   count(m.id),
                   (SELECT count(*) FROM quarantine q
                    WHERE q.account = b.account AND q.mailbox = b.name
                      AND q.uidvalidity = coalesce(b.uidvalidity, q.uidvalidity)),
                   b.complete,
                   nullif(trim(coalesce(b.note, '') || CASE WHEN b.vanished > 0 THEN
                     ' ' || b.vanished || ' messages vanished while they were read.' ELSE '' END),
                     '')
            FROM mailbox b
            LEFT JOIN locator l ON l.mailbox_id = b.id
              AND l.uidvalidity = coalesce(b.uidvalidity, l.uidvalidity)
            LEFT JOIN mail m ON m.id = l.mail_id
            GROUP BY b.id ORDER BY b.account, b.name
            """
        )
    )


def read_unnamed_signatures(database: Database) -> list[tuple[int, str, int]]:
    """Return (author, signature, messages) of those whose From never carries a name."""
    rows = database.conn.execute(
        """
        SELECT author_address_id, signature, count(*) FROM mail
        WHERE signature <> '' AND automatic IS NULL AND author_address_id NOT IN (
          SELECT author_address_id FROM mail
          WHERE author_name <> '' AND author_address_id IS NOT NULL)
        GROUP BY 1, 2
        """
    )
    return [(row[0], row[1], row[2]) for row in rows]


def iter_named(database: Database, address_ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield (mail id, recipient) for the given addresses, in the order of the mail's ids."""
    yield from database.conn.execute(
        "SELECT DISTINCT mail_id, address_id FROM mail_recipient"
        " WHERE address_id IN (SELECT value FROM json_each(?)) ORDER BY mail_id",
        (json.dumps(sorted(address_ids)),),
    )


def read_written_between(database: Database, address_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Return (author, recipient) wherever one of the given addresses wrote to another."""
    rows = database.conn.execute(
        """
        WITH given AS (SELECT value AS id FROM json_each(?))
        SELECT DISTINCT m.author_address_id, r.address_id
        FROM mail m JOIN mail_recipient r ON r.mail_id = m.id
        WHERE m.author_address_id IN (SELECT id FROM given)
          AND r.address_id IN (SELECT id FROM given) AND m.automatic IS NULL
        """,
        (json.dumps(sorted(address_ids)),),
    )
    return {(row[0], row[1]) for row in rows}


class AddressSpan(NamedTuple):
    """When an address was used: messages from it, or, if there is none, to it."""

    address_id: int
    first_at: str | None
    last_at: str | None


def read_address_spans(database: Database) -> list[AddressSpan]:
    """Return when each address that occurs in mail was used."""
    rows = database.conn.execute(
        """
        SELECT author_address_id, min(sent_at), max(sent_at) FROM mail
        WHERE author_address_id IS NOT NULL GROUP BY 1
        UNION ALL
        SELECT r.address_id, min(m.sent_at), max(m.sent_at)
        FROM mail_recipient r JOIN mail m ON m.id = r.mail_id
        WHERE r.address_id NOT IN
          (SELECT author_address_id FROM mail WHERE author_address_id IS NOT NULL)
        GROUP BY 1
        """
    )
    return [AddressSpan(*row) for row in rows]


class AuthoredMail(NamedTuple):
    """The words of one message and who wrote it."""

    mail_id: int
    author_address_id: int
    sent_at: str | None
    subject: str
    text: str
    signature: str
    automatic: str | None


def read_authored(database: Database, address_ids: Iterable[int]) -> list[AuthoredMail]:
    """Return what the given addresses wrote, and what their auto-replies say, oldest first."""
    rows = database.conn.execute(
        """
        SELECT id, author_address_id, sent_at, subject, text, signature, automatic FROM mail
        WHERE author_address_id IN (SELECT value FROM json_each(?))
          AND (automatic IS NULL OR automatic LIKE 'auto-reply%')
        ORDER BY coalesce(sent_at, ''), id
        """,
        (json.dumps(sorted(address_ids)),),
    )
    return [AuthoredMail(*row) for row in rows]
