"""The program as a user runs it: processes, exit codes, and what stands on which stream."""

from __future__ import annotations

import json
import os
import resource
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import inboxnet.cli.scan

if TYPE_CHECKING:
    HandMadeDatabase = Any

NOBODY = 65534

LETTER = """\
From {author} {asctime}
From: {author}
To: {to}
Subject: {subject}
Date: {date}
Message-ID: <{number}@test.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{text}

"""


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    environment |= options.pop("environment", {})
    return subprocess.run(
        [sys.executable, "-m", "inboxnet", *arguments],
        check=False,
        capture_output=True,
        encoding=options.pop("encoding", "utf-8"),
        stdin=subprocess.DEVNULL,
        env=environment,
        timeout=120,
        **options,
    )


def failure(done: subprocess.CompletedProcess[str], code: int) -> str:
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("inboxnet: ")
    assert line.endswith(".")
    return line


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """An Inbox with one letter that was answered and one that was not, and a Sent mailbox."""
    folder = tmp_path / "mail"
    folder.mkdir()
    ana, olive = "Ana Lima <ana@client.example>", "Olive Owner <olive@own.example>"
    (folder / "Inbox.mbox").write_text(
        LETTER.format(
            author=ana,
            to=olive,
            number=1,
            subject="Figures",
            asctime="Mon Mar  2 09:00:00 2026",
            date="Mon, 02 Mar 2026 09:00:00 +0000",
            text="Could you send me the figures?",
        )
        + LETTER.format(
            author=ana,
            to=olive,
            number=3,
            subject="\x1b]0;x\x07 Price",
            asctime="Mon Mar  9 09:00:00 2026",
            date="Mon, 09 Mar 2026 09:00:00 +0000",
            text="What would the second part cost us?",
        )
    )
    (folder / "Sent.mbox").write_text(
        LETTER.format(
            author=olive,
            to=ana,
            number=2,
            subject="Re: Figures",
            asctime="Tue Mar  3 09:00:00 2026",
            date="Tue, 03 Mar 2026 09:00:00 +0000\nIn-Reply-To: <1@test.example>",
            text="Here they are.",
        )
    )
    return folder


def test_the_first_help_is_quick_and_light() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run("--help").returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.2


