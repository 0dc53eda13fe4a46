# mypy: allow-subclassing-any
# (imapclient ships no types)
"""IMAP accounts, read-only: EXAMINE and BODY.PEEK, header and capped text part (RFC 9051).

The only importer of ``imapclient``, which connects, logs in and opens mailboxes. The connection
under it is `inboxnet.source.imap_wire.Wire`, which lets no other command through; answers are
read by `inboxnet.source.imap_response`, a message at a time. Nothing that came from mail is ever
sent: the arguments of commands are integers, dates of ours, and names of mailboxes as listed.
"""

from __future__ import annotations

import functools
import imaplib
import re
import ssl
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from inboxnet.errors import InboxnetError, SourceError, UsageError
from inboxnet.message.model import Locator, SyncState
from inboxnet.source.base import suddenly_empty
from inboxnet.source.imap_errors import CommandRefused, LoginFailed, StreamBroken, translated
from inboxnet.source.imap_fetch import BATCH, BatchReader
from inboxnet.source.imap_mailboxes import build_mailboxes, decode_mailbox_name
from inboxnet.source.imap_response import (
    ListedMailbox,
    Node,
    parse_fetches,
    parse_list,
    parse_uids,
)
from inboxnet.source.imap_sync import UIDNEXT_UNKNOWN, MailboxView, Progress, iter_windows
from inboxnet.source.imap_url import ImapAddress, parse_imap_url
from inboxnet.source.imap_wire import LITERAL_CAP, Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inboxnet.source.base import Event, Mailbox, Role

TEXT_CAP = 64 * 1024
DEADLINE_SECONDS = 60.0

_LOGOUT_SECONDS = 2.0
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Their owners, or the servers, empty them as a matter of course.
_EMPTIED: set[Role] = {"trash", "junk", "drafts"}

T = TypeVar("T")


class _ReadOnlyClient(IMAPClient):
    """An `IMAPClient` over a `Wire`."""

    def __init__(
        self, address: ImapAddress, context: ssl.SSLContext | None, deadline_seconds: float
    ) -> None:
        self._wire_options = (context, deadline_seconds)
        super().__init__(address.host, address.port, ssl=address.tls)
        self.wire.debug = 0
        self.folder_encode = False
        self.normalise_times = False

    def _create_IMAP4(self) -> Wire:  # noqa: N802 - the name is imapclient's
        context, deadline_seconds = self._wire_options
        self.wire = Wire(self.host, self.port, context=context, deadline_seconds=deadline_seconds)
        return self.wire

    def _set_read_timeout(self) -> None:
        """Leave the timeouts to the wire."""


class _Session:
    """A logged-in connection that is made when it is needed, and made again once if it breaks."""

    def __init__(
        self,
        address: ImapAddress,
        password: Callable[[], str],
        context: ssl.SSLContext | None,
        deadline_seconds: float,
        backoff_seconds: float,
    ) -> None:
        self.address = address
        # Asked for once, so that a reconnection does not prompt again.
        self._password = functools.cache(password)
        self._context = context
        self._deadline_seconds = deadline_seconds
        self._backoff_seconds = backoff_seconds
        self._client: _ReadOnlyClient | None = None
        self._selected: str | None = None

    def attempt(self, command: Callable[[_ReadOnlyClient], T]) -> T:
        """Run ``command`` once.

        Raises:
            StreamBroken: It broke the connection, which is closed.
            CommandRefused: The server answered NO or BAD.
            SourceError: No connection or no login.
        """
        client = self._connected()
        try:
            return command(client)
        except (CommandRefused, InboxnetError):
            raise
        except Exception as exc:
            if isinstance(exc, imaplib.IMAP4.error) and not isinstance(exc, imaplib.IMAP4.abort):
                raise CommandRefused(str(exc)) from exc
            # Whatever else escapes leaves it open where in the stream the next answer starts.
            self.drop()
            raise StreamBroken(type(exc).__name__) from exc

    def run(self, command: Callable[[_ReadOnlyClient], T]) -> T:
        """Run ``command``, and again over a new connection if this one breaks."""
        try:
            return self.attempt(command)
        except StreamBroken:
            self.reconnect()
            return self.attempt(command)

    def reconnect(self) -> None:
        """Close what is left of the connection, wait, and make it anew."""
        self.drop()
        time.sleep(self._backoff_seconds)
        self._connected()

    def drop(self) -> None:
        """Close the connection without a word."""
        client, self._client, self._selected = self._client, None, None
        if client is not None:
            with suppress(Exception):
                client.shutdown()

    def close(self) -> None:
        """Log out and close."""
        if self._client is not None:
            self._client.wire.set_deadline(_LOGOUT_SECONDS)
            with suppress(Exception):
                self._client.logout()
        self.drop()

    def examine(self, handle: str) -> MailboxView:
        """Open a mailbox read-only and look at it."""
        return self.run(lambda client: self._examine(client, handle))

    def select(self, client: _ReadOnlyClient, handle: str, view: MailboxView) -> None:
        """Make ``handle`` the mailbox that commands go to.

        Raises:
            SourceError: It is not the mailbox of ``view`` any more.
        """
        if self._selected == handle:
            return
        if self._examine(client, handle).uidvalidity != view.uidvalidity:
            raise SourceError(
                f"mailbox {decode_mailbox_name(handle)!r} was made anew while it was read",
                advice="Run the command again",
            )

    def _examine(self, client: _ReadOnlyClient, handle: str) -> MailboxView:
        self._selected = None
        if not handle.isascii() or not handle.isprintable():
            raise CommandRefused("a name that cannot be sent")
        answer = client.select_folder(handle, readonly=True)
        if b"UIDVALIDITY" not in answer:
            raise CommandRefused("no UIDVALIDITY")
        self._selected = handle
        exists = int(answer.get(b"EXISTS", 0))
        uidnext = int(answer.get(b"UIDNEXT", 0)) or UIDNEXT_UNKNOWN
        return MailboxView(int(answer[b"UIDVALIDITY"]), uidnext, exists)

    def _connected(self) -> _ReadOnlyClient:
        if self._client is None:
            with translated(self.address):
                self._client = self._connect()
        return self._client

    def _connect(self) -> _ReadOnlyClient:
        client = _ReadOnlyClient(self.address, self._context, self._deadline_seconds)
        try:
            self._login(client)
        except BaseException:
            with suppress(Exception):
                client.shutdown()
            raise
        return client

    def _login(self, client: _ReadOnlyClient) -> None:
        if client.wire.state == "AUTH":
            return
        user, password = self.address.user, self._password()
        if re.search(r"[\r\n\0]", password):
            raise UsageError("the password has a line break inside", advice="Give it as one line")
        plain = client.has_capability("AUTH=PLAIN")
        in_ascii = user.isascii() and password.isascii()
        try:
            if plain and (client.has_capability("LOGINDISABLED") or not in_ascii):
                client.plain_login(user, password)
            elif not in_ascii:
                raise LoginFailed("no way to send characters outside ASCII")
            else:
                # imaplib quotes the password but not the user.
                special = re.search(r'[\s"(){%*\\]', user)
                client.login(client.wire.quoted(user) if special else user, password)
        except LoginError as exc:
            if isinstance(exc.__context__, imaplib.IMAP4.abort):
                raise exc.__context__ from exc
            raise LoginFailed(str(exc)) from exc


