"""Sections ``owed`` and ``waiting``: exchanges in which an answer is still due."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from inboxnet.reciprocity.expects import DUE, PERHAPS
from inboxnet.report.asked import pick_asked
from inboxnet.report.coverage import read_gaps
from inboxnet.report.model import Debt, DebtSection, Direction, Reason, Who
from inboxnet.report.priority import REPEAT_FACTOR, priority
from inboxnet.report.who import Scope, parse_instant, read_people

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


def read_debts(
    connection: sqlite3.Connection, scope: Scope, direction: Direction, limit: int | None
) -> DebtSection:
    """Read the open exchanges of one direction, what matters most first.

    An exchange whose state is ``unknown`` accuses nobody: it is counted and never listed.
    """
    rows = connection.execute(
        "SELECT e.exchange_id, e.person_id, e.thread_id, e.opened_by, e.opened_at, e.chasers,"
        " e.answered_at, e.expects_reply, e.state, e.why"
        " FROM exchanges e JOIN people p ON p.person_id = e.person_id"
        " WHERE e.direction = ? AND p.kind IN ('person', 'role')"
        " AND e.expects_reply >= ?",
        (direction, PERHAPS),
    )
    due, perhaps, answered = [], 0, 0
    unknown: Counter[str] = Counter()
    for row in rows:
        if not scope.covers(row["person_id"], parse_instant(row["opened_at"])):
            continue
        state = scope.state(row)
        if state == "open" and row["expects_reply"] < DUE:
            perhaps += 1
        elif row["expects_reply"] < DUE:
            continue
        elif state == "open":
            due.append(row)
        elif state == "unknown":
            unknown[row["why"]] += 1
        elif state == "answered":
            answered += 1
    people = read_people(connection, (row["person_id"] for row in due))
    ranked = _rank(due, people, scope)
    return DebtSection(
        direction=direction,
        n=len(due),
        people=len(people),
        perhaps=perhaps,
        answered=answered,
        unknown=unknown.total(),
        unknown_reasons=tuple(Reason(reason, n) for reason, n in unknown.most_common()),
        gaps=read_gaps(connection),
        rows=tuple(
            _build_debt(connection, row, people[row["person_id"]], scope, key)
            for key, row in ranked[:limit]
        ),
    )


def _age_seconds(row: sqlite3.Row, scope: Scope) -> int | None:
    opened_at = parse_instant(row["opened_at"])
    return None if opened_at is None else int((scope.as_of - opened_at).total_seconds())


def _rank(
    rows: list[sqlite3.Row], people: Mapping[int, Who], scope: Scope
) -> list[tuple[float, sqlite3.Row]]:
    """Sort by priority, given with each row; see `inboxnet.report.priority`."""
    keyed = [
        (
            priority(
                labels=[
                    (score.label, score.probability) for score in people[row["person_id"]].labels
                ],
                expects_reply=row["expects_reply"],
                age_seconds=_age_seconds(row, scope),
                chasers=row["chasers"],
            ),
            row,
        )
        for row in rows
    ]
    seen: Counter[int] = Counter()
    ranked = []
    for key, row in sorted(keyed, key=_order):
        ranked.append((key * REPEAT_FACTOR ** seen[row["person_id"]], row))
        seen[row["person_id"]] += 1
    return sorted(ranked, key=_order)


def _order(keyed: tuple[float, sqlite3.Row]) -> tuple[float, int]:
    return -keyed[0], keyed[1]["exchange_id"]


def _build_debt(
    connection: sqlite3.Connection, row: sqlite3.Row, who: Who, scope: Scope, key: float
) -> Debt:
    message = connection.execute(
        "SELECT msg_id, subject, text FROM messages WHERE id = ?", (row["opened_by"],)
    ).fetchone()
    return Debt(
        who=who,
        exchange_id=row["exchange_id"],
        thread_id=row["thread_id"],
        message_id=row["opened_by"],
        msg_id=message["msg_id"],
        subject=message["subject"],
        asked=pick_asked(message["text"]),
        opened_at=parse_instant(row["opened_at"]),
        age_seconds=_age_seconds(row, scope),
        chasers=row["chasers"],
        expects_reply=row["expects_reply"],
        why=scope.why(row),
        priority=key,
    )
