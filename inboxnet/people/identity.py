"""Addresses to people.

Two addresses become one person only on evidence that two people of one name would not show: a
shared full name inside one organisation, an answer from one address to mail that was sent to the
other alone, a Reply-To. A shared name alone never merges (two people of one name stay two), nor
does a first name, a role address, a relay or a free-mail domain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from inboxnet.message.model import Address
from inboxnet.message.name import Name, compatible, is_relayed, local_part_fits, parse_name
from inboxnet.message.sender_kind import sender_kind_hint
from inboxnet.people.domain import related

Kind = Literal["owner", "person", "role", "list", "automated"]

MACHINE_KINDS = frozenset({"bulk", "notification", "no-reply", "bounce"})
"""Kinds of automatic mail that no person's own address sends; people do send auto-replies."""

_MACHINE_SHARE = 0.5
_LARGEST_NAMESAKE_GROUP = 50


@dataclass(slots=True)
class Sighting:
    """All that the mail says of one address.

    Attributes:
        address_id: The store's id; the smallest of a person's is the person's id.
        addr_spec: The address.
        names: Display name to how often it was written.
        authored: Messages with this address in From.
        automatic: Kind of automatic mail to how many of the authored messages are of it.
        received: Times named in To, Cc or Bcc.
        list_post: The address is a mailing list's (RFC 2919: the List-Id is made from it).
    """

    address_id: int
    addr_spec: str
    names: dict[str, int] = field(default_factory=dict)
    authored: int = 0
    automatic: dict[str, int] = field(default_factory=dict)
    received: int = 0
    list_post: bool = False

    @property
    def address(self) -> Address:
        """The address with its most frequent display name."""
        return Address(self.addr_spec, self.best_name())

    def best_name(self) -> str:
        """Return the display name written most often, the longest of equals."""
        return max(self.names, key=lambda name: (self.names[name], len(name), name), default="")


@dataclass(frozen=True, slots=True)
class Link:
    """Evidence in mail that two addresses are one person's.

    Attributes:
        one: An address id.
        other: An address id.
        reason: In words, for the owner.
    """

    one: int
    other: int
    reason: str


@dataclass(slots=True)
class PersonGroup:
    """The addresses of one person.

    Attributes:
        person_id: The smallest address id: stable when mail is added.
        kind: See ``golden/LABELS``-like kinds of the contract.
        name: As shown; the address where no name is known.
        primary_address: The address most used.
        reasons: Address id to why it belongs to the person.
    """

    person_id: int
    kind: Kind
    name: str
    primary_address: str
    reasons: dict[int, str]


def build_people(
    sightings: Sequence[Sighting], links: Iterable[Link], owner_addresses: Mapping[str, str]
) -> list[PersonGroup]:
    """Group addresses into people.

    Args:
        sightings: One for each address.
        links: Evidence from mail that two addresses are one person's.
        owner_addresses: The owner's addr-specs, each with the reason.

    Returns:
        Groups in the order of their ids; the same groups whatever the order of the arguments.
    """
    by_id = {sighting.address_id: sighting for sighting in sightings}
    kinds = {sighting.address_id: _kind(sighting, owner_addresses) for sighting in sightings}
    names = {sighting.address_id: _name(sighting) for sighting in sightings}
    clusters = _Clusters(by_id, kinds, names)
    owner_ids = sorted(s.address_id for s in sightings if kinds[s.address_id] == "owner")
    for address_id in owner_ids:
        clusters.join(owner_ids[0], address_id, owner_addresses[by_id[address_id].addr_spec])
    for link in sorted(links, key=lambda link: (link.one, link.other, link.reason)):
        clusters.propose(link.one, link.other, link.reason)
    for one, other in _namesakes(kinds, names):
        if related(by_id[one].address.domain, by_id[other].address.domain):
            clusters.propose(one, other, "same name at the same organisation")
    return clusters.groups()


def find_namesakes(
    sightings: Sequence[Sighting], owner_addresses: Mapping[str, str]
) -> Iterator[tuple[int, int]]:
    """Return pairs of addresses of persons that carry the same full name, in the order of ids."""
    return _namesakes(
        {sighting.address_id: _kind(sighting, owner_addresses) for sighting in sightings},
        {sighting.address_id: _name(sighting) for sighting in sightings},
    )


