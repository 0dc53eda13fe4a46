"""From what was derived to the rows of the derived tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from inboxnet.classify.sample import LABELS, Verdict
from inboxnet.pipeline.employers import build_employer_rows
from inboxnet.pipeline.load import Loaded
from inboxnet.pipeline.sharing import build_coverage_rows
from inboxnet.pipeline.who import Who, shared_domains
from inboxnet.reciprocity.exchange import Exchange
from inboxnet.reciprocity.expects import Expectation
from inboxnet.reciprocity.replies import Reply
from inboxnet.store import reading
from inboxnet.threads.mail import ThreadMail
from inboxnet.threads.missing import MissingOriginal
from inboxnet.threads.parents import Threads

if TYPE_CHECKING:
    from sqlite_utils import Database

Row = tuple[object, ...]

_NO_SENDER = "(no sender)"


@dataclass(frozen=True, slots=True)
class Derived:
    """What `inboxnet.pipeline.derive` found.

    Attributes:
        who: Everybody.
        loaded: All messages.
        threads: Their conversations.
        conversations: The messages of each conversation by sent date.
        replies: Message id to its answer.
        expectation: Message id to the probability that an answer was owed.
        exchanges: Thread id and exchange, oldest first.
        missing: Messages that are known by their quotation alone.
        verdicts: Person id to what the classifier said.
    """

    who: Who
    loaded: Loaded
    threads: Threads
    conversations: Sequence[Sequence[ThreadMail]]
    replies: Mapping[int, Reply]
    expectation: Mapping[int, Expectation]
    exchanges: Sequence[tuple[int, Exchange]]
    missing: Sequence[MissingOriginal]
    verdicts: Mapping[int, Verdict]


def build_tables(database: Database, d: Derived, model: str) -> dict[str, list[Row]]:
    """Return the rows of all derived tables, in an order that keeps foreign keys.

    Args:
        database: For what is taken from the facts as it is.
        d: What was derived.
        model: The classifier's version.
    """
    return {
        "people": _people_rows(d),
        "address_person": _address_rows(d),
        "candidates": [
            (person, candidate.person_id, round(candidate.score, 4), candidate.evidence)
            for person, group in sorted(d.who.people.items())
            for candidate in group.perhaps
        ],
        "employers": list(
            build_employer_rows(
                database,
                d.who,
                {person: verdict.organization for person, verdict in d.verdicts.items()},
                shared_domains(d.who, d.loaded.authored, d.loaded.among_themselves),
            )
        ),
        "threads": _thread_rows(database, d),
        "mail_derived": [
            (
                mail.mail_id,
                mail.direction,
                mail.author,
                d.threads.thread_of[mail.mail_id],
                _probability(d, mail.mail_id),
            )
            for mail in d.loaded.mails
        ],
        "replies": [
            (r.message_id, r.answered_by, r.latency_seconds, None, r.method, r.confidence)
            for r in sorted(d.replies.values(), key=lambda r: r.message_id)
        ],
        "unseen_originals": _unseen_rows(d),
        "exchanges": [
            (
                number,
                e.person_id,
                e.direction,
                thread,
                e.opened_by,
                _instant(e.opened_at),
                e.chasers,
                e.answered_by,
                _instant(e.answered_at),
                e.latency_seconds,
                None,
                e.expects_reply,
                e.state,
                e.why,
            )
            for number, (thread, e) in enumerate(d.exchanges, start=1)
        ],
        "labels": [
            (
                person,
                label,
                round(verdict.probabilities[label], 4),
                label in verdict.assigned,
                "model",
                model,
            )
            for person, verdict in sorted(d.verdicts.items())
            for label in LABELS
            if label in verdict.probabilities
        ],
        "evidence": [
            (number, *row)
            for number, row in enumerate(
                (
                    (
                        person,
                        e.label,
                        e.message_id,
                        e.quote,
                        e.start,
                        e.end,
                        round(e.weight, 4),
                        e.what,
                    )
                    for person, verdict in sorted(d.verdicts.items())
                    for e in verdict.evidence
                ),
                start=1,
            )
        ],
        "reciprocity": _reciprocity_rows(d),
        "exclusions": _exclusion_rows(database, d),
        "coverage": build_coverage_rows(database, d.who),
    }


def _people_rows(d: Derived) -> list[Row]:
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    received: Counter[int] = Counter()
    sent: Counter[int] = Counter()
    two_way: dict[int, int] = {}
    for mail in d.loaded.mails:
        if mail.direction == "in" and mail.author is not None:
            met: Iterable[int] = (mail.author,)
            received[mail.author] += 1
        elif mail.direction in ("out", "self"):
            met = mail.recipients
            sent.update(met)
        else:
            met = () if mail.author is None else (mail.author,)
        if mail.sent is not None:
            for person in met:
                first[person] = min(first.get(person, mail.sent), mail.sent)
                last[person] = max(last.get(person, mail.sent), mail.sent)
    for _, exchange in d.exchanges:
        if exchange.answered_at is not None:
            two_way[exchange.person_id] = max(
                two_way.get(exchange.person_id, 0), exchange.answered_at
            )
    rows: list[Row] = []
    for person, group in sorted(d.who.people.items()):
        verdict = d.verdicts.get(person)
        rows.append(
            (
                person,
                group.name,
                group.kind,
                verdict.organization if verdict else None,
                verdict.title if verdict else None,
                group.primary_address,
                _instant(first.get(person)),
                _instant(last.get(person)),
                _instant(two_way.get(person)),
                received[person],
                sent[person],
            )
        )
    return rows


def _address_rows(d: Derived) -> list[Row]:
    return [
        (
            address_id,
            d.who.person_of[address_id],
            sighting.best_name(),
            sighting.authored + sighting.received,
            d.who.people[d.who.person_of[address_id]].reasons[address_id],
        )
        for address_id, sighting in sorted(d.who.sightings.items())
    ]


def _thread_rows(database: Database, d: Derived) -> list[Row]:
    rows: list[Row] = []
    subjects = reading.read_subjects(database, (group[0].mail_id for group in d.conversations))
    for conversation in d.conversations:
        people = {m.author for m in conversation if m.author is not None}
        for mail in conversation:
            people |= mail.recipients
        dated = [mail.sent for mail in conversation if mail.sent is not None]
        rows.append(
            (
                d.threads.thread_of[conversation[0].mail_id],
                subjects[conversation[0].mail_id],
                _instant(min(dated, default=None)),
                _instant(max(dated, default=None)),
                len(conversation),
                len(people),
            )
        )
    return rows


def _reciprocity_rows(d: Derived) -> list[Row]:
    by_person: dict[int, list[Exchange]] = defaultdict(list)
    for _, exchange in d.exchanges:
        by_person[exchange.person_id].append(exchange)
    rows: list[Row] = []
    for person, exchanges in sorted(by_person.items()):
        mine = [e for e in exchanges if e.direction == "to_me" and e.state != "closed"]
        theirs = [e for e in exchanges if e.direction == "from_me" and e.state != "closed"]
        open_mine = [e for e in mine if e.state == "open"]
        oldest = min((e.opened_at for e in open_mine if e.opened_at is not None), default=None)
        rows.append(
            (
                person,
                len(mine),
                sum(e.state == "answered" for e in mine),
                *(None,) * 4,
                len(theirs),
                sum(e.state == "answered" for e in theirs),
                *(None,) * 10,
                len(open_mine),
                _instant(oldest),
                None,
                None,
            )
        )
    return rows


def _unseen_rows(d: Derived) -> list[Row]:
    author_of = {mail.mail_id: mail.author for mail in d.loaded.mails}
    rows: list[Row] = []
    for original in d.missing:
        answerer = author_of[original.answered_by]
        if d.who.owner_id == answerer:
            person, direction = original.author, "to_me"
        elif d.who.owner_id == original.author and answerer is not None:
            person, direction = answerer, "from_me"
        else:
            continue
        rows.append(
            (
                original.answered_by,
                person,
                direction,
                _instant(original.sent),
                original.latency_seconds,
                None,
                "quoted",
                original.confidence,
            )
        )
    return rows


def _exclusion_rows(database: Database, d: Derived) -> list[Row]:
    rows: list[Row] = [
        (
            d.who.sightings[kind.address_id].addr_spec,
            kind.reason,
            kind.messages,
            kind.sample_mail_id,
        )
        for kind in reading.read_author_kinds(database)
        if kind.reason is not None
    ]
    rows += [
        (d.who.sightings[author].addr_spec, f"lies in {role} alone", messages, sample)
        for author, role, messages, sample in reading.read_set_aside(database)
    ]
    rows += _unwritten_rules(d)
    return rows


def _unwritten_rules(d: Derived) -> list[Row]:
    """Return the rows of mail that no reason was stored for, as who wrote it decides."""
    kinds = {person: group.kind for person, group in d.who.people.items()}
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for mail in d.loaded.mails:
        if mail.author is None:
            if mail.direction == "in":
                found[_NO_SENDER, mail.automatic or "no sender"].append(mail.mail_id)
        elif mail.automatic:
            continue
        elif kinds[mail.author] == "automated":
            # A person's words from an address that mostly machines write from are no debt.
            address = d.who.people[mail.author].primary_address
            found[address, "mostly machines write from it"].append(mail.mail_id)
        elif mail.list_id is not None or kinds[mail.author] == "list":
            which = mail.author if mail.list_id is None else mail.list_id
            found[d.who.people[which].primary_address, "mailing list"].append(mail.mail_id)
    return [
        (address, rule, len(mails), mails[-1]) for (address, rule), mails in sorted(found.items())
    ]


def _probability(d: Derived, mail_id: int) -> float | None:
    expectation = d.expectation.get(mail_id)
    return round(expectation.probability, 4) if expectation else None


def _instant(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
