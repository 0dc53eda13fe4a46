"""The `Source` protocol: the one interface behind which every kind of mailbox stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from inboxnet.errors import SourceError
from inboxnet.message.model import Failure, Locator, RawMessage, SyncState

Role = Literal["inbox", "sent", "archive", "drafts", "junk", "trash", "other"]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox of a source.

    Attributes:
        name: As the source names it (decoded for IMAP).
        role: From SPECIAL-USE (RFC 6154), else from the name.
        role_reason: ``special-use`` or ``name``.
        handle: What the source needs to open it; opaque to others.
    """

    name: str
    role: Role
    role_reason: str = "name"
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Vanished:
    """A message that was listed but gone when it was asked for."""

    locator: Locator


Event = RawMessage | Failure | Vanished | SyncState


def suddenly_empty(account: str, mailbox: Mailbox) -> SourceError:
    """Return the error for a mailbox that had mail in the last run and has none now."""
    return SourceError(
        f"mailbox {mailbox.name!r} of {account} is suddenly empty; nothing was dropped",
        advice="Check that it is mounted and what your mail program shows of it; "
        "mail read earlier is still reported",
    )


class Source(Protocol):
    """A read-only collection of mailboxes.

    Whatever was asked for comes out: asked = messages + failures + vanished. Trouble with one
    message is a `Failure`; trouble with a whole mailbox or the source is a
    `inboxnet.errors.SourceError`.
    """

    @property
    def account(self) -> str:
        """What stands in `Locator.account`; stable over runs."""
        ...

    def mailboxes(self) -> Iterable[Mailbox]:
        """List the mailboxes.

        Raises:
            SourceError: The source cannot be read at all.
        """
        ...

    def fetch(
        self, mailbox: Mailbox, *, state: SyncState | None, known: Callable[[Locator], bool]
    ) -> Iterator[Event]:
        """Yield what is new in ``mailbox``.

        A `SyncState` among the events covers all that was yielded before it; the caller stores
        both in one transaction. The last event is a `SyncState` with ``complete=True``.

        Args:
            mailbox: One of `mailboxes`.
            state: The last stored state of this mailbox, or None for the first time. With an empty
                token it tells the uidvalidity alone: all is asked for that is not ``known``.
            known: Whether the store has done with the locator (stored, left out or quarantined).
        """
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...
