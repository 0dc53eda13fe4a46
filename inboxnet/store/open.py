"""Opening the database: 0600 before the first byte, WAL, foreign keys, migrations."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from inboxnet.errors import DatabaseError, DatabaseLocked
from inboxnet.store.migrations import APPLICATION_ID, migrations

BUSY_TIMEOUT_SECONDS = 5.0


def open_database(path: Path) -> Database:
    """Open the database for writing; create it, and bring its schema up to date.

    The file is created with mode 0600 before SQLite opens it, so that the WAL and shared-memory
    files inherit the mode.

    Raises:
        DatabaseError: The file cannot be opened, or is not a database of inboxnet.
        DatabaseLocked: Another process is writing.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DatabaseError(
            f"The database {path} cannot be opened: {error.strerror}",
            advice="Give another file with --db, or mend the permissions.",
        ) from error
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
    try:
        _check_ours(connection, path, empty_is_ours=True)
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
        raise _translate(error, path) from error
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
        connection.execute("SELECT count(*) FROM people").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        raise _translate(error, path) from error
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


def _translate(error: sqlite3.DatabaseError, path: Path) -> DatabaseError:
    code = getattr(error, "sqlite_errorcode", None)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseLocked(
            f"Another run is writing to {path}", advice="Wait until it has ended, and try again."
        )
    if code == sqlite3.SQLITE_NOTADB:
        return _not_ours(path)
    return DatabaseError(
        f"The database {path} cannot be used: {error}",
        advice="Name another file with --db, or restore it from a copy.",
    )
