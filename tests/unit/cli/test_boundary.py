"""Every failure is one line on stderr and the right exit code."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click
import pytest

import inboxnet.cli
from inboxnet import errors
from inboxnet.cli import COMMANDS, group, run
from inboxnet.cli.scan import print_report, rest_teller

if TYPE_CHECKING:
    from pathlib import Path

    HandMadeDatabase = Any


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("INBOXNET_DB", "INBOXNET_TRACEBACK", "XDG_DATA_HOME", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def fail(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 2) -> str:
    """Run, and return the one line of the failure."""
    assert run(arguments) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("inboxnet: ")
    assert line.endswith(".")
    return line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["skan"], "No such command 'skan'. See 'inboxnet --help'."),
        (["--nope"], "No such option"),
        (["report", "dormant"], "'dormant' is not one of"),
        (["report", "--since", "soon"], "not a time in ISO 8601"),
        (["report", "--label", "friend"], "'friend' is not one of"),
        (["report", "--limit", "-1"], "--limit"),
        (["report", "--format", "xml"], "'xml' is not one of"),
        (["show"], "Missing argument 'PERSON'"),
        (["scan"], "Missing argument 'SOURCE...'. See 'inboxnet scan --help'."),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert said in fail(capsys, *arguments)


def test_no_arguments_print_the_help_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert run([]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == shown


def test_one_password_for_two_accounts(capsys: pytest.CaptureFixture[str]) -> None:
    accounts = ["imaps://a@127.0.0.1:1", "imaps://b@127.0.0.1:2"]
    line = fail(capsys, "scan", *accounts, "--password-command", "echo secret")
    assert "several IMAP accounts" in line


@pytest.mark.parametrize("source", ["~nosuchuser/mail", "~nosuchuser"])
def test_a_source_of_nobody(capsys: pytest.CaptureFixture[str], source: str) -> None:
    assert f"{source} does not exist" in fail(capsys, "scan", source)


def test_a_device_as_source(capsys: pytest.CaptureFixture[str]) -> None:
    line = fail(capsys, "scan", "/dev/null")
    assert "not a regular file" in line
    assert "permissions" not in line


def test_no_database(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    line = fail(capsys, "report")
    assert str(tmp_path / ".local/share/inboxnet/inboxnet.db") in line
    assert "inboxnet scan SOURCE" in line


def test_a_database_of_something_else(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    before = other.read_bytes()
    for arguments in (["report"], ["show", "Ana"]):
        assert "not a database of inboxnet" in fail(capsys, *arguments, "--db", str(other))
    assert other.read_bytes() == before


def test_a_text_file_as_database(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no database at all\n" * 99)
    assert "not a database of inboxnet" in fail(capsys, "report", "--db", str(text))


def test_a_folder_as_database(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    fail(capsys, "report", "--db", str(tmp_path))


@pytest.mark.parametrize("arguments", [["report"], ["show", "Olive"]])
def test_a_damaged_database(
    hand_made: HandMadeDatabase,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    def damaged(*_: object, **__: object) -> None:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error

    monkeypatch.setattr("inboxnet.cli.report.build_report", damaged)
    monkeypatch.setattr("inboxnet.cli.show.read_person", damaged)
    line = fail(capsys, *arguments, "--db", str(hand_made.path))
    assert "malformed" in line
    assert "copy" in line


@pytest.mark.parametrize("arguments", [["report"], ["show", "Olive"]])
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DROP VIEW messages", "no such table"),
        ("UPDATE mail SET subject = CAST(x'ff' AS TEXT)", "UTF-8"),
        ("DROP TABLE people", "no such table"),
    ],
)
def test_a_database_that_was_tampered_with(
    hand_made: HandMadeDatabase,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    statement: str,
    said: str,
) -> None:
    hand_made.exchange(hand_made.owner, days_ago=5)
    ana = hand_made.person("Ana", "ana@client.example")
    hand_made.exchange(ana, days_ago=5)
    with closing(sqlite3.connect(hand_made.path, isolation_level=None)) as connection:
        connection.execute(statement)
    line = fail(capsys, *arguments, "--db", str(hand_made.path))
    assert said in line
    assert "restore it from a copy" in line.lower()


def test_the_demo_is_not_mixed_into_other_mail(
    hand_made: HandMadeDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_made.coverage("INBOX")
    line = fail(capsys, "demo", "--db", str(hand_made.path))
    assert "holds other mail" in line


def test_the_demo_is_not_mixed_into_a_scan_that_failed(
    hand_made: HandMadeDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_made.insert("runs", started_at=hand_made.as_of.isoformat(), command="scan", status="ok")
    line = fail(capsys, "demo", "--db", str(hand_made.path))
    assert "holds other mail" in line


def test_an_output_that_cannot_be_written(
    hand_made: HandMadeDatabase, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "missing" / "out.txt"
    line = fail(capsys, "report", "--db", str(hand_made.path), "-o", str(target))
    assert "cannot be written" in line


def test_a_bug_is_one_line_too(
    hand_made: HandMadeDatabase,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import inboxnet.cli.report

    def explode(*_: object, **__: object) -> None:
        raise KeyError("text of a mail")

    monkeypatch.setattr(inboxnet.cli.report, "build_report", explode)
    arguments = ["report", "--db", str(hand_made.path)]
    line = fail(capsys, *arguments, code=70)
    assert "KeyError" in line
    assert "text of a mail" not in line
    monkeypatch.setenv("INBOXNET_TRACEBACK", "1")
    assert run(arguments) == 70
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.ServerUnreachable("p", advice="a."), 69),
        (errors.ServerTimeout("p", advice="a."), 69),
        (errors.LoginRefused("p", advice="a."), 77),
        (errors.DatabaseLocked("p", advice="a"), 75),
        (errors.ModelError("p\x1b[2J", advice="a."), 2),
        (OSError(28, "No space left on device", "/x\x1b"), 74),
        (KeyboardInterrupt(), 130),
    ],
)
def test_exit_codes(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
) -> None:
    @click.command()
    def command() -> None:
        raise error

    monkeypatch.setattr(inboxnet.cli.LazyGroup, "get_command", lambda *_: command)
    assert run(["scan"]) == code
    captured = capsys.readouterr()
    line = captured.err.strip()
    assert line.startswith("inboxnet: ")
    assert line.endswith(".")
    assert "\x1b" not in line
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize("error", [BrokenPipeError(32, "Broken pipe"), BrokenPipeError()])
def test_a_broken_pipe_is_told_by_the_code_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def raise_it() -> None:
        raise error

    command = click.Command("c", callback=raise_it)
    monkeypatch.setattr(inboxnet.cli.LazyGroup, "get_command", lambda *_: command)
    for name in ("stdout", "stderr"):  # click puts wrappers there
        monkeypatch.setattr(sys, name, getattr(sys, name))
    assert run(["scan"]) == 141
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


@pytest.mark.parametrize("returned", [None, 0, 1])
def test_a_command_returns_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, returned: int | None
) -> None:
    command = click.Command("c", callback=lambda: returned)
    monkeypatch.setattr(inboxnet.cli.LazyGroup, "get_command", lambda *_: command)
    assert run(["scan"]) == (returned or 0)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert command.name == name
    assert (command.help or "").splitlines()[0] == COMMANDS[name]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.help.endswith("."), parameter.name
    assert run([name, "--help"]) == 0
    assert COMMANDS[name] in " ".join(capsys.readouterr().out.split())


def test_every_command_has_db() -> None:
    for name in set(COMMANDS) - {"train", "evaluate"}:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        assert any("--db" in parameter.opts for parameter in command.params), name


def test_the_help_lists_all_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(line in shown for line in COMMANDS.values())
    for name in dir(errors):
        if name.startswith("EXIT_"):
            assert f"\n    {getattr(errors, name)} " in shown


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"inboxnet, version {inboxnet.__version__}\n"


def test_the_file_of_a_report_is_private(hand_made: HandMadeDatabase, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    old_mask = os.umask(0)
    try:
        assert (
            run(["report", "--db", str(hand_made.path), "--format", "json", "-o", str(target)]) == 0
        )
    finally:
        os.umask(old_mask)
    assert target.stat().st_mode & 0o777 == 0o600
    assert target.read_text().startswith('{\n  "schema": 1')


def test_a_scan_names_the_command_that_lists_the_rest(
    hand_made: HandMadeDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    ana = hand_made.person("Ana", "ana@client.example")
    for days in range(10, 22):
        hand_made.exchange(ana, days_ago=days)
    print_report(
        hand_made.path,
        as_of=hand_made.as_of,
        output_format="table",
        tell_rest=rest_teller(hand_made.path, hand_made.as_of),
    )
    told = " ".join(capsys.readouterr().out.split())
    command = "inboxnet report owed --limit 12 --db"
    assert f"and 2 more: {command} {hand_made.path} --as-of 2026-03-01T12:00Z" in told
    print_report(
        hand_made.path, as_of=hand_made.as_of, output_format="table", tell_rest=lambda *_: ""
    )
    told = capsys.readouterr().out
    assert "    and 2 more.\n" in told
    assert "--limit" not in told


def test_show_names_the_candidates(
    hand_made: HandMadeDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    ana = hand_made.person("Ana Lima", "ana@one.example")
    hand_made.person("Ana \x1b[2JRuiz", "ana@two.example")
    hand_made.person("Berta", "b@two.example")
    database = ["--db", str(hand_made.path)]
    assert run(["show", "ana", *database]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    first, second, last = captured.err.splitlines()
    assert f"{ana}  Ana Lima <ana@one.example>" in first
    assert "Ana ␛[2JRuiz" in second
    assert last.startswith("inboxnet: 2 people match 'ana'.")
    assert run(["show", "Ana", "Lima", *database]) == 0
    assert "Ana Lima" in capsys.readouterr().out
    assert "Nobody is called 'Zoe'" in fail(capsys, "show", "Zoe", *database)
