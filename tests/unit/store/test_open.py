from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from inboxnet.errors import DatabaseError, DatabaseLocked
from inboxnet.store.open import hold_lock, open_database, open_read_only, translated


def test_files_are_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "made" / "inboxnet.db"
    before = os.umask(0)
    try:
        database = open_database(path)
        database.conn.execute("INSERT INTO owner_address VALUES ('a@b.example')")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        database.close()
    finally:
        os.umask(before)
    assert modes == {"inboxnet.db": 0o600, "inboxnet.db-wal": 0o600, "inboxnet.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_foreign_keys_and_wal(tmp_path: Path) -> None:
    database = open_database(tmp_path / "x.db")
    assert database.conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert database.conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    with pytest.raises(sqlite3.IntegrityError):
        database.conn.execute("INSERT INTO replies VALUES (1, 2, 0, NULL, 'x', 1.0)")
    database.close()


def test_every_table_is_strict(tmp_path: Path) -> None:
    database = open_database(tmp_path / "x.db")
    rows = database.conn.execute("PRAGMA table_list").fetchall()
    ours = [row for row in rows if row[2] == "table" and not row[1].startswith(("sqlite_", "_"))]
    assert {row[1] for row in ours if not row[5]} == set()
    assert len(ours) > 15
    database.close()


def test_a_database_of_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE t (x)")
        other.commit()
    before = path.read_bytes()
    for opened in (open_database, open_read_only):
        with pytest.raises(DatabaseError, match="not a database of inboxnet"):
            opened(path)
    assert path.read_bytes() == before


def test_what_is_no_database_at_all(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary, " * 100)
    for opened in (open_database, open_read_only):
        with pytest.raises(DatabaseError, match="not a database of inboxnet"):
            opened(path)
    assert path.read_text().startswith("Dear diary")


def test_an_empty_file_becomes_a_database_but_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(DatabaseError):
        open_read_only(path)
    open_database(path).close()
    open_read_only(path).close()


def test_there_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="There is no database"):
        open_read_only(tmp_path / "none.db")


def test_a_directory_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be opened"):
        open_database(tmp_path)


def test_another_run_holds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.db"
    monkeypatch.setattr("inboxnet.store.open.BUSY_TIMEOUT_SECONDS", 0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseLocked):
            open_database(path)


def test_reading_cannot_write(tmp_path: Path) -> None:
    open_database(tmp_path / "x.db").close()
    reader = open_read_only(tmp_path / "x.db")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM people")
    reader.close()


def test_the_lock_is_free_again_behind_an_error(tmp_path: Path) -> None:
    path = tmp_path / "made" / "x.db"
    with pytest.raises(ZeroDivisionError), hold_lock(path):
        raise ZeroDivisionError
    with hold_lock(path), pytest.raises(DatabaseLocked), hold_lock(path):
        pytest.fail("it was held twice")


def test_no_lock_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="cannot be opened"), hold_lock(tmp_path / "file/x.db"):
        pytest.fail("it was held")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "Another program is writing"),
        (sqlite3.SQLITE_FULL, "The disk is full"),
        (sqlite3.SQLITE_IOERR_WRITE, "cannot be used"),
        (sqlite3.SQLITE_CORRUPT, "cannot be used"),
    ],
)
def test_trouble_of_the_machine_is_told_and_mistakes_are_not(
    tmp_path: Path, code: int, told: str
) -> None:
    error = sqlite3.OperationalError("as SQLite says")
    error.sqlite_errorcode = code
    with pytest.raises(DatabaseError, match=told), translated(tmp_path / "x.db"):
        raise error
    mistake = sqlite3.OperationalError("no such column")
    mistake.sqlite_errorcode = sqlite3.SQLITE_ERROR
    with pytest.raises(sqlite3.OperationalError), translated(tmp_path / "x.db"):
        raise mistake
