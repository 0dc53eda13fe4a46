from __future__ import annotations

from typing import TYPE_CHECKING

from inboxnet.store.relations import RELATIONS

if TYPE_CHECKING:
    import sqlite3


def test_every_public_column_is_documented_and_exists(reader: sqlite3.Connection) -> None:
    for name, relation in RELATIONS.items():
        schema = [row["name"] for row in reader.execute(f"PRAGMA table_info({name})")]
        assert list(relation.columns) == schema, name
        assert relation.meaning


def test_every_view_is_documented(reader: sqlite3.Connection) -> None:
    views = {
        row["name"] for row in reader.execute("SELECT name FROM sqlite_schema WHERE type='view'")
    }
    assert views <= set(RELATIONS)
