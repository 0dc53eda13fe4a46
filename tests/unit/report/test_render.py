from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

from inboxnet.classify.sample import LABELS
from inboxnet.report import render_json, render_table
from inboxnet.report.build import build_report
from inboxnet.report.model import SECTIONS
from inboxnet.report.person import find_people, read_person
from inboxnet.report.priority import LABEL_WEIGHTS
from inboxnet.report.render_person import render_person

if TYPE_CHECKING:
    import sqlite3

    HandMadeDatabase = Any

HOSTILE = (
    "\x1b]0;pwned\x07\x1b[2J\x9b31m[red]x[/red]:bomb:\u202etxt.exe\u2066\u200b\u2028\x7f\x00\r\nQ"
)


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


@pytest.fixture
def full(hand_made: HandMadeDatabase) -> HandMadeDatabase:
    ana = hand_made.person(
        "Ana Lima",
        "ana@client.example",
        labels={"client": 0.93, "decision_maker": 0.7},
        organization="A Company With A Rather Long Name Limited",
        title="Vice President of Many Things",
    )
    tanaka = hand_made.person("田中 由紀", "tanaka@search.example", labels={"recruiter": 0.4})
    hand_made.exchange(ana, days_ago=20, chasers=1)
    hand_made.exchange(ana, days_ago=2, expects_reply=0.4)
    hand_made.exchange(ana, state="unknown", why="no Sent mailbox")
    hand_made.exchange(tanaka, text="ご都合はいかがでしょうか？" * 9, subject="件名" * 40)
    hand_made.exchange(tanaka, direction="from_me", days_ago=None)
    for days in range(100, 108):
        hand_made.exchange(ana, days_ago=days, latency_days=0.5)
    hand_made.exchange(ana, days_ago=50, latency_days=9)
    hand_made.coverage("INBOX")
    hand_made.insert(
        "exclusions",
        address_or_domain="news@shop.example",
        rule="bulk",
        messages=3,
        sample_message_id=None,
    )
    return hand_made


@pytest.mark.parametrize("width", [40, 80, 120, 300])
def test_lines_fit_the_width(
    full: HandMadeDatabase, reader: sqlite3.Connection, width: int
) -> None:
    text = render_table.render_report(build_report(reader, as_of=full.as_of), width=width)
    assert max(map(columns, text.splitlines())) <= width
    assert not any(line.endswith(" ") for line in text.splitlines())


def test_what_a_reader_sees(full: HandMadeDatabase, reader: sqlite3.Connection) -> None:
    text = render_table.render_report(build_report(reader, as_of=full.as_of), width=110)
    for expected in (
        "You owe an answer: 2 messages, 2 people",
        "Not judged, as mail may be missing: 1 further message.\n  1 no Sent mailbox\n",
        "1 more where an answer is rather not expected",
        "Ana Lima, Vice President of Many Things",
        "client 93%, decision maker 70% · 3 weeks ago (2026-02-09) · they asked again once",
        "“Could you send me the figures?”",
        "no label; perhaps recruiter 40%",
        "They owe you an answer: 1 message, 1 person",
        "without date",
        "You answered late, by your own norm: 1 of 9 answers",
        "Usually you answer them within 12 hours (median, n = 9).",
        "You are olive@own.example",
        "Left out: 3 messages of 1 sender",
        "news@shop.example",
    ):
        assert expected in text


def test_empty_sections_say_so(hand_made: HandMadeDatabase, reader: sqlite3.Connection) -> None:
    hand_made.coverage("INBOX")
    for direction in ("in", "out"):
        hand_made.message(direction=direction)
    text = render_table.render_report(build_report(reader, as_of=hand_made.as_of), width=80)
    for expected in (
        "You owe an answer: 0 messages",
        "Nobody waits for an answer of yours, as far as the mail tells.",
        "They owe you an answer: 0 messages",
        "There are too few answers of yours",
        "Every message could be read; nothing is in quarantine.",
        "No sender was left out.",
    ):
        assert expected in text


