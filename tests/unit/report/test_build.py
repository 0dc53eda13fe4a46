from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from inboxnet.errors import UsageError
from inboxnet.report.build import build_report
from inboxnet.report.person import find_people, read_person
from inboxnet.store.relations import RELATIONS

if TYPE_CHECKING:
    from inboxnet.report.model import Report

    HandMadeDatabase = Any


def build(reader: sqlite3.Connection, hand_made: HandMadeDatabase, **options: Any) -> Report:
    return build_report(reader, as_of=hand_made.as_of, **options)


def test_owed_lists_what_expects_an_answer(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    ana = hand_made.person(
        "Ana Lima",
        "ana@client.example",
        labels={"client": 0.9, "vendor": 0.1},
        organization="Client Ltd",
        title="CFO",
    )
    opened_by = hand_made.exchange(ana, days_ago=14, chasers=2, subject="Invoice")
    hand_made.exchange(ana, days_ago=3, expects_reply=0.4)
    hand_made.exchange(ana, days_ago=3, expects_reply=0.1)
    hand_made.exchange(ana, days_ago=90, latency_days=1)
    hand_made.exchange(ana, state="settled")
    hand_made.exchange(ana, state="closed")
    hand_made.exchange(ana, direction="from_me")
    robot = hand_made.person("Robot", "robot@shop.example", kind="automated")
    hand_made.exchange(robot)

    owed = build(reader, hand_made).owed

    assert owed is not None
    assert (owed.n, owed.people, owed.perhaps, owed.answered, owed.unknown) == (1, 1, 1, 1, 0)
    (debt,) = owed.rows
    assert debt.who.name == "Ana Lima"
    assert debt.who.title == "CFO"
    assert [(x.label, x.assigned) for x in debt.who.labels] == [("client", True), ("vendor", False)]
    assert debt.message_id == opened_by
    assert debt.subject == "Invoice"
    assert debt.asked == "Could you send me the figures?"
    assert debt.age_seconds == 14 * 86_400
    assert debt.chasers == 2


def test_what_cannot_be_judged_accuses_nobody(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    ana = hand_made.person("Ana", "ana@client.example")
    hand_made.exchange(ana, state="unknown", why="no Sent mailbox")
    hand_made.exchange(ana, state="unknown", why="no Sent mailbox")
    hand_made.exchange(ana, state="unknown", why="a gap in INBOX")

    owed = build(reader, hand_made).owed

    assert owed is not None
    assert owed.rows == ()
    assert owed.unknown == 3
    assert [(r.reason, r.n) for r in owed.unknown_reasons] == [
        ("no Sent mailbox", 2),
        ("a gap in INBOX", 1),
    ]


def test_an_answer_after_the_moment_does_not_count_yet(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    ana = hand_made.person("Ana", "ana@client.example")
    for days in range(100, 108):
        hand_made.exchange(ana, days_ago=days, latency_days=0.5)
    hand_made.exchange(ana, days_ago=50, latency_days=40)
    hand_made.exchange(ana, days_ago=50, latency_days=40, direction="from_me")

    def build_at(days_ago: float) -> Report:
        return build_report(reader, as_of=hand_made.at(days_ago))

    now, then = build_at(0), build_at(30)

    for report, n in ((now, 0), (then, 1)):
        assert report.owed is not None
        assert report.waiting is not None
        assert report.slow is not None
        assert (report.owed.n, report.owed.answered) == (n, 9 - n)
        assert (report.waiting.n, report.waiting.answered) == (n, 1 - n)
        assert (report.slow.n, report.slow.answers) == (1 - n, 9 - n)
    assert then.owed is not None
    assert "later" in then.owed.rows[0].why
    assert then.owed.rows[0].age_seconds == 20 * 86_400


def test_gaps(hand_made: HandMadeDatabase, reader: sqlite3.Connection) -> None:
    def gaps() -> tuple[str, ...]:
        report = build(reader, hand_made)
        assert report.owed is not None
        assert report.waiting is not None
        assert report.owed.gaps == report.waiting.gaps
        return report.owed.gaps

    assert gaps() == ("no mailbox was read",)
    hand_made.coverage("INBOX", complete=0)
    hand_made.coverage("Junk", "junk", complete=0)
    hand_made.message(direction="in")
    assert gaps() == ("INBOX was not read to the end", "no mail from you was read")
    hand_made.message(direction="out")
    assert gaps() == ("INBOX was not read to the end",)


def test_what_matters_comes_first(hand_made: HandMadeDatabase, reader: sqlite3.Connection) -> None:
    nobody = hand_made.person("Nobody", "n@x.example")
    client = hand_made.person("Client", "c@x.example", labels={"client": 0.95})
    hand_made.exchange(nobody, days_ago=14)
    hand_made.exchange(client, days_ago=730)
    hand_made.exchange(client, days_ago=14)
    hand_made.exchange(client, days_ago=14, chasers=1)

    report = build(reader, hand_made)

    assert report.owed is not None
    ranked = [(d.who.name, d.chasers, (d.age_seconds or 0) // 86_400) for d in report.owed.rows]
    assert ranked[:2] == [("Client", 1, 14), ("Client", 0, 14)]
    assert [d.priority for d in report.owed.rows] == sorted(
        (d.priority for d in report.owed.rows), reverse=True
    )


def test_one_person_does_not_fill_the_page(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    loud = hand_made.person("Loud", "l@x.example")
    quiet = hand_made.person("Quiet", "q@x.example")
    for days in (12, 13, 14):
        hand_made.exchange(loud, days_ago=days, expects_reply=0.95)
    hand_made.exchange(quiet, days_ago=14, expects_reply=0.8)
    owed = build(reader, hand_made).owed
    assert owed is not None
    assert [debt.who.name for debt in owed.rows] == ["Loud", "Quiet", "Loud", "Loud"]


def test_waiting_is_the_other_way_round(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    ana = hand_made.person("Ana", "ana@client.example")
    hand_made.exchange(ana, direction="from_me", days_ago=9)
    report = build(reader, hand_made, sections=["waiting"])
    assert report.owed is None
    assert report.waiting is not None
    assert report.waiting.n == 1


def test_filters(hand_made: HandMadeDatabase, reader: sqlite3.Connection) -> None:
    client = hand_made.person("Client", "c@x.example", labels={"client": 0.95, "vendor": 0.4})
    vendor = hand_made.person("Vendor", "v@x.example", labels={"vendor": 0.95})
    hand_made.exchange(client, days_ago=30)
    hand_made.exchange(client, days_ago=10)
    hand_made.exchange(vendor, days_ago=10)
    hand_made.exchange(vendor, days_ago=None)
    hand_made.exchange(vendor, days_ago=-1)

    def count(**options: Any) -> int:
        report = build(reader, hand_made, **options)
        assert report.owed is not None
        return report.owed.n

    assert count() == 4, "what comes after as_of does not count, what has no date does"
    assert count(labels=["client"]) == 2
    assert count(labels=["client", "vendor"]) == 4
    assert count(since=hand_made.at(20)) == 2
    assert count(since=hand_made.at(20), labels=["client"]) == 1
    assert count(until=hand_made.at(20)) == 1
    assert count(until=hand_made.at(30)) == 0


def test_a_limit_cuts_rows_and_not_counts(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    ana = hand_made.person("Ana", "ana@client.example")
    for days in (3, 4, 5):
        hand_made.exchange(ana, days_ago=days)
    report = build(reader, hand_made, limit=2)
    assert report.owed is not None
    assert (report.owed.n, len(report.owed.rows)) == (3, 2)


def test_slow_by_the_norm_of_the_person(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    ana = hand_made.person("Ana", "ana@client.example")
    for days in range(100, 108):
        hand_made.exchange(ana, days_ago=days, latency_days=0.5)
    late = hand_made.exchange(ana, days_ago=50, latency_days=9)
    slow = build(reader, hand_made).slow
    assert slow is not None
    assert (slow.n, slow.answers) == (1, 9)
    (row,) = slow.rows
    assert row.message_id == late
    assert (row.norm, row.norm_n, row.norm_median_seconds) == ("person", 9, 43_200)
    assert row.latency_seconds == 9 * 86_400
    assert row.percentile >= 0.9


def test_slow_falls_back_to_the_label_and_to_all(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    for number in range(6):
        client = hand_made.person(
            f"Client {number}", f"c{number}@x.example", labels={"client": 0.9}
        )
        hand_made.exchange(client, days_ago=60, latency_days=30 if number == 0 else 1)
    stranger = hand_made.person("Stranger", "s@y.example")
    hand_made.exchange(stranger, days_ago=90, latency_days=60)
    slow = build(reader, hand_made).slow
    assert slow is not None
    assert {(r.who.name, r.norm, r.norm_label, r.norm_n) for r in slow.rows} == {
        ("Client 0", "label", "client", 6),
        ("Stranger", "all", None, 7),
    }


@pytest.mark.parametrize(
    ("usual_days", "slowest_days"), [(0.01, 0.5), (5.0, 8.0)], ids=["in a day", "under twice"]
)
def test_the_slowest_tenth_is_not_late_of_itself(
    hand_made: HandMadeDatabase,
    reader: sqlite3.Connection,
    usual_days: float,
    slowest_days: float,
) -> None:
    ana = hand_made.person("Ana", "ana@client.example")
    for days in range(100, 110):
        hand_made.exchange(ana, days_ago=days, latency_days=usual_days)
    hand_made.exchange(ana, days_ago=50, latency_days=slowest_days)
    slow = build(reader, hand_made).slow
    assert slow is not None
    assert (slow.n, slow.answers) == (0, 11)


def test_too_few_answers_give_no_norm(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    ana = hand_made.person("Ana", "ana@client.example")
    hand_made.exchange(ana, days_ago=50, latency_days=40)
    slow = build(reader, hand_made).slow
    assert slow is not None
    assert (slow.n, slow.answers) == (0, 0)


def test_coverage(hand_made: HandMadeDatabase, reader: sqlite3.Connection) -> None:
    ana = hand_made.person("Ana", "ana@client.example", received=4)
    hand_made.person("Desk", "desk@client.example", kind="role")
    hand_made.person("List", "list@client.example", kind="list")
    hand_made.exchange(ana)
    hand_made.exchange(ana, direction="from_me", days_ago=None)
    hand_made.coverage("INBOX", quarantined=2, note="a gap in May")
    hand_made.coverage("Archive", "archive", complete=0)
    hand_made.quarantined("too deep", "not a message: x", "not a message: x")

    coverage = build(reader, hand_made).coverage

    assert coverage is not None
    assert coverage.owner == ("olive@own.example",)
    assert (coverage.messages, coverage.received, coverage.sent) == (2, 1, 1)
    assert (coverage.people, coverage.machines, coverage.undated) == (2, 1, 1)
    assert coverage.writers == 1
    assert (coverage.quarantined, coverage.no_mail) == (3, 2)
    assert [(r.reason, r.n) for r in coverage.quarantine_reasons] == [
        ("not a message: x", 2),
        ("too deep", 1),
    ]
    assert len(coverage.notes) == 3
    assert "Sent" in coverage.notes[0]
    assert any("a gap in May" in note for note in coverage.notes)
    assert any(note.startswith("Archive: read in part") for note in coverage.notes)


def test_excluded(hand_made: HandMadeDatabase, reader: sqlite3.Connection) -> None:
    sample = hand_made.message(subject="Ten offers")
    hand_made.insert(
        "exclusions",
        address_or_domain="shop.example",
        rule="bulk",
        messages=3,
        sample_message_id=sample,
    )
    hand_made.insert(
        "exclusions",
        address_or_domain="a@b.example",
        rule="no-reply",
        messages=9,
        sample_message_id=None,
    )
    excluded = build(reader, hand_made, limit=5).excluded
    assert excluded is not None
    assert (excluded.n, excluded.messages) == (2, 12)
    assert [r.address_or_domain for r in excluded.rows] == ["a@b.example", "shop.example"]
    assert excluded.rows[1].sample_subject == "Ten offers"


def test_an_unknown_section_is_an_error(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    with pytest.raises(UsageError, match="dormant"):
        build(reader, hand_made, sections=["dormant"])


def test_only_public_relations_are_read(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    ana = hand_made.person("Ana", "ana@client.example", labels={"client": 0.9})
    hand_made.exchange(ana)
    private = set()

    def watch(action: int, table: str, column: str, _schema: str, through: str | None) -> int:
        # a count over a view names its tables, without a column
        if action == sqlite3.SQLITE_READ and column and not {table, through} & set(RELATIONS):
            private.add((table, column))
        return sqlite3.SQLITE_OK

    reader.set_authorizer(watch)  # type: ignore[arg-type]
    build(reader, hand_made)
    for wanted in ("Ana", "ana@client.example", str(ana)):
        (who,) = find_people(reader, wanted)
        read_person(reader, who, as_of=hand_made.as_of)
    reader.set_authorizer(None)
    assert not private
