"""merge, split and undo as a user types them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from inboxnet.cli import run

if TYPE_CHECKING:
    HandMadeDatabase = Any

AS_OF = ["--as-of", "2026-03-20"]

LETTER = """\
From {sender} Mon Mar  {day} 09:00:00 2026
From: {sender}
To: {to}
Subject: Figures {day}
Date: Mon, 0{day} Mar 2026 09:00:00 +0000
Message-ID: <{day}@test.example>

Could you send me the figures?

"""
OLIVE = "Olive Owner <olive@own.example>"


@pytest.fixture
def database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Mail of Ana, of Ben and of another Ben, scanned."""
    (tmp_path / "Inbox.mbox").write_text(
        "".join(
            LETTER.format(sender=sender, to=OLIVE, day=day)
            for day, sender in enumerate(
                (
                    "Ana Lima <ana@client.example>",
                    "Ben Kay <ben@client.example>",
                    "Ben Moor <moor@other.example>",
                ),
                start=2,
            )
        )
    )
    (tmp_path / "Sent.mbox").write_text(
        LETTER.format(sender=OLIVE, to="Cy Moe <cy@third.example>", day=6)
    )
    path = tmp_path / "mail.db"
    assert scan(path) == 0
    capsys.readouterr()
    return path


def scan(path: Path) -> int:
    return run(["scan", str(path.parent), "--db", str(path), *AS_OF])


def owed(path: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[int, str]]:
    """Return who waits for an answer, as the report says."""
    capsys.readouterr()
    assert run(["report", "owed", "--format", "json", "--db", str(path), *AS_OF]) == 0
    rows = json.loads(capsys.readouterr().out)["sections"]["owed"]["rows"]
    return sorted((row["who"]["person_id"], row["who"]["name"]) for row in rows)


def relations(path: Path) -> str:
    with closing(sqlite3.connect(path)) as reader:
        return "\n".join(
            line for line in reader.iterdump() if "runs" not in line and "correction" not in line
        )


def test_merge_scan_undo(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, dump = owed(database, capsys), relations(database)
    assert len({person for person, _ in before}) == 3
    assert run(["merge", "Ana Lima", "moor@other.example", "--db", str(database)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "ana@client.example and moor@other.example are one person from now on:" in told.err
    assert "ana@client.example, moor@other.example" in told.err
    assert f"Undo it with: inboxnet undo 1 --db {database}" in told.err

    merged = owed(database, capsys)
    assert len({person for person, _ in merged}) == 2
    assert scan(database) == 0
    assert owed(database, capsys) == merged

    assert run(["undo", "--db", str(database)]) == 0
    assert "Undone: 1: merge ana@client.example moor@other.example" in capsys.readouterr().err
    assert owed(database, capsys) == before
    assert relations(database) == dump

    assert run(["undo", "--list", "--db", str(database)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("1: merge ana@client.example moor@other.example, 20")
    assert "(undone 20" in line


def test_split(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = owed(database, capsys)
    options = ["--db", str(database)]
    assert run(["merge", "ana", "Ben Kay", *options]) == 0
    assert run(["split", "ben@client.example", *options]) == 0
    assert "Ben Kay: ben@client.example" in capsys.readouterr().err
    assert owed(database, capsys) == before
    assert run(["merge", "cy@third.example", "olive@own.example", *options]) == 0
    assert "you: olive@own.example, cy@third.example" in capsys.readouterr().err
    assert run(["split", "cy", "moe", *options]) == 2
    assert "This is you" in capsys.readouterr().err
    assert run(["split", "cy@third.example", *options]) == 0
    assert "Cy Moe: cy@third.example" in capsys.readouterr().err
    assert scan(database) == 0
    assert "You are olive@own.example (" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["merge", "nobody", "ana"], "Nobody is called 'nobody'"),
        (["merge", "Ben", "Ana"], "2 people match 'Ben'"),
        (["merge", "Ana", "ana@client.example"], "are one person already"),
        (["merge", "Ana"], "Missing argument 'B'"),
        (["split", "Ana"], "the only address"),
        (["split", "nobody@client.example"], "Nobody is called"),
        (["split", "ana@client.example", "ben@client.example"], "not one person's"),
        (["split", "two@ben.example", "kay@ben.example"], "all addresses of this person"),
        (["undo"], "There is no correction to undo"),
        (["undo", "3"], "There is no correction 3"),
        (["undo", "--list", "5"], "A number and --list are given"),
        (["merge", "²", "Ana"], "Nobody is called '²'"),
        (["split", "mo"], "Nobody is called 'mo'"),
    ],
)
def test_what_cannot_be_done(
    hand_made: HandMadeDatabase,
    arguments: list[str],
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, address in (("Ana Lima", "ana@client.example"), ("Ben Kay", "ben@client.example")):
        hand_made.person(name, address)
    hand_made.address(hand_made.person("Ben Two", "two@ben.example"), "kay@ben.example")
    assert run([*arguments, "--db", str(hand_made.path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert told in captured.err.splitlines()[-1]
    if "match" in told:
        assert "Ben Kay <ben@client.example>" in captured.err


def test_there_is_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["merge", "a", "b"], ["split", "a"], ["undo"], ["undo", "--list"]):
        assert run([*arguments, "--db", str(tmp_path / "no.db")]) == 2
        assert "There is no database" in capsys.readouterr().err
    assert not (tmp_path / "no.db").exists()
