from __future__ import annotations

import imaplib
import socket
import ssl

import imapclient.exceptions
import pytest

from inboxnet.errors import LoginRefused, ServerTimeout, ServerUnreachable, SourceError, UsageError
from inboxnet.source.imap_errors import (
    CommandRefused,
    LoginFailed,
    StreamBroken,
    translate,
    translated,
)
from inboxnet.source.imap_url import ImapAddress
from inboxnet.source.imap_wire import CommandForbidden

ADDRESS = ImapAddress("imaps", "me@x.org", "mail.x.org", 993)


def subclasses(kind: type[Exception]) -> set[type[Exception]]:
    return {kind, *(deep for direct in kind.__subclasses__() for deep in subclasses(direct))}


LIBRARIES = {
    *subclasses(imaplib.IMAP4.error),
    *(kind for kind in subclasses(OSError) if kind.__module__ in {"builtins", "socket", "ssl"}),
    *(kind for kind in vars(imapclient.exceptions).values() if isinstance(kind, type)),
    *(StreamBroken, CommandRefused, LoginFailed, CommandForbidden),
    *(ValueError, OverflowError, IndexError, RecursionError, MemoryError, UnicodeEncodeError),
}


@pytest.mark.parametrize("kind", sorted(LIBRARIES, key=lambda kind: kind.__qualname__))
def test_no_library_exception_is_unmapped(kind):
    exc = kind.__new__(kind)
    if kind is ssl.SSLCertVerificationError:
        exc.verify_message = "self-signed certificate"

    error = translate(exc, ADDRESS, "INBOX")

    assert isinstance(error, SourceError)
    assert error.advice
    assert not error.problem.endswith(".")
    if issubclass(kind, OSError | imaplib.IMAP4.abort):
        assert error.exit_code == 69


@pytest.mark.parametrize(
    ("exc", "kind", "words"),
    [
        (socket.gaierror(), ServerUnreachable, "no server named mail.x.org"),
        (TimeoutError(), ServerTimeout, "no answer in time"),
        (ConnectionRefusedError(), ServerUnreachable, "nothing answers"),
        (ConnectionResetError(), ServerUnreachable, "broke"),
        (imaplib.IMAP4.abort("x"), ServerUnreachable, "broke"),
        (ssl.SSLError(), ServerUnreachable, "TLS"),
        (ssl.SSLEOFError(), ServerUnreachable, "broke"),
        (OSError(101, "unreachable"), ServerUnreachable, "cannot be reached"),
        (CommandRefused("no"), SourceError, "refuses to be read"),
        (CommandRefused("[UNAVAILABLE] x"), ServerUnreachable, "wait"),
        (LoginFailed("[AUTHENTICATIONFAILED]"), LoginRefused, "refused the login of me@x.org"),
        (LoginFailed("Too many simultaneous connections"), ServerUnreachable, "no logins"),
        (imaplib.IMAP4.error("x"), SourceError, "not IMAP"),
    ],
)
def test_what_each_means(exc, kind, words):
    error = translate(exc, ADDRESS)
    assert type(error) is kind
    assert words in error.problem


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("imap.gmail.com", "app password in place"),
        ("imap.mail.me.com", "app password in place"),
        ("outlook.office365.com", "OAuth"),
        ("notgmail.com.evil.example", "Check user name"),
        ("mail.x.org", "Check user name"),
    ],
)
def test_advice_for_refused_logins_knows_the_provider(host, words):
    error = translate(LoginFailed("no"), ImapAddress("imaps", "me", host, 993))
    assert words in error.advice


def test_words_of_the_server_are_not_repeated():
    for kind in (LoginFailed, CommandRefused, imaplib.IMAP4.error, imaplib.IMAP4.abort):
        assert "hunter2" not in str(translate(kind("LOGIN me hunter2"), ADDRESS))


def test_broken_stream_is_told_by_its_cause():
    broken = StreamBroken()
    broken.__cause__ = TimeoutError()
    assert isinstance(translate(broken, ADDRESS), ServerTimeout)


def test_own_errors_pass_and_others_keep_their_cause():
    with pytest.raises(UsageError), translated(ADDRESS):
        raise UsageError("x", advice="y")
    with pytest.raises(ServerUnreachable) as caught, translated(ADDRESS):
        raise ConnectionResetError
    assert isinstance(caught.value.__cause__, ConnectionResetError)
