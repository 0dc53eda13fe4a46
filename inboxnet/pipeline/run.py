"""One run: read, derive, and write down how it went."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from inboxnet.classify.version import model_version
from inboxnet.errors import InboxnetError, UsageError
from inboxnet.message.address import parse_address_list
from inboxnet.pipeline.derive import derive
from inboxnet.pipeline.elsewhere import ClassifierElsewhere
from inboxnet.pipeline.ingest import IngestSummary, ingest
from inboxnet.pipeline.progress import Report
from inboxnet.pipeline.workers import prepare_workers
from inboxnet.source.base import Source
from inboxnet.store.facts import format_instant
from inboxnet.store.open import hold_lock, open_database, translated
from inboxnet.store.owner_reading import read_given_owner, read_refused_owner, read_unnamed_owner

if TYPE_CHECKING:
    from sqlite_utils import Database


_MANY_MESSAGES = 800
"""With so many new messages there are people enough for another process to classify."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run went.

    Attributes:
        status: ``ok``; ``partial`` if something was quarantined or a mailbox failed.
        messages_new: Messages that were not there before.
        messages_total: Messages there are now.
        quarantined: Messages of this run that could not be read or parsed.
        seconds: How long it took.
        mailbox_failures: One line for each mailbox that failed.
        owner: The owner's addresses, each with its reason.
        notes: What the owner should know of this run, one line each.
    """

    status: Literal["ok", "partial"]
    messages_new: int
    messages_total: int
    quarantined: int
    seconds: float
    mailbox_failures: tuple[str, ...]
    owner: tuple[str, ...]
    notes: tuple[str, ...]


def scan(
    database: Path,
    sources: Sequence[Source],
    *,
    owner: Sequence[str],
    as_of: datetime,
    now: datetime,
    since: datetime | None,
    command: str,
    progress: Report,
) -> RunSummary:
    """Read what is new in the sources and derive everything from it.

    One run at a time: the database is held from the beginning to the end. However the run ends,
    what it stored stays, and ``runs`` says how it ended.

    Args:
        database: The file; made if it is not there.
        sources: Read in this order.
        owner: The owner's addresses, if they are not to be inferred; they take the place of those
            given in earlier runs. Without any, those count still.
        as_of: The moment from which debts are looked at; aware.
        now: The clock; aware.
        since: Messages sent before it are left out; a later call with an earlier one, or none,
            reads them.
        command: What stands in ``runs``.
        progress: Told what goes on.

    Raises:
        DatabaseLocked: Another run holds the database; nothing was read.
        InboxnetError: The database cannot be used, or no source can be read.
    """
    started = time.monotonic()
    with hold_lock(database), translated(database), closing(open_database(database)) as opened:
        return _run(
            opened,
            database,
            sources,
            owner=owner,
            as_of=as_of,
            now=now,
            since=since,
            command=command,
            progress=progress,
            started=started,
        )


def _run(
    database: Database,
    path: Path,
    sources: Sequence[Source],
    *,
    owner: Sequence[str],
    as_of: datetime,
    now: datetime,
    since: datetime | None,
    command: str,
    progress: Report,
    started: float,
) -> RunSummary:
    run_id = _begin(database, command, now)
    summary = IngestSummary()

    def end(status: str, error: str | None) -> None:
        _end(database, run_id, status, summary, started, now, error)

    try:
        with translated(path):
            _name_owner(database, owner)
            if sources and not _count(database):
                # The first scan reads years of mail; the nightly ones start no process for nothing.
                prepare_workers()
            ingest(database, sources, summary, now=now, since=since, progress=progress)
            with ClassifierElsewhere(many=summary.messages_new >= _MANY_MESSAGES) as classifier:
                derive(
                    database,
                    as_of=as_of,
                    classify=classifier.classify,
                    classifier_version=model_version(),
                    progress=progress,
                )
            partial = summary.quarantined or summary.mailbox_failures
            status: Literal["ok", "partial"] = "partial" if partial else "ok"
            end(status, "; ".join(summary.mailbox_failures) or None)
    except BaseException as error:
        # If not even this can be written, the next run says that this one came to no end.
        with suppress(sqlite3.Error):
            end(*_how_it_ended(error))
        raise
    return RunSummary(
        status=status,
        messages_new=summary.messages_new,
        messages_total=_count(database),
        quarantined=summary.quarantined,
        seconds=time.monotonic() - started,
        mailbox_failures=tuple(summary.mailbox_failures),
        owner=tuple(_owner_lines(database)),
        notes=(*_notes(summary), *_unnamed(database)),
    )


def _how_it_ended(error: BaseException) -> tuple[str, str]:
    if isinstance(error, InboxnetError):
        return "failed", str(error)
    if isinstance(error, Exception):
        return "failed", f"{type(error).__name__}: {error}"
    return "interrupted", "It was interrupted."


def _name_owner(database: Database, owner: Sequence[str]) -> None:
    """Put the addresses given in the place of those given before; none given change nothing."""
    given = {_addr_spec(text) for text in owner}
    if not given or given == set(read_given_owner(database)):
        return
    with database.atomic():
        database.conn.execute("DELETE FROM owner_address")
        database.conn.executemany(
            "INSERT INTO owner_address (addr_spec) VALUES (?)", [(spec,) for spec in sorted(given)]
        )


def _addr_spec(text: str) -> str:
    addresses = parse_address_list([text], [])
    if len(addresses) != 1:
        raise UsageError(
            f"{text!r} is not an e-mail address", advice="Give --owner as name@domain."
        )
    return addresses[0].addr_spec


def _begin(database: Database, command: str, now: datetime) -> int:
    # The lock is ours: whatever is still said to run was killed.
    database.conn.execute(
        "UPDATE runs SET status = 'failed', error = 'It ended without a word: it was killed, or "
        "the database could not be written.' WHERE status = 'running'"
    )
    row = database.conn.execute(
        "INSERT INTO runs (started_at, command, status) VALUES (?, ?, 'running') RETURNING run_id",
        (format_instant(now), command),
    ).fetchone()
    return int(row[0])


def _end(
    database: Database,
    run_id: int,
    status: str,
    summary: IngestSummary,
    started: float,
    now: datetime,
    error: str | None,
) -> None:
    seconds = time.monotonic() - started
    database.conn.execute(
        "UPDATE runs SET ended_at = ?, status = ?, messages_new = ?, messages_total = ?, "
        "quarantined = ?, seconds = ?, error = ? WHERE run_id = ?",
        (
            format_instant(now + timedelta(seconds=seconds)),
            status,
            summary.messages_new,
            _count(database),
            summary.quarantined,
            round(seconds, 3),
            error,
            run_id,
        ),
    )


def _count(database: Database) -> int:
    return int(database.conn.execute("SELECT count(*) FROM mail").fetchone()[0])


def _owner_lines(database: Database) -> Iterable[str]:
    rows = database.conn.execute(
        "SELECT a.addr_spec, p.reason FROM address_person p JOIN address a ON a.id = p.address_id "
        "JOIN people o ON o.person_id = p.person_id WHERE o.kind = 'owner' ORDER BY a.id"
    )
    return [f"{address} ({reason})" for address, reason in rows]


def _notes(summary: IngestSummary) -> Iterable[str]:
    if summary.copies:
        yield f"{summary.copies} further copies of messages count once."
    if summary.vanished:
        yield f"{summary.vanished} messages vanished while they were read."
    if summary.older:
        yield f"{summary.older} messages are older than --since and were left out."


def _unnamed(database: Database) -> Iterable[str]:
    for addr_spec in read_unnamed_owner(database):
        yield f"{addr_spec} was given with --owner, but no message names it."
    for addr_spec in read_refused_owner(database):
        yield (
            f"{addr_spec} was given with --owner, but you split it off: see 'inboxnet undo --list'."
        )
