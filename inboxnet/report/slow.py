"""Section ``slow``: answers of the owner that came late by the owner's own norm.

The norm is what the owner does elsewhere: the answers to the same person, if there are enough of
them, else those to people with the same label, else all. Only answers that were due are compared;
the norm also has those to mail that is not here, whose latency is told by what they quote.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final, Literal

from inboxnet.reciprocity.expects import DUE
from inboxnet.report.model import LateAnswer, SlowSection, Who
from inboxnet.report.priority import label_weight
from inboxnet.report.who import Scope, parse_instant, read_people

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

LATE_PERCENTILE: Final = 0.9
NORM_ANSWERS: Final = 5
"""With fewer, a percentile says nothing."""
LATE_SECONDS: Final = 86_400
"""A tenth of all answers is always behind the ninetieth percentile; within a day none is late."""
LATE_MEDIANS: Final = 2.0
"""Nor is one that took less than twice as long as usual."""


@dataclass(frozen=True, slots=True)
class Norm:
    """The latencies an answer is compared with, in ascending order."""

    kind: Literal["person", "label", "all"]
    label: str | None
    latencies: Sequence[int]

    def percentile(self, latency_seconds: int) -> float:
        """Return the mid-rank of a latency, 0...1."""
        below = bisect_left(self.latencies, latency_seconds)
        not_above = bisect_right(self.latencies, latency_seconds)
        return (below + not_above) / 2 / len(self.latencies)

    def is_late(self, latency_seconds: int) -> bool:
        """Whether an answer that took so long came late by this norm."""
        return (
            latency_seconds >= LATE_SECONDS
            and latency_seconds >= LATE_MEDIANS * median(self.latencies)
            and self.percentile(latency_seconds) >= LATE_PERCENTILE
        )


def read_slow(connection: sqlite3.Connection, scope: Scope, limit: int | None) -> SlowSection:
    """Read the late answers, the worst first: weight of the person times log of the delay."""
    found = connection.execute(
        "SELECT e.exchange_id, e.person_id, e.opened_by, e.opened_at, e.answered_at,"
        " e.latency_seconds, e.expects_reply"
        " FROM exchanges e JOIN people p ON p.person_id = e.person_id"
        " WHERE e.direction = 'to_me' AND e.state = 'answered' AND e.latency_seconds IS NOT NULL"
        " AND p.kind IN ('person', 'role') AND e.expects_reply >= ?",
        (DUE,),
    )
    rows = [row for row in found if not scope.answers_later(row)]
    labels = _read_first_labels(connection)
    unseen = connection.execute(
        "SELECT u.person_id, u.latency_seconds, m.sent_at AS answered_at"
        " FROM unseen_originals u JOIN messages m ON m.id = u.answered_by"
        " WHERE u.direction = 'to_me'"
    )
    seen = (row for row in unseen if not scope.answers_later(row))
    norms = _build_norms([*rows, *seen], labels)
    late: list[tuple[sqlite3.Row, Norm]] = []
    answers = 0
    for row in rows:
        if not scope.covers(row["person_id"], parse_instant(row["opened_at"])):
            continue
        norm = _choose_norm(norms, row["person_id"], labels.get(row["person_id"]))
        if norm is None:
            continue
        answers += 1
        if norm.is_late(row["latency_seconds"]):
            late.append((row, norm))
    people = read_people(connection, (row["person_id"] for row, _ in late))
    late.sort(key=lambda pair: (-_badness(pair, people), pair[0]["exchange_id"]))
    return SlowSection(
        n=len(late),
        people=len(people),
        answers=answers,
        rows=tuple(
            _build_late(connection, row, norm, people[row["person_id"]])
            for row, norm in late[:limit]
        ),
    )


def _read_first_labels(connection: sqlite3.Connection) -> dict[int, str]:
    """Map each person to their likeliest assigned label."""
    rows = connection.execute(
        "SELECT person_id, label FROM labels WHERE assigned ORDER BY probability, label DESC"
    )
    return {row["person_id"]: row["label"] for row in rows}


def _build_norms(
    rows: Sequence[sqlite3.Row], labels: dict[int, str]
) -> dict[int | str | None, Norm]:
    latencies: defaultdict[int | str | None, list[int]] = defaultdict(list)
    for row in rows:
        latencies[None].append(row["latency_seconds"])
        latencies[row["person_id"]].append(row["latency_seconds"])
        if row["person_id"] in labels:
            latencies[labels[row["person_id"]]].append(row["latency_seconds"])
    norms: dict[int | str | None, Norm] = {}
    for key, values in latencies.items():
        if len(values) < NORM_ANSWERS:
            continue
        values.sort()
        if key is None:
            norms[key] = Norm("all", None, values)
        elif isinstance(key, str):
            norms[key] = Norm("label", key, values)
        else:
            norms[key] = Norm("person", None, values)
    return norms


def _choose_norm(
    norms: dict[int | str | None, Norm], person_id: int, label: str | None
) -> Norm | None:
    return norms.get(person_id) or (norms.get(label) if label else None) or norms.get(None)


def _badness(pair: tuple[sqlite3.Row, Norm], people: dict[int, Who]) -> float:
    row, norm = pair
    weight = label_weight(
        (score.label, score.probability) for score in people[row["person_id"]].labels
    )
    return weight * math.log(row["latency_seconds"] / max(60.0, median(norm.latencies)))


def _build_late(
    connection: sqlite3.Connection, row: sqlite3.Row, norm: Norm, who: Who
) -> LateAnswer:
    message = connection.execute(
        "SELECT msg_id, subject FROM messages WHERE id = ?", (row["opened_by"],)
    ).fetchone()
    return LateAnswer(
        who=who,
        exchange_id=row["exchange_id"],
        message_id=row["opened_by"],
        msg_id=message["msg_id"],
        subject=message["subject"],
        opened_at=parse_instant(row["opened_at"]),
        answered_at=parse_instant(row["answered_at"]),
        latency_seconds=row["latency_seconds"],
        percentile=norm.percentile(row["latency_seconds"]),
        norm=norm.kind,
        norm_label=norm.label,
        norm_n=len(norm.latencies),
        norm_median_seconds=int(median(norm.latencies)),
    )
