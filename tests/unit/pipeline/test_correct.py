"""Corrections, from the owner's word to the public relations."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pytest

from inboxnet.classify.sample import PersonSample, Verdict
from inboxnet.errors import DatabaseLocked, UsageError
from inboxnet.people.rulings import Side
from inboxnet.pipeline import Progress, correct, run
from inboxnet.pipeline.correct import merge, split, undo
from inboxnet.source.memory import MemorySource
from inboxnet.store.migrations import DERIVED_TABLES
from inboxnet.store.open import hold_lock, open_database

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ME = "Olive Owner <olive@own.example>"
ANN = Side("ann@acme.example", ("ann@acme.example",))
BO = Side("bo@other.example", ("bo@other.example",))
OLIVE = Side("olive@own.example", ("olive@own.example",), is_owner=True)

Select = Callable[[str], list[tuple[Any, ...]]]


class Stub:
    """Knows nothing of anybody."""

    def __init__(self, *, many: bool) -> None:
        assert not many

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def classify(self, people: Iterable[PersonSample]) -> Iterable[Verdict]:
        return ()


@pytest.fixture(autouse=True)
def classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ClassifierElsewhere", Stub)
    monkeypatch.setattr(correct, "ClassifierElsewhere", Stub)


def letter(number: int, sender: str, to: str) -> bytes:
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: Figures {number}\r\n"
        f"Date: Thu, 0{number} Jan 2026 09:00:00 +0000\r\nMessage-ID: <m{number}@x>\r\n\r\n"
        "Could you send me the figures?\r\n"
    ).encode()


def scan(path: Path, as_of: datetime = NOW) -> None:
    source = MemorySource(
        {
            "INBOX": [
                letter(1, "Ann Lee <ann@acme.example>", ME),
                letter(2, "Bo Ray <bo@other.example>", ME),
            ],
            "Sent": [letter(3, ME, "Cy Moe <cy@third.example>")],
        }
    )
    run.scan(
        path,
        [source],
        owner=[],
        as_of=as_of,
        now=NOW,
        since=None,
        command="scan",
        progress=silent,
    )


def silent(step: Progress) -> None:
    pass


@pytest.fixture
def path(tmp_path: Path) -> Path:
    scan(tmp_path / "x.db")
    return tmp_path / "x.db"


@pytest.fixture
def select(path: Path) -> Select:
    def go(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as reader:
            return reader.execute(sql).fetchall()

    return go


def derived(select: Select) -> dict[str, list[tuple[Any, ...]]]:
    tables = (*DERIVED_TABLES, "derived_state")
    return {table: sorted(select(f"SELECT * FROM {table}"), key=repr) for table in tables}


PEOPLE = "SELECT group_concat(address, ' ') FROM addresses GROUP BY person_id ORDER BY 1"


def test_a_merge_holds_until_it_is_undone(path: Path, select: Select) -> None:
    before = derived(select)
    ruling = merge(path, ANN, BO, now=NOW, progress=silent)
    merged = derived(select)
    assert ("ann@acme.example bo@other.example",) in select(PEOPLE)
    assert select("SELECT count(DISTINCT person_id) FROM exchanges WHERE direction = 'to_me'") == [
        (1,)
    ]
    scan(path)
    assert derived(select) == merged
    undone = undo(path, None, now=NOW, progress=silent)
    assert undone.number == ruling.number
    assert derived(select) == before


def test_a_split_after_a_merge_and_both_undone_out_of_order(path: Path, select: Select) -> None:
    before = derived(select)
    first = merge(path, ANN, BO, now=NOW, progress=silent)
    both = Side("ann@acme.example", ("ann@acme.example", "bo@other.example"))
    split(path, both, ["bo@other.example"], now=NOW, progress=silent)
    assert ("ann@acme.example bo@other.example",) not in select(PEOPLE)
    undo(path, first.number, now=NOW, progress=silent)
    assert ("ann@acme.example bo@other.example",) not in select(PEOPLE)
    undo(path, None, now=NOW, progress=silent)
    assert derived(select) == before


def test_rulings_outlive_a_database_that_is_derived_anew(path: Path, select: Select) -> None:
    merge(path, ANN, BO, now=NOW, progress=silent)
    before = derived(select)
    with closing(open_database(path).conn) as writer:
        for table in (*DERIVED_TABLES, "derived_state"):
            writer.execute(f"DELETE FROM {table}")
    scan(path)
    assert derived(select) == before


def test_merged_with_the_owner(path: Path, select: Select) -> None:
    merge(path, BO, OLIVE, now=NOW, progress=silent)
    owner = "SELECT address FROM addresses JOIN people USING (person_id) WHERE kind = 'owner'"
    assert select(f"{owner} ORDER BY 1") == [("bo@other.example",), ("olive@own.example",)]
    assert select("SELECT count(*) FROM messages WHERE direction = 'in'") == [(1,)]
    own = Side("bo@other.example", ("bo@other.example", "olive@own.example"), is_owner=True)
    split(path, own, ["bo@other.example"], now=NOW, progress=silent)
    assert select(owner) == [("olive@own.example",)]


def test_the_moment_from_which_it_is_looked_stays(path: Path, select: Select) -> None:
    scan(path, as_of=datetime(2026, 1, 1, 12, tzinfo=UTC))
    opened = "SELECT count(*) FROM exchanges"
    before = select(opened)
    assert before == [(1,)]
    merge(path, ANN, BO, now=NOW, progress=silent)
    assert select(opened) == before


def test_what_cannot_be_undone(path: Path) -> None:
    def go(number: int | None) -> None:
        undo(path, number, now=NOW, progress=silent)

    with pytest.raises(UsageError, match="no correction to undo"):
        go(None)
    with pytest.raises(UsageError, match="no correction 5"):
        go(5)
    merge(path, ANN, BO, now=NOW, progress=silent)
    go(1)
    with pytest.raises(UsageError, match="Correction 1 is undone already"):
        go(1)
    with pytest.raises(UsageError, match="no correction to undo"):
        go(None)


def test_another_run_holds_the_database(path: Path, select: Select) -> None:
    with hold_lock(path), pytest.raises(DatabaseLocked):
        merge(path, ANN, BO, now=NOW, progress=silent)
    assert select("SELECT count(*) FROM correction") == [(0,)]


def test_an_owner_address_that_was_split_off_and_given(path: Path) -> None:
    both = Side("olive@own.example", ("olive@own.example", "x@y.example"), is_owner=True)
    split(path, both, ["olive@own.example"], now=NOW, progress=silent)
    summary = run.scan(
        path,
        [],
        owner=["olive@own.example"],
        as_of=NOW,
        now=NOW,
        since=None,
        command="scan",
        progress=silent,
    )
    (note,) = summary.notes
    assert note.startswith("olive@own.example was given with --owner, but you split it off")
