"""Who is one person, from bytes to the public relations."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Self

import pytest

from inboxnet.classify.sample import LABELS, PersonSample, Verdict
from inboxnet.pipeline import run
from inboxnet.source.memory import MemorySource

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
ME = "Olive Owner <olive@own.example>"
OLD = "Amir Khan <amir.khan@corvane.example>"
NEW = "Amir Khan <amir@stellwerk.example>"
OLD_SPEC, NEW_SPEC = "amir.khan@corvane.example", "amir@stellwerk.example"
PHONE = "--\r\nAmir Khan\r\n+49 30 1234567"

Mailboxes = Mapping[str, Sequence[bytes]]
Groups = Callable[..., set[frozenset[str]]]
Select = Callable[[str], list[tuple[Any, ...]]]


class Stub:
    """Says nothing of anybody but who they work for, by their first address."""

    def __init__(self, *, many: bool) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def classify(self, people: Iterable[PersonSample]) -> Iterable[Verdict]:
        for person in people:
            organization = "Corvane" if person.addresses[0] == "lena@corvane.example" else None
            probabilities = dict.fromkeys(LABELS, 0.1)
            yield Verdict(person.person_id, probabilities, frozenset(), organization=organization)


def letter(day: int, sender: str, to: str, text: str = "Hello there.", **fields: str) -> bytes:
    date = NOW - timedelta(days=200 - day)
    head = {
        "From": sender,
        "To": to,
        "Subject": f"Subject {day}",
        "Date": date.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        "Message-ID": f"<m{day}@x.example>",
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"{lines}\r\n{text}\r\n".encode()


@pytest.fixture(autouse=True)
def classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ClassifierElsewhere", Stub)


def scan(path: Path, mailboxes: Mailboxes) -> None:
    source = MemorySource({name: list(letters) for name, letters in mailboxes.items()})
    run.scan(
        path,
        [source],
        owner=["olive@own.example"],
        as_of=NOW,
        now=NOW,
        since=None,
        command="scan",
        progress=lambda step: None,
    )


def read_groups(path: Path) -> set[frozenset[str]]:
    people: dict[int, set[str]] = defaultdict(set)
    with closing(sqlite3.connect(path)) as reader:
        for address, person_id in reader.execute("SELECT address, person_id FROM addresses"):
            people[person_id].add(address)
    return {frozenset(addresses) for addresses in people.values()}


@pytest.fixture
def groups(tmp_path: Path) -> Groups:
    """Return who is one person with whom once the letters have been scanned."""

    def go(*inbox: bytes, **others: Sequence[bytes]) -> set[frozenset[str]]:
        scan(tmp_path / "x.db", {"INBOX": inbox, "Sent": (), **others})
        return read_groups(tmp_path / "x.db")

    return go


@pytest.fixture
def select(tmp_path: Path) -> Select:
    def go(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(tmp_path / "x.db")) as reader:
            return reader.execute(sql).fetchall()

    return go


ONE = frozenset({OLD_SPEC, NEW_SPEC})


def test_a_name_alone_makes_two_people_and_a_candidate(groups: Groups, select: Select) -> None:
    assert ONE not in groups(letter(1, OLD, ME), letter(9, NEW, ME))
    rows = select("SELECT person_id < other_person_id, score, evidence FROM candidates")
    assert sorted(rows) == [(0, 0.2689, "the same name"), (1, 0.2689, "the same name")]


@pytest.mark.parametrize(
    ("text", "joins"),
    [
        ("Hi, new address as you can see.", True),
        ("I have left Corvane and am with Stellwerk now.", True),
        ("Nach sechs Jahren habe ich Corvane verlassen.", True),
        (f"You may know me as {OLD_SPEC}.", True),
        ("I have a new job.", False),
        ("We sell to Corvane too.", False),
    ],
)
def test_what_the_author_says(groups: Groups, text: str, joins: bool) -> None:
    assert (ONE in groups(letter(1, OLD, ME), letter(9, NEW, ME, text))) is joins


def test_what_is_said_must_leave_no_doubt_of_whom(groups: Groups) -> None:
    third = "Amir Khan <a.khan@third.example>"
    moved = letter(9, NEW, ME, "Hi, new address as you can see.")
    assert ONE not in groups(letter(1, OLD, ME), letter(2, third, ME), moved)


def test_an_impostor_says_so_too(groups: Groups) -> None:
    fake = "Amir Khan <amir.khan@corvane-payments.example>"
    text = f"New address as you can see, no longer {OLD_SPEC}."
    found = groups(letter(1, OLD, ME), letter(9, fake, ME, text))
    assert frozenset({OLD_SPEC}) in found


def test_what_lies_in_junk_alone_is_not_believed(groups: Groups) -> None:
    junk = [letter(9, NEW, ME, "Hi, new address as you can see.")]
    assert ONE not in groups(letter(1, OLD, ME), Junk=junk)


def test_the_old_address_tells_the_new_one(groups: Groups) -> None:
    away = letter(
        5,
        OLD,
        ME,
        f"I am no longer with Corvane. You can reach me at {NEW_SPEC}.",
        Auto_Submitted="auto-replied",
    )
    assert ONE in groups(letter(1, OLD, ME), away, letter(9, NEW, ME))


def test_the_same_telephone_number(groups: Groups) -> None:
    first, later = (f"Hello.\r\n\r\n{PHONE}", f"Hi.\r\n\r\n{PHONE.replace('49 30', '49-30')}")
    assert ONE in groups(letter(1, OLD, ME, first), letter(9, NEW, ME, later))


def test_the_same_web_page(groups: Groups) -> None:
    page = "Hello.\r\n\r\n--\r\nAmir Khan\r\nhttps://www.network.example/in/amirkhan/"
    assert ONE in groups(letter(1, OLD, ME, page), letter(9, NEW, ME, page.replace("www.", "")))


@pytest.mark.parametrize(
    ("known", "line", "joins"),
    [
        (OLD, "Talent Lead, Corvane GmbH", True),
        (OLD, "Talent Lead, Stellwerk", False),
        ("Amir Khan <amir@khan.example>", "khan.example", False),
        ("Amir Khan <amir@postbox.example>", "Postbox 12", False),
    ],
)
def test_who_signs_for_the_organisation(groups: Groups, known: str, line: str, joins: bool) -> None:
    private = "Amir Khan <ah77@post.example>"
    text = f"Hello.\r\n\r\n--\r\nAmir Khan\r\n{line}"
    spec = known.partition("<")[2].rstrip(">")
    found = groups(letter(1, known, ME), letter(9, private, ME, text))
    assert (frozenset({spec, "ah77@post.example"}) in found) is joins


def test_an_answer_from_the_other_address(groups: Groups) -> None:
    asked = [letter(2, ME, OLD, "Can you come?")]
    answer = letter(3, NEW, ME, "Yes.", In_Reply_To="<m2@x.example>")
    assert ONE in groups(letter(1, OLD, ME), answer, Sent=asked)


def test_an_answer_to_the_other_address(groups: Groups) -> None:
    answer = [letter(2, ME, NEW, "Yes.", In_Reply_To="<m1@x.example>")]
    assert ONE in groups(letter(1, OLD, ME, "Can you come?"), letter(9, NEW, ME), Sent=answer)


def test_an_assistant_who_answers_stays_another_person(groups: Groups) -> None:
    asked = [letter(2, ME, OLD, "Can he come?")]
    lena = "Lena Kok <lena@corvane.example>"
    answer = letter(3, lena, ME, "Amir will come.", In_Reply_To="<m2@x.example>")
    assert frozenset({OLD_SPEC}) in groups(letter(1, OLD, ME), answer, Sent=asked)


def test_both_in_one_conversation(groups: Groups) -> None:
    later = letter(3, NEW, ME, "One more thing.", References="<m1@x.example>")
    assert ONE in groups(letter(1, OLD, ME), later)


def test_a_reply_to(groups: Groups) -> None:
    assert ONE in groups(letter(1, OLD, ME, Reply_To=NEW), letter(9, NEW, ME))


def test_a_relay_and_a_role_address_join_nobody(groups: Groups) -> None:
    relay = "Amir Khan via Linkperch <messages-noreply@linkperch.example>"
    role = "Amir Khan <info@corvane.example>"
    found = groups(letter(1, OLD, ME), letter(2, relay, ME, Reply_To=OLD), letter(3, role, ME))
    assert frozenset({OLD_SPEC}) in found


class TestNamesakesAtOneOrganisation:
    """Maria Garcia and Maria Garcia are colleagues."""

    ONE = "Maria Garcia <m.garcia@corp.example>"
    OTHER = "Maria Garcia <maria.garcia@corp.example>"
    TOGETHER = frozenset({"m.garcia@corp.example", "maria.garcia@corp.example"})

    def test_one_name_is_one_person(self, groups: Groups) -> None:
        assert self.TOGETHER in groups(letter(1, self.ONE, ME), letter(2, self.OTHER, ME))

    def test_named_together(self, groups: Groups, select: Select) -> None:
        both = letter(3, "Bo Ray <bo@corp.example>", f"{ME}, {self.ONE}, {self.OTHER}")
        assert self.TOGETHER not in groups(letter(1, self.ONE, ME), letter(2, self.OTHER, ME), both)
        (evidence,) = {row[0] for row in select("SELECT evidence FROM candidates")}
        assert evidence.endswith("but both are named in one mail")

    def test_they_write_to_each_other(self, groups: Groups) -> None:
        letters = (letter(1, self.ONE, f"{self.OTHER}, {ME}"), letter(2, self.OTHER, self.ONE))
        assert self.TOGETHER not in groups(*letters)

    def test_they_sign_with_other_numbers(self, groups: Groups) -> None:
        first, later = (
            f"Hello.\r\n\r\n--\r\nMaria Garcia\r\nPhone: +49 30 {number}"
            for number in ("1234567", "7654321")
        )
        letters = letter(1, self.ONE, ME, first), letter(2, self.OTHER, ME, later)
        assert self.TOGETHER not in groups(*letters)


def test_who_writes_without_a_name_is_called_as_they_sign(groups: Groups, select: Select) -> None:
    signed = f"Hello.\r\n\r\n{PHONE}"
    letters = letter(1, "amir.h@postbox.example", ME, signed), letter(9, OLD, ME, signed)
    assert frozenset({"amir.h@postbox.example", OLD_SPEC}) in groups(*letters)
    assert select("SELECT count(*) FROM people WHERE name = 'Amir Khan'") == [(1,)]


def test_a_first_name_beside_a_local_part_that_has_both(groups: Groups) -> None:
    first = letter(1, "Hannah <hannah.berg@postbox.example>", ME)
    later = letter(9, "Hannah Berg <hannah@severnvets.example>", ME, "From work, call me?")
    expected = frozenset({"hannah.berg@postbox.example", "hannah@severnvets.example"})
    assert expected in groups(first, later)


def test_a_job_change_keeps_one_person_with_dated_employers(groups: Groups, select: Select) -> None:
    groups(
        letter(1, OLD, ME),
        letter(4, OLD, ME),
        letter(5, "Lena Kok <lena@corvane.example>", ME),
        letter(9, NEW, ME, "Hi, new address as you can see."),
        letter(12, "Amir Khan <amir.khan@gmail.com>", ME, f"I am {NEW_SPEC} too."),
    )
    rows = select(
        "SELECT e.organization, domain, address, substr(first_at, 1, 10), substr(last_at, 1, 10)"
        " FROM employers e JOIN people p USING (person_id) WHERE p.name = 'Amir Khan'"
        " ORDER BY last_at"
    )
    assert rows == [
        ("Corvane", "corvane.example", OLD_SPEC, "2025-11-14", "2025-11-17"),
        (None, "stellwerk.example", NEW_SPEC, "2025-11-22", "2025-11-22"),
    ]


def test_an_employer_is_dated_by_mail_to_whoever_never_wrote(
    groups: Groups, select: Select
) -> None:
    groups(letter(3, "Bo Ray <bo@corp.example>", f"{ME}, {OLD}"))
    rows = select("SELECT substr(first_at, 1, 10) FROM employers WHERE domain = 'corvane.example'")
    assert rows == [("2025-11-16",)]


@pytest.mark.parametrize("seed", range(6))
def test_neither_the_order_of_reading_nor_the_number_of_runs_matters(
    tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    inbox = [
        letter(1, OLD, ME),
        letter(3, NEW, ME, "Yes.", In_Reply_To="<m2@x.example>"),
        letter(4, "Bill Wood <bill@corp.example>", ME),
        letter(5, "bwood@corp.example", ME),
        letter(6, "Wood, William <wwood@corp.example>", ME),
        letter(7, "Maria Garcia <m.garcia@corp.example>", ME),
        letter(8, "Maria Garcia <maria.garcia@corp.example>", ME),
        letter(9, "Bo Ray <bo@corp.example>", f"{ME}, m.garcia@corp.example, {OLD}"),
        letter(10, "Maria Garcia <mg@home.example>", ME, "Hi, new address as you can see."),
        letter(11, "Maria L. Garcia <mlg@corp.example>", ME),
        letter(12, "Maria K. Garcia <mkg@corp.example>", ME),
    ]
    sent = [letter(2, ME, OLD, "Can you come?")]
    scan(tmp_path / "whole.db", {"INBOX": inbox, "Sent": sent})
    expected = read_groups(tmp_path / "whole.db")
    assert ONE in expected

    random.shuffle(inbox)
    cuts = sorted(random.sample(range(len(inbox)), 2))
    for cut in (*cuts, len(inbox)):
        scan(tmp_path / "parts.db", {"INBOX": inbox[:cut], "Sent": sent})
    assert read_groups(tmp_path / "parts.db") == expected
