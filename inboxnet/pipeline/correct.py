"""The owner's corrections: each is written down, and everything is derived anew with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from inboxnet.classify.version import model_version
from inboxnet.errors import UsageError
from inboxnet.people.rulings import Ruling, Side, rule_merge, rule_split
from inboxnet.pipeline.derive import derive
from inboxnet.pipeline.elsewhere import ClassifierElsewhere
from inboxnet.pipeline.progress import Report
from inboxnet.store.corrections import (
    Correction,
    read_corrections,
    undo_correction,
    write_ruling,
)
from inboxnet.store.derived import derived_state
from inboxnet.store.open import hold_lock, open_database, translated

if TYPE_CHECKING:
    from sqlite_utils import Database

_MANY_PEOPLE = 300

_Made = TypeVar("_Made")


def merge(path: Path, one: Side, other: Side, *, now: datetime, progress: Report) -> Ruling:
    """Make two people one, for good; see `inboxnet.people.rulings.rule_merge`.

    Raises:
        DatabaseLocked: Another run holds the database.
        DatabaseError: It cannot be used.
    """
    ruling = rule_merge(one, other)
    return _correct(path, lambda db: write_ruling(db, ruling, now=now), now, progress)


def split(
    path: Path, person: Side, parted: Sequence[str], *, now: datetime, progress: Report
) -> Ruling:
    """Part addresses from a person, for good; see `inboxnet.people.rulings.rule_split`.

    Raises:
        DatabaseLocked: Another run holds the database.
        DatabaseError: It cannot be used.
    """
    ruling = rule_split(person, parted)
    return _correct(path, lambda db: write_ruling(db, ruling, now=now), now, progress)


def undo(path: Path, number: int | None, *, now: datetime, progress: Report) -> Correction:
    """Undo a correction, or the last one that stands.

    Raises:
        DatabaseLocked: Another run holds the database.
        DatabaseError: It cannot be used.
        UsageError: There is no such correction, or it is undone already.
    """

    def act(database: Database) -> Correction:
        correction = _choose(read_corrections(database.conn), number)
        undo_correction(database, correction.number, now=now)
        return correction

    return _correct(path, act, now, progress)


def _choose(corrections: Sequence[Correction], number: int | None) -> Correction:
    """Return the correction to undo; the latest come first."""
    for correction in corrections:
        if correction.number == number and correction.undone_at is not None:
            raise UsageError(
                f"Correction {number} is undone already",
                advice="Make it again if you want it back.",
            )
        if correction.undone_at is None and number in (None, correction.number):
            return correction
    if number is None:
        raise UsageError(
            "There is no correction to undo", advice="'inboxnet undo --list' shows what was."
        )
    raise UsageError(
        f"There is no correction {number}", advice="'inboxnet undo --list' shows all of them."
    )


def _correct(
    path: Path, act: Callable[[Database], _Made], now: datetime, progress: Report
) -> _Made:
    """Change the corrections, and derive from them; what was changed stays if that fails."""
    with hold_lock(path), translated(path), closing(open_database(path)) as database:
        made = act(database)
        with ClassifierElsewhere(many=_is_large(database)) as classifier:
            derive(
                database,
                as_of=_looked_from(database, now),
                classify=classifier.classify,
                classifier_version=model_version(),
                progress=progress,
            )
    return made


def _is_large(database: Database) -> bool:
    """Return whether there are people enough for another process to classify."""
    count: int = database.conn.execute("SELECT count(*) FROM people").fetchone()[0]
    return count >= _MANY_PEOPLE


def _looked_from(database: Database, now: datetime) -> datetime:
    """Return the moment from which debts were last looked at: a correction does not move it.

    To the newest message that counted: what lies between it and that moment was not there.
    """
    newest = derived_state(database).get("newest", "")
    return datetime.fromisoformat(newest) if newest[:1].isdigit() else now
