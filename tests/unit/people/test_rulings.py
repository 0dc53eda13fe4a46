from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.people.identity import Link, PersonGroup, Sighting, build_people
from inboxnet.people.owner import OwnerSighting, admit_ruled, infer_owner
from inboxnet.people.rulings import OWNER, Ruling, Side, Standing, rule_merge, rule_split


def side(*addresses: str, is_owner: bool = False) -> Side:
    return Side(addresses[0], tuple(addresses), is_owner)


def numbered(*rulings: Ruling) -> list[Ruling]:
    return [replace(ruling, number=number) for number, ruling in enumerate(rulings, start=1)]


def one_person(rulings: Iterable[Ruling], one: str, other: str) -> bool:
    return other in Standing.of(rulings).members(one)


class TestStanding:
    def test_a_later_split_beats_an_earlier_merge(self) -> None:
        merged = rule_merge(side("a@x"), side("b@x"))
        parted = rule_split(side("a@x", "b@x"), ["b@x"])
        assert one_person(numbered(merged), "a@x", "b@x")
        assert Standing.of(numbered(merged, parted)).are_apart("a@x", "b@x")

    def test_a_later_merge_beats_an_earlier_split_with_all_that_it_parted(self) -> None:
        parted = rule_split(side("a@x", "b@x", "c@x"), ["a@x"])
        merged = rule_merge(side("a@x"), side("b@x", "c@x"))
        standing = Standing.of(numbered(parted, merged))
        assert standing.members("a@x") == ["a@x", "b@x"]
        assert standing.join("a@x", "c@x")

    def test_two_later_merges_beat_an_earlier_split_between_them(self) -> None:
        parted = rule_split(side("a@x", "b@x"), ["a@x"])
        rulings = numbered(
            parted,
            rule_merge(side("a@x"), side("c@x")),
            rule_merge(side("b@x"), side("c@x")),
        )
        assert one_person(rulings, "a@x", "b@x")

    def test_to_undo_a_merge_frees_its_two_alone(self) -> None:
        first = rule_merge(side("a@x"), side("b@x"))
        second = rule_merge(side("a@x", "b@x"), side("c@x"))
        first, second = numbered(first, second)
        assert Standing.of([first, second]).members("a@x") == ["a@x", "b@x", "c@x"]
        assert Standing.of([second]).members("a@x") == ["a@x", "c@x"]

    def test_the_parted_stay_together_and_apart_from_each_of_the_rest(self) -> None:
        ruling = rule_split(side("a@x", "b@x", "c@x", "d@x"), ["b@x", "d@x"])
        standing = Standing.of([ruling])
        assert standing.groups() == [["b@x", "d@x"]]
        assert all(
            standing.are_apart(one, other) for one in ("a@x", "c@x") for other in ("b@x", "d@x")
        )
        assert not standing.are_apart("a@x", "c@x")

    def test_a_split_does_not_keep_what_an_undone_merge_joined(self) -> None:
        merged, parted = numbered(
            rule_merge(side("a@x", "b@x"), side("c@x")),
            rule_split(side("a@x", "b@x", "c@x"), ["b@x"]),
        )
        assert one_person([merged, parted], "a@x", "c@x")
        assert not one_person([parted], "a@x", "c@x")

    def test_the_rest_of_the_owners_addresses_stay_the_owners(self) -> None:
        standing = Standing.of([rule_split(side("a@x", "b@x", "c@x", is_owner=True), ["b@x"])])
        assert standing.groups() == [sorted([OWNER, "a@x", "c@x"])]

    def test_a_person_as_a_whole_falls_into_single_addresses(self) -> None:
        standing = Standing.of([rule_split(side("a@x", "b@x", "c@x"), [])])
        assert standing.groups() == []
        assert standing.are_apart("a@x", "b@x")
        assert standing.are_apart("b@x", "c@x")

    def test_what_is_joined_to_either_side_stays_apart_too(self) -> None:
        standing = Standing.of([rule_split(side("a@x", "b@x"), ["b@x"])])
        assert standing.join("a@x", "c@x")
        assert standing.join("b@x", "d@x")
        assert not standing.join("c@x", "d@x")
        assert not standing.set_apart("a@x", "c@x")


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 7), st.integers(0, 7)).filter(
            lambda step: step[1] != step[2]
        ),
        max_size=30,
    )
)
def test_standing_agrees_with_sets(steps: Sequence[tuple[bool, int, int]]) -> None:
    standing = Standing()
    groups = [{f"{n}@x"} for n in range(8)]
    apart: set[frozenset[str]] = set()
    for join, one, other in steps:
        a, b = f"{one}@x", f"{other}@x"
        mine = next(group for group in groups if a in group)
        theirs = next(group for group in groups if b in group)
        contradicts = any(frozenset((p, q)) in apart for p in mine for q in theirs)
        if join:
            assert standing.join(a, b) == (not contradicts)
            if not contradicts and mine is not theirs:
                mine |= theirs
                groups.remove(theirs)
        else:
            assert standing.set_apart(a, b) == (mine is not theirs)
            if mine is not theirs:
                apart.add(frozenset((a, b)))
    assert standing.groups() == sorted(sorted(group) for group in groups if len(group) > 1)


