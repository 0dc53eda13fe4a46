"""Who is who, and which people and exchanges a report is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from inboxnet.report.model import LabelScore, Who

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence


NOT_YET: Final = "not answered at that moment, but later"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which exchanges a report is about, and what they were at its moment.

    Attributes:
        as_of: What was opened later does not yet exist, what was answered later is still open.
        people: The ids of those who carry one of the labels asked for; None for all.
        since: Only what was opened at or after it.
        until: Only what was opened before it.
    """

    as_of: datetime
    people: frozenset[int] | None
    since: datetime | None
    until: datetime | None

    @classmethod
    def read(
        cls,
        connection: sqlite3.Connection,
        *,
        as_of: datetime,
        labels: Sequence[str],
        since: datetime | None,
        until: datetime | None,
    ) -> Scope:
        """Look up who carries ``labels``."""
        people = None
        if labels:
            rows = connection.execute("SELECT person_id, label FROM labels WHERE assigned")
            people = frozenset(row["person_id"] for row in rows if row["label"] in set(labels))
        return cls(as_of=as_of, people=people, since=since, until=until)

    def covers(self, person_id: int, opened_at: datetime | None) -> bool:
        """Whether an exchange with a person belongs into the report."""
        if self.people is not None and person_id not in self.people:
            return False
        if opened_at is None:
            return self.since is None and self.until is None
        if opened_at > self.as_of or (self.since is not None and opened_at < self.since):
            return False
        return self.until is None or opened_at < self.until

    def answers_later(self, row: sqlite3.Row) -> bool:
        """Whether an exchange was answered only after the moment of the report."""
        answered_at = parse_instant(row["answered_at"])
        return answered_at is not None and answered_at > self.as_of

    def state(self, row: sqlite3.Row) -> str:
        """Return the state of an exchange at the moment of the report."""
        return "open" if self.answers_later(row) else str(row["state"])

    def why(self, row: sqlite3.Row) -> str:
        """Return the reason of that state, in words."""
        return NOT_YET if self.answers_later(row) else str(row["why"])


def parse_instant(text: str | None) -> datetime | None:
    """Read a time of the public relations."""
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def read_people(connection: sqlite3.Connection, person_ids: Iterable[int]) -> dict[int, Who]:
    """Read people with all their labels, the likeliest first."""
    people = {}
    for person_id in sorted(set(person_ids)):
        row = connection.execute(
            "SELECT person_id, name, primary_address, kind, organization, title"
            " FROM people WHERE person_id = ?",
            (person_id,),
        ).fetchone()
        if row is None:
            continue
        people[person_id] = Who(
            person_id=person_id,
            name=row["name"] or row["primary_address"],
            address=row["primary_address"],
            kind=row["kind"],
            organization=row["organization"],
            title=row["title"],
            labels=_read_labels(connection, person_id),
        )
    return people


def _read_labels(connection: sqlite3.Connection, person_id: int) -> tuple[LabelScore, ...]:
    rows = connection.execute(
        "SELECT label, probability, assigned, source FROM labels WHERE person_id = ?"
        " ORDER BY assigned DESC, probability DESC, label",
        (person_id,),
    )
    return tuple(
        LabelScore(row["label"], row["probability"], bool(row["assigned"]), row["source"])
        for row in rows
    )
