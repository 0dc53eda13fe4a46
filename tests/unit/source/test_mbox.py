"""mbox files: where messages end, what is read again, and whole folders of them."""

from __future__ import annotations

import os
import re
import tempfile
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inboxnet.errors import SourceError
from inboxnet.message.model import RawMessage, SyncState
from inboxnet.source import separator as separator_module
from inboxnet.source.mbox import MboxSource, count_messages

FROM = b"From ann@example.org Tue May  6 18:10:27 2025\n"
HEADER = b"From: Ann <ann@example.org>\nSubject: x\n\n"


def make_mbox(*bodies: bytes, separator: bytes = FROM) -> bytes:
    return b"".join(separator + HEADER + body + b"\n" for body in bodies)


def quote(content: bytes) -> bytes:
    return re.sub(rb"(?m)^(>*From )", rb">\1", content)


def contents(events: list[object]) -> list[bytes]:
    return [event.content for event in events if isinstance(event, RawMessage)]


def bodies(events: list[object]) -> list[bytes]:
    return [content.partition(HEADER)[2] for content in contents(events)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "INBOX.mbox"


PIECES = st.sampled_from(
    [b"\n", b"\r\n", b"\n\n", b">", b"From ", b"From", b">From ", FROM, b"\n" + FROM, b"a: b\n"]
)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.lists(PIECES | st.binary(max_size=8), max_size=12).map(b"".join), max_size=6),
    st.sampled_from([b"\n", b"\r\n"]),
)
@example([b"", b"\n", b"\n\n", b"From x", b">From x"], b"\n")
def test_quoted_mail_comes_back_as_it_was(written: list[bytes], line_end: bytes) -> None:
    messages = [HEADER.replace(b"\n", line_end) + body + line_end for body in written]
    separator = FROM.replace(b"\n", line_end)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.mbox")
        file.write_bytes(b"".join(separator + quote(m) + line_end for m in messages))
        source = MboxSource(file)
        (mailbox,) = source.mailboxes()

        events = list(source.fetch(mailbox, state=None, known=lambda _: False))

    assert contents(events) == messages


