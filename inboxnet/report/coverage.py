"""Sections ``coverage`` and ``excluded``: what the report rests on, and what it left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inboxnet.report.model import (
    CoverageSection,
    ExcludedSection,
    Exclusion,
    MailboxCoverage,
    Reason,
)
from inboxnet.report.text import spell_count
from inboxnet.report.who import parse_instant

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

NO_MAIL: Final = "not a message"
"""So begins the reason of a file in quarantine that is no mail at all."""
_ASIDE: Final = frozenset({"drafts", "junk", "trash"})
"""Roles in which nobody looks for an answer."""


def read_coverage(connection: sqlite3.Connection) -> CoverageSection:
    """Read which mail was there, which was not, and whose mailbox it was taken for."""
    mailboxes = tuple(
        MailboxCoverage(
            account=row["account"],
            mailbox=row["mailbox"],
            role=row["role"],
            first_at=parse_instant(row["first_at"]),
            last_at=parse_instant(row["last_at"]),
            messages=row["messages"],
            quarantined=row["quarantined"],
            complete=bool(row["complete"]),
            note=row["note"],
        )
        for row in connection.execute("SELECT * FROM coverage ORDER BY account, mailbox")
    )
    directions = dict(
        connection.execute("SELECT direction, count(*) FROM messages GROUP BY direction").fetchall()
    )
    kinds = dict(connection.execute("SELECT kind, count(*) FROM people GROUP BY kind").fetchall())
    writers = connection.execute(
        "SELECT count(*) FROM people WHERE kind IN ('person', 'role') AND received > 0"
    ).fetchone()
    undated = connection.execute("SELECT count(*) FROM messages WHERE sent_at IS NULL").fetchone()
    owner = connection.execute(
        "SELECT address FROM addresses JOIN people USING (person_id) WHERE kind = 'owner'"
        " ORDER BY addresses.messages DESC, address"
    )
    reasons = tuple(
        Reason(row["reason"], row["n"])
        for row in connection.execute(
            "SELECT reason, count(*) AS n FROM quarantine GROUP BY reason ORDER BY n DESC, reason"
        )
    )
    return CoverageSection(
        owner=tuple(row["address"] for row in owner),
        messages=sum(directions.values()),
        received=directions.get("in", 0),
        sent=directions.get("out", 0),
        people=kinds.get("person", 0) + kinds.get("role", 0),
        writers=writers[0],
        machines=kinds.get("list", 0) + kinds.get("automated", 0),
        first_at=min((box.first_at for box in mailboxes if box.first_at), default=None),
        last_at=max((box.last_at for box in mailboxes if box.last_at), default=None),
        undated=undated[0],
        quarantined=sum(reason.n for reason in reasons),
        no_mail=sum(reason.n for reason in reasons if reason.reason.startswith(NO_MAIL)),
        quarantine_reasons=reasons,
        notes=tuple(dict.fromkeys([*_iter_notes(mailboxes), *_iter_missing(connection)])),
        mailboxes=mailboxes,
    )


def _iter_notes(mailboxes: tuple[MailboxCoverage, ...]) -> list[str]:
    notes = []
    if not mailboxes:
        notes.append("No mailbox has been read.")
    elif not any(box.role == "sent" for box in mailboxes):
        notes.append("No Sent mailbox was found: answers may lie where nobody looked.")
    for box in mailboxes:
        if box.note:
            notes.append(f"{box.mailbox}: {box.note}")
        elif not box.complete:
            notes.append(f"{box.mailbox}: read in part; run the scan again to go on.")
    return notes


def _iter_missing(connection: sqlite3.Connection) -> Iterator[str]:
    """Tell of mail that is known by what its answers quote alone."""
    unseen = dict(
        connection.execute(
            "SELECT direction, count(*) FROM unseen_originals GROUP BY direction"
        ).fetchall()
    )
    for direction, who in (("to_me", "you answered"), ("from_me", "of yours that others answered")):
        if n := unseen.get(direction, 0):
            yield (
                f"{spell_count(n, 'message')} {who} {'is' if n == 1 else 'are'} not here; when"
                " they were sent is known from what the answers quote."
            )


def read_gaps(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Say which mail was not read without which nobody can say that nothing is open."""
    boxes = connection.execute(
        "SELECT mailbox, role, complete FROM coverage ORDER BY account, mailbox"
    ).fetchall()
    if not boxes:
        return ("no mailbox was read",)
    gaps = [
        f"{box['mailbox']} was not read to the end"
        for box in boxes
        if not box["complete"] and box["role"] not in _ASIDE
    ]
    for direction, missing in (("in", "no mail to you"), ("out", "no mail from you")):
        some = connection.execute(
            "SELECT 1 FROM messages WHERE direction = ? LIMIT 1", (direction,)
        ).fetchone()
        if some is None:
            gaps.append(f"{missing} was read")
    return tuple(gaps)


def read_excluded(connection: sqlite3.Connection, limit: int | None) -> ExcludedSection:
    """Read who was left out by which rule, those with the most mail first."""
    n, messages = connection.execute(
        "SELECT count(*), coalesce(sum(messages), 0) FROM exclusions"
    ).fetchone()
    rows = connection.execute(
        "SELECT x.address_or_domain, x.rule, x.messages, x.sample_message_id,"
        " m.subject, m.sent_at"
        " FROM exclusions x LEFT JOIN messages m ON m.id = x.sample_message_id"
        " ORDER BY x.messages DESC, x.address_or_domain, x.rule LIMIT ?",
        (-1 if limit is None else limit,),
    )
    return ExcludedSection(
        n=n,
        messages=messages,
        rows=tuple(
            Exclusion(
                address_or_domain=row["address_or_domain"],
                rule=row["rule"],
                messages=row["messages"],
                sample_message_id=row["sample_message_id"],
                sample_subject=row["subject"],
                sample_sent_at=parse_instant(row["sent_at"]),
            )
            for row in rows
        ),
    )
