"""Opening the database: 0600 before the first byte, WAL, foreign keys, migrations; its lock."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from inboxnet.errors import DatabaseError, DatabaseLocked
from inboxnet.store.migrations import APPLICATION_ID, migrations
from inboxnet.store.schema import check_schema

BUSY_TIMEOUT_SECONDS = 5.0

_PRIMARY_CODE = 0xFF
"""SQLite's extended result codes carry the primary one in their lowest byte."""

_UNUSABLE = (
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
)

_FORBIDDEN = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY)


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Hold the database for one run, whatever name it is called by.

    The lock is that of the file beside it with ``.lock`` at its end, which stays there. It goes
    with the process, so a run that was killed leaves none.

    Raises:
        DatabaseError: The file cannot be made.
        DatabaseLocked: Another run holds it, of this process or another one.
    """
    real = os.path.realpath(path)
    _make_parent(path)
    with _opening(path):
        descriptor = os.open(f"{real}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        with _opening(path):
            _lock(descriptor, path)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn trouble of SQLite that is not our own fault into a `DatabaseError`."""
    try:
        yield
    except sqlite3.Error as error:
        if (trouble := _translate(error, path)) is None:
            raise
        raise trouble from error


def open_database(path: Path) -> Database:
    """Open the database for writing; create it, and bring its schema up to date.

    The file is created with mode 0600 before SQLite opens it, so that the WAL and shared-memory
    files inherit the mode.

    Raises:
        DatabaseError: The file cannot be opened, or is not a database of inboxnet.
        DatabaseLocked: Another process is writing.
    """
    _make_parent(path)
    with _opening(path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
    try:
        _check_ours(connection, path, empty_is_ours=True)
        check_schema(connection, path, may_migrate=True)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        database = Database(connection)
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations.apply(database)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise (_translate(error, path) or _unusable(error, path)) from error
    except BaseException:
        connection.close()
        raise
    return database


def open_read_only(path: Path) -> sqlite3.Connection:
    """Open the database for reading its public relations.

    Raises:
        DatabaseError: There is no such file, or it is not a database of inboxnet.
    """
    if not path.is_file():
        raise DatabaseError(
            f"There is no database {path}",
            advice="Make one with 'inboxnet scan SOURCE', or name another with --db.",
        )
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_SECONDS
    )
    try:
        _check_ours(connection, path, empty_is_ours=False)
        check_schema(connection, path, may_migrate=False)
        connection.execute("SELECT count(*) FROM people").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        raise (_translate(error, path) or _unusable(error, path)) from error
    except BaseException:
        connection.close()
        raise
    connection.row_factory = sqlite3.Row
    return connection


def _check_ours(connection: sqlite3.Connection, path: Path, *, empty_is_ours: bool) -> None:
    """Refuse a database that has tables but not our application id."""
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if application_id != APPLICATION_ID and (tables or not empty_is_ours):
        raise _not_ours(path)


def _not_ours(path: Path) -> DatabaseError:
    return DatabaseError(
        f"{path} is not a database of inboxnet",
        advice="Name another file with --db; this one was left as it is.",
    )


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise DatabaseLocked(
            f"Another run is writing to {path}", advice="Wait until it has ended, and try again."
        ) from error


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DatabaseError(
            f"The database {path} cannot be opened: {error.strerror}",
            advice="Give another file with --db, or mend the permissions.",
        ) from error


def _make_parent(path: Path) -> None:
    with _opening(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _translate(error: sqlite3.Error, path: Path) -> DatabaseError | None:
    """Return what to tell the owner; None where only a mistake of ours can be behind it."""
    primary = _primary_code(error)
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseLocked(
            f"Another program is writing to {path}",
            advice="Wait until it has ended, and try again.",
        )
    if primary == sqlite3.SQLITE_FULL:
        return DatabaseError(
            f"The disk is full, so {path} cannot grow",
            advice="Free some space and run again: what was stored is kept.",
        )
    if primary == sqlite3.SQLITE_NOTADB:
        return _not_ours(path)
    return _unusable(error, path) if primary in _UNUSABLE else None


def _primary_code(error: sqlite3.Error) -> int | None:
    # What the Python module raises itself has no code.
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY_CODE


def _unusable(error: sqlite3.Error, path: Path) -> DatabaseError:
    if _primary_code(error) in _FORBIDDEN:
        # SQLite writes beside the file even to read it
        return DatabaseError(
            f"The database {path} cannot be used: {error}",
            advice="Mend the permissions of the file and its folder, or copy it to a folder of "
            "yours and name the copy with --db.",
        )
    return DatabaseError(
        f"The database {path} cannot be used: {error}",
        advice="See whether the disk is full and the file may be written; else restore it from a "
        "copy, or name another with --db.",
    )
