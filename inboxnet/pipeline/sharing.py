"""Who else uses the owner's mailboxes: delegates, and second owners.

A delegate writes from the owner's Sent mailbox. A second owner of a shared mailbox is also written
to in it. Both are told in the ``coverage`` relation, as the report is about one of them only.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from inboxnet.message.name import Name, compatible, parse_name
from inboxnet.people.domain import is_free_mail
from inboxnet.pipeline.who import HUMAN_KINDS, Who
from inboxnet.store import owner_reading, reading

if TYPE_CHECKING:
    from sqlite_utils import Database

_MIN_WRITTEN = 2
"""A single mail of another author in Sent is misfiled."""

_MIN_SHARED = 3
_SHARED_SENT = 0.1
_SHARED_ARRIVED = 0.1
_ARRIVED_ALONE = 0.25
"""From this share on, mail to another person shows a second owner even if none wrote in Sent."""

_JOINT = re.compile(r"\w\s*[&+]\s*\w|\s(?:and|und|et|y|e|en|och|og|i)\s", re.IGNORECASE)
_TOLD = 3
_ADVICE = "If that is wrong, name your own addresses with --owner."


def build_coverage_rows(database: Database, who: Who) -> list[tuple[object, ...]]:
    """Return the rows of ``coverage``, whose notes say who else uses a mailbox."""
    ids = {(box.account, box.name): box.mailbox_id for box in reading.read_mailboxes(database)}
    found = find_sharing(
        who,
        owner_reading.read_sent_authors(database),
        owner_reading.read_arrivals(database, _own_ids(who)),
        received=owner_reading.read_placed_totals(database)[1],
        given=bool(owner_reading.read_given_owner(database)),
    )
    rows = []
    for account, name, *middle, complete, note in reading.read_coverage(database):
        told = found.get(ids[str(account), str(name)])
        if told:
            before = note or ("" if complete else "It was not read to the end.")
            told = f"{before} {told}".lstrip()
        rows.append((account, name, *middle, complete, told or note))
    return rows


def find_sharing(
    who: Who,
    sent_authors: Iterable[tuple[int, int, str, int]],
    arrivals: Iterable[tuple[int, int, int]],
    *,
    received: int,
    given: bool,
) -> dict[int, str]:
    """Say of each mailbox who else uses it.

    Args:
        who: Everybody.
        sent_authors: Mailbox, author's address, display name, messages: of Sent mailboxes.
        arrivals: Mailbox, address named, messages: of mail that names no address of the owner.
        received: Messages outside of Sent mailboxes.
        given: The owner named the own addresses, and needs no advice to do so.

    Returns:
        Mailbox id to sentences; mailboxes that the owner uses alone are left out.
    """
    if who.owner_id is None:
        return {}
    written: dict[int, Counter[int]] = defaultdict(Counter)
    own_names: dict[int, Counter[tuple[int, str]]] = defaultdict(Counter)
    for mailbox, address, name, messages in sent_authors:
        person = who.person_of[address]
        written[mailbox][person] += messages
        if person == who.owner_id and name:
            own_names[mailbox][address, name] += messages
    arrived, arrived_in = _count_arrivals(who, arrivals)
    advice = "" if given else f" {_ADVICE}"
    notes: dict[int, list[str]] = defaultdict(list)
    told: set[int] = set()
    for mailbox, authors in sorted(written.items()):
        others = _others(who, authors)
        second = [
            person
            for person in others
            if authors[person] >= max(_MIN_SHARED, _SHARED_SENT * authors.total())
            and arrived[person] >= max(_MIN_SHARED, _SHARED_ARRIVED * received)
        ]
        for person in second:
            notes[mailbox].append(
                f"Two people may use it: {_spell(who, person)} wrote {authors[person]} of"
                f" {authors.total()} messages here, and {arrived[person]} received ones are"
                f" addressed there and not to you. Only {_spell(who, who.owner_id)} counts as"
                f" you.{advice}"
            )
            told.add(person)
        delegates = {person: n for person, n in others.items() if person not in second}
        if delegates:
            notes[mailbox].append(f"{_spell_delegates(who, delegates, authors.total())}{advice}")
        notes[mailbox] += _two_names(who, own_names[mailbox])
    for person, messages in sorted(arrived.items()):
        if person not in told and messages >= max(_MIN_SHARED, _ARRIVED_ALONE * received):
            mailbox = max(arrived_in[person], key=lambda box: (arrived_in[person][box], -box))
            notes[mailbox].append(
                f"Two people may use it: {messages} received messages are addressed to"
                f" {_spell(who, person)} and not to you, {_spell(who, who.owner_id)}.{advice}"
            )
    return {mailbox: " ".join(found) for mailbox, found in notes.items() if found}


def _own_ids(who: Who) -> list[int]:
    return [] if who.owner_id is None else list(who.people[who.owner_id].reasons)


def _count_arrivals(
    who: Who, arrivals: Iterable[tuple[int, int, int]]
) -> tuple[Counter[int], dict[int, Counter[int]]]:
    """Return person to messages, and person to mailbox to messages; people alone count."""
    arrived: Counter[int] = Counter()
    arrived_in: dict[int, Counter[int]] = defaultdict(Counter)
    for mailbox, address, messages in arrivals:
        person = who.person_of[address]
        if who.people[person].kind == "person":
            arrived[person] += messages
            arrived_in[person][mailbox] += messages
    return arrived, arrived_in


def _others(who: Who, authors: Mapping[int, int]) -> dict[int, int]:
    """Return the people beside the owner who wrote in a Sent mailbox, the busiest first."""
    found = {
        person: messages
        for person, messages in authors.items()
        if who.people[person].kind in HUMAN_KINDS and messages >= _MIN_WRITTEN
    }
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _spell_delegates(who: Who, delegates: Mapping[int, int], total: int) -> str:
    names = [f"{_spell(who, person)} ({n})" for person, n in list(delegates.items())[:_TOLD]]
    if len(delegates) > _TOLD:
        names.append(f"{len(delegates) - _TOLD} more")
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return (
        f"{listed} wrote {sum(delegates.values())} of {total} messages here: what delegates write"
        " does not count as yours."
    )


def _two_names(who: Who, names: Mapping[tuple[int, str], int]) -> Iterator[str]:
    """Yield what tells that two people write from one address of the owner."""
    by_address: dict[int, list[tuple[Name, int]]] = defaultdict(list)
    joint: dict[int, str] = {}
    for (address, text), messages in sorted(names.items()):
        name = parse_name(text)
        # At a domain of their own they are a firm.
        if _JOINT.search(text) and is_free_mail(who.sightings[address].address.domain):
            joint[address] = text
        elif name is not None and name.full:
            by_address[address].append((name, messages))
    for address, text in joint.items():
        yield f"Two people may write as {who.sightings[address].addr_spec}, which goes by “{text}”."
    for address, found in sorted(by_address.items()):
        enough = max(_MIN_SHARED, _SHARED_SENT * sum(n for _, n in found))
        for (one, n), (other, m) in combinations(found, 2):
            if min(n, m) >= enough and not compatible(one, other):
                yield (
                    f"Two people write as {who.sightings[address].addr_spec}: {one.display} ({n}"
                    f" messages) and {other.display} ({m}). Their mail cannot be told apart, and"
                    " all of it counts as yours."
                )


def _spell(who: Who, person: int) -> str:
    group = who.people[person]
    if group.name == group.primary_address:
        return group.name
    return f"{group.name} <{group.primary_address}>"
