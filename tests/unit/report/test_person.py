from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from inboxnet.report.person import find_people, read_person
from inboxnet.report.render_person import render_person

if TYPE_CHECKING:
    import sqlite3

    HandMadeDatabase = Any


@pytest.fixture
def people(hand_made: HandMadeDatabase) -> dict[str, int]:
    ana = hand_made.person("Ana Lima", "ana@client.example", labels={"client": 0.9, "vendor": 0.2})
    hand_made.address(ana, "ana.lima@freemail.example", "Lima, Ana")
    jose = hand_made.person("José Ana Ruiz", "jose@shop.example")
    mario = hand_made.person("Ana Lima", "ana@other.example")
    return {"ana": ana, "jose": jose, "other": mario}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("ana@client.example", ["ana"]),
        ("<ANA@client.example>", ["ana"]),
        ("ana.lima@freemail.example", ["ana"]),
        ("Lima, Ana", ["ana", "other"]),
        ("ana lima", ["ana", "other"]),
        ("jose", ["jose"]),
        ("RUIZ josé", ["jose"]),
        ("ana", ["ana", "jose", "other"]),
        ("ruiz ana", ["jose"]),
        ("lim", ["ana", "other"]),
        ("freemail", ["ana"]),
        ("na@client.example", []),
        ("Berta", []),
        ("", []),
        ("99999", []),
        ("9" * 40, []),
    ],
)
def test_find_people(
    people: dict[str, int], reader: sqlite3.Connection, wanted: str, found: list[str]
) -> None:
    assert {who.person_id for who in find_people(reader, wanted)} == {people[k] for k in found}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("lim", ["ana", "other"]), ("li", []), ("²", []), ("jose", ["jose"]), ("ana li", [])],
)
def test_a_part_of_a_name_can_need_letters(
    people: dict[str, int], reader: sqlite3.Connection, wanted: str, found: list[str]
) -> None:
    named = find_people(reader, wanted, least_letters=3)
    assert {who.person_id for who in named} == {people[k] for k in found}


def test_an_id_finds_a_person(people: dict[str, int], reader: sqlite3.Connection) -> None:
    (who,) = find_people(reader, str(people["jose"]))
    assert who.name == "José Ana Ruiz"


def test_read_person(
    hand_made: HandMadeDatabase, people: dict[str, int], reader: sqlite3.Connection
) -> None:
    ana = people["ana"]
    hand_made.exchange(ana, days_ago=90, latency_days=2)
    hand_made.exchange(ana, days_ago=80, latency_days=4)
    hand_made.exchange(ana, days_ago=70, latency_days=1, expects_reply=0.1)
    hand_made.exchange(ana, days_ago=60, state="unknown")
    hand_made.exchange(ana, direction="from_me", days_ago=50, state="open")
    opened_by = hand_made.exchange(ana, days_ago=5, why="a question to you alone")
    for days in range(200, 210):
        hand_made.exchange(ana, days_ago=days, state="closed", expects_reply=0.1)
    for weight, quote in ((2.0, "your invoice"), (-1.0, "we sell")):
        hand_made.insert(
            "evidence",
            person_id=ana,
            label="client",
            message_id=opened_by,
            quote=quote,
            start=0,
            end=5,
            weight=weight,
            what="a word of trade",
        )

    (who,) = find_people(reader, "ana@client.example")
    person = read_person(reader, who, as_of=hand_made.as_of)

    assert [a.address for a in person.addresses] == [
        "ana.lima@freemail.example",
        "ana@client.example",
    ]
    assert (person.by_me.due, person.by_me.answered, person.by_me.open) == (3, 2, 1)
    assert (person.by_me.unknown, person.by_me.answers) == (1, 3)
    assert person.by_me.median_seconds == 2 * 86_400
    assert (person.by_them.due, person.by_them.open, person.by_them.median_seconds) == (1, 1, None)
    assert [entry.direction for entry in person.open_debts] == ["to_me", "from_me"]
    assert (len(person.timeline), person.exchanges) == (10, 16)
    assert [e.weight for e in person.evidence] == [2.0, -1.0]

    text = render_person(person, width=80)
    assert "you owe an answer for 5 days" in text
    assert "a question to you alone" in text
    assert "“your invoice” a word of trade" in text
    assert "- “we sell”" in " ".join(text.split())
    assert "n = 3" in text
    assert max(map(len, text.splitlines())) <= 80


