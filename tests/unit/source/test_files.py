"""Folders of message files: what is taken for mail, and that nothing is lost in silence."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.errors import SourceError
from inboxnet.message.model import Failure, RawMessage
from inboxnet.source import files as files_module
from inboxnet.source.base import Vanished
from inboxnet.source.files import FilesSource, is_program_file, looks_like_message

MESSAGE = (
    b"Message-ID: <1@x>\r\nDate: Tue, 6 May 2025 18:10:27 +0000\r\nFrom: a@b.example\r\n\r\nHi\r\n"
)


def write(root: Path) -> None:
    for name in ("inbox/1.", "inbox/2.", "_sent_mail/1.", "work/a/1.eml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(MESSAGE)


def events_of(source: FilesSource) -> list[object]:
    return [
        event
        for mailbox in source.mailboxes()
        for event in list(source.fetch(mailbox, state=None, known=lambda _: False))[:-1]
    ]


def test_each_directory_is_a_mailbox(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "loose.eml").write_bytes(MESSAGE)
    (tmp_path / "empty").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_bytes(b"[core]")
    source = FilesSource(tmp_path)

    found = {mailbox.name: mailbox.role for mailbox in source.mailboxes()}

    assert found == {
        ".": "other",
        "_sent_mail": "sent",
        "empty": "other",
        "inbox": "inbox",
        "work/a": "other",
    }
    keys = [event.locator.key for event in events_of(source)]
    assert keys == ["loose.eml", "_sent_mail/1.", "inbox/1.", "inbox/2.", "work/a/1.eml"]


def test_the_folder_itself_has_a_role(tmp_path: Path) -> None:
    (tmp_path / "Sent").mkdir()
    (tmp_path / "Sent" / "1").write_bytes(MESSAGE)

    (mailbox,) = FilesSource(tmp_path / "Sent").mailboxes()

    assert (mailbox.name, mailbox.role) == (".", "sent")


def test_a_directory_may_hold_a_file_of_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "sent").write_bytes(MESSAGE)

    (event,) = events_of(FilesSource(tmp_path))

    assert isinstance(event, RawMessage)


def test_one_file(tmp_path: Path, read) -> None:
    file = tmp_path / "one.eml"
    file.write_bytes(MESSAGE)
    source = FilesSource(file)

    message, state = read(source)

    assert source.account == str(file.resolve())
    assert (message.content, message.locator.key, state.mailbox) == (MESSAGE, "one.eml", "one")
    assert message.internal_date is None


@pytest.mark.parametrize(
    "prefix",
    [
        b"",
        b"\xef\xbb\xbf",
        b"\r\n\n",
        b"From a@b.example Tue May  6 18:10:27 2025\n",
        b"\xef\xbb\xbf\nFrom - Tue May  6 18:10:27 2025\r\n",
    ],
)
def test_what_may_stand_before_the_header(tmp_path: Path, read, prefix: bytes) -> None:
    (tmp_path / "1").write_bytes(prefix + MESSAGE)

    message = read(FilesSource(tmp_path))[0]

    assert message.content == MESSAGE
    assert message.size == len(prefix) + len(MESSAGE)


@pytest.mark.parametrize(
    "head",
    [
        b"From: a@b.example\n\n",
        b"received: from x\n\tby y\n\n",
        b"X-Foo: 1\nMIME-Version: 1.0\n\n",
        b"Subject: a\nDate: b\n\n",
        b">From a b\nReturn-Path: <>\n\n",
        b"From :a@b.example\r\n\r\n",
    ],
)
def test_mail(head: bytes) -> None:
    assert looks_like_message(head)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\0\0\0\0",
        b"Subject: only\n\n",
        b"Date: 2024-01-01\ntitle: a note\n",
        b"# From: a comment\nFrom: a@b.example\n",
        b"name,From: x\nFrom: y",
        b"<html>\nFrom: a@b.example\n",
        b"\n\nSome text\nFrom: a@b.example\n",
        b"from,to\na@b.example,c@d.example\n",
        b"\xff\xfeF\0r\0o\0m\0:\0",
        b"X" * 5000 + b"\nFrom: a@b.example\n",
    ],
)
def test_no_mail(head: bytes) -> None:
    assert not looks_like_message(head)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_are_mail_or_not(head: bytes) -> None:
    assert looks_like_message(b"From: a@b.example\n" + head)
    assert looks_like_message(head) in {True, False}


def test_nothing_is_passed_over_in_silence(tmp_path: Path) -> None:
    write(tmp_path)
    two = b"From a@b.example Tue May  6 18:10:27 2025\n" + MESSAGE + b"\r\n"
    for name, content in {
        "notes.txt": b"buy milk\n",
        "empty": b"",
        "photo.jpg": b"\xff\xd8\xff\xe0",
        "archive.mbox": two + two,
    }.items():
        (tmp_path / "inbox" / name).write_bytes(content)
    for name in (".DS_Store", "Inbox.msf", ".mh_sequences", "dovecot.index.log", "Thumbs.db"):
        (tmp_path / "inbox" / name).write_bytes(b"x")

    failures = {
        Path(event.locator.key).name: event.reason
        for event in events_of(FilesSource(tmp_path))
        if isinstance(event, Failure)
    }

    assert failures == {
        "archive.mbox": "not a message: several messages in one file; "
        "scan it by itself, as an mbox file",
        "empty": "not a message: the file is empty",
        "notes.txt": "not a message: it does not start with a mail header",
        "photo.jpg": "not a message: it does not start with a mail header",
    }


@pytest.mark.parametrize("name", ["1.", "23.", "mail.eml", "notes.txt", "cur", "inbox", "a.b.c"])
def test_names_of_mail(name: str) -> None:
    assert not is_program_file(name)


def test_links(tmp_path: Path) -> None:
    root = tmp_path / "mail"
    root.mkdir()
    write(root)
    (tmp_path / "outside").write_bytes(MESSAGE)
    (root / "inbox" / "inside").symlink_to(root / "inbox" / "1.")
    (root / "inbox" / "out").symlink_to(tmp_path / "outside")
    (root / "inbox" / "nowhere").symlink_to(root / "none")
    (root / "inbox" / "loop").symlink_to(root)
    (root / "inbox" / "itself").symlink_to(root / "inbox" / "itself")
    (root / "work" / "away").symlink_to(tmp_path)

    events = events_of(FilesSource(root))

    failures = [event.locator.key for event in events if isinstance(event, Failure)]
    assert failures == ["inbox/itself", "inbox/nowhere", "inbox/out", "work/away"]
    assert sum(isinstance(event, RawMessage) for event in events) == 4


def test_trouble_with_one_file_is_a_failure(tmp_path: Path, read) -> None:
    write(tmp_path)
    denied = PermissionError(13, "Permission denied")
    gone = FileNotFoundError(2, "No such file or directory")

    with patch.object(files_module, "read_regular_file", side_effect=[denied, gone]):
        failure, vanished, _ = read(FilesSource(tmp_path), "inbox")

    assert failure.reason == "cannot be read: permission denied"
    assert isinstance(vanished, Vanished)


def test_a_long_message_is_cut(tmp_path: Path, read) -> None:
    (tmp_path / "1").write_bytes(MESSAGE + b"x" * 5000)

    message = read(FilesSource(tmp_path, message_cap_bytes=4096))[0]

    assert (message.truncated, len(message.content)) == (True, 4096)
    assert message.size == len(MESSAGE) + 5000


def test_known_files_are_not_opened(tmp_path: Path, read) -> None:
    write(tmp_path)
    *messages, state = read(FilesSource(tmp_path), "inbox")
    known = {message.locator for message in messages}
    (tmp_path / "inbox" / "3.").write_bytes(MESSAGE)

    with patch.object(
        files_module, "read_regular_file", wraps=files_module.read_regular_file
    ) as opening:
        events = read(FilesSource(tmp_path), "inbox", state=state, known=known)

    assert [event.locator.key for event in events[:-1]] == ["inbox/3."]
    assert opening.call_count == 1


def test_an_unchanged_directory_is_not_listed(tmp_path: Path, read) -> None:
    write(tmp_path)
    os.utime(tmp_path / "inbox", (1e9, 1e9))
    state = read(FilesSource(tmp_path), "inbox")[-1]

    assert read(FilesSource(tmp_path), "inbox", state=state) == [state]

    (tmp_path / "inbox" / "3.").write_bytes(MESSAGE)
    assert len(read(FilesSource(tmp_path), "inbox", state=state)) == 4


def test_a_file_name_that_is_used_again_is_read_again(tmp_path: Path, read) -> None:
    write(tmp_path)
    known: set[object] = set()
    *messages, state = read(FilesSource(tmp_path), "inbox")
    known.update(message.locator for message in messages)
    path = tmp_path / "inbox" / "1."
    path.unlink()
    path.write_bytes(MESSAGE.replace(b"<1@x>", b"<9@x>"))
    os.utime(path, (1e9, 1e9))

    *messages, state = read(FilesSource(tmp_path), "inbox", state=state, known=known)

    assert [message.locator.key for message in messages] == ["inbox/1.#1000000000000000000"]
    assert b"<9@x>" in messages[0].content
    known.update(message.locator for message in messages)
    (tmp_path / "inbox" / "3.").write_bytes(MESSAGE)
    *messages, state = read(FilesSource(tmp_path), "inbox", state=state, known=known)
    assert [message.locator.key for message in messages] == ["inbox/3."]
    known.update(message.locator for message in messages)
    os.utime(tmp_path / "inbox", (1e9, 1e9))
    assert len(read(FilesSource(tmp_path), "inbox", state=state, known=known)) == 1


def test_numbers_that_close_the_gaps_lose_no_message(tmp_path: Path, read) -> None:
    write(tmp_path)
    *messages, state = read(FilesSource(tmp_path), "inbox")
    known = {message.locator for message in messages}
    (tmp_path / "inbox" / "1.").unlink()
    (tmp_path / "inbox" / "2.").rename(tmp_path / "inbox" / "1.")
    (tmp_path / "inbox" / "2.").write_bytes(MESSAGE.replace(b"<1@x>", b"<new@x>"))

    *messages, _ = read(FilesSource(tmp_path), "inbox", state=state, known=known)

    assert any(b"<new@x>" in message.content for message in messages)


def test_a_run_that_broke_off_does_not_hide_a_change(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    for number in range(1, 4):
        (tmp_path / "inbox" / f"{number}").write_bytes(MESSAGE)
    source = FilesSource(tmp_path)
    (mailbox,) = source.mailboxes()
    known: set[object] = set()
    with patch.object(files_module, "BATCH", 1):
        for event in source.fetch(mailbox, state=None, known=known.__contains__):
            if not isinstance(event, RawMessage):
                state = event
                break
            known.add(event.locator)
    assert len(known) == 1
    (tmp_path / "inbox" / "1").unlink()
    (tmp_path / "inbox" / "1").write_bytes(MESSAGE.replace(b"<1@x>", b"<new@x>"))

    *messages, _ = source.fetch(mailbox, state=state, known=known.__contains__)

    assert len(messages) == 3
    assert b"<new@x>" in messages[0].content


def test_a_directory_that_is_gone_is_suddenly_empty(tmp_path: Path) -> None:
    write(tmp_path)
    source = FilesSource(tmp_path)
    mailbox = next(m for m in source.mailboxes() if m.name == "inbox")
    *_, state = source.fetch(mailbox, state=None, known=lambda _: False)
    for path in (tmp_path / "inbox").iterdir():
        path.unlink()
    (tmp_path / "inbox").rmdir()

    with pytest.raises(SourceError, match="suddenly empty"):
        list(source.fetch(mailbox, state=state, known=lambda _: False))


def test_missing_and_empty_folders(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        FilesSource(tmp_path / "none").mailboxes()
    with pytest.raises(SourceError, match="is empty"):
        FilesSource(tmp_path).mailboxes()
