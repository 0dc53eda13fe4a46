"""Addresses to people.

Two addresses become one person only on evidence that two people of one name would seldom show: a
shared full name inside one organisation, an answer from one address to mail that was sent to the
other alone, a Reply-To (weighed in `inboxnet.people.evidence`). A shared full name alone merges
only if few people have it, which a mailbox of one person seldom belies; people of one common name
stay two. A first name, a role address, a relay or a free-mail domain never merge. What is likely
but not sure is kept as a candidate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal, get_args

from inboxnet.message.model import Address
from inboxnet.message.name import (
    Name,
    compare,
    compatible,
    is_foreign,
    is_given_name,
    is_relayed,
    name_in_local_part,
    parse_name,
    plain,
)
from inboxnet.message.sender_kind import looks_personal, names_organization, sender_kind_hint
from inboxnet.people.domain import is_provider, label
from inboxnet.people.evidence import Profile, agree
from inboxnet.people.matching import Match, find_matches
from inboxnet.people.rulings import OWNER, Ruling, Standing

Kind = Literal["owner", "person", "role", "list", "automated"]

MACHINE_KINDS = frozenset({"bulk", "notification", "no-reply", "bounce"})
"""Kinds of automatic mail that no person's own address sends; people do send auto-replies."""

_LETTER_OF_PERSON = 3.0
_FEW_LETTERS = 2
_USUAL_NAME_SHARE = 0.2
_MOST_NAMES = 8
_NUMBER_LENGTH = 5


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
        weight: Log-odds, see `inboxnet.people.evidence`.
    """

    one: int
    other: int
    reason: str
    weight: float = 7.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another person who may be the same.

    Attributes:
        person_id: The other one.
        addresses: The ids of the two addresses that the evidence is about, the own one first.
        score: Probability that both are one person.
        evidence: In words, what speaks for it first.
    """

    person_id: int
    addresses: tuple[int, int]
    score: float
    evidence: str


@dataclass(slots=True)
class PersonGroup:
    """The addresses of one person.

    Attributes:
        person_id: The smallest address id: stable when mail is added.
        kind: See ``golden/LABELS``-like kinds of the contract.
        name: As shown; the address where no name is known.
        primary_address: The address most used.
        reasons: Address id to why it belongs to the person.
        perhaps: Who may be the same person, the likeliest first.
    """

    person_id: int
    kind: Kind
    name: str
    primary_address: str
    reasons: dict[int, str]
    perhaps: list[Candidate] = field(default_factory=list)


def build_people(
    sightings: Sequence[Sighting],
    links: Iterable[Link],
    owner_addresses: Mapping[str, str],
    rulings: Iterable[Ruling] = (),
) -> list[PersonGroup]:
    """Group addresses into people.

    Args:
        sightings: One for each address.
        links: Evidence from mail that two addresses are one person's.
        owner_addresses: The owner's addr-specs, each with the reason.
        rulings: What the owner said of it: it wins over all evidence.

    Returns:
        Groups in the order of their ids; the same groups whatever the order of the arguments.
    """
    by_id = {sighting.address_id: sighting for sighting in sightings}
    kinds = {sighting.address_id: _kind(sighting, owner_addresses) for sighting in sightings}
    names = {sighting.address_id: _name(sighting) for sighting in sightings}
    profiles = {
        sighting.address_id: _profile(sighting)
        for sighting in sightings
        if kinds[sighting.address_id] in {"person", "owner"}
    }
    clusters = _Clusters(by_id, kinds, names, profiles, Standing.of(rulings))
    owner_ids = sorted(s.address_id for s in sightings if kinds[s.address_id] == "owner")
    for address_id in owner_ids:
        clusters.join_owner(owner_ids[0], address_id, owner_addresses[by_id[address_id].addr_spec])
    matches = find_matches(
        list(profiles.values()),
        ((link.one, link.other, (link.weight, link.reason)) for link in links),
    )
    for match in matches:
        if match.joins:
            clusters.propose(match)
    clusters.join_ruled()
    return clusters.groups(matches)


def _kind(sighting: Sighting, owner_addresses: Mapping[str, str]) -> Kind:
    if sighting.addr_spec in owner_addresses:
        return "owner"
    if sighting.list_post:
        return "list"
    hint = sender_kind_hint(sighting.address)
    human = sighting.authored - sum(sighting.automatic.values())
    machine = sum(n for kind, n in sighting.automatic.items() if kind in MACHINE_KINDS)
    if hint == "automated" and human <= 0:
        return "automated"
    if machine > _letter_weight(sighting) * human and machine > 0:
        return "automated"
    if hint == "list":
        return "list"
    return "role" if hint == "role" and not _is_one_persons(sighting) else "person"


def _is_one_persons(sighting: Sighting) -> bool:
    """Return whether one person writes from a mailbox that is called like a shared one.

    That is who has a firm of his own: ``office@`` under one personal name, mail after mail.
    """
    names = [parse_name(text) for text in sighting.names]
    people = [name for name in names if name is not None and name.full]
    return (
        sighting.authored >= _FEW_LETTERS
        and 0 < len(names) == len(people)
        and not any(_names_desk(name, sighting.address) for name in people)
        and all(compatible(a, b) for a, b in combinations(people, 2))
    )


def _names_desk(name: Name, address: Address) -> bool:
    """Return whether a name is an organisation's, or that of a desk (Acme Support)."""
    words = (*name.given, *name.surnames)
    desk = any(sender_kind_hint(Address(f"{word}@desk", "")) == "role" for word in words)
    return desk or _is_organization(name, address)


