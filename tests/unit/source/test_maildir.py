"""Maildirs: names, flags, files that move, and what is not read again."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from inboxnet.errors import SourceError
from inboxnet.message.model import Failure, RawMessage, SyncState
from inboxnet.source import maildir as maildir_module
from inboxnet.source.base import Vanished
from inboxnet.source.maildir import MaildirSource, is_maildir

if TYPE_CHECKING:
    from pathlib import Path

MESSAGE = b"From: Ann <ann@example.org>\nSubject: x\n\nHello\n"


def make_maildir(path: Path) -> Path:
    for part in ("cur", "new", "tmp"):
        (path / part).mkdir(parents=True, exist_ok=True)
    return path


def deliver(path: Path, name: str, content: bytes = MESSAGE, *, mtime: float = 1e9) -> Path:
    file = path / name
    file.write_bytes(content)
    os.utime(file, (mtime, mtime))
    return file


def settle(path: Path) -> None:
    """Let the directories look as if the last delivery were long ago."""
    for part in ("cur", "new"):
        os.utime(path / part, (1e9, 1e9))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_maildir(tmp_path / "Maildir")


def keys(events: list[object]) -> list[str]:
    return [event.locator.key for event in events if isinstance(event, RawMessage)]


def test_mailboxes_of_maildirpp_and_nested(root: Path) -> None:
    for name in (".Sent", ".Archive.2024", ".Entw&APw-rfe", "lists/python", ".bad&name", "x/.Sent"):
        make_maildir(root / name)
    (root / ".notmuch" / "xapian").mkdir(parents=True)
    make_maildir(root / "tmp" / "not-one")

    found = {mailbox.name: mailbox.role for mailbox in MaildirSource(root).mailboxes()}

    assert found == {
        "INBOX": "inbox",
        "Archive/2024": "archive",
        "Entwürfe": "drafts",
        "Sent": "sent",
        "bad&name": "other",
        "lists/python": "other",
        "x/Sent": "sent",
    }
    assert next(iter(found)) == "INBOX"


def test_a_folder_of_maildirs(tmp_path: Path) -> None:
    make_maildir(tmp_path / "INBOX")
    make_maildir(tmp_path / "[Gmail]" / "Sent Mail")

    assert [mailbox.name for mailbox in MaildirSource(tmp_path).mailboxes()] == [
        "INBOX",
        "[Gmail]/Sent Mail",
    ]


def test_names_stay_apart(root: Path) -> None:
    make_maildir(root / ".Sent")
    make_maildir(root / "Sent")

    names = [mailbox.name for mailbox in MaildirSource(root).mailboxes()]

    assert names == ["INBOX", "Sent", "Sent_"]


def test_no_maildir(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no Maildir"):
        MaildirSource(tmp_path).mailboxes()
    with pytest.raises(SourceError, match="no such file"):
        MaildirSource(tmp_path / "none").mailboxes()
    assert not is_maildir(tmp_path)


def test_thunderbirds_maildir_has_no_new(tmp_path: Path, read) -> None:
    for part in ("cur", "tmp"):
        (tmp_path / "Inbox" / part).mkdir(parents=True)
    deliver(tmp_path / "Inbox" / "cur", "1700000000.eml")

    assert keys(read(MaildirSource(tmp_path))) == ["1700000000.eml"]


@pytest.mark.parametrize(
    "moved",
    [
        "cur/1700000000.M1.host:2,",
        "cur/1700000000.M1.host:2,RS",
        "cur/1700000000.M1.host!2,S",
        "cur/1700000000.M1.host;2,FRS",
        "cur/1700000000.M1.host,U=17:2,S",
        "new/1700000000.M1.host,U=4",
    ],
)
def test_flags_and_moves_keep_the_key(root: Path, read, moved: str) -> None:
    file = deliver(root / "new", "1700000000.M1.host")
    *messages, state = read(MaildirSource(root))
    assert keys(messages) == ["1700000000.M1.host"]
    file.rename(root / moved)

    again = read(MaildirSource(root), state=state, known={messages[0].locator})

    assert keys(again) == []
    assert keys(read(MaildirSource(root))) == ["1700000000.M1.host"]


def test_size_in_the_name_belongs_to_the_key(root: Path, read) -> None:
    deliver(root / "cur", "1700000000.M1.host,S=48,W=52:2,S")

    assert keys(read(MaildirSource(root))) == ["1700000000.M1.host,S=48,W=52"]


def test_internal_date_is_the_earlier_of_mtime_and_name(root: Path, read) -> None:
    deliver(root / "cur", "1700000000.a:2,", mtime=1_600_000_000)
    deliver(root / "cur", "1700000000.b:2,", mtime=1_790_000_000)
    deliver(root / "cur", "c:2,", mtime=1_790_000_000)
    deliver(root / "cur", "d:2,", mtime=0)

    dates = [event.internal_date for event in read(MaildirSource(root))[:-1]]

    assert dates == [
        datetime.fromtimestamp(1_600_000_000, UTC),
        datetime.fromtimestamp(1_700_000_000, UTC),
        datetime.fromtimestamp(1_790_000_000, UTC),
        None,
    ]


def test_drafts_are_not_asked_for_but_in_sent(root: Path, read) -> None:
    make_maildir(root / ".Sent")
    for mailbox in (root, root / ".Sent"):
        deliver(mailbox / "cur", "1700000000.draft:2,DS")
        deliver(mailbox / "cur", "1700000000.mail:2,S")

    assert keys(read(MaildirSource(root), "INBOX")) == ["1700000000.mail"]
    assert len(keys(read(MaildirSource(root), "Sent"))) == 2


def test_a_file_that_moves_while_it_is_read(root: Path) -> None:
    for number in range(5):
        deliver(root / "new", f"170000000{number}.host")
    source = MaildirSource(root)
    (mailbox,) = source.mailboxes()
    events = source.fetch(mailbox, state=None, known=lambda _: False)
    first = next(events)
    for path in list((root / "new").iterdir()):
        path.rename(root / "cur" / f"{path.name}:2,S")

    rest = list(events)

    assert isinstance(first, RawMessage)
    assert len(keys(rest)) == 4


def test_a_file_that_vanishes_while_it_is_read(root: Path) -> None:
    for number in range(50):
        deliver(root / "new", f"17000000{number:02}.host")
    source = MaildirSource(root)
    (mailbox,) = source.mailboxes()
    events = source.fetch(mailbox, state=None, known=lambda _: False)
    next(events)
    for path in (root / "new").iterdir():
        path.unlink()

    with patch.object(maildir_module, "_list_files", wraps=maildir_module._list_files) as listing:
        *rest, state = events

    assert [type(event) for event in rest] == [Vanished] * 49
    assert state.complete
    assert listing.call_count < 25


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x1f\x8b\x08gzip", b"\x28\xb5\x2f\xfdzstd"])
def test_no_message_is_a_failure(root: Path, read, content: bytes) -> None:
    deliver(root / "cur", "1.a:2,", content)
    deliver(root / "cur", "2.b:2,")

    failure, message, _ = read(MaildirSource(root))

    assert isinstance(failure, Failure)
    assert failure.reason.startswith("not a message: ")
    assert failure.size == len(content)
    assert isinstance(message, RawMessage)


def test_an_unreadable_file_is_a_failure(root: Path, read) -> None:
    deliver(root / "cur", "1.a:2,")
    denied = PermissionError(13, "Permission denied")

    with patch.object(maildir_module, "read_regular_file", side_effect=denied):
        failure, state = read(MaildirSource(root))

    assert failure == Failure(failure.locator, "fetch", "cannot be read: permission denied")
    assert isinstance(state, SyncState)


def test_a_long_message_is_cut(root: Path, read) -> None:
    deliver(root / "cur", "1.a:2,", MESSAGE + b"x" * 1000)

    message = read(MaildirSource(root, message_cap_bytes=100))[0]

    assert (len(message.content), message.size) == (100, len(MESSAGE) + 1000)
    assert message.truncated


def test_links_pipes_and_dotfiles_are_passed_over(root: Path, read) -> None:
    deliver(root / "cur", "1.a:2,")
    (root / "cur" / "2.b:2,").symlink_to("/etc/hostname")
    os.mkfifo(root / "cur" / "3.c:2,")
    (root / "cur" / ".nfs0001").touch()
    (root / "loop").symlink_to(root)

    assert keys(read(MaildirSource(root))) == ["1.a"]


def test_an_unchanged_mailbox_is_not_listed(root: Path, read) -> None:
    deliver(root / "cur", "1.a:2,")
    settle(root)
    state = read(MaildirSource(root))[-1]

    with patch.object(maildir_module, "_list_files", side_effect=AssertionError):
        assert read(MaildirSource(root), state=state) == [state]

    deliver(root / "new", "2.b")
    assert keys(read(MaildirSource(root), state=state)) == ["1.a", "2.b"]


def test_a_mailbox_that_has_just_changed_is_listed(root: Path, read) -> None:
    deliver(root / "cur", "1.a:2,")
    *messages, state = read(MaildirSource(root))
    deliver(root / "cur", "2.b:2,")

    assert keys(read(MaildirSource(root), state=state, known={messages[0].locator})) == ["2.b"]


def test_names_that_are_not_utf8(root: Path, read) -> None:
    deliver(root / "cur", os.fsdecode(b"1.caf\xe9:2,"))

    assert keys(read(MaildirSource(root))) == ["1.caf\\xe9"]
