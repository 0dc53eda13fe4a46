"""Whether a database has the schema that this version of inboxnet knows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from sqlite_utils import Database

from inboxnet.errors import DatabaseError
from inboxnet.store.migrations import migrations


def check_schema(connection: sqlite3.Connection, path: Path, *, may_migrate: bool) -> None:
    """Refuse a schema of a later version, and one of an earlier version that may not be mended.

    Args:
        connection: A database of inboxnet, or an empty one.
        path: Where it lies, for the message.
        may_migrate: Whether the caller brings an older schema up to date.

    Raises:
        DatabaseError: The schema is not the one this version knows.
    """
    known = _known_migrations()
    applied = {migration.name for migration in migrations.applied(Database(connection))}
    if applied - known:
        raise DatabaseError(
            f"The database {path} was made by a newer inboxnet",
            advice="Update inboxnet, or name another file with --db; this one was left as it is.",
        )
    if known - applied and not may_migrate:
        raise DatabaseError(
            f"The database {path} was made by an older inboxnet",
            advice="Run 'inboxnet scan' once, which brings it up to date.",
        )


@cache
def _known_migrations() -> frozenset[str]:
    with closing(sqlite3.connect(":memory:")) as empty:
        return frozenset(migration.name for migration in migrations.pending(Database(empty)))
