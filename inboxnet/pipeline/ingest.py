"""From sources to facts: fetch, parse, store, in batches, each in one transaction."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from inboxnet.errors import SourceError
from inboxnet.message.model import Failure, Locator, Message, RawMessage, SyncState
from inboxnet.pipeline.progress import Progress, Report
from inboxnet.pipeline.workers import Parsed, ParsePool
from inboxnet.source.base import Mailbox, Source, Vanished
from inboxnet.store.facts import FactWriter, format_instant

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


UNLISTED = "(not listed)"
"""Stands for the mailboxes of an account that could never be listed."""


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
    summary: IngestSummary,
    *,
    now: datetime,
    since: datetime | None,
    progress: Report,
) -> None:
    """Read what is new in the sources and store it.

    A mailbox that fails does not stop the others; its failure is in the summary and in the
    mailbox's note, and it counts as not complete until it has been read to the end.

    What was sent before ``since`` is left out and remembered by its locator, so that the next run
    does not read it again; if that asks for earlier mail, it is read then.

    Args:
        database: Open for writing.
        sources: Read in this order. One that can ask its server for mail by date has to leave
            out itself what is older than ``since``.
        summary: Kept up to date, so that it is right however this ends.
        now: The clock; aware.
        since: Aware; None for all mail.
        progress: Told what goes on.

    Raises:
        SourceError: A source cannot be listed at all, and no other source gave anything.
    """
    asked = None if since is None else format_instant(since)
    with ParsePool(now=now) as pool:
        writer = FactWriter(database, now=now)
        failed: SourceError | None = None
        read_any = False
        for source in sources:
            try:
                mailboxes = list(source.mailboxes())
            except SourceError as error:
                failed = error
                summary.mailbox_failures.append(str(error))
                _note_source(writer, source, error)
                continue
            writer.forget_mailbox(source.account, UNLISTED)
            for mailbox in mailboxes:
                batch = _Batch(writer, summary, pool, since=since)
                try:
                    _read_mailbox(source, mailbox, batch, asked, progress)
                except SourceError as error:
                    batch.finish()
                    failed = error
                    summary.mailbox_failures.append(f"{mailbox.name}: {error}")
                    problem = f"Not read to the end: {error.problem}."
                    _note(writer, source.account, mailbox.name, mailbox.role, problem)
                else:
                    read_any = True
                    _note(writer, source.account, mailbox.name, mailbox.role, None)
    if failed is not None and not read_any:
        raise failed


def _note_source(writer: FactWriter, source: Source, error: SourceError) -> None:
    """Say of a source's mailboxes that nobody knows what is new in them.

    An account that could never be listed stands in the coverage as one mailbox of no name.
    """
    if not writer.mailboxes(source.account):
        writer.open_mailbox(source.account, UNLISTED, role="other", role_reason="not listed")
    for name, role in writer.mailboxes(source.account):
        _note(writer, source.account, name, role, f"Not read: {error.problem}.")


def _note(writer: FactWriter, account: str, name: str, role: str, problem: str | None) -> None:
    notes = [] if problem is None else [problem]
    if role in SET_ASIDE_ROLES:
        notes.append(SET_ASIDE_ROLES[role])
    since = writer.since(account, name)
    if since is not None:
        notes.append(f"Mail before {since.partition('T')[0]} was not asked for.")
    writer.note(account, name, " ".join(notes) or None, failed=problem is not None)


def _read_mailbox(
    source: Source, mailbox: Mailbox, batch: _Batch, asked: str | None, progress: Report
) -> None:
    writer = batch.writer
    place = (source.account, mailbox.name)
    writer.open_mailbox(*place, role=mailbox.role, role_reason=mailbox.role_reason)
    before = writer.since(*place)
    wider = before is not None and (asked is None or asked < before)
    state = writer.sync_state(*place)
    if state is None:
        # No state covers anything yet: all comes again.
        if wider:
            writer.forget_left_out(*place)
        writer.set_since(*place, asked)
    _fetch(source, mailbox, state, batch, progress)
    if state is not None and wider:
        # Behind the new state lies what was left out. The source has to see the old state first,
        # as only that tells whether the locators stored are still those of the same messages.
        writer.forget_left_out(*place)
        current = writer.sync_state(*place)
        again = None if current is None else replace(current, token="", complete=False)
        _fetch(source, mailbox, again, batch, progress)
        writer.set_since(*place, asked)


def _fetch(
    source: Source, mailbox: Mailbox, state: SyncState | None, batch: _Batch, progress: Report
) -> None:
    for event in source.fetch(mailbox, state=state, known=batch.writer.known):
        if isinstance(event, RawMessage):
            batch.add(event)
        elif isinstance(event, Failure):
            batch.failures.append(event)
        elif isinstance(event, Vanished):
            batch.vanished.append(event.locator)
        elif isinstance(event, SyncState):
            batch.cover(event)
        if batch.full:
            batch.flush()
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
        self.vanished: list[Locator] = []
        self.seen = 0
        self.flushed = False
        self._summary = summary
        self._pool = pool
        self._since = since
        self._parsed: list[tuple[Locator, Message]] = []
        self._left_out: list[Locator] = []
        self._bytes = 0
        self._added = 0
        self._taken = 0
        self._states: deque[tuple[int, SyncState]] = deque()

    @property
    def full(self) -> bool:
        """Whether it is time for a transaction."""
        return self._size() >= BATCH or self._bytes >= _BATCH_BYTES

    def add(self, raw: RawMessage) -> None:
        """Have one message parsed."""
        self._added += 1
        for done, parsed in self._pool.add(raw):
            self._take(done, parsed)

    def cover(self, state: SyncState) -> None:
        """Store a state with the messages that were yielded before it.

        While others follow, it waits until these are parsed; the last one of a mailbox has them
        parsed now.
        """
        self._states.append((self._added, state))
        if state.complete:
            self.finish()

    def finish(self) -> None:
        """Write all that was read of the mailbox, and the last state that covers it."""
        for done, parsed in self._pool.drain():
            self._take(done, parsed)
        self.flush()
        self._states.clear()

    def flush(self) -> None:
        """Write the batch, and the newest state that covers nothing beyond, in one transaction."""
        state: SyncState | None = None
        while self._states and self._states[0][0] <= self._taken:
            state = self._states.popleft()[1]
        new = self.writer.write(
            self._parsed,
            self.failures,
            vanished=self.vanished,
            left_out=self._left_out,
            since=None if self._since is None else format_instant(self._since),
            state=state,
        )
        self._summary.messages_new += new
        self._summary.copies += len(self._parsed) - new
        self._summary.quarantined += len(self.failures)
        self._summary.vanished += len(self.vanished)
        self._summary.older += len(self._left_out)
        self.seen += self._size()
        self._parsed = []
        self._left_out = []
        self.failures = []
        self.vanished = []
        self._bytes = 0
        self.flushed = True

    def _size(self) -> int:
        return len(self._parsed) + len(self._left_out) + len(self.failures)

    def _take(self, raw: RawMessage, parsed: Parsed) -> None:
        self._taken += 1
        self._bytes += len(raw.content)
        if isinstance(parsed, Failure):
            self.failures.append(parsed)
        elif self._since and parsed.sent_date and parsed.sent_date < self._since:
            self._left_out.append(raw.locator)
        else:
            self._parsed.append((raw.locator, parsed))
