"""One person: who they are, why we think so, and what passed between them and the owner."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from inboxnet.reciprocity.expects import DUE
from inboxnet.report.asked import pick_asked
from inboxnet.report.coverage import read_gaps
from inboxnet.report.model import Direction, Who
from inboxnet.report.who import Scope, parse_instant, read_people

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

TIMELINE_EXCHANGES: Final = 10


@dataclass(frozen=True, slots=True)
class PersonAddress:
    """One address of a person, and how many messages carry it."""

    address: str
    messages: int


@dataclass(frozen=True, slots=True)
class MaybeSame:
    """Another person who may be the same; ``score`` is how likely that is."""

    person_id: int
    name: str
    primary_address: str
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Employer:
    """An organisation that the person wrote from; ``organization`` is None if nobody names it."""

    organization: str | None
    domain: str
    address: str
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that speaks for a label, or, with a negative weight, against it."""

    label: str
    quote: str
    what: str
    weight: float
    message_id: int | None
    msg_id: str | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReplyFigures:
    """How one side answered the other.

    Attributes:
        due: Turns from which an answer was expected, those of unknown state not counted.
        answered: How many of them were answered.
        open: How many of them are still open.
        unknown: Turns that cannot be judged, as mail is missing.
        answers: All answered turns, also those that asked for nothing: the ``n`` of the median.
        unseen: How many of them answer mail that is not here, known by what they quote.
        median_seconds: Median latency of these answers; None if there is none. Over answered
            mail only, so it flatters who often does not answer: read it beside ``open``.
    """

    due: int
    answered: int
    open: int
    unknown: int
    answers: int
    unseen: int
    median_seconds: int | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One exchange; ``asked`` is a sentence of the message that opened it."""

    exchange_id: int
    direction: Direction
    opened_at: datetime | None
    subject: str
    asked: str
    message_id: int
    chasers: int
    expects_reply: float
    state: str
    answered_at: datetime | None
    latency_seconds: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Person:
    """What ``inboxnet show`` tells.

    Attributes:
        as_of: The moment from which it is told; exchanges opened later are left out.
        who: Name, kind, organisation, title and labels.
        addresses: All addresses with their number of messages.
        received: Messages from them.
        sent: Messages to them.
        first_message_at: The oldest dated message.
        last_message_at: The newest one.
        last_two_way_at: When they last both wrote and were answered, either way round.
        maybe_same: Who may be the same person, the likeliest first.
        employers: The organisations that they wrote from, the latest first.
        evidence: The weightiest first, for each label.
        by_me: How the owner answered them.
        by_them: How they answered the owner.
        open_debts: Open exchanges from which an answer is expected, the newest first.
        timeline: The last exchanges, the newest first.
        exchanges: How many there are in all.
        gaps: As in `inboxnet.report.model.DebtSection`.
    """

    as_of: datetime
    who: Who
    addresses: tuple[PersonAddress, ...]
    received: int
    sent: int
    first_message_at: datetime | None
    last_message_at: datetime | None
    last_two_way_at: datetime | None
    maybe_same: tuple[MaybeSame, ...]
    employers: tuple[Employer, ...]
    evidence: tuple[Evidence, ...]
    by_me: ReplyFigures
    by_them: ReplyFigures
    open_debts: tuple[TimelineEntry, ...]
    timeline: tuple[TimelineEntry, ...]
    exchanges: int
    gaps: tuple[str, ...]


def find_people(
    connection: sqlite3.Connection, wanted: str, *, least_letters: int = 0
) -> tuple[Who, ...]:
    """Find who is meant by an id, an address or a name.

    An id or an address must match whole. Of names, those that are equal win over those that have
    all the words asked for, and these over those that merely contain them; case, accents and order
    make no difference. The owner is found like everyone else.

    Args:
        connection: To a scanned database.
        wanted: What somebody is called.
        least_letters: Words of fewer letters must not be a mere part of a name or an address.

    Returns:
        The candidates, those with the most mail first; one if the match is unique.
    """
    wanted = wanted.strip()
    if wanted.isdecimal():
        ids = [int(wanted)] if len(wanted) < 19 else []
    elif "@" in wanted:
        rows = connection.execute(
            "SELECT person_id FROM addresses WHERE address = ?", (wanted.strip("<>").lower(),)
        )
        ids = [row["person_id"] for row in rows]
    else:
        ids = _find_by_name(connection, sorted(_fold(wanted).split()), least_letters)
    found = read_people(connection, ids)
    return tuple(found[person_id] for person_id in ids if person_id in found)


def _find_by_name(
    connection: sqlite3.Connection, wanted: list[str], least_letters: int
) -> list[int]:
    if not wanted:
        return []
    are_parts = all(sum(map(str.isalpha, word)) >= least_letters for word in wanted)
    equal: dict[int, None] = {}
    with_words: dict[int, None] = {}
    containing: dict[int, None] = {}
    for row in connection.execute(
        "SELECT p.person_id, p.name, a.display_name, a.address FROM people p"
        " LEFT JOIN addresses a USING (person_id)"
        " ORDER BY p.received + p.sent DESC, p.person_id"
    ):
        for name in (_fold(row["name"]), _fold(row["display_name"] or "")):
            words = name.split()
            if sorted(words) == wanted:
                equal[row["person_id"]] = None
            elif set(wanted) <= set(words):
                with_words[row["person_id"]] = None
            elif are_parts and all(
                word in name or word in (row["address"] or "") for word in wanted
            ):
                containing[row["person_id"]] = None
    return list(equal or with_words or containing)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace(",", " "))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def read_person(connection: sqlite3.Connection, who: Who, *, as_of: datetime) -> Person:
    """Read all that is told of one person.

    Args:
        connection: A database of inboxnet, open for reading.
        who: From `find_people`.
        as_of: The moment from which exchanges are looked at.
    """
    scope = Scope(as_of=as_of, people=None, since=None, until=None)
    row = connection.execute(
        "SELECT received, sent, first_message_at, last_message_at, last_two_way_at"
        " FROM people WHERE person_id = ?",
        (who.person_id,),
    ).fetchone()
    addresses = connection.execute(
        "SELECT address, messages FROM addresses WHERE person_id = ?"
        " ORDER BY messages DESC, address",
        (who.person_id,),
    )
    exchanges = connection.execute(
        "SELECT * FROM exchanges WHERE person_id = ?"
        " ORDER BY opened_at IS NULL, opened_at DESC, exchange_id DESC",
        (who.person_id,),
    )
    rows = [
        row for row in exchanges if scope.covers(who.person_id, parse_instant(row["opened_at"]))
    ]
    debts = [row for row in rows if scope.state(row) == "open" and row["expects_reply"] >= DUE]
    return Person(
        as_of=as_of,
        who=who,
        addresses=tuple(PersonAddress(row["address"], row["messages"]) for row in addresses),
        received=row["received"],
        sent=row["sent"],
        first_message_at=parse_instant(row["first_message_at"]),
        last_message_at=parse_instant(row["last_message_at"]),
        last_two_way_at=parse_instant(row["last_two_way_at"]),
        maybe_same=_read_maybe_same(connection, who.person_id),
        employers=_read_employers(connection, who.person_id),
        evidence=_read_evidence(connection, who.person_id),
        by_me=_count(connection, scope, rows, who, "to_me"),
        by_them=_count(connection, scope, rows, who, "from_me"),
        open_debts=tuple(_build_entry(connection, scope, row) for row in debts),
        timeline=tuple(_build_entry(connection, scope, row) for row in rows[:TIMELINE_EXCHANGES]),
        exchanges=len(rows),
        gaps=read_gaps(connection),
    )


def _count(
    connection: sqlite3.Connection,
    scope: Scope,
    exchanges: list[sqlite3.Row],
    who: Who,
    direction: Direction,
) -> ReplyFigures:
    rows = [row for row in exchanges if row["direction"] == direction]
    unseen = [
        row["latency_seconds"]
        for row in connection.execute(
            "SELECT u.sent_at, u.latency_seconds, m.sent_at AS answered_at"
            " FROM unseen_originals u JOIN messages m ON m.id = u.answered_by"
            " WHERE u.person_id = ? AND u.direction = ?",
            (who.person_id, direction),
        )
        if scope.covers(who.person_id, parse_instant(row["sent_at"]))
        and not scope.answers_later(row)
    ]
    due = [scope.state(row) for row in rows if row["expects_reply"] >= DUE]
    latencies = unseen + [
        row["latency_seconds"]
        for row in rows
        if row["latency_seconds"] is not None and not scope.answers_later(row)
    ]
    return ReplyFigures(
        due=sum(state != "unknown" for state in due),
        answered=due.count("answered"),
        open=due.count("open"),
        unknown=due.count("unknown"),
        answers=len(latencies),
        unseen=len(unseen),
        median_seconds=int(median(latencies)) if latencies else None,
    )


def _read_maybe_same(connection: sqlite3.Connection, person_id: int) -> tuple[MaybeSame, ...]:
    rows = connection.execute(
        "SELECT c.other_person_id, p.name, p.primary_address, c.score, c.evidence"
        " FROM candidates c JOIN people p ON p.person_id = c.other_person_id"
        " WHERE c.person_id = ? ORDER BY c.score DESC, p.name, c.other_person_id",
        (person_id,),
    )
    return tuple(MaybeSame(*row) for row in rows)


def _read_employers(connection: sqlite3.Connection, person_id: int) -> tuple[Employer, ...]:
    rows = connection.execute(
        "SELECT organization, domain, address, first_at, last_at FROM employers"
        " WHERE person_id = ? ORDER BY last_at DESC, domain",
        (person_id,),
    )
    return tuple(
        Employer(
            organization=row["organization"],
            domain=row["domain"],
            address=row["address"],
            first_at=parse_instant(row["first_at"]),
            last_at=parse_instant(row["last_at"]),
        )
        for row in rows
    )


def _read_evidence(connection: sqlite3.Connection, person_id: int) -> tuple[Evidence, ...]:
    rows = connection.execute(
        "SELECT e.label, e.quote, e.what, e.weight, e.message_id, m.msg_id, m.sent_at"
        " FROM evidence e LEFT JOIN messages m ON m.id = e.message_id WHERE e.person_id = ?"
        " ORDER BY e.label, abs(e.weight) DESC, e.message_id",
        (person_id,),
    )
    return tuple(
        Evidence(
            label=row["label"],
            quote=row["quote"],
            what=row["what"],
            weight=row["weight"],
            message_id=row["message_id"],
            msg_id=row["msg_id"],
            sent_at=parse_instant(row["sent_at"]),
        )
        for row in rows
    )


def _build_entry(connection: sqlite3.Connection, scope: Scope, row: sqlite3.Row) -> TimelineEntry:
    later = scope.answers_later(row)
    message = connection.execute(
        "SELECT subject, text FROM messages WHERE id = ?", (row["opened_by"],)
    ).fetchone()
    return TimelineEntry(
        exchange_id=row["exchange_id"],
        direction=row["direction"],
        opened_at=parse_instant(row["opened_at"]),
        subject=message["subject"],
        asked=pick_asked(message["text"]),
        message_id=row["opened_by"],
        chasers=row["chasers"],
        expects_reply=row["expects_reply"],
        state=scope.state(row),
        answered_at=None if later else parse_instant(row["answered_at"]),
        latency_seconds=None if later else row["latency_seconds"],
        why=scope.why(row),
    )
