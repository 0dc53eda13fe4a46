"""The owner's corrections: facts that outlive every re-scan, until they are undone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, cast, get_args

from inboxnet.people.rulings import Ruling, RulingKind
from inboxnet.store.facts import format_instant

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database


class Correction(NamedTuple):
    """One correction, as it is told.

    Attributes:
        number: By which it can be undone.
        made_at: When, ISO 8601 in UTC.
        kind: ``merge``, ``split`` …
        named: The addresses it was made about.
        undone_at: When it was undone; None while it stands.
    """

    number: int
    made_at: str
    kind: str
    named: tuple[str, ...]
    undone_at: str | None


def write_ruling(database: Database, ruling: Ruling, *, now: datetime) -> Ruling:
    """Store a ruling and return it with its number."""
    value = {"parts": ruling.parts, "over": sorted(ruling.over)}
    row = database.conn.execute(
        "INSERT INTO correction (made_at, kind, target, value) VALUES (?, ?, ?, ?) RETURNING id",
        (format_instant(now), ruling.kind, json.dumps(ruling.named), json.dumps(value)),
    ).fetchone()
    return replace(ruling, number=int(row[0]))


def read_rulings(database: Database) -> list[Ruling]:
    """Return the rulings that stand, the earliest first."""
    rows = database.conn.execute(
        "SELECT id, kind, target, value FROM correction "
        "WHERE undone_at IS NULL AND kind IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(get_args(RulingKind)),),
    )
    return [_ruling(*row) for row in rows]


def _ruling(number: int, kind: str, target: str, value: str) -> Ruling:
    stored = json.loads(value)
    return Ruling(
        kind=cast("RulingKind", kind),
        named=tuple(json.loads(target)),
        parts=tuple(tuple(part) for part in stored["parts"]),
        over=frozenset(stored["over"]),
        number=number,
    )


def read_corrections(connection: sqlite3.Connection) -> list[Correction]:
    """Return all corrections, undone ones too, the latest first."""
    rows = connection.execute(
        "SELECT id, made_at, kind, target, undone_at FROM correction ORDER BY id DESC"
    )
    return [
        Correction(number, made_at, kind, tuple(json.loads(target)), undone_at)
        for number, made_at, kind, target, undone_at in rows
    ]


def undo_correction(database: Database, number: int, *, now: datetime) -> bool:
    """Let a correction stand no more; return whether it stood."""
    cursor = database.conn.execute(
        "UPDATE correction SET undone_at = ? WHERE id = ? AND undone_at IS NULL",
        (format_instant(now), number),
    )
    return cursor.rowcount == 1
