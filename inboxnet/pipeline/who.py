"""Who is who: reads the facts about addresses, infers the owner, groups people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inboxnet.message.name import fold, is_foreign, parse_name
from inboxnet.message.signature_fields import parse_signature
from inboxnet.people.domain import is_free_mail, is_provider, registrable
from inboxnet.people.identity import Link, PersonGroup, Sighting, build_people
from inboxnet.people.owner import (
    Owner,
    OwnerSighting,
    admit_arrivals,
    admit_ruled,
    infer_owner,
)
from inboxnet.people.rulings import Ruling
from inboxnet.store import owner_reading, reading
from inboxnet.store.corrections import read_rulings

if TYPE_CHECKING:
    from sqlite_utils import Database

_OWN_NAME_WEIGHT = 3
_SHARED_MIN_PEOPLE = 4
_SHARED_MIN_SURNAMES = 0.6
_SHARED_MAX_TOGETHER = 0.1
_SHARED_MAX_GIVEN = 0.5

HUMAN_KINDS = frozenset({"person", "role"})


@dataclass(frozen=True, slots=True)
class Who:
    """Everybody in the mail.

    Attributes:
        sightings: By address id.
        links: Evidence that joined addresses beside their names.
        people: By person id.
        person_of: Address id to person id.
        owner: The owner's addresses and their reasons.
        owner_id: The owner's person id; None if nobody could be inferred.
        list_of: List-Id to the person id of the list's address.
        rulings: What the owner said of who is who.
    """

    sightings: dict[int, Sighting]
    links: tuple[Link, ...]
    people: dict[int, PersonGroup]
    person_of: dict[int, int]
    owner: Owner
    owner_id: int | None
    list_of: dict[str, int]
    rulings: tuple[Ruling, ...] = ()

    def ids_of_kind(self, kinds: Iterable[str]) -> frozenset[int]:
        """Return the ids of all people of some kinds."""
        wanted = frozenset(kinds)
        return frozenset(p.person_id for p in self.people.values() if p.kind in wanted)

    def addresses_of(self, person_id: int) -> list[Sighting]:
        """Return a person's addresses, the most used first."""
        found = [self.sightings[address_id] for address_id in self.people[person_id].reasons]
        return sorted(found, key=lambda s: (-s.authored, -s.received, s.address_id))

    def colleagues(self, one: int, other: int) -> bool:
        """Return whether two people have addresses at one organisation."""
        return not self._organizations(one).isdisjoint(self._organizations(other))

    def _organizations(self, person_id: int) -> set[str]:
        return {
            registrable(domain)
            for address_id in self.people[person_id].reasons
            if not is_free_mail(domain := self.sightings[address_id].address.domain)
        }

    def author_keys(self) -> dict[int, frozenset[str]]:
        """Return by which folded names and addresses mail may call each person."""
        keys: dict[int, set[str]] = defaultdict(set)
        for address_id, sighting in self.sightings.items():
            person = keys[self.person_of[address_id]]
            person.add(sighting.addr_spec)
            for text in sighting.names:
                name = parse_name(text)
                person.add(name.key if name else fold(text))
        return {person: frozenset(found - {""}) for person, found in keys.items()}


def build_who(database: Database) -> Who:
    """Infer the owner and group all addresses into people."""
    sightings = _sightings(database)
    rulings = tuple(read_rulings(database))
    owner = _find_owner(database, sightings, rulings)
    links = tuple(
        Link(one, other, "named in Reply-To")
        for one, other in reading.read_reply_to_links(database)
    )
    return _group(sightings, owner, links, rulings)


def regroup(who: Who, further: Iterable[Link]) -> Who:
    """Group again, with evidence for one person behind two addresses that conversations gave."""
    return _group(who.sightings, who.owner, (*who.links, *further), who.rulings)


def _find_owner(
    database: Database, sightings: dict[int, Sighting], rulings: tuple[Ruling, ...]
) -> Owner:
    sent_total, other_total = owner_reading.read_placed_totals(database)
    seen = _owner_sightings(database, sightings)
    owner = infer_owner(
        seen,
        sent_total=sent_total,
        other_total=other_total,
        given=owner_reading.read_given_owner(database),
        rulings=rulings,
    )
    own_ids = [number for number, s in sightings.items() if s.addr_spec in owner.addresses]
    arrived: Counter[str] = Counter()
    for _, address_id, messages in owner_reading.read_arrivals(database, own_ids):
        arrived[sightings[address_id].addr_spec] += messages
    written_to = owner_reading.read_written_to(database, own_ids)
    owner = admit_arrivals(
        owner,
        seen,
        arrived=arrived,
        written_to={sightings[address_id].addr_spec for address_id in written_to},
        authors=[s.addr_spec for s in sightings.values() if s.authored],
        other_total=other_total,
        rulings=rulings,
    )
    return admit_ruled(owner, rulings)