@dataclass
class World:
    """Mail of some people, and what the owner says of them one after the other."""

    sightings: list[Sighting]
    links: list[Link]
    rulings: list[Ruling] = field(default_factory=list)
    made: int = 0

    def people(self) -> list[PersonGroup]:
        owner = infer_owner(
            [OwnerSighting("me@own.example", {"Olive Owner": 5}, authored=5, sent=5)]
            + [OwnerSighting(s.addr_spec, s.names, s.authored) for s in self.sightings[1:]],
            sent_total=5,
            other_total=0,
            given=[],
            rulings=self.rulings,
        )
        owner = admit_ruled(owner, self.rulings)
        return build_people(self.sightings, self.links, owner.addresses, self.rulings)

    def sides(self) -> list[Side]:
        by_id = {s.address_id: s.addr_spec for s in self.sightings}
        return [
            Side(
                group.primary_address,
                tuple(by_id[address] for address in sorted(group.reasons)),
                group.kind == "owner",
            )
            for group in self.people()
        ]

    def side_of(self, address: str) -> Side:
        return next(side for side in self.sides() if address in side.addresses)

    def rule(self, ruling: Ruling) -> None:
        self.made += 1
        self.rulings.append(replace(ruling, number=self.made))


_NAMES = st.sampled_from(["Ann Lee", "Lee, Ann", "Ann B. Lee", "Ann C. Lee", "Bo Lee", ""])
_PLACES = st.sampled_from(["corp.com", "mail.corp.com", "other.org"])
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "split all", "undo"]),
        st.integers(0, 50),
        st.integers(0, 50),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(_NAMES, _PLACES), min_size=3, max_size=7),
    st.lists(st.tuples(st.integers(2, 8), st.integers(2, 8)), max_size=4),
    _STEPS,
)
def test_any_sequence_of_rulings_and_undos(
    found: list[tuple[str, str]],
    linked: list[tuple[int, int]],
    steps: list[tuple[str, int, int]],
) -> None:
    sightings = [Sighting(1, "me@own.example", {"Olive Owner": 5}, authored=5)]
    sightings += [
        Sighting(number, f"u{number}@{domain}", {name: 3} if name else {}, authored=1)
        for number, (name, domain) in enumerate(found, start=2)
    ]
    links = [Link(a, b, "x") for a, b in linked if a != b and max(a, b) <= len(sightings)]
    world = World(sightings, links)
    before = world.people()
    for step, one, other in steps:
        sides = world.sides()
        first, second = sides[one % len(sides)], sides[other % len(sides)]
        if step == "merge" and first != second:
            world.rule(rule_merge(first, second))
            merged = world.side_of(first.named)
            assert set(merged.addresses) == {*first.addresses, *second.addresses}
            assert merged.is_owner == (first.is_owner or second.is_owner)
        elif step == "split" and len(first.addresses) > 1:
            parted = first.addresses[other % len(first.addresses)]
            world.rule(rule_split(first, [parted]))
            rest = set(first.addresses) - {parted}
            gone = world.side_of(parted)
            assert not rest & set(gone.addresses)
            assert not gone.is_owner
            assert all(world.side_of(a).is_owner == first.is_owner for a in rest)
        elif step == "split all" and len(first.addresses) > 1 and not first.is_owner:
            world.rule(rule_split(first, []))
            assert all(
                len(set(world.side_of(address).addresses) & set(first.addresses)) == 1
                for address in first.addresses
            )
        elif step == "undo" and world.rulings:
            world.rulings.pop(one % len(world.rulings))
    fresh = World(sightings[:1] + sightings[:0:-1], links[::-1], numbered(*world.rulings))
    assert fresh.people() == world.people()
    world.rulings.clear()
    assert world.people() == before