def _letter_weight(sighting: Sighting) -> float:
    """Return how much mail by machines a letter from an address outweighs.

    People send newsletters and notices now and then; nobody writes to a machine, and what looks
    like a letter from it was hardly one.
    """
    if looks_personal(sighting.address):
        return _LETTER_OF_PERSON
    if sighting.received or not names_organization(sighting.address):
        return 1.0
    return 1 / _LETTER_OF_PERSON


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


def _profile(sighting: Sighting) -> Profile:
    usual = _USUAL_NAME_SHARE * max(sighting.names.values(), default=0)
    written = [text for text in sighting.names if sighting.names[text] >= usual]
    written.sort(key=lambda text: (-sighting.names[text], text))
    parsed = (parse_name(text) for text in written if not is_relayed(text))
    names = tuple(dict.fromkeys(name for name in parsed if name is not None))[:_MOST_NAMES]
    spelt = None if names else name_in_local_part(sighting.address.local_part)
    if spelt is not None:
        names = (spelt,)
    shared = any(compare(a, b) == "other" for a, b in combinations(names, 2)) or any(
        _is_organization(name, sighting.address) for name in names
    )
    relayed = bool(written) and all(map(is_relayed, written))
    return Profile(
        address_id=sighting.address_id,
        addr_spec=sighting.addr_spec,
        names=names,
        authored=sighting.authored > 0,
        mergeable=not (shared or relayed or _is_numbered(sighting.address)),
        spelt=spelt is not None,
    )


def _is_organization(name: Name, address: Address) -> bool:
    """Return whether a name of two words is that of the domain, and of nobody.

    People register their own names too, but then it is one that people have.
    """
    return (
        "".join((*name.given, *name.surnames)) in plain(label(address.domain))
        and not is_given_name(name.given[0])
        and (is_foreign(address.local_part, name) or not address.local_part.isalpha())
    )


def _is_numbered(address: Address) -> bool:
    """Return whether the local part is a number that a machine gave, not one that people chose."""
    digits = sum(c.isdigit() for c in address.local_part)
    return 2 * digits > len(address.local_part) > _NUMBER_LENGTH and not is_provider(address.domain)


class _Clusters:
    """Union-find over address ids that refuses to join what contradicts itself."""

    def __init__(
        self,
        sightings: Mapping[int, Sighting],
        kinds: Mapping[int, Kind],
        names: Mapping[int, Name | None],
        profiles: Mapping[int, Profile],
        standing: Standing,
    ) -> None:
        self._profiles = profiles
        self._standing = standing
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

    def propose(self, match: Match) -> None:
        """Join two people's addresses unless any of their names contradict each other."""
        one, other = match.one, match.other
        if self._kinds[one] != "person" or self._kinds[other] != "person":
            return
        root, other_root = self._root[one], self._root[other]
        if (
            root != other_root
            and all(
                agree(self._profiles[a], self._profiles[b])
                for a in self._members[root]
                for b in self._members[other_root]
            )
            and self._standing.join(self._addr_spec(one), self._addr_spec(other))
        ):
            self.join(min(one, other), max(one, other), match.weighed.why())

    def join_owner(self, one: int, other: int, reason: str) -> None:
        """Put an address of the owner to another one."""
        self._standing.join(OWNER, self._addr_spec(other))
        self.join(one, other, reason)

    def join_ruled(self) -> None:
        """Join what the owner said is one person's: behind all evidence, which names may stop."""
        ids = {sighting.addr_spec: number for number, sighting in self._sightings.items()}
        for group in self._standing.groups():
            members = sorted(ids[address] for address in group if address in ids)
            for other in members[1:]:
                if self._root[other] != self._root[members[0]]:
                    self.join(members[0], other, "you said so")

    def _addr_spec(self, address_id: int) -> str:
        return self._sightings[address_id].addr_spec

    def groups(self, matches: Iterable[Match]) -> list[PersonGroup]:
        """Return the clusters as people; matches that joined nothing make candidates."""
        people = {root: self._group(root) for root in sorted(self._members)}
        known: set[tuple[int, int]] = set()
        for match in matches:
            root, other_root = self._root[match.one], self._root[match.other]
            pair = (min(root, other_root), max(root, other_root))
            apart = self._standing.are_apart(
                self._addr_spec(match.one), self._addr_spec(match.other)
            )
            if root == other_root or pair in known or apart:
                continue
            known.add(pair)
            score, why = match.weighed.probability, match.weighed.why()
            people[root].perhaps.append(Candidate(other_root, (match.one, match.other), score, why))
            people[other_root].perhaps.append(Candidate(root, (match.other, match.one), score, why))
        return list(people.values())

    def _group(self, root: int) -> PersonGroup:
        # Of equals the first wins: by address, as ids follow the order in which mail was read.
        members = sorted(self._members[root], key=self._addr_spec)
        primary = max(
            members,
            key=lambda m: 2 * self._sightings[m].authored + self._sightings[m].received,
        )
        # Only the owner's word puts addresses of several kinds together.
        kind = min((self._kinds[m] for m in members), key=get_args(Kind).index)
        return PersonGroup(
            person_id=root,
            kind=kind,
            name=self._shown_name(members, primary, kind),
            primary_address=self._sightings[primary].addr_spec,
            reasons={m: self._reasons.get(m, "first address") for m in sorted(members)},
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
                    ),
                )[1].display
        written = self._sightings[primary].best_name()
        return written or self._sightings[primary].addr_spec
