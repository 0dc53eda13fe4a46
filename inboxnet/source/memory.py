"""A source in memory with faults on demand, for tests of whatever reads a `Source`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inboxnet.errors import InboxnetError, ServerUnreachable, SourceError
from inboxnet.message.model import Failure, Locator, RawMessage, SyncState
from inboxnet.source.base import Event, Mailbox, Role, Vanished, suddenly_empty
from inboxnet.source.local import BATCH, read_token, token_number
from inboxnet.source.role import role_by_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime


@dataclass(slots=True)
class Faults:
    """What goes wrong; messages are counted from 0 in each mailbox.

    Attributes:
        listing: Raised by `MemorySource.mailboxes`.
        mailbox: Raised at once when a mailbox of this name is fetched.
        failures: The messages that come as a `Failure`, with its reason.
        vanished: The messages that are gone when they are asked for.
        break_after: The connection breaks for good after that many events of one fetch.
        uidvalidity: Another UIDVALIDITY than 1: old locators and states are void.
        emptied: Mailboxes that have no mail any more.
    """

    listing: InboxnetError | None = None
    mailbox: dict[str, InboxnetError] = field(default_factory=dict)
    failures: dict[tuple[str, int], str] = field(default_factory=dict)
    vanished: set[tuple[str, int]] = field(default_factory=set)
    break_after: int | None = None
    uidvalidity: dict[str, int] = field(default_factory=dict)
    emptied: set[str] = field(default_factory=set)


class MemorySource:
    """Mailboxes held in memory; ``key`` is the UID, which counts from 1.

    Args:
        mailboxes: The name of each mailbox and its messages.
        account: What stands in the locators.
        roles: Roles that the names do not tell.
        internal_dates: When message n of a mailbox was received.
        batch: Messages between two states.
        faults: What goes wrong; may be changed between calls.
    """

    def __init__(
        self,
        mailboxes: Mapping[str, Sequence[bytes]],
        *,
        account: str = "memory:",
        roles: Mapping[str, Role] | None = None,
        internal_dates: Mapping[tuple[str, int], datetime] | None = None,
        batch: int = BATCH,
        faults: Faults | None = None,
    ) -> None:
        self._account = account
        self._mailboxes = {name: list(messages) for name, messages in mailboxes.items()}
        self._roles = dict(roles or {})
        self._internal_dates = dict(internal_dates or {})
        self._batch = batch
        self.faults = faults or Faults()
        self.closed = False

    @property
    def account(self) -> str:
        """The name given."""
        return self._account

    def append(self, mailbox: str, content: bytes) -> None:
        """Deliver one more message."""
        self._mailboxes.setdefault(mailbox, []).append(content)

    def mailboxes(self) -> Sequence[Mailbox]:
        """List the mailboxes in the order given.

        Raises:
            InboxnetError: `Faults.listing`.
        """
        if self.faults.listing is not None:
            raise self.faults.listing
        return [
            Mailbox(name=name, role=self._roles[name], role_reason="special-use", handle=name)
            if name in self._roles
            else Mailbox(name=name, role=role_by_name(name), handle=name)
            for name in self._mailboxes
        ]

    def fetch(
        self, mailbox: Mailbox, *, state: SyncState | None, known: Callable[[Locator], bool]
    ) -> Iterator[Event]:
        """Yield what is new, or goes wrong.

        Raises:
            SourceError: There is no such mailbox, it is suddenly empty, or a fault says so.
        """
        name = mailbox.name
        if name in self.faults.mailbox:
            raise self.faults.mailbox[name]
        if name not in self._mailboxes:
            raise SourceError(f"there is no mailbox {name}", advice="Name one that exists")
        uidvalidity = self.faults.uidvalidity.get(name, 1)
        messages = [] if name in self.faults.emptied else self._mailboxes[name]
        done = token_number(read_token(state.token), "uid") if state else 0
        if done and not messages:
            raise suddenly_empty(self._account, mailbox)
        if state is not None and state.uidvalidity != uidvalidity:
            done = 0

        def sync_state(uid: int, *, complete: bool) -> SyncState:
            token = json.dumps({"uid": uid})
            return SyncState(self._account, name, uidvalidity, token, complete)

        given = 0
        for uid in range(done + 1, len(messages) + 1):
            locator = Locator(self._account, name, uidvalidity, str(uid))
            if known(locator):
                continue
            if self.faults.break_after is not None and given >= self.faults.break_after:
                raise ServerUnreachable("the connection broke", advice="Run again")
            if given and given % self._batch == 0:
                yield sync_state(uid - 1, complete=False)
            given += 1
            yield self._event(locator, uid - 1, messages[uid - 1])
        yield sync_state(len(messages), complete=True)

    def close(self) -> None:
        """Note that it was closed."""
        self.closed = True

    def _event(self, locator: Locator, number: int, content: bytes) -> Event:
        at = (locator.mailbox, number)
        if at in self.faults.vanished:
            return Vanished(locator)
        if at in self.faults.failures:
            return Failure(locator, "fetch", self.faults.failures[at], size=len(content))
        return RawMessage(
            locator=locator,
            content=content,
            size=len(content),
            internal_date=self._internal_dates.get(at),
        )
