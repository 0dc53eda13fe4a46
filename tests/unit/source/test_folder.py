"""Folders with mail of several kinds: all of it is read, once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from inboxnet.errors import SourceError
from inboxnet.message.model import RawMessage
from inboxnet.source.folder import FolderSource, find_kinds
from inboxnet.source.open import open_source

if TYPE_CHECKING:
    from pathlib import Path

FROM = b"From a@b.example Tue May  6 18:10:27 2025\n"


def message(number: int) -> bytes:
    return b"From: a@b.example\nMessage-ID: <%d@x>\nSubject: x\n\nHello\n" % number


def mbox(*numbers: int) -> bytes:
    return b"".join(FROM + message(number) + b"\n" for number in numbers)


def write(root: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


MIXED = {
    "Inbox": mbox(1, 2),
    "Inbox.msf": b"index",
    "Inbox.sbd/Work": mbox(3),
    "prefs.js": b"user_pref();",
    "notes.txt": b"buy milk",
    "a.eml": message(4),
    "Archive/b.eml": message(5),
    "Archive/c": message(6),
    "Archive/list.csv": b"a,b",
    "Archive.mbox": mbox(7),
    "new account/cur/1.a:2,S": message(8),
    "new account/cur/2.a:2,S": mbox(9),
    "new account/new/3.a": message(10),
    "new account/tmp/x": b"",
}


def test_all_mail_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, MIXED)
    source = open_source(str(tmp_path))
    assert isinstance(source, FolderSource)
    assert source.account == str(tmp_path.resolve())

    boxes = list(source.mailboxes())
    events = [e for box in boxes for e in source.fetch(box, state=None, known=lambda _: False)]
    source.close()

    messages = [event for event in events if isinstance(event, RawMessage)]
    numbers = Counter(
        number for m in messages for number in range(1, 11) if b"<%d@x>" % number in m.content
    )
    assert numbers == Counter(range(1, 11))
    assert len(events) == len(messages) + len(boxes)
    assert len({m.locator for m in messages}) == 10
    assert {m.locator.mailbox for m in messages} == {box.name for box in boxes}
    assert {box.name: box.role for box in boxes} == {
        "Archive": "archive",
        "Inbox": "inbox",
        "Inbox/Work": "other",
        "new account": "other",
        ".": "other",
        "Archive (files)": "archive",
    }


def test_a_second_run_gives_what_is_new(tmp_path: Path) -> None:
    write(tmp_path, MIXED)
    source = FolderSource(tmp_path, kinds=["mbox", "files"])
    states = {}
    known = set()
    for box in source.mailboxes():
        *messages, states[box.name] = source.fetch(box, state=None, known=lambda _: False)
        known.update(m.locator for m in messages)
    write(tmp_path, {"Archive/d.eml": message(11), "Archive/notes": b"buy milk"})

    new = [
        event.locator.key
        for box in source.mailboxes()
        for event in source.fetch(box, state=states[box.name], known=known.__contains__)
        if isinstance(event, RawMessage)
    ]

    assert new == ["Archive/d.eml"]


@pytest.mark.parametrize(
    ("files", "first", "kinds"),
    [
        ({"Inbox": mbox(1), "notes.txt": b"x"}, "mbox", ["mbox"]),
        ({"Inbox": mbox(1), "deep/down/a": message(1)}, "mbox", ["mbox", "files"]),
        ({"cur/1": message(1), "new/2": mbox(1), "x.dat": message(2)}, "maildir", ["maildir"]),
        ({"cur/1": message(1), "new/2": b"", "Sent": mbox(2)}, "maildir", ["maildir", "mbox"]),
        ({"1.": message(1), "2.": mbox(1, 2)}, "files", ["files"]),
        ({"1.": message(1), "2.mbox": mbox(1, 2)}, "files", ["files", "mbox"]),
        ({"1.": message(1), "2.mbox": b""}, "files", ["files", "mbox"]),
        ({"1.": message(1), "x/cur/1": message(1), "x/tmp/1": b""}, "files", ["files", "maildir"]),
    ],
)
def test_kinds(tmp_path: Path, files: dict[str, bytes], first, kinds: list[str]) -> None:
    write(tmp_path, files)

    assert find_kinds(tmp_path, first) == kinds


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        find_kinds(tmp_path / "none", "mbox")
