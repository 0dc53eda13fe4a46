"""One kit for each kind of source: what the contract suite needs to make and fill one.

To add a kind, write a class with the methods of `SourceKit` and name it in `KITS`; one that needs a
server takes its fixture from the request.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from inboxnet.source.files import FilesSource
from inboxnet.source.folder import FolderSource
from inboxnet.source.maildir import MaildirSource
from inboxnet.source.mbox import MboxSource
from inboxnet.source.memory import MemorySource

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType

    from inboxnet.message.model import RawMessage
    from inboxnet.source.base import Source


def normalised(content: bytes) -> bytes:
    """Line ends as LF, and one at the end: all that a source may change."""
    return content.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"


class SourceKit(Protocol):
    """Writes mailboxes of one kind and opens them as a source."""

    def write(self, mailboxes: Mapping[str, Sequence[bytes]]) -> None:
        """Make the mailboxes; ``INBOX`` is among them."""
        ...

    def append(self, mailbox: str, content: bytes) -> None:
        """Deliver one more message."""
        ...

    def empty(self, mailbox: str) -> None:
        """Remove every message of a mailbox, not the mailbox."""
        ...

    def open(self) -> Source:
        """Open the source, as a new process would."""
        ...

    def content(self, message: RawMessage) -> bytes:
        """What was read of a message, to be compared with what was written."""
        ...


class MemoryKit:
    def __init__(self, root: Path) -> None:
        self._source = MemorySource({})

    def write(self, mailboxes: Mapping[str, Sequence[bytes]]) -> None:
        self._source = MemorySource(mailboxes)

    def append(self, mailbox: str, content: bytes) -> None:
        self._source.append(mailbox, content)

    def empty(self, mailbox: str) -> None:
        self._source.faults.emptied.add(mailbox)

    def open(self) -> Source:
        return self._source

    def content(self, message: RawMessage) -> bytes:
        return message.content


class MboxKit:
    separator = b"From someone@example.org Tue May  6 18:10:27 2025\n"

    def __init__(self, root: Path) -> None:
        self._root = root / "mail"

    def _path(self, mailbox: str) -> Path:
        return self._root / f"{mailbox}.mbox"

    def write(self, mailboxes: Mapping[str, Sequence[bytes]]) -> None:
        self._root.mkdir(exist_ok=True)
        for name, messages in mailboxes.items():
            self._path(name).touch()
            for content in messages:
                self.append(name, content)

    def append(self, mailbox: str, content: bytes) -> None:
        quoted = re.sub(rb"(?m)^(>*From )", rb">\1", content)
        with self._path(mailbox).open("ab") as file:
            file.write(self.separator + quoted + (b"" if quoted.endswith(b"\n") else b"\n") + b"\n")

    def empty(self, mailbox: str) -> None:
        self._path(mailbox).write_bytes(b"")

    def open(self) -> Source:
        return MboxSource(self._root)

    def content(self, message: RawMessage) -> bytes:
        return message.content


class MaildirKit:
    def __init__(self, root: Path) -> None:
        self._root = root / "Maildir"
        self._count = 0

    def _path(self, mailbox: str) -> Path:
        return self._root if mailbox == "INBOX" else self._root / f".{mailbox}"

    def write(self, mailboxes: Mapping[str, Sequence[bytes]]) -> None:
        for name, messages in mailboxes.items():
            for part in ("cur", "new", "tmp"):
                (self._path(name) / part).mkdir(parents=True)
            for content in messages:
                self.append(name, content)

    def append(self, mailbox: str, content: bytes) -> None:
        self._count += 1
        part, flags = ("cur", ":2,S") if self._count % 2 else ("new", "")
        unique = f"{1_700_000_000 + self._count}.M{self._count}P1.host{flags}"
        (self._path(mailbox) / part / unique).write_bytes(content)

    def empty(self, mailbox: str) -> None:
        for part in ("cur", "new"):
            for path in (self._path(mailbox) / part).iterdir():
                path.unlink()

    def open(self) -> Source:
        return MaildirSource(self._root)

    def content(self, message: RawMessage) -> bytes:
        return message.content


class FilesKit:
    def __init__(self, root: Path) -> None:
        self._root = root / "files"
        self._count = 0

    def write(self, mailboxes: Mapping[str, Sequence[bytes]]) -> None:
        for name, messages in mailboxes.items():
            (self._root / name).mkdir(parents=True)
            for content in messages:
                self.append(name, content)

    def append(self, mailbox: str, content: bytes) -> None:
        self._count += 1
        (self._root / mailbox / f"{self._count:06}.").write_bytes(content)

    def empty(self, mailbox: str) -> None:
        for path in (self._root / mailbox).iterdir():
            path.unlink()

    def open(self) -> Source:
        return FilesSource(self._root)

    def content(self, message: RawMessage) -> bytes:
        return message.content


class FolderKit:
    """The inbox an mbox file, the others directories of files."""

    def __init__(self, root: Path) -> None:
        self._mbox = MboxKit(root)
        self._files = FilesKit(root)
        self._root = self._files._root = self._mbox._root = root / "mixed"

    def _kit(self, mailbox: str) -> MboxKit | FilesKit:
        return self._mbox if mailbox == "INBOX" else self._files

    def write(self, mailboxes: Mapping[str, Sequence[bytes]]) -> None:
        for name, messages in mailboxes.items():
            self._kit(name).write({name: messages})

    def append(self, mailbox: str, content: bytes) -> None:
        self._kit(mailbox).append(mailbox, content)

    def empty(self, mailbox: str) -> None:
        self._kit(mailbox).empty(mailbox)

    def open(self) -> Source:
        return FolderSource(self._root, kinds=["mbox", "files"])

    def content(self, message: RawMessage) -> bytes:
        return message.content


class ImapKit:
    """Delivers into the Maildir behind the private Dovecot, reads through the server."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._request = request
        self._account = request.getfixturevalue("account")
        self._count = 0

    def write(self, mailboxes: Mapping[str, Sequence[bytes]]) -> None:
        for name, messages in mailboxes.items():
            self._account.make_mailbox("" if name == "INBOX" else name)
            for content in messages:
                self.append(name, content)

    def append(self, mailbox: str, content: bytes) -> None:
        self._count += 1
        flags = "S" if self._count % 2 else None
        name = "" if mailbox == "INBOX" else mailbox
        self._account.deliver(content, mailbox=name, flags=flags)

    def empty(self, mailbox: str) -> None:
        top = self._account.make_mailbox("" if mailbox == "INBOX" else mailbox)
        for part in ("cur", "new"):
            for path in (top / part).iterdir():
                path.unlink()

    def open(self) -> Source:
        source: Source = self._account.source()
        self._request.addfinalizer(source.close)
        return source

    def content(self, message: RawMessage) -> bytes:
        assert message.text_part is not None
        return message.content + message.text_part.content