def _group(
    sightings: dict[int, Sighting],
    owner: Owner,
    links: tuple[Link, ...],
    rulings: tuple[Ruling, ...],
) -> Who:
    groups = build_people(list(sightings.values()), links, owner.addresses, rulings)
    person_of = {address: group.person_id for group in groups for address in group.reasons}
    owner_ids = [group.person_id for group in groups if group.kind == "owner"]
    return Who(
        sightings=sightings,
        links=links,
        people={group.person_id: group for group in groups},
        person_of=person_of,
        owner=owner,
        owner_id=owner_ids[0] if owner_ids else None,
        list_of={
            _list_id_of(s.addr_spec): person_of[s.address_id]
            for s in sightings.values()
            if s.list_post
        },
        rulings=rulings,
    )


def _list_id_of(addr_spec: str) -> str:
    """Return the List-Id that RFC 2919 section 3 suggests for a list's address."""
    return addr_spec.replace("@", ".")


def _sightings(database: Database) -> dict[int, Sighting]:
    list_ids = set(reading.read_list_ids(database))
    sightings = {
        address_id: Sighting(address_id, addr_spec, list_post=_list_id_of(addr_spec) in list_ids)
        for address_id, addr_spec in reading.read_addresses(database)
    }
    for row in reading.read_name_counts(database):
        sighting = sightings[row.address_id]
        sighting.authored += row.authored
        sighting.received += row.received
        if row.name:
            # What people call themselves outweighs what others' address books call them.
            sighting.names[row.name] = _OWN_NAME_WEIGHT * row.authored + row.received
    for address_id, signature, messages in reading.read_unnamed_signatures(database):
        sighting = sightings[address_id]
        signed = parse_signature(signature, author_name="", domain=sighting.address.domain).name
        name = parse_name(signed)
        if name is not None and name.full and not is_foreign(sighting.address.local_part, name):
            count = sighting.names.get(name.display, 0)
            sighting.names[name.display] = count + _OWN_NAME_WEIGHT * messages
    for kind in reading.read_author_kinds(database):
        if kind.reason is not None:
            word = kind.reason.partition(":")[0]
            counts = sightings[kind.address_id].automatic
            counts[word] = counts.get(word, 0) + kind.messages
    return sightings


def _owner_sightings(database: Database, sightings: dict[int, Sighting]) -> list[OwnerSighting]:
    return [
        OwnerSighting(
            addr_spec=sightings[row.address_id].addr_spec,
            names=sightings[row.address_id].names,
            authored=sightings[row.address_id].authored,
            sent=row.sent,
            addressed=row.addressed,
            delivered=row.delivered,
            is_list=sightings[row.address_id].list_post,
            last_year=int(row.last_at[:4]) if row.last_at else None,
        )
        for row in owner_reading.read_owner_counts(database)
    ]


def shared_domains(
    who: Who, authored: Mapping[str, int], among_themselves: Mapping[str, int]
) -> frozenset[str]:
    """Return domains at which unrelated people have addresses: free mail, listed or by behaviour.

    A domain behaves like free mail if several people of different surnames write from it, hardly
    ever to each other as well, most of them not by a given name alone, and no machine, role or list
    does.

    Args:
        who: Everybody.
        authored: Domain to how many messages were written from it.
        among_themselves: Domain to how many of these name another address there, not the owner's.
    """
    surnames: dict[str, list[str]] = defaultdict(list)
    given: Counter[str] = Counter()
    organised: set[str] = set()
    for address_id, sighting in who.sightings.items():
        domain = sighting.address.domain
        group = who.people[who.person_of[address_id]]
        if group.kind in ("automated", "role", "list"):
            organised.add(domain)
        elif sighting.authored:
            name = parse_name(sighting.best_name())
            surnames[domain].append(name.last if name else sighting.addr_spec)
            given[domain] += name is not None and sighting.address.local_part == name.first
    return frozenset(
        domain
        for domain, found in surnames.items()
        if is_provider(domain)
        or (
            domain not in organised
            # Nobody else is called that: so are addresses of a small firm, not of a provider.
            and given[domain] < _SHARED_MAX_GIVEN * len(found)
            and len(found) >= _SHARED_MIN_PEOPLE
            and len(set(found)) >= _SHARED_MIN_SURNAMES * len(found)
            and among_themselves.get(domain, 0) <= _SHARED_MAX_TOGETHER * authored.get(domain, 0)
        )
    )
