"""Which lines of an mbox file separate messages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from inboxnet.source import separator as separator_module
from inboxnet.source.separator import holds_another, iter_spans, match_opening, skip_blank

if TYPE_CHECKING:
    from pathlib import Path

MAY = datetime(2025, 5, 6, 18, 10, 27, tzinfo=UTC)
DATED = {
    "From ann@example.org Tue May  6 18:10:27 2025": MAY,
    "From ann@example.org Tue May 06 18:10:27 2025": MAY,
    "From ann@example.org  Tue May  6 18:10:27 2025": MAY,
    "From ann at example.org  Tue May  6 18:10:27 2025": MAY,
    'From "Ann Example" Tue May  6 18:10:27 2025': MAY,
    "From MAILER-DAEMON Tue May  6 18:10:27 2025": MAY,
    "From nobody Tue May  6 18:10:27 2025": MAY,
    "From 1234567890123456789@xxx Tue May 06 18:10:27 +0000 2025": MAY,
    "From 1234567890123456789@xxx Tue May 06 20:10:27 +0200 2025": MAY,
    "From ann@example.org Tue May  6 20:10:27 2025 +0200": MAY,
    "From ann@example.org Tue May  6 13:10:27 2025 -0500": MAY,
    "From ann@example.org Tue May  6 18:10:27 UTC 2025": MAY,
    "From ann@example.org Tue, 06 May 2025 20:10:27 +0200": MAY,
    "From ann@example.org Tue May  6 18:10 2025": MAY.replace(second=0),
    "From ann@example.org Tue May  6 18:10:27 95": MAY.replace(year=1995),
    "From ann@example.org Tue May  6 18:10:27 2025 remote from uucphost": MAY,
    # Local time of the reading machine, or none: not to be trusted.
    "From - Tue May 06 18:10:27 2025": None,
    "From ???@??? Tue May 06 18:10:27 2025": None,
    "From mboxrd@z Thu Jan  1 00:00:00 1970": None,
    "From ann@example.org Tue May  6 18:10:27 EDT 2025": None,
    "From ann@example.org Tue Foo 46 18:70:27 2025": None,
    "From ann@example.org Thu Jan  1 00:00:00 1970": None,
}


@pytest.mark.parametrize(("line", "date"), DATED.items())
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_dated_lines_open_a_file(line: str, date: datetime | None, line_end: str) -> None:
    head = f"{line}{line_end}Subject: x{line_end}".encode()

    opening = match_opening(head)

    assert opening is not None
    separator, dated = opening
    assert dated
    assert separator.date == date
    assert head[separator.end :].startswith(b"Subject")


@pytest.mark.parametrize("line", ["From ann@example.org", "From ", "From -", "From nobody"])
def test_undated_lines_open_a_file_before_a_header(line: str) -> None:
    assert match_opening(f"{line}\nReceived: x\n".encode()) is not None
    assert match_opening(f"{line}\nand then\n".encode()) is None


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\n\n",
        b"From",
        b"From: ann@example.org\nSubject: x\n",
        b"From here on the text goes\nwherever\n",
        b"from ann@example.org Tue May  6 18:10:27 2025\nSubject: x\n",
        b"Subject: x\n\nFrom ann@example.org Tue May  6 18:10:27 2025\n",
        b"\0\x01\x02From ",
        b"From " + b"x" * 5000,
    ],
)
def test_no_mbox(head: bytes) -> None:
    assert match_opening(head) is None


def test_mark_and_empty_lines_may_stand_before(tmp_path: Path) -> None:
    head = b"\xef\xbb\xbf\r\n\nFrom a@b.example Tue May  6 18:10:27 2025\nSubject: x\n"

    opening = match_opening(head)

    assert opening is not None
    assert opening[0].start == skip_blank(head) == 6


def test_several_messages_in_one_file_are_noticed() -> None:
    one = b"From a@b.example Tue May  6 18:10:27 2025\nSubject: x\n\nHello\n"

    assert holds_another(one + b"\n" + one)
    assert not holds_another(one)
    assert not holds_another(one + b"\nFrom a@b.example Tue May  6 18:10:27 2025\nis a date\n")
    assert not holds_another(b"Subject: x\n\n" + one)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_separator_is_found_wherever_a_chunk_ends(tmp_path: Path, line_end: bytes) -> None:
    line = b"From " + b"a" * 60 + b"@b.example Tue May  6 18:10:27 2025" + line_end
    path = tmp_path / "a.mbox"
    with patch.object(separator_module, "_CHUNK_BYTES", 512), path.open("w+b") as file:
        for length in range(3000, 3600):
            first = line + b"x" * length + line_end
            content = first + line_end + line + b"y" * 3000
            file.seek(0)
            file.truncate()
            file.write(content)
            file.flush()

            spans = list(iter_spans(file.fileno(), start=0, end=len(content), dated_only=True))

            assert [(span.separator.start, span.end) for span in spans] == [
                (0, len(first)),
                (len(first) + len(line_end), len(content)),
            ]
