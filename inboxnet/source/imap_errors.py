"""What can go wrong with an IMAP server, told to the owner: the one place of translation.

Neither the secret nor words of the server, which may repeat it or mail, get into a message.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from inboxnet.errors import (
    InboxnetError,
    LoginRefused,
    ServerTimeout,
    ServerUnreachable,
    SourceError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inboxnet.source.imap_url import ImapAddress

_ASKS_TO_WAIT = re.compile(
    r"\[(?:OVERQUOTA|UNAVAILABLE|THROTTLED|LIMIT|INUSE)\]|backoff|too many|try again",
    re.IGNORECASE,
)
_APP_PASSWORD = re.compile(
    r"(?:^|\.)(?:gmail\.com|googlemail\.com|mail\.me\.com|icloud\.com|yahoo\.com|aol\.com"
    r"|fastmail\.com|zoho\.com)$"
)
_MICROSOFT = re.compile(r"(?:^|\.)(?:office365\.com|outlook\.com|hotmail\.com|live\.com)$")


class StreamBroken(Exception):
    """The connection broke, or its answers can no longer be told apart; it has been closed."""


class CommandRefused(Exception):
    """The server understood a command and refused it (NO or BAD); its words are the argument."""

    @property
    def asks_to_wait(self) -> bool:
        """Whether it refuses for now, whatever it is asked (RFC 5530)."""
        return _ASKS_TO_WAIT.search(str(self)) is not None


class LoginFailed(Exception):
    """The server refused the login; its words are the argument."""


_BROKEN = (
    StreamBroken,
    ConnectionError,
    imaplib.IMAP4.abort,
    ssl.SSLEOFError,
    ssl.SSLZeroReturnError,
)


@contextmanager
def translated(address: ImapAddress, mailbox: str | None = None) -> Iterator[None]:
    """Raise all that goes wrong inside as an `InboxnetError`, from its cause.

    Args:
        address: Whose server it is.
        mailbox: What is being read, if it is one mailbox.
    """
    try:
        yield
    except InboxnetError:
        raise
    except Exception as exc:
        raise translate(exc, address, mailbox) from exc


def translate(exc: BaseException, address: ImapAddress, mailbox: str | None = None) -> SourceError:
    """Say what ``exc`` means for the owner.

    Args:
        exc: From the sockets, TLS, `imaplib` or `imapclient`, or one of the classes above.
        address: Whose server it is.
        mailbox: What was being read, if it was one mailbox.

    Returns:
        The error to raise.
    """
    if isinstance(exc, StreamBroken) and exc.__cause__ is not None:
        exc = exc.__cause__
    server = f"{address.host}:{address.port}"
    where = f"mailbox {mailbox!r} on {server}" if mailbox else f"the server {server}"
    if isinstance(exc, LoginFailed):
        return _translate_login(str(exc), address)
    if isinstance(exc, socket.gaierror):
        return ServerUnreachable(
            f"there is no server named {address.host}",
            advice="Check the spelling, and whether this machine is on the network",
        )
    if isinstance(exc, ssl.SSLCertVerificationError):
        return ServerUnreachable(
            f"the certificate of {server} is not to be trusted ({exc.verify_message})",
            advice="The password was not sent. Check the name of the server; "
            "on a network with a login page, log in there first",
        )
    if isinstance(exc, TimeoutError):
        return ServerTimeout(
            f"{where} gave no answer in time",
            advice="Run the command again: it goes on where it stopped",
        )
    if isinstance(exc, ConnectionRefusedError):
        return ServerUnreachable(
            f"nothing answers at {server}", advice="Check the port: imaps:// is usually 993"
        )
    if isinstance(exc, _BROKEN):
        return ServerUnreachable(
            f"the connection to {server} broke",
            advice="Run the command again later: it goes on where it stopped",
        )
    if isinstance(exc, ssl.SSLError):
        return ServerUnreachable(
            f"{server} does not speak TLS as it should",
            advice="Check the port: imaps:// is usually 993",
        )
    if isinstance(exc, OSError):
        return ServerUnreachable(
            f"{server} cannot be reached", advice="Check whether this machine is on the network"
        )
    if isinstance(exc, CommandRefused) and exc.asks_to_wait:
        return ServerUnreachable(
            f"{where} asks to wait",
            advice="Run the command again later: it goes on where it stopped",
        )
    if isinstance(exc, CommandRefused):
        return SourceError(
            f"{where} refuses to be read", advice="Look at it with your mail program, or try later"
        )
    return SourceError(
        f"{where} gave an answer that is not IMAP",
        advice="Check host and port; if they are right, report it with the server's make",
    )


def _translate_login(words: str, address: ImapAddress) -> SourceError:
    if _ASKS_TO_WAIT.search(words):
        return ServerUnreachable(
            f"the server {address.host} accepts no logins at the moment",
            advice="Run the command again later",
        )
    problem = f"the server {address.host} refused the login of {address.user}"
    if _MICROSOFT.search(address.host):
        return LoginRefused(
            problem, advice="Microsoft accepts no passwords over IMAP any more: it needs OAuth"
        )
    if _APP_PASSWORD.search(address.host):
        return LoginRefused(
            problem,
            advice="This provider wants an app password in place of your own: "
            "make one in the security settings of the account",
        )
    return LoginRefused(
        problem, advice="Check user name and password; some providers want an app password"
    )
