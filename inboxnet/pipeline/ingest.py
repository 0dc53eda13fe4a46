"""From sources to facts: fetch, parse, store, in batches, each in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from inboxnet.errors import SourceError
from inboxnet.message.model import Failure, Locator, Message, RawMessage, SyncState
from inboxnet.pipeline.progress import Progress, Report
from inboxnet.pipeline.workers import Parsed, ParsePool
from inboxnet.source.base import Mailbox, Source, Vanished
from inboxnet.store.facts import FactWriter

if TYPE_CHECKING:
    from sqlite_utils import Database

BATCH = 500
"""Messages a transaction: fewer cost commits, more cost memory (measured)."""

_BATCH_BYTES = 32 << 20

SET_ASIDE_ROLES = {
    "drafts": "Drafts were never sent: stored, but no part of any answer or debt.",
    "junk": "What lies in Junk alone is stored, but nobody is owed an answer for it.",
}
"""Roles whose mail counts for nothing, and what the coverage section says of them."""


@dataclass(slots=True)
class IngestSummary:
    """What one run read.

    Attributes:
        messages_new: Messages that were not there before.
        copies: Further copies of messages that were there.
        quarantined: Messages that could not be read or parsed.
        vanished: Messages that were gone when they were asked for.
        older: Messages left out because they were sent before ``since``.
        mailbox_failures: One line for each mailbox or source that failed.
    """

    messages_new: int = 0
    copies: int = 0
    quarantined: int = 0
    vanished: int = 0
    older: int = 0
    mailbox_failures: list[str] = field(default_factory=list)


def ingest(
    database: Database,
    sources: Sequence[Source],
    *,
    now: datetime,
    since: datetime | None,
    progress: Report,
) -> IngestSummary:
    """Read what is new in the sources and store it.

    A mailbox that fails does not stop the others; its failure is in the summary and in the
    mailbox's note.

    Raises:
        SourceError: A source cannot be listed at all, and no other source gave anything.
    """
    with ParsePool(now=now) as pool:
        return _ingest(FactWriter(database, now=now), sources, pool, since, progress)


def _ingest(
    writer: FactWriter,
    sources: Sequence[Source],
    pool: ParsePool,
    since: datetime | None,
    progress: Report,
) -> IngestSummary:
    summary = IngestSummary()
    failed: SourceError | None = None
    read_any = False
    for source in sources:
        try:
            mailboxes = list(source.mailboxes())
        except SourceError as error:
            failed = error
            summary.mailbox_failures.append(str(error))
            continue
        for mailbox in mailboxes:
            writer.open_mailbox(
                source.account, mailbox.name, role=mailbox.role, role_reason=mailbox.role_reason
            )
            batch = _Batch(writer, summary, pool, since=since)
            try:
                _read_mailbox(source, mailbox, batch, progress)
            except SourceError as error:
                batch.finish()
                failed = error
                summary.mailbox_failures.append(f"{mailbox.name}: {error}")
                writer.note(
                    source.account,
                    mailbox.name,
                    f"Not read to the end: {error.problem}.",
                    failed=True,
                )
            else:
                read_any = True
                writer.note(source.account, mailbox.name, _note(mailbox, since))
    if failed is not None and not read_any:
        raise failed
    return summary


def _note(mailbox: Mailbox, since: datetime | None) -> str | None:
    notes = []
    if mailbox.role in SET_ASIDE_ROLES:
        notes.append(SET_ASIDE_ROLES[mailbox.role])
    if since is not None:
        notes.append(f"Mail before {since.date()} was not asked for.")
    return " ".join(notes) or None


def _read_mailbox(source: Source, mailbox: Mailbox, batch: _Batch, progress: Report) -> None:
    state = batch.writer.sync_state(source.account, mailbox.name)
    for event in source.fetch(mailbox, state=state, known=batch.writer.known):
        if isinstance(event, RawMessage):
            batch.add(event)
        elif isinstance(event, Failure):
            batch.failures.append(event)
        elif isinstance(event, Vanished):
            batch.vanished += 1
        elif isinstance(event, SyncState):
            batch.flush(event)
        if batch.full:
            batch.flush(None)
        if batch.flushed:
            batch.flushed = False
            progress(Progress("read", mailbox.name, batch.seen))


class _Batch:
    """What was read since the last transaction."""

    def __init__(
        self,
        writer: FactWriter,
        summary: IngestSummary,
        pool: ParsePool,
        *,
        since: datetime | None,
    ) -> None:
        self.writer = writer
        self.failures: list[Failure] = []
        self.vanished = 0
        self.seen = 0
        self.flushed = False
        self._summary = summary
        self._pool = pool
        self._since = since
        self._parsed: list[tuple[Locator, Message]] = []
        self._bytes = 0

    @property
    def full(self) -> bool:
        """Whether it is time for a transaction."""
        return len(self._parsed) + len(self.failures) >= BATCH or self._bytes >= _BATCH_BYTES

    def add(self, raw: RawMessage) -> None:
        """Have one message parsed."""
        for done, parsed in self._pool.add(raw):
            self._take(done, parsed)

    def _take(self, raw: RawMessage, parsed: Parsed) -> None:
        self._bytes += len(raw.content)
        if isinstance(parsed, Failure):
            self.failures.append(parsed)
        elif self._since and parsed.sent_date and parsed.sent_date < self._since:
            self._summary.older += 1
        else:
            self._parsed.append((raw.locator, parsed))

    def finish(self) -> None:
        """Write what was read before the mailbox failed; no state covers it."""
        for done, parsed in self._pool.drain():
            self._take(done, parsed)
        self.flush(None)

    def flush(self, state: SyncState | None) -> None:
        """Write the batch, and the state that covers it, in one transaction.

        A state covers what was yielded before it: what is still being parsed is waited for.
        """
        if state is not None:
            for done, parsed in self._pool.drain():
                self._take(done, parsed)
        new = self.writer.write(self._parsed, self.failures, vanished=self.vanished, state=state)
        self._summary.messages_new += new
        self._summary.copies += len(self._parsed) - new
        self._summary.quarantined += len(self.failures)
        self._summary.vanished += self.vanished
        self.seen += len(self._parsed) + len(self.failures)
        self._parsed = []
        self.failures = []
        self.vanished = 0
        self._bytes = 0
        self.flushed = True
