from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from inboxnet.errors import DatabaseError
from inboxnet.store.migrations import APPLICATION_ID, migrations
from inboxnet.store.open import open_database, open_read_only, translated

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of this version."""
    made = tmp_path / "x.db"
    open_database(made).close()
    return made


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


def migrations_of(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM _sqlite_migrations ORDER BY name").fetchall()
    return [name for (name,) in rows]


def test_a_database_of_a_newer_version_is_left_as_it_is(path: Path) -> None:
    change(
        path,
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('inboxnet', '999_of_tomorrow', '2999-01-01')",
    )
    before = migrations_of(path)
    for opened in (open_database, open_read_only):
        with pytest.raises(DatabaseError, match=r"newer inboxnet\. Update inboxnet"):
            opened(path)
    assert migrations_of(path) == before


def test_a_database_of_an_older_version_is_brought_up_to_date_by_a_writer(path: Path) -> None:
    known = migrations_of(path)
    # the last one must be one that can be applied again
    change(path, "DROP VIEW addresses")
    change(path, "DROP VIEW messages")
    change(path, "DROP VIEW recipients")
    change(path, "DELETE FROM _sqlite_migrations WHERE name = '003_public_views'")
    with pytest.raises(DatabaseError, match=r"older inboxnet\. Run 'inboxnet scan' once"):
        open_read_only(path)
    open_database(path).close()
    assert migrations_of(path) == known
    open_read_only(path).close()


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (sqlite3.SQLITE_READONLY_CANTINIT, "permissions of the file and its folder"),
        (sqlite3.SQLITE_CANTOPEN, "permissions of the file and its folder"),
        (sqlite3.SQLITE_CORRUPT, "restore it from a copy"),
    ],
)
def test_the_advice_fits_the_trouble(path: Path, code: int, advice: str) -> None:
    error = sqlite3.OperationalError("of SQLite")
    error.sqlite_errorcode = code
    with pytest.raises(DatabaseError, match=advice), translated(path):
        raise error


def test_what_an_older_version_wrote_is_kept(path: Path, tmp_path: Path) -> None:
    """A database as it was with three migrations, with mail in it."""
    old = tmp_path / "old.db"
    database = Database(old)
    migrations.apply(database, stop_before="004_identity")
    database.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.conn.execute("INSERT INTO address (id, addr_spec) VALUES (1, 'ann@corp.example')")
    database.conn.execute(
        "INSERT INTO mail VALUES (1, 'f', 'm@x', NULL, 'none', 1, 'Ann', NULL, 'Plans', 'Yes.', '',"
        " 0, NULL, NULL, '[]', '[]', '[]', '[]', '[]', '[]', '[]', 9)"
    )
    database.conn.commit()
    database.close()
    open_database(old).close()
    with closing(sqlite3.connect(old)) as migrated, closing(sqlite3.connect(path)) as new:
        row = migrated.execute("SELECT subject, server_thread FROM mail").fetchone()
        assert row == ("Plans", None)
        names = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
        assert migrated.execute(names).fetchall() == new.execute(names).fetchall()
