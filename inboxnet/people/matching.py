"""Which pairs of addresses are worth weighing, and which of them are one person's.

Pairs are found by what they must share (a last name and the first letter of a form of the first
name, a local part, a way to spell the name), so that the work grows with the number of addresses,
not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from inboxnet.message.name import Name, given_forms, spelled
from inboxnet.people.domain import registrable
from inboxnet.people.evidence import CANDIDATE, MERGE, Piece, Profile, Scales, Weighed, agree

_LARGEST_BLOCK = 30
_MIN_MAILBOX = 4
_MIN_MIDDLE = 3
_AMBIGUOUS = (-3.0, "somebody else's name fits as well")
_CLEARLY_BETTER = 1.5

Pair = tuple[int, int]
"""Two address ids, that of the addr-spec that sorts first first."""


@dataclass(frozen=True, slots=True)
class Match:
    """Two addresses that may be one person's.

    Attributes:
        one: An address id.
        other: An address id.
        weighed: The evidence.
    """

    one: int
    other: int
    weighed: Weighed

    @property
    def joins(self) -> bool:
        """Whether the evidence is enough to make them one person's."""
        return self.weighed.score >= MERGE and not self.weighed.refused


def find_matches(
    profiles: Sequence[Profile], links: Iterable[tuple[int, int, Piece]]
) -> list[Match]:
    """Weigh all pairs of addresses that may be one person's.

    Args:
        profiles: The addresses of people.
        links: Evidence from mail on two address ids.

    Returns:
        Matches from `CANDIDATE` on, the surest first; the same whatever the order of the arguments
        and the ids of the addresses.
    """
    by_id = {profile.address_id: profile for profile in profiles}
    linked: dict[Pair, list[Piece]] = defaultdict(list)
    for one, other, piece in links:
        if one != other and one in by_id and other in by_id:
            linked[_ordered(by_id[one], by_id[other])].append(piece)
    scales = Scales(profiles)
    weighed: dict[Pair, Weighed] = {}
    for pair in {*_find_pairs(profiles), *linked}:
        found = scales.weigh(by_id[pair[0]], by_id[pair[1]], linked.get(pair, ()))
        if found is not None and found.score >= CANDIDATE:
            weighed[pair] = found
    matches = [Match(*pair, found) for pair, found in _settle(by_id, weighed)]
    matches.sort(key=lambda m: (-m.weighed.score, by_id[m.one].addr_spec, by_id[m.other].addr_spec))
    return matches


def _settle(
    by_id: Mapping[int, Profile], weighed: Mapping[Pair, Weighed]
) -> Iterator[tuple[Pair, Weighed]]:
    """Lessen what fits two people who exclude each other: Phillip Allen is K. or M. Allen."""
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for (one, other), found in weighed.items():
        if found.score >= MERGE and not found.refused:
            near[one][other] = near[other][one] = found.score
    for (one, other), found in weighed.items():
        rivals = (
            near[a][c] > found.score - _CLEARLY_BETTER
            for a, b in ((one, other), (other, one))
            if b in near[a]
            for c in near[a]
            if c != b and not agree(by_id[b], by_id[c])
        )
        yield (one, other), found.lessened(*_AMBIGUOUS) if any(rivals) else found


def _find_pairs(profiles: Sequence[Profile]) -> Iterator[Pair]:
    nameless = {_place(p) for p in profiles if not p.names}
    coarse: dict[tuple[str, ...], list[Profile]] = defaultdict(list)
    fine: dict[tuple[str, ...], list[Profile]] = defaultdict(list)
    for profile in profiles:
        if profile.mergeable:
            for key in set(_coarse_keys(profile)):
                coarse[key].append(profile)
            for key in set(_fine_keys(profile, nameless)):
                fine[key].append(profile)
    for block in (*coarse.values(), *fine.values()):
        # A name at dozens of addresses is a machine's habit, not a person's.
        if len(block) <= _LARGEST_BLOCK:
            for one, other in combinations(block, 2):
                yield _ordered(one, other)


def _coarse_keys(profile: Profile) -> Iterator[tuple[str, ...]]:
    """Yield what even an initial, a nickname or a part of the name shares."""
    for name in profile.names:
        initials = {form[0] for given in name.given for form in (given, *given_forms(given))}
        for word in _family_words(name):
            for initial in initials:
                yield ("name", word, initial)
    if len(profile.mailbox) >= _MIN_MAILBOX:
        yield ("mailbox", profile.mailbox)


def _fine_keys(profile: Profile, nameless: set[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Yield what is shared by fewer: needed where a coarse block is too large."""
    place = registrable(profile.domain)
    for name in profile.names:
        given, family = "".join(name.given), "".join(name.surnames)
        yield ("turned", *sorted((given, family)))
        for form in given_forms(name.given[0]):
            yield ("form", form, family)
        for letters in spelled(name):
            if (place, letters) in nameless:
                yield ("spelled", place, letters)
    yield ("place", place, profile.mailbox)
    if not profile.names:
        yield ("spelled", *_place(profile))


def _family_words(name: Name) -> set[str]:
    middle = {word for word in name.given[1:] if len(word) >= _MIN_MIDDLE}
    return {"".join(name.surnames), *name.surnames, *middle}


def _place(profile: Profile) -> tuple[str, str]:
    return registrable(profile.domain), profile.letters


def _ordered(one: Profile, other: Profile) -> Pair:
    if one.addr_spec > other.addr_spec:
        one, other = other, one
    return one.address_id, other.address_id
