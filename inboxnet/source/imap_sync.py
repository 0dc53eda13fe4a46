"""How far a mailbox has been read, newest mail first, and which UIDs to ask for next."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

WINDOW = 50_000
"""UIDs that one SEARCH may be expected to answer: half a megabyte."""

UIDNEXT_UNKNOWN = 2**32
"""Stands for the UIDNEXT of a server that tells none: above all UIDs there can be."""

_SPARSE = WINDOW // 4


@dataclass(frozen=True, slots=True)
class MailboxView:
    """What EXAMINE tells of a mailbox (RFC 9051 section 6.3.3).

    Attributes:
        uidvalidity: The UIDs of two views are the same only if this is.
        uidnext: Above all UIDs in use.
        exists: Number of messages.
    """

    uidvalidity: int
    uidnext: int
    exists: int


@dataclass(slots=True)
class Progress:
    """What of a mailbox is still to be read.

    Attributes:
        uidnext: All below has been given or lies in ``todo``.
        exists: Number of messages when it was last opened.
        since: Mail received before was not asked for; None if all was.
        todo: Closed ranges of UIDs, newest first.
    """

    uidnext: int
    exists: int
    since: datetime | None
    todo: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def start(cls, view: MailboxView, since: datetime | None) -> Progress:
        """Plan to read all of the mailbox."""
        todo = [(1, view.uidnext - 1)] if view.exists and view.uidnext > 1 else []
        return cls(view.uidnext, view.exists, since, todo)

    @classmethod
    def resume(cls, token: str, view: MailboxView, since: datetime | None) -> Progress:
        """Plan to read what is new, and what an earlier run left.

        All is planned anew if the token cannot be read, if mail from before the token's ``since``
        is asked for, or if UIDNEXT went back, which no server should let happen.
        """
        last = cls._read(token)
        if last is None or last.uidnext > view.uidnext or view.uidnext == UIDNEXT_UNKNOWN:
            return cls.start(view, since)
        if last.since is not None and (since is None or since < last.since):
            return cls.start(view, since)
        todo = list(last.todo)
        if view.uidnext > last.uidnext:
            todo.insert(0, (last.uidnext, view.uidnext - 1))
        return cls(view.uidnext, view.exists, since, todo)

    @classmethod
    def had_messages(cls, token: str) -> bool:
        """Tell whether the mailbox was not empty when ``token`` was written."""
        last = cls._read(token)
        return last is not None and last.exists > 0

    def token(self) -> str:
        """Return it as text for `inboxnet.message.model.SyncState`."""
        since = None if self.since is None else self.since.astimezone(UTC).isoformat()
        return json.dumps(
            {"uidnext": self.uidnext, "exists": self.exists, "since": since, "todo": self.todo}
        )

    def done_down_to(self, uid: int) -> None:
        """Strike ``uid`` and what lies above it off the newest range."""
        low, _ = self.todo[0]
        if uid <= low:
            del self.todo[0]
        else:
            self.todo[0] = (low, uid - 1)

    @classmethod
    def _read(cls, token: str) -> Progress | None:
        try:
            values: Any = json.loads(token)
            since = values["since"]
            return cls(
                uidnext=int(values["uidnext"]),
                exists=int(values["exists"]),
                since=None if since is None else datetime.fromisoformat(since).astimezone(UTC),
                todo=[(int(low), int(high)) for low, high in values["todo"]],
            )
        except (ValueError, TypeError, KeyError):
            return None


def iter_windows(
    low: int, high: int, exists: int, search: Callable[[int, int], Iterable[int]]
) -> Iterator[tuple[list[int], int]]:
    """List the UIDs from ``low`` to ``high``, newest first, in answers of bounded size.

    One search serves a mailbox of at most `WINDOW` messages however far apart its UIDs lie; in a
    larger one the searched range grows eightfold over gaps, so that 2^32 UIDs cost few searches.

    Args:
        low: First UID.
        high: Last UID.
        exists: At most so many messages are there.
        search: The UIDs in use in a closed range.

    Yields:
        The UIDs of a window in falling order, and the lowest UID that it covers.
    """
    width = WINDOW
    unlisted = exists
    while high >= low:
        start = low if unlisted <= WINDOW else max(low, high - width + 1)
        # Servers answer ``n:m`` beyond the last message with the last message.
        uids = sorted({uid for uid in search(start, high) if start <= uid <= high}, reverse=True)
        yield uids, start
        unlisted -= len(uids)
        if len(uids) < _SPARSE:
            width *= 8
        elif len(uids) > WINDOW:
            width = max(WINDOW, width // 2)
        high = start - 1
