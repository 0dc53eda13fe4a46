from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inboxnet.people.rulings import Side, rule_merge, rule_split
from inboxnet.store.corrections import (
    read_corrections,
    read_rulings,
    undo_correction,
    write_ruling,
)
from inboxnet.store.derived import facts_state
from inboxnet.store.open import open_database

if TYPE_CHECKING:
    from sqlite_utils import Database

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ANN = Side("ann@acme.example", ("ann@acme.example", "al@acme.example"))
BO = Side("bo@other.example", ("bo@other.example",))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "x.db")
    yield opened
    opened.conn.close()


def test_rulings_come_back_as_they_were_until_undone(database: Database) -> None:
    merged = write_ruling(database, rule_merge(ANN, BO), now=NOW)
    parted = write_ruling(database, rule_split(ANN, ["al@acme.example"]), now=NOW)
    assert merged == replace(rule_merge(ANN, BO), number=1)
    assert read_rulings(database) == [merged, parted]
    assert undo_correction(database, 1, now=NOW)
    assert not undo_correction(database, 1, now=NOW)
    assert not undo_correction(database, 9, now=NOW)
    assert read_rulings(database) == [parted]
    last, first = read_corrections(database.conn)
    assert (last.number, last.kind, last.undone_at) == (2, "split", None)
    assert first.named == ("ann@acme.example", "bo@other.example")
    assert first.undone_at == "2026-03-01T00:00:00+00:00"


def test_corrections_of_other_kinds_are_no_rulings(database: Database) -> None:
    database.conn.execute(
        "INSERT INTO correction (made_at, kind, target, value) VALUES ('', 'label', '[]', '{}')"
    )
    assert read_rulings(database) == []
    assert len(read_corrections(database.conn)) == 1


def test_what_is_derived_depends_on_the_corrections_that_stand(database: Database) -> None:
    states = [facts_state(database)]
    for ruling in (rule_merge(ANN, BO), rule_split(ANN, [])):
        write_ruling(database, ruling, now=NOW)
        states.append(facts_state(database))
    undo_correction(database, 1, now=NOW)
    states.append(facts_state(database))
    assert len({state["corrections"] for state in states}) == 4
    undo_correction(database, 2, now=NOW)
    assert facts_state(database) == states[0]