def test_nobody_is_cleared_while_mail_is_missing(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    def show() -> str:
        return render_table.render_report(build_report(reader, as_of=hand_made.as_of), width=80)

    text = show()
    assert "Not all was read: no mailbox was read." in text
    assert "No mailbox has been read." in text
    hand_made.coverage("INBOX")
    ana = hand_made.person("Ana", "ana@client.example")
    for number in range(7):
        why = "no Sent mailbox" if number < 3 else f"reason {number}"
        hand_made.exchange(ana, state="unknown", why=why)
        hand_made.exchange(ana, state="unknown", why="no inbox", direction="from_me")
    for page in (text, show()):
        assert "as far as the mail tells" not in page
        assert "Every message" not in text
    owed, _, waiting = show().partition("They owe you an answer: none found")
    assert owed.splitlines()[:6] == [
        "You owe an answer: none found",
        "Not judged, as mail may be missing: 7 messages.",
        "  3 no Sent mailbox",
        "  1 reason 3",
        "  1 reason 4",
        "  2 for other reasons",
    ]
    assert waiting.startswith("\nNot judged, as mail may be missing: 7 messages.\n  7 no inbox\n")


def test_all_was_read_only_if_it_was(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    hand_made.coverage("Sent", "sent", complete=0, note="Not read to the end: gone.")
    report = build_report(reader, as_of=hand_made.as_of, sections=["coverage"])
    text = render_table.render_report(report, width=80)
    assert "Not read to the end" in text
    assert "Every message could be read" not in text


def test_the_counts_of_the_coverage(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    hand_made.person("Ana", "ana@client.example", received=4)
    hand_made.person("Named Only", "named@client.example")
    hand_made.coverage("INBOX", quarantined=3)
    hand_made.quarantined("too deep", "not a message: x", "not a message: x")
    report = build_report(reader, as_of=hand_made.as_of, sections=["coverage"])
    text = render_table.render_report(report, width=100)
    assert "2 people, of whom 1 wrote;" in " ".join(text.split())
    assert "In quarantine: 1 message and 2 files that are no mail (not a message: x: 2;" in text
    assert "messages  in quarantine  from" in text


def test_the_rest_is_told(full: HandMadeDatabase, reader: sqlite3.Connection) -> None:
    report = build_report(reader, as_of=full.as_of, limit=1)
    assert "    and 1 more: --limit 2 lists" in render_table.render_report(report, width=80)
    told = render_table.render_report(
        report, width=80, tell_rest=lambda section, n: f"see {section} {n}"
    )
    assert "    and 1 more: see owed 2\n" in told
    silent = render_table.render_report(report, width=80, tell_rest=lambda *_: "")
    assert "    and 1 more.\n" in silent


def test_every_label_has_a_word_and_a_weight() -> None:
    assert set(LABEL_WEIGHTS) == set(LABELS)
    assert set(render_table._NORM_WORDS) >= set(LABELS)


def test_brief_leaves_out_the_mailboxes(full: HandMadeDatabase, reader: sqlite3.Connection) -> None:
    report = build_report(reader, as_of=full.as_of, sections=["coverage"])
    assert "INBOX" in render_table.render_report(report, width=80)
    brief = render_table.render_report(report, width=80, brief=True)
    assert "INBOX" not in brief
    assert "No Sent mailbox was found" in brief


def test_filters_are_told(full: HandMadeDatabase, reader: sqlite3.Connection) -> None:
    report = build_report(
        reader, as_of=full.as_of, labels=["decision_maker"], since=full.at(30), until=full.as_of
    )
    text = render_table.render_report(report, width=80)
    assert "Showing only decision maker, since 2026-01-30, before 2026-03-01." in text


def test_colours_only_if_asked_for(full: HandMadeDatabase, reader: sqlite3.Connection) -> None:
    report = build_report(reader, as_of=full.as_of)
    assert "\x1b[" not in render_table.render_report(report, width=80)
    assert "\x1b[" in render_table.render_report(report, width=80, color=True)


def hostile(hand_made: HandMadeDatabase) -> int:
    person = hand_made.person(HOSTILE, "x@evil.example", organization=HOSTILE, title=HOSTILE)
    message = 0
    for direction in ("to_me", "from_me"):
        message = hand_made.exchange(
            person, direction=direction, subject=HOSTILE, text=f"{HOSTILE} could you?", why=HOSTILE
        )
    hand_made.exchange(person, state="unknown", why=HOSTILE)
    for days in range(6):
        hand_made.exchange(
            person, days_ago=100, latency_days=90 if days == 0 else 1, subject=HOSTILE
        )
    hand_made.coverage(HOSTILE, HOSTILE, account=HOSTILE, note=HOSTILE)
    hand_made.insert(
        "exclusions",
        address_or_domain=HOSTILE,
        rule=HOSTILE,
        messages=1,
        sample_message_id=message,
    )
    hand_made.insert(
        "quarantine",
        account=HOSTILE,
        mailbox=HOSTILE,
        uidvalidity=1,
        locator=HOSTILE,
        stage="parse",
        reason=HOSTILE,
        first_seen_at=HOSTILE,
        attempts=1,
    )
    hand_made.insert(
        "labels",
        person_id=person,
        label="client",
        probability=0.9,
        assigned=1,
        source="model",
        model_version=HOSTILE,
    )
    hand_made.insert(
        "evidence",
        person_id=person,
        label="client",
        message_id=message,
        quote=HOSTILE,
        start=0,
        end=1,
        weight=1.0,
        what=HOSTILE,
    )
    return person


def assert_harmless(text: str) -> None:
    assert {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}} <= {"\n"}


def test_nothing_hostile_reaches_the_terminal(
    hand_made: HandMadeDatabase, reader: sqlite3.Connection
) -> None:
    person_id = hostile(hand_made)
    report = build_report(reader, as_of=hand_made.as_of, sections=SECTIONS)
    (who,) = find_people(reader, str(person_id))
    person = read_person(reader, who, as_of=hand_made.as_of)
    table = render_table.render_report(report, width=80)
    for text in (
        table,
        render_person(person, width=80),
        render_json.render_report(report),
        render_json.render_person(person),
    ):
        assert_harmless(text)
    assert "[red]x[/red]:bomb:" in table.replace("\n    ", ""), "no markup is obeyed"


def test_json(full: HandMadeDatabase, reader: sqlite3.Connection) -> None:
    report = build_report(reader, as_of=full.as_of, sections=["owed", "coverage"])
    text = render_json.render_report(report)
    assert text.isascii()
    data = json.loads(text)
    assert data["schema"] == 1
    assert data["as_of"] == "2026-03-01T12:00:00+00:00"
    assert list(data["sections"]) == ["owed", "coverage"]
    first = data["sections"]["owed"]["rows"][0]
    assert first["who"]["name"] == "Ana Lima"
    assert first["who"]["labels"][0] == {
        "label": "client",
        "probability": 0.93,
        "assigned": True,
        "source": "model",
    }
    assert first["opened_at"] == "2026-02-09T12:00:00+00:00"
    assert first["age_seconds"] == 20 * 86_400
    assert data["sections"]["owed"]["unknown_reasons"] == [{"reason": "no Sent mailbox", "n": 1}]