@settings(deadline=None, max_examples=60)
@given(st.lists(PIECES | st.binary(max_size=3000), max_size=40).map(b"".join))
def test_chunks_change_nothing(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.mbox")
        file.write_bytes(FROM + HEADER + content)
        source = MboxSource(file)
        (mailbox,) = source.mailboxes()
        whole = list(source.fetch(mailbox, state=None, known=lambda _: False))
        with patch.object(separator_module, "_CHUNK_BYTES", 1009):
            chunked = list(source.fetch(mailbox, state=None, known=lambda _: False))

    assert chunked == whole


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200), st.lists(PIECES, max_size=20).map(b"".join))
def test_any_bytes_are_mail_or_a_source_error(head: bytes, tail: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.mbox")
        file.write_bytes(head + tail)
        source = MboxSource(file)
        try:
            (mailbox,) = source.mailboxes()
        except SourceError:
            return
        events = list(source.fetch(mailbox, state=None, known=lambda _: False))

    assert isinstance(events[-1], SyncState)


@pytest.mark.parametrize(
    "body",
    [
        b"text\n\nFrom here on it is another matter\nFoo: bar\n",
        b"text\n\nFrom Tuesday to Friday, May 6\n\nmore\n",
        b"text\nFrom ann@example.org Tue May  6 18:10:27 2025\nis a line of a log\n",
        b"text\n\nFrom ann@example.org\nSubject: x\n",
        b"text\n\nFrom: ann@example.org\nSubject: x\n",
        b"text\n\n From ann@example.org Tue May  6 18:10:27 2025\nSubject: x\n",
        b"text\n\nFrom ann@example.org Tue May  6 18:10:27 2025 we met\nSubject: x\n",
    ],
)
def test_a_sentence_does_not_split(path: Path, read, body: bytes) -> None:
    path.write_bytes(make_mbox(body, b"second\n"))

    assert bodies(read(MboxSource(path))) == [body, b"second\n"]


def test_files_joined_without_an_empty_line_are_split(path: Path, read) -> None:
    path.write_bytes(make_mbox(b"one\n")[:-1] + make_mbox(b"two\n"))

    assert bodies(read(MboxSource(path))) == [b"one\n", b"two\n"]


@pytest.mark.parametrize(
    "separator",
    [
        b"From - Tue May 06 18:10:27 2025\n",
        b"From ???@??? Tue May 06 18:10:27 2025\n",
        b"From MAILER-DAEMON Tue May  6 18:10:27 2025\n",
        b"From 17@xxx Tue May 06 18:10:27 +0000 2025\n",
        b"From ann@example.org\n",
        b"From \n",
    ],
)
def test_separators_of_programs(path: Path, read, separator: bytes) -> None:
    path.write_bytes(make_mbox(b"one\n", b"two\n", b"three\n", separator=separator))

    assert bodies(read(MboxSource(path))) == [b"one\n", b"two\n", b"three\n"]


def test_date_of_the_separator_is_utc(path: Path, read) -> None:
    path.write_bytes(make_mbox(b"one\n"))

    message = read(MboxSource(path))[0]

    assert message.internal_date == datetime(2025, 5, 6, 18, 10, 27, tzinfo=UTC)
    assert message.locator.key == "0"
    assert message.size == len(HEADER) + 4


def test_mboxo_loses_one_mark(path: Path, read) -> None:
    path.write_bytes(make_mbox(b">From a sentence\n"))

    assert bodies(read(MboxSource(path))) == [b"From a sentence\n"]


def test_a_long_message_is_cut_and_the_next_is_found(path: Path, read) -> None:
    path.write_bytes(make_mbox(b"x" * 5_000_000 + b"\n", b"second\n"))

    events = read(MboxSource(path, message_cap_bytes=1000))

    first, second, _ = events
    assert (first.truncated, len(first.content)) == (True, 1000)
    assert first.size == len(HEADER) + 5_000_001
    assert (second.truncated, second.content) == (False, HEADER + b"second\n")


def test_memory_does_not_grow_with_the_file(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(4):
            file.write(make_mbox(b"y" * 100_000))
            file.seek(25_000_000, os.SEEK_CUR)
            file.write(b"\n\n")
    source = MboxSource(path, message_cap_bytes=1 << 18)
    (mailbox,) = source.mailboxes()

    tracemalloc.start()
    count = sum(1 for _ in source.fetch(mailbox, state=None, known=lambda _: False))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 5
    assert path.stat().st_size > 100_000_000
    assert peak < 6_000_000


def test_growth_is_read_from_the_old_end(path: Path, read) -> None:
    path.write_bytes(make_mbox(b"one\n"))
    first = read(MboxSource(path))[-1]
    path.write_bytes(path.read_bytes() + make_mbox(b"two\n", b"three\n"))

    events = read(MboxSource(path), state=first)

    assert bodies(events) == [b"two\n", b"three\n"]
    assert events[0].locator.key == str(len(make_mbox(b"one\n")))
    assert {event.locator.uidvalidity for event in events[:-1]} == {1}
    assert bodies(read(MboxSource(path), state=events[-1])) == []


def test_growth_behind_a_missing_empty_line(path: Path, read) -> None:
    path.write_bytes(make_mbox(b"one\n")[:-1])
    first = read(MboxSource(path))[-1]
    path.write_bytes(path.read_bytes() + make_mbox(b"two\n"))

    assert bodies(read(MboxSource(path), state=first)) == [b"two\n"]


@pytest.mark.parametrize(
    "rewritten",
    [
        make_mbox(b"two\n", b"three\n"),
        make_mbox(b"two\n"),
        make_mbox(b"One\n", b"two\n"),
        make_mbox(b"one\n", b"two and more\n"),
        make_mbox(b"one\n", b"two\n") + b"and more of two\n\n" + make_mbox(b"three\n"),
    ],
)
def test_a_rewritten_file_is_read_anew(path: Path, read, rewritten: bytes) -> None:
    path.write_bytes(make_mbox(b"one\n", b"two\n"))
    events = read(MboxSource(path))
    known = {event.locator for event in events[:-1]}
    path.write_bytes(rewritten)

    again = read(MboxSource(path), state=events[-1], known=known)

    assert len(again) > 1
    assert {event.locator.uidvalidity for event in again[:-1]} == {2}
    assert again[-1].uidvalidity == 2
    assert len(contents(again)) == rewritten.count(FROM)


def test_thunderbird_marks_mail_as_read_in_place(path: Path, read) -> None:
    unread = b"X-Mozilla-Status: 0000\nX-Mozilla-Status2: 00000000\n"
    path.write_bytes(make_mbox(b"one\n").replace(b"Subject", unread + b"Subject"))
    first = read(MboxSource(path))[-1]
    path.write_bytes(path.read_bytes().replace(b"0000\n", b"0001\n", 1))

    assert read(MboxSource(path), state=first)[:-1] == []


def test_a_foreign_token_is_no_token(path: Path, read) -> None:
    path.write_bytes(make_mbox(b"one\n"))
    state = SyncState(str(path), "INBOX", 3, "what is this", complete=True)

    assert bodies(read(MboxSource(path), state=state)) == [b"one\n"]


def test_a_file_that_shrinks_under_the_reader(path: Path) -> None:
    path.write_bytes(make_mbox(b"one\n", b"two\n"))
    source = MboxSource(path)
    (mailbox,) = source.mailboxes()
    events = source.fetch(mailbox, state=None, known=lambda _: False)
    next(events)
    path.write_bytes(make_mbox(b"one\n"))

    with pytest.raises(SourceError, match="became shorter"):
        list(events)


@pytest.mark.parametrize(
    "content", [b"\0\1\2binary", b"Some text\n\n" + FROM, b"From the start\nof a story\n"]
)
def test_no_mbox_is_an_error_of_one_line(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    with pytest.raises(SourceError, match="is not an mbox file") as caught:
        MboxSource(path).mailboxes()

    assert "\n" not in str(caught.value)
    assert caught.value.advice


def test_missing_and_odd_paths(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        MboxSource(tmp_path / "none").mailboxes()
    with pytest.raises(SourceError, match="holds no mbox file"):
        MboxSource(tmp_path).mailboxes()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="is not an mbox file"):
        MboxSource(tmp_path / "pipe").mailboxes()


def test_an_unreadable_file_is_named(path: Path, read) -> None:
    path.write_bytes(make_mbox(b"one\n"))
    denied = PermissionError(13, "Permission denied")

    with (
        patch("inboxnet.source.mbox.os.open", side_effect=denied),
        pytest.raises(SourceError, match=r"INBOX\.mbox cannot be read: permission denied"),
    ):
        MboxSource(path).mailboxes()


def test_a_file_that_is_gone_is_suddenly_empty(tmp_path: Path) -> None:
    (tmp_path / "Inbox").write_bytes(make_mbox(b"one\n"))
    source = MboxSource(tmp_path)
    (mailbox,) = source.mailboxes()
    *_, state = source.fetch(mailbox, state=None, known=lambda _: False)
    (tmp_path / "Inbox").unlink()

    with pytest.raises(SourceError, match="suddenly empty"):
        list(source.fetch(mailbox, state=state, known=lambda _: False))


def test_a_folder_of_thunderbird(tmp_path: Path) -> None:
    for name in ("Inbox", "Sent", "Inbox.sbd/Clients", "Inbox.sbd/Clients.sbd/Acme"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_bytes(make_mbox(b"one\n"))
        file.with_name(file.name + ".msf").write_bytes(b"// <!-- <mdb:mork:z v=1.4/> -->")
    (tmp_path / "Trash").touch()
    (tmp_path / "msgFilterRules.dat").write_bytes(b"version=9\n")
    (tmp_path / "filterlog.html").write_bytes(b"<html>")

    found = {mailbox.name: mailbox.role for mailbox in MboxSource(tmp_path).mailboxes()}

    assert found == {
        "Inbox": "inbox",
        "Inbox/Clients": "other",
        "Inbox/Clients/Acme": "other",
        "Sent": "sent",
        "Trash": "trash",
    }


def test_folders_of_apple_mail_and_takeout(tmp_path: Path, read) -> None:
    (tmp_path / "Sent Messages.mbox").mkdir()
    (tmp_path / "Sent Messages.mbox" / "mbox").write_bytes(make_mbox(b"one\n"))
    (tmp_path / "Sent Messages.mbox" / "table_of_contents").write_bytes(b"\0\0\0\1")
    labels = HEADER.replace(b"Subject", b"X-Gmail-Labels: Sent,Opened\nSubject")
    (tmp_path / "Alles.mbox").write_bytes(make_mbox(b"one\n").replace(HEADER, labels))

    found = {mailbox.name: mailbox.role for mailbox in MboxSource(tmp_path).mailboxes()}

    assert found == {"Alles": "archive", "Sent Messages": "sent"}
    (alone,) = MboxSource(tmp_path / "Sent Messages.mbox").mailboxes()
    assert (alone.name, alone.role) == ("Sent Messages", "sent")


def test_names_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "Sent").write_bytes(make_mbox(b"one\n"))
    (tmp_path / "Sent.mbox").write_bytes(make_mbox(b"two\n"))
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")).write_bytes(make_mbox(b"three\n"))

    names = [mailbox.name for mailbox in MboxSource(tmp_path).mailboxes()]

    assert names == ["Sent", "Sent.mbox", "caf\\xe9"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "Inbox").write_bytes(make_mbox(b"one\n"))
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "Again").symlink_to(tmp_path / "Inbox")

    assert [mailbox.name for mailbox in MboxSource(tmp_path).mailboxes()] == ["Inbox"]


def test_a_named_mbox_that_is_none_fails_by_itself(tmp_path: Path) -> None:
    (tmp_path / "Good.mbox").write_bytes(make_mbox(b"one\n"))
    (tmp_path / "Bad.mbox").write_bytes(b"nothing of the kind")
    source = MboxSource(tmp_path)
    bad, good = source.mailboxes()

    with pytest.raises(SourceError, match="is not an mbox file"):
        list(source.fetch(bad, state=None, known=lambda _: False))
    assert len(list(source.fetch(good, state=None, known=lambda _: False))) == 2


def test_counting_stops(path: Path) -> None:
    path.write_bytes(make_mbox(b"one\n", b"two\n", b"three\n"))

    assert count_messages(path, most=2, within_bytes=1 << 20) == 2
    assert count_messages(path, most=9, within_bytes=1 << 20) == 3
    assert count_messages(path, most=9, within_bytes=100) == 1
    path.write_bytes(b"Subject: x\n\nHello\n")
    assert count_messages(path, most=2, within_bytes=1 << 20) == 0
