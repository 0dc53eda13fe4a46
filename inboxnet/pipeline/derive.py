"""From facts to everything else: people, conversations, answers, debts, labels."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from inboxnet.classify.sample import LABELS, MailSample, PersonSample, Verdict
from inboxnet.pipeline.load import Loaded
from inboxnet.pipeline.progress import Progress, Report
from inboxnet.pipeline.samples import SampleChooser
from inboxnet.pipeline.who import HUMAN_KINDS, Who, build_who, shared_domains
from inboxnet.reciprocity.exchange import Coverage, Exchange, build_exchanges
from inboxnet.reciprocity.expects import Ask, expects_reply
from inboxnet.reciprocity.replies import Reply, conversations, find_replies
from inboxnet.store import reading
from inboxnet.store.derived import derived_state, facts_state, replace_derived
from inboxnet.threads.mail import ThreadMail
from inboxnet.threads.parents import build_threads

if TYPE_CHECKING:
    from sqlite_utils import Database

DERIVATION = "1"
"""Raise it when anything derived changes for the same facts."""

_COVERAGE_GRACE_SECONDS = 30 * 86400
"""Mail this much older than the owner's first own message may still have been answered in it."""


class Classifier(Protocol):
    """What `derive` needs of `inboxnet.classify.model.Classifier`."""

    @property
    def version(self) -> str:
        """Changes whenever its answers can."""
        ...

    def classify(self, people: Iterable[PersonSample]) -> Iterable[Verdict]:
        """Say who each person is."""
        ...


def derive(
    database: Database,
    *,
    as_of: datetime,
    load_classifier: Callable[[], Classifier],
    classifier_version: str,
    progress: Report,
) -> bool:
    """Rebuild the derived tables if anything they come from has changed.

    Args:
        database: Open for writing.
        as_of: What was sent later is no part of any answer or debt.
        load_classifier: Called only if people have to be classified: it is slow.
        classifier_version: What `Classifier.version` will be.
        progress: Told what goes on.

    Returns:
        Whether anything had to be done.
    """
    state = facts_state(database) | {
        "derivation": DERIVATION,
        "model": classifier_version,
        "newest": _newest(database, as_of),
    }
    if derived_state(database) == state:
        return False
    progress(Progress("derive", "people", 0))
    derivation = _Derivation(database, int(as_of.timestamp()))
    progress(Progress("derive", "conversations and answers", len(derivation.loaded.mails)))
    derivation.answers()
    verdicts = derivation.classify(load_classifier, progress)
    progress(Progress("derive", "writing", 0))
    replace_derived(
        database, derivation.tables(verdicts, classifier_version), state=state
    )
    return True


def _newest(database: Database, as_of: datetime) -> str:
    row = database.conn.execute(
        "SELECT max(sent_at) FROM mail WHERE sent_at <= ?",
        (as_of.astimezone(UTC).replace(microsecond=0).isoformat(),),
    ).fetchone()
    return str(row[0])


