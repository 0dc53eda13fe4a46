from __future__ import annotations

import errno
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from inboxnet.cli import output
from inboxnet.cli.options import default_database, parse_time, spell_command
from inboxnet.cli.output import paper, write
from inboxnet.cli.password import check_command, is_imap, password_for, read_from_command
from inboxnet.cli.progress import LiveProgress, PlainProgress
from inboxnet.errors import UsageError
from inboxnet.pipeline import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-31", datetime(2026, 10, 31, tzinfo=UTC)),
        ("2026-10-31T18:00", datetime(2026, 10, 31, 18, tzinfo=UTC)),
        ("2026-10-31 18:00+02:00", datetime(2026, 10, 31, 16, tzinfo=UTC)),
        ("2026-10-31T18:00:00Z", datetime(2026, 10, 31, 18, tzinfo=UTC)),
    ],
)
def test_parse_time(text: str, moment: datetime) -> None:
    assert parse_time(text) == moment


@pytest.mark.parametrize("text", ["", "yesterday", "31.10.2026", "0001-01-01T00:00+23:00"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(click.BadParameter):
        parse_time(text)


def test_where_the_database_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/olive")
    monkeypatch.delenv("INBOXNET_DB", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert default_database() == Path("/home/olive/.local/share/inboxnet/inboxnet.db")
    monkeypatch.setenv("XDG_DATA_HOME", "relative/is/ignored")
    assert default_database() == Path("/home/olive/.local/share/inboxnet/inboxnet.db")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_database() == Path("/data/inboxnet/inboxnet.db")
    monkeypatch.setenv("INBOXNET_DB", "~/mine.db")
    assert default_database() == Path("/home/olive/mine.db")


def test_no_home_for_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOXNET_DB", "~nosuchuser/mine.db")
    with pytest.raises(UsageError, match=r"home folder .* Name the file with --db"):
        default_database()
    assert "--db x.db" in spell_command("report", database=Path("x.db"), as_of=None)


def test_a_command_as_it_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOXNET_DB", "/data/mine.db")
    noon = datetime(2026, 10, 31, 12, tzinfo=UTC)
    assert (
        spell_command("report", "owed", database=Path("/data/mine.db"), as_of=None)
        == "inboxnet report owed"
    )
    assert (
        spell_command("show", database=Path("my mail.db"), as_of=noon)
        == "inboxnet show --db 'my mail.db' --as-of 2026-10-31T12:00Z"
    )


@pytest.mark.parametrize(
    ("environment", "is_terminal", "width", "color"),
    [
        ({}, False, 100, False),
        ({"COLUMNS": "72"}, False, 72, False),
        ({"COLUMNS": "wide"}, False, 100, False),
        ({"COLUMNS": "72"}, True, 72, True),
        ({"COLUMNS": "72", "NO_COLOR": "1"}, True, 72, False),
        ({"COLUMNS": "72", "TERM": "dumb"}, True, 72, False),
    ],
)
def test_paper(
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    is_terminal: bool,
    width: int,
    color: bool,
) -> None:
    for name in ("COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(output.sys.stdout, "isatty", lambda: is_terminal)
    assert (paper().width, paper().color) == (width, color)
    assert not paper(Path("file")).color


def test_a_password_command() -> None:
    command = f"{sys.executable} -c \"print('s3cret  '); print('more')\""
    assert password_for("imaps://a@b", command)() == "s3cret  "


@pytest.mark.parametrize(
    "command",
    ["", "/no/such/program", "false", f'{sys.executable} -c ""', "unbalanced '"],
)
def test_a_password_command_that_fails(command: str) -> None:
    with pytest.raises(UsageError, match="password command"):
        read_from_command(command)


@pytest.mark.parametrize(
    ("spec", "answer"),
    [
        ("imaps://a@b", True),
        ("IMAP://a@127.0.0.1", True),
        ("imaps", False),
        ("mail/imaps://x", False),
        ("pop3://a@b", False),
    ],
)
def test_what_needs_a_password(spec: str, answer: bool) -> None:
    assert is_imap(spec) is answer


def test_one_password_command_is_not_for_two_accounts() -> None:
    check_command(["imaps://a@b", "mail.mbox"], "pass show b")
    check_command(["imaps://a@b", "imaps://a@c"], None)
    with pytest.raises(UsageError, match="several IMAP accounts"):
        check_command(["imaps://a@b", "mail.mbox", "IMAPS://a@c"], "pass show b")


def test_a_failing_password_command_leaks_nothing() -> None:
    command = f"{sys.executable} -c \"print('s3cret'); raise SystemExit(1)\""
    with pytest.raises(UsageError) as caught:
        read_from_command(command)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_no_terminal_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(UsageError, match="--password-command"):
        password_for("imaps://a@b", None)()


def test_no_stdin_to_ask_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageError, match="--password-command"):
        password_for("imaps://a@b", None)()


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_file_that_exists_becomes_private(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("something much longer than the report")
    target.chmod(0o644)
    write("report\n", target)
    assert target.read_text() == "report\n"
    assert mode(target) == 0o600


def test_what_a_link_leads_to_keeps_its_mode(tmp_path: Path) -> None:
    target, link = tmp_path / "out.txt", tmp_path / "link"
    target.write_text("something much longer than the report")
    target.chmod(0o644)
    link.symlink_to(target)
    write("report\n", link)
    assert target.read_text() == "report\n"
    assert mode(target) == 0o644


def test_a_device_is_written_to_as_it_is() -> None:
    before = mode(Path("/dev/null"))
    write("report\n", Path("/dev/null"))
    assert mode(Path("/dev/null")) == before


def test_messages_that_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    for stream in (Gone(), None):
        monkeypatch.setattr(sys, "stderr", stream)
        output.tell("a message")
        output.tell("and another")


STEPS = (
    Progress("read", "INBOX \x1b[2J[red]", 0, 300),
    Progress("read", "INBOX \x1b[2J[red]", 100, 300),
    Progress("read", "INBOX \x1b[2J[red]", 300, 300),
    Progress("derive", "threads", 0),
)


def tell(progress: PlainProgress | LiveProgress, steps: Iterable[Progress]) -> None:
    with progress:
        for step in steps:
            progress(step)


def test_plain_progress(capsys: pytest.CaptureFixture[str]) -> None:
    tell(PlainProgress(), STEPS)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == ["Reading INBOX ␛[2J[red]", "Threads"]


def test_live_progress_writes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    tell(LiveProgress(), STEPS)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "\x1b[2J" not in captured.err
