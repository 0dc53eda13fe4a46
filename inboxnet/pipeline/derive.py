"""From facts to everything else: people, conversations, answers, debts, labels."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from inboxnet.classify.sample import PersonSample, Verdict
from inboxnet.pipeline.coverage import build_coverage
from inboxnet.pipeline.links import find_links
from inboxnet.pipeline.load import Loaded
from inboxnet.pipeline.progress import Progress, Report
from inboxnet.pipeline.rows import Derived, build_tables
from inboxnet.pipeline.samples import SampleChooser
from inboxnet.pipeline.who import HUMAN_KINDS, Who, build_who, regroup, shared_domains
from inboxnet.reciprocity.exchange import Coverage, Exchange, build_exchanges
from inboxnet.reciprocity.expects import (
    DUE,
    Addressing,
    Ask,
    Expectation,
    expects_reply,
    weights_digest,
)
from inboxnet.reciprocity.offers import of_offer, unasked_offers
from inboxnet.reciprocity.replies import (
    Reply,
    choose_reply,
    conversations,
    find_answers,
    is_plausible,
)
from inboxnet.reciprocity.separate import find_separate_answers
from inboxnet.store import reading
from inboxnet.store.derived import derived_state, facts_state, replace_derived
from inboxnet.threads.mail import ThreadMail
from inboxnet.threads.missing import KeptMail, find_missing_originals
from inboxnet.threads.parents import Threads, build_threads

if TYPE_CHECKING:
    from sqlite_utils import Database

DERIVATION = "4"
"""Raise it when anything derived changes for the same facts."""

_PROGRESS_STEP = 200
_LIKELY = 0.25


Classify = Callable[[Iterable[PersonSample]], Iterable[Verdict]]
"""What `derive` needs of a classifier."""


def derive(
    database: Database,
    *,
    as_of: datetime,
    classify: Classify,
    classifier_version: str,
    progress: Report,
) -> bool:
    """Rebuild the derived tables if anything they come from has changed.

    Args:
        database: Open for writing.
        as_of: What was sent later is no part of any answer or debt.
        classify: Says who people are; called only if there is something to derive.
        classifier_version: Changes whenever the answers of ``classify`` can.
        progress: Told what goes on.

    Returns:
        Whether anything had to be done.
    """
    state = facts_state(database) | {
        "derivation": DERIVATION,
        "model": classifier_version,
        "expects": weights_digest(),
        "newest": _newest(database, as_of),
    }
    if derived_state(database) == state:
        return False
    progress(Progress("derive", "people", 0))
    who = build_who(database)
    loaded = Loaded(database, who)
    progress(Progress("derive", "conversations and answers", len(loaded.mails)))
    keys = who.author_keys()
    threads = build_threads(loaded.mails, keys)
    links = find_links(database, who, loaded.mails, threads)
    if links:
        # What was said shows that some addresses are one person's: threading knows more then.
        del loaded, threads
        who = regroup(who, links)
        loaded = Loaded(database, who)
        keys = who.author_keys()
        threads = build_threads(loaded.mails, keys)
    groups = conversations(loaded.mails, threads)
    # Begun before the answers, which do not depend on it: it may go on in another process.
    chooser = SampleChooser(who, loaded.mails)
    people = chooser.people()
    shared = shared_domains(who, loaded.authored, loaded.among_themselves)
    judged = classify(chooser.samples(database, people, shared)) if people else ()
    current = _until(groups, int(as_of.timestamp()))
    answers = _Answers(database, who, threads, current, keys)
    verdicts = _collect(judged, len(people), progress)
    kept = KeptMail(answers.mails, threads.parent_of, keys, owner=who.owner_id)
    answers.settle(_sellers(verdicts, answers.mails), build_coverage(database, answers.mails, kept))
    progress(Progress("derive", "writing", 0))
    derived = Derived(
        who=who,
        loaded=loaded,
        threads=threads,
        conversations=groups,
        replies=answers.replies,
        expectation=answers.expectation,
        exchanges=answers.exchanges,
        missing=answers.missing,
        verdicts=verdicts,
    )
    replace_derived(database, build_tables(database, derived, classifier_version), state=state)
    return True


def _newest(database: Database, as_of: datetime) -> str:
    row = database.conn.execute(
        "SELECT max(sent_at) FROM mail WHERE sent_at <= ?",
        (as_of.astimezone(UTC).replace(microsecond=0).isoformat(),),
    ).fetchone()
    return str(row[0])


def _until(groups: Sequence[Sequence[ThreadMail]], as_of: int) -> list[list[ThreadMail]]:
    """Return the conversations as they were at ``as_of``."""
    current = ([mail for mail in group if (mail.sent or 0) <= as_of] for group in groups)
    return [group for group in current if group]


def _sellers(verdicts: Mapping[int, Verdict], mails: Iterable[ThreadMail]) -> frozenset[int]:
    """Return the people who sell, are nothing else to the owner, and were answered once at most.

    Of those to whom the owner never wrote little is known: likely is enough.
    """
    written: Counter[int] = Counter()
    for mail in mails:
        if mail.direction == "out":
            written.update(mail.to)
    found = set()
    for person, verdict in verdicts.items():
        sells = "vendor" in verdict.assigned and verdict.assigned <= {"vendor", "decision_maker"}
        chance = verdict.probabilities.get("vendor", 0.0)
        likeliest = chance >= max((_LIKELY, *verdict.probabilities.values()))
        if (sells and written[person] <= 1) or (likeliest and not written[person]):
            found.add(person)
    return frozenset(found)


class _Answers:
    """Replies, expectations and exchanges.

    Attributes:
        mails: All messages, one conversation after another.
        replies: Message id to its answer.
        expectation: Message id to how likely an answer was owed, and why.
        exchanges: Thread id and exchange, oldest first; none before `settle`.
        missing: Messages that are known by their quotation alone.
    """

    def __init__(
        self,
        database: Database,
        who: Who,
        threads: Threads,
        groups: Sequence[Sequence[ThreadMail]],
        author_keys: Mapping[int, frozenset[str]],
    ) -> None:
        self._who = who
        self._author_keys = author_keys
        self._threads = threads
        self._groups = groups
        self._humans = who.ids_of_kind(HUMAN_KINDS)
        self.mails = [mail for group in groups for mail in group]
        self.expectation = self._expect(database)
        self._answers = self._find()
        for reply in self._separate():
            self._answers[reply.message_id].append(reply)
            self._answers[reply.message_id].sort(key=lambda reply: reply.answered_at or 0)
        self.replies = {
            message: choose_reply(found, who.owner_id) for message, found in self._answers.items()
        }
        self.exchanges: list[tuple[int, Exchange]] = []
        self.missing = list(find_missing_originals(self.mails, threads.parent_of, author_keys))

    def settle(self, sellers: Collection[int], coverage: Coverage) -> None:
        """Say who owes whom.

        Args:
            sellers: Person ids of those who sell and do nothing else.
            coverage: What was seen of both sides' mail.
        """
        for group in self._groups:
            for mail in unasked_offers(group, sellers):
                expectation = self.expectation.get(mail.mail_id)
                if expectation is not None:
                    self.expectation[mail.mail_id] = of_offer(expectation)
        if self._who.owner_id is not None:
            self.exchanges = [
                (self._threads.thread_of[group[0].mail_id], exchange)
                for group in self._groups
                for exchange in build_exchanges(
                    group,
                    self._answers,
                    self.expectation,
                    owner=self._who.owner_id,
                    counterparts=self._humans,
                    coverage=coverage,
                )
            ]
        self.exchanges.sort(
            key=lambda pair: (pair[1].opened_at or 0, pair[1].opened_by, pair[1].person_id)
        )

    def _find(self) -> dict[int, list[Reply]]:
        """Return each person's first answer to each message that has any."""
        lists = self._who.ids_of_kind({"list"})
        found: dict[int, list[Reply]] = defaultdict(list)
        for group in self._groups:
            for reply in find_answers(
                group,
                self._threads.parent_of,
                owner=self._who.owner_id,
                lists=lists,
                colleagues=self._who.colleagues,
            ):
                expectation = self.expectation.get(reply.message_id)
                if is_plausible(reply, expectation.probability if expectation else 0.0):
                    found[reply.message_id].append(reply)
        return found

    def _separate(self) -> Iterator[Reply]:
        """Yield answers in a mail of their own to what the owner or a human still owes."""
        owner = self._who.owner_id
        waiting: list[tuple[int, int]] = []
        for mail in self.mails:
            expectation = self.expectation.get(mail.mail_id)
            if owner is None or expectation is None or expectation.probability < DUE:
                continue
            answered = {reply.author for reply in self._answers.get(mail.mail_id, ())}
            asked = {owner} if mail.direction == "in" else mail.to & self._humans
            if mail.to == asked:
                waiting += [(mail.mail_id, debtor) for debtor in sorted(asked - answered)]
        return find_separate_answers(
            self.mails,
            waiting,
            self._threads.parent_of,
            self._who.colleagues,
            self._author_keys,
            {m for m, e in self.expectation.items() if e.probability >= DUE},
        )

    def _expect(self, database: Database) -> dict[int, Expectation]:
        """Estimate for each message that a human wrote whether an answer was owed."""
        wanted: dict[int, ThreadMail] = {}
        before: dict[int, int] = {}
        for group in self._groups:
            last_unanswered: dict[int, int] = {}
            for mail in group:
                if mail.author is None or not self._could_be_owed(mail):
                    continue
                wanted[mail.mail_id] = mail
                if mail.author in last_unanswered:
                    before[mail.mail_id] = last_unanswered[mail.author]
                last_unanswered[mail.author] = mail.mail_id
                for recipient in mail.recipients:
                    last_unanswered.pop(recipient, None)
        found: dict[int, Expectation] = {}
        again: dict[int, Expectation] = {}
        for text in reading.iter_texts(database, sorted(wanted)):
            ask = self._ask(text, wanted[text.mail_id])
            found[text.mail_id] = expects_reply(ask)
            if text.mail_id in before:
                again[text.mail_id] = expects_reply(replace(ask, chaser=True))
        # In the order in which they were said: who asks twice chases twice.
        asked: set[int] = set()
        for mail_id in wanted:
            earlier = before.get(mail_id)
            if earlier is not None and earlier in asked:
                found[mail_id] = again[mail_id]
                asked.add(mail_id)
            elif found[mail_id].probability >= DUE:
                asked.add(mail_id)
        return found

    def _ask(self, text: reading.MailText, mail: ThreadMail) -> Ask:
        return Ask(
            subject=text.subject,
            text=text.text,
            addressing=_addressing(mail, self._who.owner_id),
            recipients=len(mail.recipients),
            is_reply=mail.is_reply,
            is_forward=mail.is_forward,
            automatic=text.automatic,
            traits=tuple(json.loads(text.traits)),
            chaser=False,
        )

    def _could_be_owed(self, mail: ThreadMail) -> bool:
        if mail.automatic:
            return False
        if mail.direction == "in":
            return mail.author in self._humans
        return mail.direction == "out" and bool(mail.recipients & self._humans)


def _collect(judged: Iterable[Verdict], people: int, progress: Report) -> dict[int, Verdict]:
    verdicts: dict[int, Verdict] = {}
    progress(Progress("classify", "people", 0, people))
    for verdict in judged:
        verdicts[verdict.person_id] = verdict
        if len(verdicts) % _PROGRESS_STEP == 0:
            progress(Progress("classify", "people", len(verdicts), people))
    return verdicts


def _addressing(mail: ThreadMail, owner: int | None) -> Addressing:
    if mail.direction == "out":
        return "to" if len(mail.to) == 1 else "group"
    if mail.list_id is not None or owner is None:
        return "list"
    if owner in mail.to:
        return "to" if len(mail.to) == 1 else "group"
    return "cc" if owner in mail.cc else "list"