class _Derivation:
    """One rebuild; each step fills what the next one needs."""

    def __init__(self, database: Database, as_of: int) -> None:
        self._database = database
        self._as_of = as_of
        self.who: Who = build_who(database)
        self.loaded = Loaded(database, self.who)
        self._humans = self.who.ids_of_kind(HUMAN_KINDS)
        self._threads = build_threads(self.loaded.mails, self.who.author_keys())
        self._conversations = conversations(self.loaded.mails, self._threads)
        self._replies: dict[int, Reply] = {}
        self._expectation: dict[int, float] = {}
        self._exchanges: list[tuple[int, Exchange]] = []

    def answers(self) -> None:
        """Find replies, expectations and exchanges."""
        owner = self.who.owner_id
        lists = self.who.ids_of_kind({"list"})
        current = [
            [mail for mail in conversation if (mail.sent or 0) <= self._as_of]
            for conversation in self._conversations
        ]
        for conversation in current:
            for reply in find_replies(
                conversation, self._threads.parent_of, owner=owner, lists=lists
            ):
                self._replies[reply.message_id] = reply
        self._expect(current)
        if owner is None:
            return
        coverage = self._coverage()
        for conversation in current:
            thread = self._threads.thread_of[conversation[0].mail_id] if conversation else 0
            self._exchanges += [
                (thread, exchange)
                for exchange in build_exchanges(
                    conversation,
                    self._replies,
                    self._expectation,
                    owner=owner,
                    counterparts=self._humans,
                    coverage=coverage,
                )
            ]
        self._exchanges.sort(
            key=lambda pair: (pair[1].opened_at or 0, pair[1].opened_by, pair[1].person_id)
        )

    def _coverage(self) -> Coverage:
        own = [m.sent for m in self.loaded.mails if m.direction == "out" and m.sent is not None]
        if not own:
            return Coverage("none of the owner's own mail was read: is the Sent mailbox there?", None)
        return Coverage(None, min(own) - _COVERAGE_GRACE_SECONDS)

    def _expect(self, current: Sequence[Sequence[ThreadMail]]) -> None:
        """Estimate for each message that a human wrote whether an answer was owed."""
        wanted: dict[int, tuple[ThreadMail, bool]] = {}
        for conversation in current:
            unanswered: set[int] = set()
            for mail in conversation:
                if mail.author is None or not self._could_be_owed(mail):
                    continue
                wanted[mail.mail_id] = (mail, mail.author in unanswered)
                unanswered.add(mail.author)
                unanswered -= mail.recipients
        owner = self.who.owner_id
        for text in reading.iter_texts(self._database, sorted(wanted)):
            mail, chaser = wanted[text.mail_id]
            ask = Ask(
                subject=text.subject,
                text=text.text,
                addressing=_addressing(mail, owner),
                recipients=len(mail.recipients),
                is_reply=mail.is_reply,
                is_forward=mail.is_forward,
                automatic=text.automatic,
                traits=tuple(json.loads(text.traits)),
                chaser=chaser,
                outgoing=mail.direction == "out",
            )
            self._expectation[mail.mail_id] = expects_reply(ask).probability

    def _could_be_owed(self, mail: ThreadMail) -> bool:
        if mail.automatic:
            return False
        if mail.direction == "in":
            return mail.author in self._humans
        return mail.direction == "out" and bool(mail.recipients & self._humans)

    def classify(
        self, load_classifier: Callable[[], Classifier], progress: Report
    ) -> dict[int, Verdict]:
        """Say who each person is; only those who wrote to the owner, or were written to."""
        chooser = SampleChooser(self.who, self.loaded.mails)
        shared = shared_domains(
            self.who, self.loaded.authored, self.loaded.among_themselves
        )
        people = chooser.people()
        if not people:
            return {}
        classifier = load_classifier()
        verdicts: dict[int, Verdict] = {}
        for done, verdict in enumerate(
            classifier.classify(chooser.samples(self._database, people, shared))
        ):
            verdicts[verdict.person_id] = verdict
            if done % 200 == 0:
                progress(Progress("classify", "people", done, len(people)))
        return verdicts

    def tables(
        self, verdicts: Mapping[int, Verdict], model: str
    ) -> dict[str, list[tuple[object, ...]]]:
        """Return the rows of all derived tables, in an order that keeps foreign keys."""
        return {
            "people": self._people_rows(verdicts),
            "address_person": self._address_rows(),
            "threads": self._thread_rows(),
            "mail_derived": [
                (
                    mail.mail_id,
                    mail.direction,
                    mail.author,
                    self._threads.thread_of[mail.mail_id],
                    self._expectation.get(mail.mail_id),
                )
                for mail in self.loaded.mails
            ],
            "replies": [
                (r.message_id, r.answered_by, r.latency_seconds, None, r.method, r.confidence)
                for r in sorted(self._replies.values(), key=lambda r: r.message_id)
            ],
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
                for number, (thread, e) in enumerate(self._exchanges, start=1)
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
                for person, verdict in sorted(verdicts.items())
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
                        for person, verdict in sorted(verdicts.items())
                        for e in verdict.evidence
                    ),
                    start=1,
                )
            ],
            "reciprocity": self._reciprocity_rows(),
            "exclusions": self._exclusion_rows(),
            "coverage": [tuple(row) for row in reading.read_coverage(self._database)],
        }

    def _people_rows(self, verdicts: Mapping[int, Verdict]) -> list[tuple[object, ...]]:
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        received: Counter[int] = Counter()
        sent: Counter[int] = Counter()
        two_way: dict[int, int] = {}
        for mail in self.loaded.mails:
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
        for _, exchange in self._exchanges:
            if exchange.answered_at is not None:
                two_way[exchange.person_id] = max(
                    two_way.get(exchange.person_id, 0), exchange.answered_at
                )
        rows: list[tuple[object, ...]] = []
        for person, group in sorted(self.who.people.items()):
            verdict = verdicts.get(person)
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

    def _address_rows(self) -> list[tuple[object, ...]]:
        return [
            (
                address_id,
                self.who.person_of[address_id],
                sighting.best_name(),
                sighting.authored + sighting.received,
                self.who.people[self.who.person_of[address_id]].reasons[address_id],
            )
            for address_id, sighting in sorted(self.who.sightings.items())
        ]

    def _thread_rows(self) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = []
        for conversation in self._conversations:
            people = {m.author for m in conversation if m.author is not None}
            for mail in conversation:
                people |= mail.recipients
            dated = [mail.sent for mail in conversation if mail.sent is not None]
            rows.append(
                (
                    self._threads.thread_of[conversation[0].mail_id],
                    self.loaded.subjects[conversation[0].mail_id],
                    _instant(min(dated, default=None)),
                    _instant(max(dated, default=None)),
                    len(conversation),
                    len(people),
                )
            )
        return rows

    def _reciprocity_rows(self) -> list[tuple[object, ...]]:
        by_person: dict[int, list[Exchange]] = defaultdict(list)
        for _, exchange in self._exchanges:
            by_person[exchange.person_id].append(exchange)
        rows: list[tuple[object, ...]] = []
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

    def _exclusion_rows(self) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = [
            (
                self.who.sightings[kind.address_id].addr_spec,
                kind.reason,
                kind.messages,
                kind.sample_mail_id,
            )
            for kind in reading.read_author_kinds(self._database)
            if kind.reason is not None
        ]
        through_lists: dict[int, list[int]] = defaultdict(list)
        for mail in self.loaded.mails:
            if mail.list_id is not None and not mail.automatic:
                through_lists[mail.list_id].append(mail.mail_id)
        rows += [
            (self.who.people[person].primary_address, "mailing list", len(mails), mails[-1])
            for person, mails in sorted(through_lists.items())
        ]
        return rows


def _addressing(mail: ThreadMail, owner: int | None) -> str:
    if mail.direction == "out":
        return "to" if len(mail.to) == 1 else "group"
    if mail.list_id is not None or owner is None:
        return "list"
    if owner in mail.to:
        return "to" if len(mail.to) == 1 else "group"
    return "cc" if owner in mail.cc else "list"


def _instant(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
