"""What the owner names, and what is said if it is no mail."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from inboxnet.errors import LoginRefused, UsageError
from inboxnet.source import open as open_module
from inboxnet.source.files import FilesSource
from inboxnet.source.folder import FolderSource
from inboxnet.source.maildir import MaildirSource
from inboxnet.source.mbox import MboxSource
from inboxnet.source.open import open_source

if TYPE_CHECKING:
    from pathlib import Path

MESSAGE = b"From: a@b.example\nSubject: x\n\nHello\n"
FROM = b"From a@b.example Tue May  6 18:10:27 2025\n"
MBOX = FROM + MESSAGE + b"\n" + FROM + MESSAGE + b"\n"
ONE = FROM + MESSAGE


def write(root: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return root


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("INBOX.mbox", MBOX, MboxSource),
        ("some.name", ONE, MboxSource),
        ("Sent.mbox", b"", MboxSource),
        ("Sent", b"", MboxSource),
        ("one.eml", MESSAGE, FilesSource),
        ("23.", MESSAGE, FilesSource),
        ("one.eml", ONE, FilesSource),
        ("several.eml", MBOX, MboxSource),
    ],
)
def test_files(tmp_path: Path, name: str, content: bytes, kind: type) -> None:
    write(tmp_path, {name: content})

    source = open_source(str(tmp_path / name))

    assert isinstance(source, kind)
    assert source.account == str((tmp_path / name).resolve())
    assert len(list(source.mailboxes())) == 1


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"INBOX.mbox": MBOX, "Sent.mbox": ONE}, MboxSource),
        ({"Inbox": ONE, "Inbox.msf": b"x", "a.dat": b"x"}, MboxSource),
        ({"Mail/Local Folders/Work": MBOX, "prefs.js": b"user_pref();"}, MboxSource),
        ({"Sent.mbox/mbox": ONE, "Sent.mbox/table_of_contents": b"\0"}, MboxSource),
        ({"cur/1.a:2,": MESSAGE, "new/2.b": MESSAGE}, MaildirSource),
        ({"me@work/INBOX/cur/1.a:2,": MESSAGE, "me@work/INBOX/tmp/x": b""}, MaildirSource),
        ({"inbox/1.": MESSAGE, "README.md": b"# Notes\n"}, FilesSource),
        ({"00001.7c53": ONE, "00002.9c4b": ONE}, FilesSource),
        ({"a.eml": MESSAGE}, FilesSource),
        ({"INBOX.mbox": MBOX, "a.eml": MESSAGE}, FolderSource),
        ({"A.eml": MESSAGE, "inbox.mbox": MBOX}, FolderSource),
        (
            {"Inbox": MBOX, "Inbox.msf": b"x", "Work/cur/1": MESSAGE, "Work/tmp/x": b""},
            FolderSource,
        ),
    ],
)
def test_folders(tmp_path: Path, files: dict[str, bytes], kind: type) -> None:
    source = open_source(str(write(tmp_path, files)))

    assert isinstance(source, kind)
    assert list(source.mailboxes())


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"buy milk\n", "is no mail"),
        (b"\x1f\x8b\x08", "is a gzip file"),
        (b"PK\x03\x04", "is a zip file"),
        (b"!BDN....", "is an Outlook data file"),
        (b"SQLite format 3\0", "is a database"),
    ],
)
def test_a_file_that_is_no_mail(tmp_path: Path, content: bytes, problem: str) -> None:
    write(tmp_path, {"thing": content})

    with pytest.raises(UsageError, match=problem) as caught:
        open_source(str(tmp_path / "thing"))

    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none does not exist\. Name an mbox file"):
        open_source(str(tmp_path / "none"))
    (tmp_path / "broken").symlink_to(tmp_path / "none")
    with pytest.raises(UsageError, match="does not exist"):
        open_source(str(tmp_path / "broken"))
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for path in (str(tmp_path / "circle"), "a\0b"):
        with pytest.raises(UsageError, match="cannot be read") as caught:
            open_source(path)
        assert "\n" not in str(caught.value)


def test_folders_without_mail(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is empty"):
        open_source(str(tmp_path))
    (tmp_path / "deep" / "down").mkdir(parents=True)
    with pytest.raises(UsageError, match="is empty"):
        open_source(str(tmp_path))
    write(tmp_path, {"deep/notes.txt": b"buy milk\n"})
    with pytest.raises(UsageError, match="no mail was found in"):
        open_source(str(tmp_path))


def test_odd_and_unreadable_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="cannot be read: not a regular file"):
        open_source(str(tmp_path / "pipe"))
    write(tmp_path, {"x.mbox": MBOX})
    denied = PermissionError(13, "Permission denied")
    with (
        patch.object(open_module, "read_regular_file", side_effect=denied),
        pytest.raises(UsageError, match=r"cannot be read: permission denied\. Check its perm"),
    ):
        open_source(str(tmp_path / "x.mbox"))


def test_a_link_to_a_mailbox_is_followed(tmp_path: Path) -> None:
    write(tmp_path, {"x.mbox": MBOX})
    (tmp_path / "link").symlink_to(tmp_path / "x.mbox")

    source = open_source(str(tmp_path / "link"))

    assert source.account == str((tmp_path / "x.mbox").resolve())


def test_imap_accounts_are_handed_on() -> None:
    with patch.object(open_module, "_open_imap") as opening:
        open_source("IMAPS://me@mail.example", password=lambda: "secret")
        open_source("imap://me@localhost")

    first, second = opening.call_args_list
    assert first.args == ("IMAPS://me@mail.example",)
    assert first.kwargs["password"]() == "secret"
    with pytest.raises(LoginRefused, match="no password was given"):
        second.kwargs["password"]()


def test_other_schemes_are_refused() -> None:
    with pytest.raises(UsageError, match="pop3:// is no source of mail"):
        open_source("pop3://me@mail.example")


def test_scanning_files_does_not_import_imapclient(tmp_path: Path) -> None:
    write(tmp_path, {"x.mbox": MBOX})
    code = (
        "import sys; from inboxnet.source.open import open_source;"
        f"open_source({str(tmp_path)!r}); print('imapclient' in sys.modules)"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout == "False\n"
