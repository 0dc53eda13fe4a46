"""Replacing the derived tables in one transaction, and knowing when they are up to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from inboxnet.store.migrations import DERIVED_TABLES

if TYPE_CHECKING:
    from sqlite_utils import Database


def replace_derived(
    database: Database,
    tables: Mapping[str, Iterable[Sequence[object]]],
    *,
    state: Mapping[str, str],
) -> None:
    """Empty the derived tables and fill them anew.

    Args:
        database: Open for writing.
        tables: Table name to its rows, values in the order of its columns; in an order in which
            foreign keys hold. A table that is not named stays empty.
        state: What the tables were derived from and by; see `derived_state`.
    """
    with database.atomic():
        connection = database.conn
        for table in DERIVED_TABLES:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own schema
        for table, rows in tables.items():
            width = len(connection.execute(f"PRAGMA table_info({table})").fetchall())
            marks = ", ".join("?" * width)
            connection.executemany(
                f"INSERT INTO {table} VALUES ({marks})",  # noqa: S608 - as above
                rows,
            )
        connection.execute("DELETE FROM derived_state")
        connection.executemany(
            "INSERT INTO derived_state (key, value) VALUES (?, ?)", sorted(state.items())
        )


def derived_state(database: Database) -> dict[str, str]:
    """Return what the derived tables were derived from and by."""
    return dict(database.conn.execute("SELECT key, value FROM derived_state"))


def facts_state(database: Database) -> dict[str, str]:
    """Return a summary of the facts that changes whenever anything derived could change."""
    row = database.conn.execute(
        """
        SELECT (SELECT count(*) FROM mail), (SELECT coalesce(max(id), 0) FROM mail),
               (SELECT count(*) FROM locator), (SELECT count(*) FROM quarantine),
               (SELECT coalesce(group_concat(addr_spec), '') FROM owner_address),
               (SELECT coalesce(group_concat(id), '') FROM correction WHERE undone_at IS NULL),
               (SELECT coalesce(group_concat(role || complete || vanished || coalesce(note, '')),
                                '') FROM mailbox)
        """
    ).fetchone()
    names = ("mail", "last_mail", "locators", "quarantine", "owner", "corrections", "mailboxes")
    return {name: str(value) for name, value in zip(names, row, strict=True)}