@pytest.mark.parametrize("arguments", [["--help"], ["report", "--help"], ["show", "--help"]])
def test_the_language_model_is_not_loaded_for_nothing(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom inboxnet.cli import run\n"
        f"assert run({arguments!r}) == 0\n"
        "assert not {'spacy', 'imapclient', 'mailparser'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_scan_report_show(mail: Path, tmp_path: Path) -> None:
    database = tmp_path / "private" / "mail.db"
    scan = ["scan", str(mail), "--db", str(database), "--as-of", "2026-03-20"]
    first = run(*scan)
    assert first.returncode == 0, first.stderr
    assert "You owe an answer: 1 message, 1 person" in first.stdout
    assert "What would the second part cost us?" in first.stdout
    assert "\x1b" not in first.stdout + first.stderr
    assert "␛]0;x␇ Price" in first.stdout
    assert "3 messages, 3 of them new" in first.stderr
    assert database.stat().st_mode & 0o777 == 0o600
    assert database.parent.stat().st_mode & 0o777 == 0o700

    second = run(*scan)
    assert second.returncode == 0
    assert "3 messages, 0 of them new" in second.stderr
    assert second.stdout == first.stdout

    options = ["--db", str(database), "--as-of", "2026-03-20"]
    report = run("report", "owed", "--format", "json", *options)
    assert report.returncode == 0
    assert report.stderr == ""
    (row,) = json.loads(report.stdout)["sections"]["owed"]["rows"]
    assert row["who"]["address"] == "ana@client.example"
    assert row["msg_id"] == "3@test.example"

    shown = run("show", "ana", *options)
    assert shown.returncode == 0
    assert "you owe an answer" in shown.stdout


def test_a_scan_for_a_program(mail: Path, tmp_path: Path) -> None:
    done = run("scan", str(mail), "--db", str(tmp_path / "m.db"), "--format", "json")
    assert done.returncode == 0
    data = json.loads(done.stdout)
    assert list(data["sections"]) == ["owed", "waiting", "slow", "coverage"]
    assert data["sections"]["coverage"]["owner"] == ["olive@own.example"]


def test_sources_that_are_none(tmp_path: Path) -> None:
    database = ["--db", str(tmp_path / "m.db")]
    empty = tmp_path / "empty"
    empty.mkdir()
    text = tmp_path / "notes.txt"
    text.write_text("Once upon a time\n\nthere was no mail.\n")
    failure(run("scan", str(tmp_path / "missing"), *database), 2)
    failure(run("scan", str(empty), *database), 2)
    failure(run("scan", str(text), *database), 2)
    failure(run("scan", "imap://a@mail.example.org", *database), 2)
    assert not (tmp_path / "m.db").exists()


def test_an_owner_that_is_no_address(mail: Path, tmp_path: Path) -> None:
    done = run("scan", str(mail), "--db", str(tmp_path / "m.db"), "--owner", "olive")
    assert "is not an e-mail address" in failure(done, 2)


def test_an_unreadable_file(mail: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = mail / "Inbox.mbox"
    secret.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:  # who reads everything
        os.seteuid(NOBODY)
    try:
        code = inboxnet.cli.run(["scan", str(secret), "--db", str(tmp_path / "m.db")])
    finally:
        if is_root:
            os.seteuid(0)
    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert "ermission" in line


def test_a_link_to_itself(tmp_path: Path) -> None:
    loop = tmp_path / "loop.mbox"
    loop.symlink_to(loop)
    failure(run("scan", str(loop), "--db", str(tmp_path / "m.db")), 2)


def test_a_database_of_something_else_is_left_alone(mail: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a database\n" * 99)
    line = failure(run("scan", str(mail), "--db", str(other)), 2)
    assert "not a database of inboxnet" in line
    assert other.read_text() == "not a database\n" * 99


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    database = ["--db", str(tmp_path / "m.db")]
    line = failure(
        run("scan", "imap://a@127.0.0.1:1", "--password-command", "echo x", *database), 69
    )
    assert "127.0.0.1" in line


def test_a_password_is_never_asked_for_without_a_terminal(tmp_path: Path) -> None:
    done = run("scan", "imap://a@127.0.0.1:1", "--db", str(tmp_path / "m.db"))
    assert done.returncode in {2, 69}
    assert len(done.stderr.splitlines()) == 1


def check_without_reader(*arguments: str) -> None:
    """Check that a run whose reader goes away ends as by SIGPIPE and says nothing."""
    process = subprocess.Popen(
        [sys.executable, "-m", "inboxnet", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    error = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == 141
    assert error == b""


def test_a_reader_that_goes_away(mail: Path, tmp_path: Path) -> None:
    database = str(tmp_path / "m.db")
    assert run("scan", str(mail), "--db", database).returncode == 0
    check_without_reader("report", "--db", database)


def run_in_shell(redirection: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = shlex.join([sys.executable, "-m", "inboxnet", *arguments])
    return subprocess.run(
        ["bash", "-c", f"{command} {redirection}"],
        check=False,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [["report"], ["report", "--format", "json"], ["--help"]])
def test_a_full_disk(hand_made: HandMadeDatabase, arguments: list[str]) -> None:
    options = ["--db", str(hand_made.path)] if "report" in arguments else []
    done = run_in_shell("> /dev/full", *arguments, *options)
    line = failure(done, 74)
    assert "No space left on device" in line


def test_a_stdout_that_is_closed(hand_made: HandMadeDatabase) -> None:
    done = run_in_shell(">&-", "report", "--db", str(hand_made.path))
    assert "stdout" in failure(done, 74)


def test_messages_that_nobody_reads_stop_no_work(mail: Path, tmp_path: Path) -> None:
    redirections = ("2>&-", "2> >(true)", "<&- 2>&-", "2> /dev/full")
    for number, redirection in enumerate(redirections):
        database = tmp_path / f"{number}.db"
        done = run_in_shell(redirection, "scan", str(mail), "--db", str(database))
        assert done.returncode == 0, (redirection, done.stdout)
        assert "You owe an answer" in done.stdout, redirection
        assert database.read_bytes().startswith(b"SQLite format 3\0")
        assert run("report", "--db", str(database)).returncode == 0


def test_a_reader_of_the_help_that_goes_away() -> None:
    check_without_reader("--help")


def test_a_terminal_without_unicode(mail: Path, tmp_path: Path) -> None:
    done = run(
        "scan",
        str(mail),
        "--db",
        str(tmp_path / "m.db"),
        environment={"PYTHONIOENCODING": "latin-1"},
        encoding="latin-1",
    )
    assert done.returncode == 0, done.stderr
    assert "\\u201c" in done.stdout
