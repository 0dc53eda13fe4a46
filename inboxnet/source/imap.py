"""IMAP accounts, read-only: EXAMINE and BODY.PEEK, header and capped text part (RFC 9051).

`inboxnet.source.imap_session` connects, logs in and opens mailboxes; answers are read by
`inboxnet.source.imap_response`, a message at a time.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from inboxnet.errors import ServerTimeout, ServerUnreachable
from inboxnet.message.model import Locator, SyncState
from inboxnet.source.base import suddenly_empty
from inboxnet.source.imap_errors import translated
from inboxnet.source.imap_fetch import BATCH, BatchReader
from inboxnet.source.imap_mailboxes import build_mailboxes
from inboxnet.source.imap_session import OpenMailbox, Session, list_mailboxes
from inboxnet.source.imap_sync import Progress, iter_windows
from inboxnet.source.imap_url import ImapAddress, parse_imap_url
from inboxnet.source.imap_wire import LITERAL_CAP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from inboxnet.source.base import Event, Mailbox, Role

TEXT_CAP = 64 * 1024
DEADLINE_SECONDS = 60.0

# Their owners, or the servers, empty them as a matter of course.
_EMPTIED: set[Role] = {"trash", "junk", "drafts"}


class ImapSource:
    """An IMAP account: see `inboxnet.source.base.Source`.

    Args:
        address: User and server.
        password: Called once, when the first connection is made.
        since: Ask for mail received from then on alone.
        text_cap: Bytes of a text part, still encoded, four times as many if it is HTML; at most
            1 MiB.
        deadline_seconds: For each command; see `inboxnet.source.imap_wire.Wire`.
        context: TLS settings in place of the default, which trusts the system's authorities.
        backoff_seconds: Before a broken connection is made again.
    """

    def __init__(
        self,
        address: ImapAddress,
        *,
        password: Callable[[], str],
        since: datetime | None = None,
        text_cap: int = TEXT_CAP,
        deadline_seconds: float = DEADLINE_SECONDS,
        context: ssl.SSLContext | None = None,
        backoff_seconds: float = 1.0,
    ) -> None:
        self._address = address
        self._since = since
        self._text_cap = min(text_cap, LITERAL_CAP)
        if address.tls and context is None:
            context = ssl.create_default_context()
            context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._session = Session(
            address, password, context if address.tls else None, deadline_seconds, backoff_seconds
        )

    @classmethod
    def from_url(
        cls,
        url: str,
        *,
        password: Callable[[], str],
        since: datetime | None = None,
        text_cap: int = TEXT_CAP,
        deadline_seconds: float = DEADLINE_SECONDS,
        context: ssl.SSLContext | None = None,
        backoff_seconds: float = 1.0,
    ) -> ImapSource:
        """Name an account by its address; nothing is sent before it is read.

        Args:
            url: See `inboxnet.source.imap_url.parse_imap_url`.
            password: As in the constructor, and so the rest.
            since: An aware instant.
            text_cap: Bytes.
            deadline_seconds: Seconds.
            context: TLS settings.
            backoff_seconds: Seconds.

        Raises:
            UsageError: The address is not one, or holds a password.
        """
        return cls(
            parse_imap_url(url),
            password=password,
            since=since,
            text_cap=text_cap,
            deadline_seconds=deadline_seconds,
            context=context,
            backoff_seconds=backoff_seconds,
        )

    def __repr__(self) -> str:
        """Return the account; never the secret."""
        return f"ImapSource({self.account!r})"

    @property
    def account(self) -> str:
        """``imaps://user@host:port``."""
        return self._address.account

    def mailboxes(self) -> list[Mailbox]:
        """List what can be opened, roles by SPECIAL-USE (RFC 6154), else by name.

        Raises:
            SourceError: No connection, no login or no list; see `inboxnet.source.imap_errors`.
        """
        with translated(self._address):
            listed = self._session.run(list_mailboxes)
        return build_mailboxes(listed)

    def fetch(
        self, mailbox: Mailbox, *, state: SyncState | None, known: Callable[[Locator], bool]
    ) -> Iterator[Event]:
        """Yield what is new, newest first; see `inboxnet.source.base.Source`.

        Raises:
            SourceError: The mailbox or the server cannot be read, or a mailbox that had messages
                is suddenly empty. Once the server was given up, this comes at once.
        """
        try:
            yield from self._fetch(mailbox, state, known)
        except (ServerUnreachable, ServerTimeout) as error:
            self._session.note_failure(error)
            raise
        self._session.note_success()

    def _fetch(
        self, mailbox: Mailbox, state: SyncState | None, known: Callable[[Locator], bool]
    ) -> Iterator[Event]:
        with translated(self._address, mailbox.name):
            view = self._session.examine(mailbox.handle)
        had_messages = state is not None and Progress.had_messages(state.token)
        if had_messages and not view.exists and mailbox.role not in _EMPTIED:
            raise suddenly_empty(self.account, mailbox)
        if state is None or state.uidvalidity != view.uidvalidity:
            progress = Progress.start(view, self._since)
        else:
            progress = Progress.resume(state.token, view, self._since)
        opened = OpenMailbox(self._session, mailbox.handle, view, self._since)
        reader = BatchReader(
            opened,
            account=self.account,
            name=mailbox.name,
            uidvalidity=view.uidvalidity,
            text_cap=self._text_cap,
            since=self._since,
        )

        def build_state() -> SyncState:
            return SyncState(
                account=self.account,
                mailbox=mailbox.name,
                uidvalidity=view.uidvalidity,
                token=progress.token(),
                complete=not progress.todo,
            )

        def search(low: int, high: int) -> set[int]:
            with translated(self._address, mailbox.name):
                return opened.list_uids(low, high)

        while progress.todo:
            low, high = progress.todo[0]
            for uids, start in iter_windows(low, high, view.exists, search):
                wanted = [uid for uid in uids if not known(reader.locator(uid))]
                for offset in range(0, len(wanted), BATCH):
                    batch = wanted[offset : offset + BATCH]
                    with translated(self._address, mailbox.name):
                        events = reader.read(batch)
                    yield from events
                    if offset + BATCH < len(wanted):
                        progress.done_down_to(batch[-1])
                        yield build_state()
                progress.done_down_to(start)
                if progress.todo:
                    yield build_state()
        yield build_state()

    def close(self) -> None:
        """Log out."""
        self._session.close()
