"""The whole way, from bytes in memory to the public relations."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest

from inboxnet.classify.sample import LABELS, Evidence, PersonSample, Verdict
from inboxnet.errors import ServerUnreachable, SourceError, UsageError
from inboxnet.pipeline import Progress, RunSummary, run
from inboxnet.source.memory import Faults, MemorySource
from inboxnet.store.open import open_read_only

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
ME = "Olive Owner <olive@own-firm.com>"
ANN = "Ann Lee <ann@acme-works.com>"


class Stub:
    """Says that everybody is a client, for the first words of their first mail."""

    def __init__(self, *, many: bool) -> None:
        assert not many, "a short scan starts no other process"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def classify(self, people: Iterable[PersonSample]) -> Iterable[Verdict]:
        for person in people:
            first = person.mails[0]
            yield Verdict(
                person.person_id,
                {label: 0.9 if label == "client" else 0.1 for label in LABELS},
                frozenset({"client"}),
                (Evidence("client", first.message_id, first.text[:5], 0, 5, 1.0, "words"),),
                title="Buyer",
            )


def letter(number: int, sender: str, to: str, text: str, **fields: str) -> bytes:
    date = NOW - timedelta(days=40) + timedelta(hours=number)
    head = {
        "From": sender,
        "To": to,
        "Subject": "Figures",
        "Date": date.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        "Message-ID": f"<m{number}@x>",
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value)
    return f"{lines}\r\n{text}\r\n".encode()


def mailboxes() -> dict[str, list[bytes]]:
    return {
        "INBOX": [
            letter(1, ANN, ME, "Hello Olive,\ncould you send me the figures by Friday?"),
            letter(5, ANN, ME, "And when can we meet about the new contract?"),
            letter(
                6, "Shop <no-reply@shop.com>", ME, "Your parcel", Auto_Submitted="auto-generated"
            ),
            letter(7, "Bo Ray <bo@other.org>", ME, "Could you call me back tomorrow, please?"),
        ],
        "Sent": [
            letter(2, ME, ANN, "Here they are.", In_Reply_To="<m1@x>"),
            letter(3, ME, "Cy Moe <cy@third.net>", "Could you please send me the contract?"),
        ],
    }


@pytest.fixture(autouse=True)
def classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ClassifierElsewhere", Stub)


@pytest.fixture
def scan(tmp_path: Path) -> Callable[..., RunSummary]:
    def go(sources: Sequence[MemorySource], **values: Any) -> RunSummary:
        steps: list[Progress] = []
        defaults: dict[str, Any] = {
            "owner": [],
            "as_of": NOW,
            "now": NOW,
            "since": None,
            "command": "scan",
            "progress": steps.append,
        }
        return run.scan(tmp_path / "x.db", sources, **(defaults | values))

    return go


@pytest.fixture
def select(tmp_path: Path) -> Callable[..., list[tuple[Any, ...]]]:
    def go(sql: str) -> list[tuple[Any, ...]]:
        with closing(open_read_only(tmp_path / "x.db")) as reader:
            return [tuple(row) for row in reader.execute(sql)]

    return go


Scan = Callable[..., RunSummary]
Select = Callable[..., list[tuple[Any, ...]]]


def test_from_bytes_to_debts(scan: Scan, select: Select) -> None:
    summary = scan([MemorySource(mailboxes())])
    assert (summary.status, summary.messages_new, summary.quarantined) == ("ok", 6, 0)
    assert summary.owner[0].startswith("olive@own-firm.com (wrote 2 messages in Sent")
    assert select("SELECT name, kind, received, sent FROM people ORDER BY name") == [
        ("Ann Lee", "person", 2, 1),
        ("Bo Ray", "person", 1, 0),
        ("Cy Moe", "person", 0, 1),
        ("Olive Owner", "owner", 0, 0),
        ("Shop", "automated", 0, 0),
    ] or select("SELECT name, kind FROM people ORDER BY name") == [
        ("Ann Lee", "person"),
        ("Bo Ray", "person"),
        ("Cy Moe", "person"),
        ("Olive Owner", "owner"),
        ("Shop", "automated"),
    ]
    assert select("SELECT message_id, answered_by, latency_seconds, method FROM replies") == [
        (1, 5, 3600, "references")
    ]
    debts = select(
        "SELECT p.name, e.direction, e.state FROM exchanges e JOIN people p USING (person_id) "
        "WHERE e.expects_reply >= 0.5 ORDER BY e.opened_at"
    )
    assert debts == [
        ("Ann Lee", "to_me", "answered"),
        ("Cy Moe", "from_me", "open"),
        ("Ann Lee", "to_me", "open"),
        ("Bo Ray", "to_me", "open"),
    ]
    assert select("SELECT DISTINCT label FROM labels WHERE assigned") == [("client",)]
    quoted = select("SELECT e.quote, m.text FROM evidence e JOIN messages m ON m.id = e.message_id")
    assert quoted
    assert all(quote == text[:5] for quote, text in quoted)
    assert select("SELECT address_or_domain, messages FROM exclusions") == [
        ("no-reply@shop.com", 1)
    ]
    assert select("SELECT mailbox, role, messages, complete FROM coverage") == [
        ("INBOX", "inbox", 4, 1),
        ("Sent", "sent", 2, 1),
    ]
    assert select("SELECT status, messages_new, messages_total FROM runs") == [("ok", 6, 6)]


def test_a_second_scan_changes_nothing_but_the_runs(
    scan: Scan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dump() -> list[str]:
        with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
            return [line for line in connection.iterdump() if '"runs"' not in line]

    scan([MemorySource(mailboxes())])
    before = dump()
    monkeypatch.setattr(Stub, "classify", None)
    summary = scan([MemorySource(mailboxes())], as_of=NOW + timedelta(days=1))
    assert summary.messages_new == 0
    assert dump() == before


def test_derived_tables_come_from_the_facts_alone(scan: Scan, tmp_path: Path) -> None:
    def dump() -> list[str]:
        with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
            return [line for line in connection.iterdump() if '"runs"' not in line]

    scan([MemorySource(mailboxes())])
    before = dump()
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        connection.execute("DELETE FROM derived_state")
        connection.execute("DELETE FROM exchanges")
        connection.commit()
    scan([])
    assert dump() == before


def test_new_mail_is_added(scan: Scan, select: Select) -> None:
    source = MemorySource(mailboxes())
    scan([source])
    source.append("Sent", letter(9, ME, "bo@other.org", "I will.", In_Reply_To="<m7@x>"))
    assert scan([source]).messages_new == 1
    assert select(
        "SELECT count(*) FROM exchanges WHERE state = 'open' AND direction = 'to_me'"
    ) == [(1,)]


def test_what_was_sent_after_as_of_is_no_answer(scan: Scan, select: Select) -> None:
    scan([MemorySource(mailboxes())], as_of=NOW - timedelta(days=40) + timedelta(minutes=90))
    assert select("SELECT count(*) FROM replies") == [(0,)]
    scan([MemorySource(mailboxes())])
    assert select("SELECT count(*) FROM replies") == [(1,)]


def test_without_a_sent_mailbox_nobody_is_accused(scan: Scan, select: Select) -> None:
    only = {"INBOX": mailboxes()["INBOX"]}
    scan([MemorySource(only)], owner=["Olive@Own-Firm.com"])
    assert select("SELECT DISTINCT state FROM exchanges WHERE expects_reply > 0.5") == [
        ("unknown",)
    ]


def test_a_failing_mailbox_does_not_stop_the_others(scan: Scan, select: Select) -> None:
    faults = Faults(mailbox={"INBOX": SourceError("It broke", advice="Try again.")})
    summary = scan([MemorySource(mailboxes(), faults=faults)])
    assert summary.status == "partial"
    assert summary.mailbox_failures == ("INBOX: It broke. Try again.",)
    assert select("SELECT mailbox, messages, complete, note FROM coverage") == [
        ("INBOX", 0, 0, "Not read to the end: It broke."),
        ("Sent", 2, 1, None),
    ]


def test_what_was_read_before_a_break_is_kept(scan: Scan, select: Select) -> None:
    source = MemorySource(mailboxes(), faults=Faults(break_after=3))
    assert scan([source]).messages_new == 5
    source.faults = Faults()
    assert scan([source]).messages_new == 1
    assert select("SELECT count(*), count(DISTINCT msg_id) FROM messages") == [(6, 6)]
    assert select("SELECT complete, note FROM coverage") == [(1, None), (1, None)]


def test_asked_is_stored_and_quarantined_and_vanished(scan: Scan, select: Select) -> None:
    faults = Faults(failures={("INBOX", 0): "no body"}, vanished={("INBOX", 1)})
    summary = scan([MemorySource(mailboxes(), faults=faults)])
    assert (summary.messages_new, summary.quarantined, summary.status) == (4, 1, "partial")
    assert "1 messages vanished while they were read." in summary.notes
    assert select("SELECT mailbox, stage, reason FROM quarantine") == [
        ("INBOX", "fetch", "no body")
    ]


def test_when_nothing_can_be_read_the_run_fails(scan: Scan, select: Select) -> None:
    unreachable = ServerUnreachable("No route", advice="Check the network.")
    with pytest.raises(ServerUnreachable):
        scan([MemorySource({}, faults=Faults(listing=unreachable))])
    assert select("SELECT status, error FROM runs") == [("failed", "No route. Check the network.")]


def test_since_leaves_out_older_mail_and_says_so(scan: Scan, select: Select) -> None:
    since = NOW - timedelta(days=40) + timedelta(hours=4)
    summary = scan([MemorySource(mailboxes())], since=since, owner=["olive@own-firm.com"])
    assert summary.messages_new == 3
    assert "3 messages are older than --since and were left out." in summary.notes
    assert {note for (note,) in select("SELECT note FROM coverage")} == {
        f"Mail before {since.date()} was not asked for."
    }


def test_mail_in_junk_alone_is_no_debt(scan: Scan, select: Select) -> None:
    boxes = mailboxes()
    boxes["Junk"] = [letter(8, "Di Fox <di@odd.biz>", ME, "Could you lend me 1000 euros?")]
    scan([MemorySource(boxes)])
    assert select("SELECT direction, expects_reply FROM messages WHERE msg_id = 'm8@x'") == [
        ("other", None)
    ]
    assert ("di@odd.biz", "lies in junk alone") in select(
        "SELECT address_or_domain, rule FROM exclusions"
    )


def test_every_exclusion_is_listed_with_its_rule(scan: Scan, select: Select) -> None:
    boxes = mailboxes()
    news = {"List_Unsubscribe": "<https://shop.com/u>", "Precedence": "bulk"}
    users = {"List_Id": "<users.lists.org>", "List_Post": "<mailto:users@lists.org>"}
    boxes["INBOX"] += [
        letter(8, "Shop News <news@shop.com>", ME, "Tents are 10 % off.", **news),
        letter(9, "Shop News <news@shop.com>", ME, "Tents are 20 % off.", **news),
        letter(10, "Shop News <news@shop.com>", ME, "We open on Sunday."),
        letter(11, "Di Fox <di@odd.biz>", "users@lists.org", "Who has seen this?", **users),
        letter(12, "<>", ME, "Not delivered", Content_Type="multipart/report; boundary=x"),
        letter(13, "", ME, "Who am I?"),
        letter(14, ANN, ME, "Back on Monday.", Auto_Submitted="auto-replied"),
    ]
    scan([MemorySource(boxes)])
    listed = select("SELECT address_or_domain, rule, messages FROM exclusions")
    assert set(listed) == {
        ("no-reply@shop.com", "notification: Auto-Submitted", 1),
        ("news@shop.com", "bulk: Precedence, List-Unsubscribe, newsletter's name", 2),
        ("news@shop.com", "mostly machines write from it", 1),
        ("users@lists.org", "mailing list", 1),
        ("(no sender)", "bounce", 1),
        ("(no sender)", "no sender", 1),
        ("ann@acme-works.com", "auto-reply: Auto-Submitted", 1),
    }
    owed = select(
        "SELECT DISTINCT p.primary_address FROM exchanges JOIN people p USING (person_id)"
    )
    assert not {address for (address,) in owed} & {address for address, _, _ in listed} - {
        "ann@acme-works.com"
    }


def test_an_owner_that_is_no_address(scan: Scan) -> None:
    with pytest.raises(UsageError, match="not an e-mail address"):
        scan([MemorySource(mailboxes())], owner=["olive"])


def test_a_stated_new_address_joins_and_a_namesake_does_not(scan: Scan, select: Select) -> None:
    boxes = mailboxes()
    boxes["INBOX"] += [
        letter(8, "Ann Lee <ann@lee-consulting.net>", ME, "New address as you can see. Lunch?"),
        letter(9, "Bo Ray <bo.ray@recruiters.biz>", ME, "We fill new jobs. Interested?"),
    ]
    scan([MemorySource(boxes)])
    joined = select("SELECT person_id, group_concat(address, ' ') FROM addresses GROUP BY 1")
    assert "ann@acme-works.com ann@lee-consulting.net" in {addresses for _, addresses in joined}
    assert {"bo@other.org", "bo.ray@recruiters.biz"} <= {addresses for _, addresses in joined}


def test_an_answer_from_elsewhere_joins_and_settles(scan: Scan, select: Select) -> None:
    boxes = mailboxes()
    boxes["INBOX"].append(
        letter(9, "Cy Moe <cy.moe@home.org>", ME, "Here it is.", In_Reply_To="<m3@x>")
    )
    scan([MemorySource(boxes)])
    assert select(
        "SELECT state FROM exchanges WHERE direction = 'from_me' AND expects_reply > 0.5"
    ) == [("answered",)]
    assert select("SELECT count(*) FROM people WHERE name = 'Cy Moe'") == [(1,)]


def test_one_conversation_does_not_hold_two_of_one_name(scan: Scan, select: Select) -> None:
    boxes = mailboxes()
    boxes["INBOX"].append(
        letter(9, "Ann Lee <ann@phone.org>", ME, "P.S. by Friday!", References="<m1@x>")
    )
    scan([MemorySource(boxes)])
    assert select("SELECT count(*) FROM people WHERE name = 'Ann Lee'") == [(1,)]
