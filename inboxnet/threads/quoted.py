"""Which message does a quoted block name?

Mail without References (all of Exchange's before 2007, phones, a new thread with the old text
below) still quotes what it answers: author, minute, subject, first words. The wall time is in
somebody's zone, so a match is a time that differs by a whole number of quarter hours, together with
the author, and the subject or the first words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from inboxnet.message.model import QuotedBlock
from inboxnet.message.name import fold, parse_name
from inboxnet.message.subject import base_subject
from inboxnet.threads.mail import Parent, ThreadMail

_ZONE_SPAN = 15 * 3600
_ZONE_STEP = 15 * 60
_CLOCK_SLACK = 150
"""Seconds by which a quoted minute may differ from Date: rounding and the submission's delay."""

_MIN_OPENING = 12
_LONG_OPENING = 40
_USUAL_OFFSET_SHARE = 0.02
_KEY_LENGTH = 24
_CANDIDATE_CAP = 200
_MAX_NAMESAKES = 20


class QuotedIndex:
    """Finds messages by what a quoted block says of them.

    Args:
        mails: All messages.
        author_keys: Person id to folded names and addresses by which mail may call the person.
    """

    def __init__(
        self, mails: Sequence[ThreadMail], author_keys: Mapping[int, frozenset[str]]
    ) -> None:
        self._author_keys = author_keys
        self._people_of_key = people_by_key(author_keys)
        self._by_subject: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._by_author: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._by_opening: dict[str, list[int]] = defaultdict(list)
        self._mails = {mail.mail_id: mail for mail in mails}
        for mail in mails:
            if mail.sent is not None:
                entry = (mail.sent, mail.mail_id)
                self._by_subject[mail.base_subject].append(entry)
                if mail.author is not None:
                    self._by_author[mail.author].append(entry)
            if len(mail.opening) >= _KEY_LENGTH:
                self._by_opening[mail.opening[:_KEY_LENGTH]].append(mail.mail_id)
        for entries in (*self._by_subject.values(), *self._by_author.values()):
            entries.sort()
        self._offsets = self._usual_offsets(mails)

    def _usual_offsets(self, mails: Sequence[ThreadMail]) -> Counter[int]:
        """Count the differences between quoted wall time and UTC where the words prove a match.

        People quote in few zones: a match in a zone nobody writes from is chance.
        """
        offsets: Counter[int] = Counter()
        for mail in mails:
            block = mail.quoted
            if block is None or block.sent is None or len(block.opening) < _KEY_LENGTH:
                continue
            for mail_id in self._by_opening.get(block.opening[:_KEY_LENGTH], ())[:_CANDIDATE_CAP]:
                candidate = self._mails[mail_id]
                if mail_id != mail.mail_id and self._time_fits(block, candidate):
                    offsets[offset_of(block.sent, candidate.sent or 0)] += 1
        return offsets

    def find(self, mail: ThreadMail, block: QuotedBlock) -> Parent | None:
        """Return the message that ``block``, quoted by ``mail``, was taken from, or None."""
        best: tuple[tuple[float, int, int, int, int], float] | None = None
        people = self._people(block)
        for candidate in self._candidates(mail, block, people):
            if candidate.mail_id == mail.mail_id:
                continue
            confidence = self._confidence(mail, block, candidate, people)
            if confidence:
                offset = offset_of(block.sent, candidate.sent or 0) if block.sent else 0
                rank = (
                    confidence,
                    _openings_agree(block.opening, candidate.opening),
                    self._offsets[offset],
                    candidate.sent or 0,
                    -candidate.mail_id,
                )
                if best is None or rank > best[0]:
                    best = rank, confidence
        return Parent(-best[0][4], "quoted", best[1]) if best else None

    def _candidates(
        self, mail: ThreadMail, block: QuotedBlock, people: AbstractSet[int]
    ) -> list[ThreadMail]:
        found: dict[int, None] = {}
        if block.sent is not None:
            wall = wall_seconds(block.sent)
            subject = base_subject(block.subject)[0] if block.subject else mail.base_subject
            span = _CLOCK_SLACK if block.sent.tzinfo else _ZONE_SPAN + _CLOCK_SLACK
            sources = [self._by_subject.get(subject, [])]
            sources += [self._by_author.get(person, []) for person in people]
            for entries in sources:
                start = bisect_left(entries, (wall - span, 0))
                for sent, mail_id in entries[start : start + _CANDIDATE_CAP]:
                    if sent > wall + span:
                        break
                    found[mail_id] = None
        if len(block.opening) >= _KEY_LENGTH:
            for mail_id in self._by_opening.get(block.opening[:_KEY_LENGTH], [])[-_CANDIDATE_CAP:]:
                found[mail_id] = None
        return [self._mails[mail_id] for mail_id in found]

    def _people(self, block: QuotedBlock) -> AbstractSet[int]:
        people: set[int] = set()
        for key in quoted_author_keys(block):
            found = self._people_of_key.get(key, frozenset())
            # A name that dozens go by ("Support") names nobody.
            if len(found) <= _MAX_NAMESAKES:
                people |= found
        return people

    def _confidence(
        self,
        mail: ThreadMail,
        block: QuotedBlock,
        candidate: ThreadMail,
        people: AbstractSet[int],
    ) -> float:
        """Return 0 for no match, else how sure it is."""
        if (
            candidate.sent is not None
            and mail.sent is not None
            and candidate.sent > mail.sent + _CLOCK_SLACK
        ):
            return 0.0
        time = self._time_fits(block, candidate)
        if block.sent is not None and candidate.sent is not None and not time:
            return 0.0
        author = candidate.author is not None and candidate.author in people
        subject = candidate.base_subject == (
            base_subject(block.subject)[0] if block.subject else mail.base_subject
        )
        opening = _openings_agree(block.opening, candidate.opening)
        if opening >= _MIN_OPENING:
            if time and author:
                return 0.98
            if time and subject:
                return 0.96
            known = author or (subject and candidate.author in mail.recipients)
            return 0.93 if known and opening >= _LONG_OPENING else 0.0
        if not (time and block.sent is not None and self._usual(block.sent, candidate)):
            return 0.0
        if author and subject:
            return 0.9
        return 0.8 if author or (subject and block.subject is not None) else 0.0

    def _usual(self, wall: datetime, candidate: ThreadMail) -> bool:
        """Return whether people in this mail quote in the zone that a match would mean."""
        seen = self._offsets[offset_of(wall, candidate.sent or 0)]
        return not self._offsets or seen >= _USUAL_OFFSET_SHARE * self._offsets.total()

    @staticmethod
    def _time_fits(block: QuotedBlock, candidate: ThreadMail) -> bool:
        if block.sent is None or candidate.sent is None:
            return False
        difference = candidate.sent - wall_seconds(block.sent)
        if block.sent.tzinfo is None:
            if abs(difference) > _ZONE_SPAN + _CLOCK_SLACK:
                return False
            difference = (difference + _ZONE_STEP // 2) % _ZONE_STEP - _ZONE_STEP // 2
        return abs(difference) <= _CLOCK_SLACK


def people_by_key(author_keys: Mapping[int, frozenset[str]]) -> Mapping[str, AbstractSet[int]]:
    """Return the person ids of all who go by each folded name or address."""
    people: dict[str, set[int]] = defaultdict(set)
    for person, keys in author_keys.items():
        for key in keys:
            people[key].add(person)
    return people


def quoted_author_keys(block: QuotedBlock) -> list[str]:
    """Return the folded forms under which the quoted author may be known."""
    keys = []
    if block.author_address:
        keys.append(block.author_address)
    if block.author:
        name = parse_name(block.author)
        keys.append(name.key if name else fold(block.author))
    return keys


def contradicts(block: QuotedBlock, candidate: ThreadMail) -> bool:
    """Return whether a quoted block holds other words than a message, both long enough to tell."""
    return (
        min(len(block.opening), len(candidate.opening)) >= _KEY_LENGTH
        and block.opening[:_MIN_OPENING] != candidate.opening[:_MIN_OPENING]
    )


def _openings_agree(one: str, other: str) -> int:
    """Return how many first characters agree if one opening continues the other, else 0."""
    shorter = min(len(one), len(other))
    return shorter if shorter and one[:shorter] == other[:shorter] else 0


def offset_of(wall: datetime, sent: int) -> int:
    """Return by how many seconds UTC differs from a quoted wall time, in whole quarter hours.

    Args:
        wall: What is quoted.
        sent: When that was, in seconds since the epoch.
    """
    return round((sent - wall_seconds(wall)) / _ZONE_STEP) * _ZONE_STEP


def wall_seconds(wall: datetime) -> int:
    """Return a quoted time in seconds since the epoch, as if in UTC where no zone is quoted."""
    return int((wall if wall.tzinfo else wall.replace(tzinfo=UTC)).timestamp())