def _namesakes(
    kinds: Mapping[int, Kind], names: Mapping[int, Name | None]
) -> Iterator[tuple[int, int]]:
    by_name: dict[str, list[int]] = defaultdict(list)
    for address_id in sorted(names):
        name = names[address_id]
        if name is not None and name.full and kinds[address_id] == "person":
            by_name[name.key].append(address_id)
    for group in by_name.values():
        # A name at dozens of addresses is a machine's habit, not a person's.
        if len(group) <= _LARGEST_NAMESAKE_GROUP:
            yield from combinations(group, 2)


def _kind(sighting: Sighting, owner_addresses: Mapping[str, str]) -> Kind:
    if sighting.addr_spec in owner_addresses:
        return "owner"
    if sighting.list_post:
        return "list"
    machine = sum(n for kind, n in sighting.automatic.items() if kind in MACHINE_KINDS)
    if sighting.authored:
        if machine > _MACHINE_SHARE * sighting.authored:
            return "automated"
    elif sender_kind_hint(sighting.address) == "automated":
        return "automated"
    return "role" if sender_kind_hint(sighting.address) == "role" else "person"


def _name(sighting: Sighting) -> Name | None:
    """Return the fullest name that is written for the address, or None."""
    best: tuple[tuple[bool, int, int, str], Name] | None = None
    for text, count in sighting.names.items():
        if is_relayed(text):
            continue
        name = parse_name(text)
        if name is not None:
            rank = (name.full, count, len(name.display), name.display)
            if best is None or rank > best[0]:
                best = (rank, name)
    return best[1] if best else None


class _Clusters:
    """Union-find over address ids that refuses to join what contradicts itself."""

    def __init__(
        self,
        sightings: Mapping[int, Sighting],
        kinds: Mapping[int, Kind],
        names: Mapping[int, Name | None],
    ) -> None:
        self._sightings = sightings
        self._kinds = kinds
        self._names = names
        self._members = {address_id: [address_id] for address_id in sightings}
        self._root = {address_id: address_id for address_id in sightings}
        self._reasons: dict[int, str] = {}

    def join(self, one: int, other: int, reason: str) -> None:
        """Put both into one cluster, whose root is the smallest id."""
        root, other_root = sorted((self._root[one], self._root[other]))
        if root == other_root:
            self._reasons.setdefault(other, reason)
            return
        self._reasons[other_root] = reason
        for member in self._members.pop(other_root):
            self._root[member] = root
            self._members[root].append(member)

    def propose(self, one: int, other: int, reason: str) -> None:
        """Join two people's addresses unless any of their names contradict each other."""
        if one not in self._root or other not in self._root:
            return
        if self._kinds[one] != "person" or self._kinds[other] != "person":
            return
        root, other_root = self._root[one], self._root[other]
        if root != other_root and all(
            self._agree(a, b) for a in self._members[root] for b in self._members[other_root]
        ):
            self.join(min(one, other), max(one, other), reason)

    def _agree(self, one: int, other: int) -> bool:
        """Return whether the names agree; a nameless address must look like the other's name."""
        name, other_name = self._names[one], self._names[other]
        if name is not None and other_name is not None:
            return compatible(name, other_name)
        known = name or other_name
        if known is None:
            return False
        nameless = other if name is not None else one
        return local_part_fits(self._sightings[nameless].address.local_part, known)

    def groups(self) -> list[PersonGroup]:
        """Return the clusters as people."""
        return [self._group(root) for root in sorted(self._members)]

    def _group(self, root: int) -> PersonGroup:
        members = sorted(self._members[root])
        primary = max(
            members,
            key=lambda m: (
                2 * self._sightings[m].authored + self._sightings[m].received,
                -m,
            ),
        )
        kind = self._kinds[root]
        return PersonGroup(
            person_id=root,
            kind=kind,
            name=self._shown_name(members, primary, kind),
            primary_address=self._sightings[primary].addr_spec,
            reasons={m: self._reasons.get(m, "first address") for m in members},
        )

    def _shown_name(self, members: Sequence[int], primary: int, kind: Kind) -> str:
        if kind in ("person", "owner"):
            candidates = [(m, name) for m in members if (name := self._names[m]) is not None]
            if candidates:
                return max(
                    candidates,
                    key=lambda pair: (
                        pair[1].full,
                        self._sightings[pair[0]].authored,
                        self._sightings[pair[0]].received,
                        -pair[0],
                    ),
                )[1].display
        written = self._sightings[primary].best_name()
        return written or self._sightings[primary].addr_spec