def _load_dovecot() -> ModuleType:
    """Import from a neighbour directory: under importlib mode tests are no package."""
    path = Path(__file__).parents[1] / "imap" / "dovecot.py"
    spec = importlib.util.spec_from_file_location("_contract_dovecot", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


_dovecot = _load_dovecot()
dovecot = _dovecot.dovecot
account = _dovecot.account


def local(kind: Callable[[Path], SourceKit]) -> Callable[[pytest.FixtureRequest], SourceKit]:
    """A kit that needs nothing but a directory."""
    return lambda request: kind(request.getfixturevalue("tmp_path"))


KITS: dict[str, Callable[[pytest.FixtureRequest], SourceKit]] = {
    "memory": local(MemoryKit),
    "mbox": local(MboxKit),
    "maildir": local(MaildirKit),
    "files": local(FilesKit),
    "folder": local(FolderKit),
    "imap": ImapKit,
}


@pytest.fixture(
    params=[pytest.param(name, marks=pytest.mark.imap if name == "imap" else ()) for name in KITS]
)
def kit(request: pytest.FixtureRequest) -> SourceKit:
    """A kit of each kind in turn."""
    return KITS[request.param](request)


@pytest.fixture
def normalise() -> Callable[[bytes], bytes]:
    """The function that takes away what a source may change."""
    return normalised
