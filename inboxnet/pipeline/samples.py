"""Choosing the most telling mails of each person for the classifier."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from inboxnet.classify.sample import MAILS_WANTED, MailSample, PersonSample
from inboxnet.message.name import fold, parse_name
from inboxnet.pipeline.who import Who
from inboxnet.store import reading
from inboxnet.threads.mail import ThreadMail

if TYPE_CHECKING:
    from sqlite_utils import Database

_PEOPLE_CHUNK = 100
_FIRST = 2
_FROM_OWNER = 4
_LARGEST_GROUP = 5
_TEXT_CAP = 4000
"""More of one mail the classifier does not read, and samples go to another process."""


class SampleChooser:
    """Knows who exchanged which mail with the owner."""

    def __init__(self, who: Who, mails: Sequence[ThreadMail]) -> None:
        self._who = who
        self._incoming: dict[int, list[ThreadMail]] = defaultdict(list)
        self._outgoing: dict[int, list[ThreadMail]] = defaultdict(list)
        for mail in mails:
            if mail.automatic:
                continue
            if mail.direction == "in" and mail.author is not None:
                self._incoming[mail.author].append(mail)
            elif mail.direction == "out" and len(mail.to) <= _LARGEST_GROUP:
                for person in mail.to:
                    self._outgoing[person].append(mail)
        for found in (*self._incoming.values(), *self._outgoing.values()):
            found.sort(key=lambda mail: (mail.sent or 0, mail.mail_id))

    def people(self) -> list[int]:
        """Return the persons who wrote to the owner or to whom the owner wrote."""
        persons = self._who.ids_of_kind({"person"})
        return sorted(persons & (self._incoming.keys() | self._outgoing.keys()))

    def samples(
        self, database: Database, people: Sequence[int], shared: frozenset[str]
    ) -> Iterator[PersonSample]:
        """Yield one sample a person, reading texts for a hundred people at a time."""
        owner_domains, surnames = self._owner_facts(shared)
        for start in range(0, len(people), _PEOPLE_CHUNK):
            chunk = people[start : start + _PEOPLE_CHUNK]
            chosen = {person: self._choose(person) for person in chunk}
            wanted = sorted({m.mail_id for mails in chosen.values() for m in mails})
            texts = {t.mail_id: t for t in reading.iter_texts(database, wanted)}
            for person in chunk:
                addresses = self._who.addresses_of(person)
                incoming, outgoing = self._incoming[person], self._outgoing[person]
                first_in = incoming[0].sent if incoming else None
                first_out = outgoing[0].sent if outgoing else None
                yield PersonSample(
                    person_id=person,
                    names=self._names(person),
                    addresses=tuple(s.addr_spec for s in addresses),
                    kind=self._who.people[person].kind,
                    owner_domains=owner_domains,
                    owner_surnames=surnames,
                    received=len(incoming),
                    sent=len(outgoing),
                    first_by_them=first_in is not None
                    and (first_out is None or first_in <= first_out),
                    mails=tuple(self._mail(mail, texts[mail.mail_id]) for mail in chosen[person]),
                    free_mail_domain=addresses[0].address.domain in shared,
                )

    def _owner_facts(self, shared: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
        owner = self._who.owner_id
        if owner is None:
            return frozenset(), frozenset()
        domains = {a.rpartition("@")[2] for a in self._who.owner.addresses} - shared
        names = [parse_name(text) for text in self._names(owner)]
        return frozenset(domains), frozenset(name.last for name in names if name is not None)

    def _names(self, person: int) -> tuple[str, ...]:
        counts: dict[str, int] = defaultdict(int)
        for sighting in self._who.addresses_of(person):
            for text, count in sighting.names.items():
                counts[text] += count
        return tuple(sorted(counts, key=lambda text: (-counts[text], fold(text), text)))

    def _choose(self, person: int) -> list[ThreadMail]:
        """Return the first mails, the newest ones, and what the owner wrote to the person."""
        outgoing = self._outgoing[person][-_FROM_OWNER:]
        incoming = self._incoming[person]
        room = MAILS_WANTED - len(outgoing)
        if len(incoming) > room:
            incoming = incoming[:_FIRST] + incoming[_FIRST - room :]
        return sorted(incoming + outgoing, key=lambda mail: (mail.sent or 0, mail.mail_id))

    def _mail(self, mail: ThreadMail, text: reading.MailText) -> MailSample:
        owner = self._who.owner_id
        direction: Literal["in", "out"] = "out" if mail.direction == "out" else "in"
        addressing: Literal["to", "group", "cc"] = "cc"
        if direction == "out" or owner in mail.to:
            addressing = "to" if len(mail.to) == 1 else "group"
        return MailSample(
            message_id=mail.mail_id,
            direction=direction,
            sent_at=None if mail.sent is None else datetime.fromtimestamp(mail.sent, UTC),
            subject=text.subject,
            text=text.text[:_TEXT_CAP],
            signature=text.signature[:_TEXT_CAP],
            addressing=addressing,
            traits=tuple(json.loads(text.traits)),
            automatic=text.automatic,
        )