class _OpenMailbox:
    """One mailbox of a session: see `inboxnet.source.imap_fetch.OpenMailbox`."""

    def __init__(
        self, session: _Session, handle: str, view: MailboxView, since: datetime | None
    ) -> None:
        self._session = session
        self._handle = handle
        self._view = view
        self._since = since

    def fetch_once(self, uids: Sequence[int], items: str) -> dict[int, dict[bytes, Node]]:
        def command(client: _ReadOnlyClient) -> dict[int, dict[bytes, Node]]:
            self._session.select(client, self._handle, self._view)
            data = client.wire.uid_command("FETCH", ",".join(map(str, uids)), f"({items})")
            return parse_fetches(data)

        return self._session.attempt(command)

    def list_uids(self, low: int, high: int) -> set[int]:
        criteria = ["UID", f"{low:d}:{high:d}"]
        if self._since is not None:
            # SINCE compares dates of the server's zone, which may be a day off.
            day = (self._since - timedelta(days=1)).date()
            criteria += ["SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year:04d}"]

        def command(client: _ReadOnlyClient) -> set[int]:
            self._session.select(client, self._handle, self._view)
            return parse_uids(client.wire.uid_command("SEARCH", *criteria))

        return self._session.run(command)

    def reconnect(self) -> None:
        self._session.reconnect()


class ImapSource:
    """An IMAP account: see `inboxnet.source.base.Source`.

    Args:
        address: User and server.
        password: Called once, when the first connection is made.
        since: Ask for mail received from then on alone.
        text_cap: Bytes of a text part, still encoded; at most 1 MiB.
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
        self._session = _Session(
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
            listed = self._session.run(_list_mailboxes)
        return build_mailboxes(listed)

    def fetch(
        self, mailbox: Mailbox, *, state: SyncState | None, known: Callable[[Locator], bool]
    ) -> Iterator[Event]:
        """Yield what is new, newest first; see `inboxnet.source.base.Source`.

        Raises:
            SourceError: The mailbox or the server cannot be read, or a mailbox that had messages
                is suddenly empty.
        """
        with translated(self._address, mailbox.name):
            view = self._session.examine(mailbox.handle)
        had_messages = state is not None and Progress.had_messages(state.token)
        if had_messages and not view.exists and mailbox.role not in _EMPTIED:
            raise suddenly_empty(self.account, mailbox)
        if state is None or state.uidvalidity != view.uidvalidity:
            progress = Progress.start(view, self._since)
        else:
            progress = Progress.resume(state.token, view, self._since)
        opened = _OpenMailbox(self._session, mailbox.handle, view, self._since)
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


def _list_mailboxes(client: _ReadOnlyClient) -> list[ListedMailbox]:
    pattern = '"*"'
    if client.has_capability("SPECIAL-USE") and client.has_capability("LIST-EXTENDED"):
        pattern += " RETURN (SPECIAL-USE)"
    status, data = client.wire.list('""', pattern)
    if status != "OK":
        raise CommandRefused("LIST")
    return parse_list(data)
