# mypy: allow-subclassing-any
# (imapclient ships no types)
"""A connection to an IMAP server: made, logged in, made again, given up.

The only importer of ``imapclient``. The connection under it is
`inboxnet.source.imap_wire.Wire`, which lets no commands through but those that read. Nothing that
came from mail is ever sent: the arguments of commands are integers, dates of ours, and names of
mailboxes as listed.
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

from inboxnet.errors import (
    InboxnetError,
    LoginRefused,
    ServerTimeout,
    ServerUnreachable,
    SourceError,
    UsageError,
)
from inboxnet.source.imap_errors import CommandRefused, LoginFailed, StreamBroken, translated
from inboxnet.source.imap_mailboxes import decode_mailbox_name
from inboxnet.source.imap_response import ListedMailbox, Node, parse_fetches, parse_list, parse_uids
from inboxnet.source.imap_sync import UIDNEXT_UNKNOWN, MailboxView
from inboxnet.source.imap_wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inboxnet.source.imap_url import ImapAddress

_LOGOUT_SECONDS = 2.0
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

T = TypeVar("T")


class ReadOnlyClient(IMAPClient):
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


class Session:
    """A logged-in connection that is made when it is needed, and made again once if it breaks.

    A server that cannot be connected to, refuses the login or fails two mailboxes in a row is given
    up: whatever is asked afterwards fails at once, as each try may cost a deadline.

    Args:
        address: User and server.
        password: Called once, when the first connection is made.
        context: TLS settings, None for a connection in clear.
        deadline_seconds: See `inboxnet.source.imap_wire.Wire`.
        backoff_seconds: Before a broken connection is made again.
    """

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
        self._client: ReadOnlyClient | None = None
        self._selected: str | None = None
        self._given_up: SourceError | None = None
        self._failed_mailboxes = 0

    def note_success(self) -> None:
        """Note that a mailbox could be read to its end."""
        self._failed_mailboxes = 0

    def note_failure(self, error: ServerUnreachable | ServerTimeout) -> None:
        """Note that the server failed while a mailbox was read, maybe because of that mailbox."""
        self._failed_mailboxes += 1
        if self._failed_mailboxes > 1:
            self._given_up = self._given_up or error

    def attempt(self, command: Callable[[ReadOnlyClient], T]) -> T:
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

    def run(self, command: Callable[[ReadOnlyClient], T]) -> T:
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

    def select(self, client: ReadOnlyClient, handle: str, view: MailboxView) -> None:
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

    def _examine(self, client: ReadOnlyClient, handle: str) -> MailboxView:
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

    def _connected(self) -> ReadOnlyClient:
        if self._given_up is not None:
            again = self._given_up
            raise type(again)(again.problem, advice=again.advice) from again
        if self._client is None:
            try:
                with translated(self.address):
                    self._client = self._connect()
            except (ServerUnreachable, ServerTimeout, LoginRefused) as error:
                self._given_up = error
                raise
        return self._client

    def _connect(self) -> ReadOnlyClient:
        client = ReadOnlyClient(self.address, self._context, self._deadline_seconds)
        try:
            self._login(client)
        except BaseException:
            with suppress(Exception):
                client.shutdown()
            raise
        return client

    def _login(self, client: ReadOnlyClient) -> None:
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


class OpenMailbox:
    """One mailbox of a session: see `inboxnet.source.imap_fetch.OpenMailbox`.

    Args:
        session: The connection.
        handle: The mailbox, as listed.
        view: What EXAMINE told of it.
        since: Mail received before is not listed.
    """

    def __init__(
        self, session: Session, handle: str, view: MailboxView, since: datetime | None
    ) -> None:
        self._session = session
        self._handle = handle
        self._view = view
        self._since = since

    def fetch_once(self, uids: Sequence[int], items: str) -> dict[int, dict[bytes, Node]]:
        """Send one UID FETCH."""

        def command(client: ReadOnlyClient) -> dict[int, dict[bytes, Node]]:
            self._session.select(client, self._handle, self._view)
            data = client.wire.uid_command("FETCH", ",".join(map(str, uids)), f"({items})")
            return parse_fetches(data)

        return self._session.attempt(command)

    def list_uids(self, low: int, high: int) -> set[int]:
        """List the UIDs in use from ``low`` to ``high``, and received since then."""
        criteria = ["UID", f"{low:d}:{high:d}"]
        if self._since is not None:
            # SINCE compares dates of the server's zone, which may be a day off.
            day = (self._since - timedelta(days=1)).date()
            criteria += ["SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year:04d}"]

        def command(client: ReadOnlyClient) -> set[int]:
            self._session.select(client, self._handle, self._view)
            return parse_uids(client.wire.uid_command("SEARCH", *criteria))

        return self._session.run(command)

    def reconnect(self) -> None:
        """Make the connection anew."""
        self._session.reconnect()


def list_mailboxes(client: ReadOnlyClient) -> list[ListedMailbox]:
    """List all mailboxes, with SPECIAL-USE where the server knows it."""
    pattern = '"*"'
    if client.has_capability("SPECIAL-USE") and client.has_capability("LIST-EXTENDED"):
        pattern += " RETURN (SPECIAL-USE)"
    status, data = client.wire.list('""', pattern)
    if status != "OK":
        raise CommandRefused("LIST")
    return parse_list(data)