def test_who_may_be_the_same_and_where_they_worked(
    hand_made: HandMadeDatabase, people: dict[str, int], reader: sqlite3.Connection
) -> None:
    ana = people["ana"]
    for number in range(7):
        other = hand_made.person(f"Ana Lima {number}", f"ana{number}@x.example")
        hand_made.insert(
            "candidates",
            person_id=ana,
            other_person_id=other,
            score=0.9 - number / 10,
            evidence="the same name; but both are named in one mail",
        )
    for organization, domain, days in (("Old Co", "old.example", 400), (None, "new.example", 90)):
        hand_made.insert(
            "employers",
            person_id=ana,
            organization=organization,
            domain=domain,
            address=f"ana@{domain}",
            first_at=hand_made.at(days).isoformat(),
            last_at=hand_made.at(days - 60).isoformat(),
        )

    (who,) = find_people(reader, "ana@client.example")
    person = read_person(reader, who, as_of=hand_made.as_of)

    assert [other.score for other in person.maybe_same][:2] == [0.9, 0.8]
    assert [employer.domain for employer in person.employers] == ["new.example", "old.example"]
    text = " ".join(render_person(person, width=80).split())
    assert (
        "perhaps the same person as Ana Lima 0 <ana0@x.example>: the same name;"
        " but both are named in one mail" in text
    )
    assert "and perhaps as 2 more of a like name" in text
    assert "writes from new.example since 2025-12-01" in text
    assert "wrote from Old Co (old.example) 2025-01-25 to 2025-03-26" in text


def test_one_employer_alone_is_not_told(
    hand_made: HandMadeDatabase, people: dict[str, int], reader: sqlite3.Connection
) -> None:
    hand_made.insert(
        "employers", person_id=people["jose"], domain="shop.example", address="jose@shop.example"
    )
    (who,) = find_people(reader, "jose@shop.example")
    text = render_person(read_person(reader, who, as_of=hand_made.as_of), width=80)
    assert "from shop.example" not in text
    assert "perhaps" not in text


def test_a_person_as_of_a_moment(
    hand_made: HandMadeDatabase, people: dict[str, int], reader: sqlite3.Connection
) -> None:
    hand_made.exchange(people["ana"], days_ago=90, latency_days=2)
    hand_made.exchange(people["ana"], days_ago=50, latency_days=40)
    hand_made.exchange(people["ana"], days_ago=5)
    (who,) = find_people(reader, "ana@client.example")

    person = read_person(reader, who, as_of=hand_made.at(30))

    assert person.exchanges == 2
    assert [(e.state, e.answered_at is None) for e in person.timeline] == [
        ("open", True),
        ("answered", False),
    ]
    assert [e.latency_seconds for e in person.timeline] == [None, 2 * 86_400]
    assert (person.by_me.due, person.by_me.answered, person.by_me.open) == (2, 1, 1)
    assert person.by_me.median_seconds == 2 * 86_400
    assert "you owe an answer for 3 weeks" in render_person(person, width=80)


def test_nobody_is_cleared_while_mail_is_missing(
    hand_made: HandMadeDatabase, people: dict[str, int], reader: sqlite3.Connection
) -> None:
    (who,) = find_people(reader, str(people["jose"]))

    def show() -> str:
        return render_person(read_person(reader, who, as_of=hand_made.as_of), width=80)

    assert "Not all was read: no mailbox was read." in show()
    hand_made.coverage("INBOX")
    for direction in ("in", "out"):
        hand_made.message(direction=direction)
    assert "No answer is due, on either side" in show()
    hand_made.exchange(people["jose"], state="unknown")
    assert "Not judged, as mail may be missing: 1 exchange." in show()
    assert "No answer is due" not in show()


def test_a_person_without_anything(
    hand_made: HandMadeDatabase, people: dict[str, int], reader: sqlite3.Connection
) -> None:
    (who,) = find_people(reader, str(people["jose"]))
    text = render_person(read_person(reader, who, as_of=hand_made.as_of), width=80)
    assert "nothing was asked" in text
    assert "Nothing in the mail speaks for any label." in text
    assert "There is no exchange with them." in text