class TestPeople:
    def sighting(self, number: int, address: str, name: str, **automatic: int) -> Sighting:
        return Sighting(number, address, {name: 1}, authored=1, automatic=dict(automatic))

    def test_a_merge_needs_no_evidence_and_takes_all_along(self) -> None:
        sightings = [
            self.sighting(1, "ann@corp.com", "Ann Lee"),
            self.sighting(2, "ann.lee@mail.corp.com", "Ann Lee"),
            self.sighting(3, "bo@other.org", "Bo Ray"),
        ]
        people = build_people(
            sightings, [], {}, [rule_merge(side("bo@other.org"), side("ann.lee@mail.corp.com"))]
        )
        assert [set(person.reasons) for person in people] == [{1, 2, 3}]
        assert people[0].reasons[3] == "you said so"

    def test_a_split_holds_against_new_evidence(self) -> None:
        ruling = rule_split(side("ann@corp.com", "al@corp.com"), ["al@corp.com"])
        sightings = [
            self.sighting(1, "ann@corp.com", "Ann Lee"),
            self.sighting(2, "al@corp.com", "Ann Lee"),
            self.sighting(3, "ann.lee@corp.com", "Ann Lee"),
        ]
        links = [Link(1, 2, "named in Reply-To"), Link(2, 3, "named in Reply-To")]
        people = build_people(sightings, links, {}, [ruling])
        groups = [set(person.reasons) for person in people]
        assert sorted(len(group) for group in groups) == [1, 2]
        assert not any({1, 2} <= group for group in groups)

    @pytest.mark.parametrize("person_first", [True, False])
    def test_a_person_with_a_role_address_is_a_person(self, *, person_first: bool) -> None:
        ids = (1, 2) if person_first else (2, 1)
        people = build_people(
            [
                self.sighting(ids[0], "ann@corp.com", "Ann Lee"),
                self.sighting(ids[1], "info@corp.com", "Corp"),
            ],
            [],
            {},
            [rule_merge(side("info@corp.com"), side("ann@corp.com"))],
        )
        assert [(person.kind, person.name) for person in people] == [("person", "Ann Lee")]


class TestOwner:
    def infer(self, *rulings: Ruling, given: Sequence[str] = ()) -> dict[str, str]:
        sightings = [
            OwnerSighting("me@work.com", {"Ann Lee": 9}, authored=50, sent=50, addressed=90),
            OwnerSighting("ann@home.net", {"Ann Lee": 2}, authored=5, sent=5, addressed=10),
            OwnerSighting("bo@home.net", {"Bo Ray": 2}, authored=9, addressed=1),
            OwnerSighting("bo.ray@work.com", {"Bo Ray": 2}, authored=3, addressed=9),
        ]
        standing = numbered(*rulings)
        owner = infer_owner(
            sightings, sent_total=55, other_total=100, given=given, rulings=standing
        )
        return admit_ruled(owner, standing).addresses

    def test_what_is_merged_with_the_owner_is_his_own(self) -> None:
        me = side("me@work.com", "ann@home.net", is_owner=True)
        addresses = self.infer(rule_merge(side("bo@home.net", "b@gone.org"), me))
        assert set(addresses) == {"me@work.com", "ann@home.net", "bo@home.net", "b@gone.org"}
        assert addresses["bo@home.net"] == "you said so"

    def test_what_is_split_from_the_owner_is_not(self) -> None:
        me = side("me@work.com", "ann@home.net", is_owner=True)
        ruling = rule_split(me, ["ann@home.net"])
        assert OWNER in ruling.parts[1]
        assert set(self.infer(ruling)) == {"me@work.com"}
        assert set(self.infer(ruling, given=["me@work.com", "ann@home.net"])) == {"me@work.com"}

    def test_the_main_address_can_be_somebody_elses(self) -> None:
        me = side("me@work.com", "ann@home.net", is_owner=True)
        assert set(self.infer(rule_split(me, ["me@work.com"]))) == {"ann@home.net"}

    def test_a_split_from_the_owner_is_beaten_by_a_later_merge(self) -> None:
        me = side("me@work.com", "ann@home.net", is_owner=True)
        rest = side("me@work.com", is_owner=True)
        again = rule_merge(rest, side("ann@home.net"))
        assert "ann@home.net" in self.infer(rule_split(me, ["ann@home.net"]), again)
