"""A private Dovecot on loopback, and a server that misbehaves on command."""

from __future__ import annotations

import importlib.util
import socket
import sys
from pathlib import Path

import pytest

from inboxnet.source.imap import ImapSource


def _load(name: str):
    """Import a neighbour: under importlib mode test modules are no package."""
    spec = importlib.util.spec_from_file_location(
        f"_imap_{name}", Path(__file__).parent / f"{name}.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


fake = _load("fake_server")
_dovecot = _load("dovecot")
dovecot = _dovecot.dovecot
account = _dovecot.account
_thread_answer = _load("thread_answer")
_thread_mail = _load("thread_mail")


@pytest.fixture(scope="session")
def thread_answer():
    """The answer of RFC 5256 to compare with."""
    return _thread_answer


@pytest.fixture(scope="session")
def thread_mail():
    """A generator of mailboxes that are hard to thread."""
    return _thread_mail


@pytest.fixture
def server():
    """A scripted server that behaves until it is told how not to."""
    fake_server = fake.FakeServer()
    yield fake_server
    fake_server.close()


@pytest.fixture
def open_fake(server):
    """Open sources on the scripted server; they are closed in the end."""
    opened: list[ImapSource] = []

    def open_source(**options) -> ImapSource:
        options.setdefault("password", lambda: "secret")
        options.setdefault("backoff_seconds", 0)
        options.setdefault("deadline_seconds", 5)
        opened.append(ImapSource.from_url(server.url, **options))
        return opened[-1]

    yield open_source
    for source in opened:
        source.close()


@pytest.fixture
def read():
    """Read all of the named mailbox of a source."""

    def read_mailbox(source: ImapSource, name: str = "INBOX", *, state=None, known=()):
        mailbox = next(mailbox for mailbox in source.mailboxes() if mailbox.name == name)
        return list(source.fetch(mailbox, state=state, known=known.__contains__))

    return read_mailbox


@pytest.fixture
def unused_port():
    """A port where nothing listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]
