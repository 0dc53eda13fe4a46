from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxnet.people.identity import Link, PersonGroup, Sighting, build_people
from inboxnet.people.rulings import Ruling


def sighting(
    address_id: int, addr_spec: str, name: str = "", authored: int = 1, **kinds: int
) -> Sighting:
    return Sighting(
        address_id,
        addr_spec,
        names={name: 3} if name else {},
        authored=authored,
        automatic=dict(kinds),
        received=1,
    )


def groups(people: Sequence[PersonGroup]) -> list[set[int]]:
    return [set(person.reasons) for person in people]


def test_one_name_in_one_organisation_is_one_person() -> None:
    people = build_people(
        [
            sighting(1, "phillip.allen@corp.com", "Phillip K. Allen"),
            sighting(2, "k..allen@corp.com", "Allen, Phillip K."),
            sighting(3, "pallen@mail.corp.com", "Phillip Allen"),
        ],
        [],
        {},
    )
    assert groups(people) == [{1, 2, 3}]
    assert people[0].name == "Phillip K. Allen"
    assert people[0].primary_address == "k..allen@corp.com"


@pytest.mark.parametrize("ids", [(1, 2), (2, 1)])
def test_which_was_read_first_decides_no_name(ids: tuple[int, int]) -> None:
    people = build_people(
        [
            sighting(ids[0], "ann.lee@corp.com", "Ann B. Lee"),
            sighting(ids[1], "lee.ann@corp.com", "Ann Lee"),
        ],
        [],
        {},
    )
    assert [(p.primary_address, p.name) for p in people] == [("ann.lee@corp.com", "Ann B. Lee")]


@pytest.mark.parametrize("name", ["Ь Иванов", "Ъ Ь", "Иван Ь"])
def test_names_without_a_letter_join_nobody(name: str) -> None:
    people = build_people(
        [
            sighting(1, "ivanov@k.com", name),
            sighting(2, "ivanov2@l.com", name),
            sighting(3, "ann.ьь@l.com"),
        ],
        [],
        {},
    )
    assert groups(people) == [{1}, {2}, {3}]
    assert people[0].name == name


def test_two_people_of_one_name_stay_two() -> None:
    people = build_people(
        [
            sighting(1, "sarah.thompson@search.com", "Sarah Thompson"),
            sighting(2, "s.thompson@builders.com", "Sarah Thompson"),
            sighting(3, "sarah.thompson@gmail.com", "Sarah Thompson"),
            sighting(4, "sthompson@gmail.com", "Sarah Thompson"),
        ],
        [],
        {},
    )
    assert groups(people) == [{1}, {2}, {3}, {4}]


def test_an_answer_from_another_address_joins_if_the_names_agree() -> None:
    link = Link(1, 2, "answered mail that was sent to the other address alone")
    same = [
        sighting(1, "pieter@trucks.com", "Pieter van Dam"),
        sighting(2, "pvandam@gmail.com", "van Dam, Pieter"),
    ]
    assert groups(build_people(same, [link], {})) == [{1, 2}]
    assistant = [
        sighting(1, "pieter@trucks.com", "Pieter van Dam"),
        sighting(2, "lena@trucks.com", "Lena Kok"),
    ]
    assert groups(build_people(assistant, [link], {})) == [{1}, {2}]
    nameless = [
        sighting(1, "pieter@trucks.com", "Pieter van Dam"),
        sighting(2, "pvandam@gmail.com"),
    ]
    assert groups(build_people(nameless, [link], {})) == [{1, 2}]


def test_who_may_be_either_of_two_people_is_neither() -> None:
    people = build_people(
        [
            sighting(1, "pallen@corp.com", "Phillip K. Allen"),
            sighting(2, "phillip.allen@corp.com", "Phillip Allen"),
            sighting(3, "pmallen@corp.com", "Phillip M. Allen"),
        ],
        [],
        {},
    )
    assert groups(people) == [{1}, {2}, {3}]
    either = people[1]
    assert [candidate.person_id for candidate in either.perhaps] == [1, 3]
    assert "but somebody else's name fits as well" in either.perhaps[0].evidence


def test_a_contradiction_inside_a_cluster_keeps_it_apart() -> None:
    people = build_people(
        [
            sighting(1, "pallen@corp.com", "Phillip K. Allen"),
            sighting(2, "phillip.allen@corp.com", "Phillip Allen"),
            sighting(3, "pmallen@corp.com", "Phillip M. Allen"),
        ],
        [Link(1, 2, "answered mail that was sent to the other address alone")],
        {},
    )
    assert groups(people) == [{1, 2}, {3}]


def test_what_is_likely_but_not_sure_is_offered_from_both_sides() -> None:
    one, other = build_people(
        [
            sighting(1, "ann.lee@search.com", "Ann Lee"),
            sighting(2, "ann@builders.com", "Ann Lee"),
        ],
        [],
        {},
    )
    assert [(c.person_id, c.addresses, c.evidence) for c in one.perhaps] == [
        (2, (1, 2), "the same name")
    ]
    assert [(c.person_id, c.addresses) for c in other.perhaps] == [(1, (2, 1))]
    assert 0.2 < one.perhaps[0].score < 0.5


def test_who_may_be_the_owner_is_offered_and_never_joined() -> None:
    link = Link(1, 2, "answered mail that was sent to the other address alone")
    owner, other = build_people(
        [sighting(1, "me@work.com", "Ann Lee"), sighting(2, "ann@home.net", "Ann Lee")],
        [link],
        {"me@work.com": "given"},
    )
    assert (owner.kind, other.kind) == ("owner", "person")
    assert [candidate.person_id for candidate in owner.perhaps] == [2]


def test_what_the_owner_set_apart_is_not_offered() -> None:
    ruling = Ruling("split", ("ann@a.com",), (("ann@a.com",), ("ann@b.com",)), number=1)
    people = build_people(
        [sighting(1, "ann@a.com", "Ann Lee"), sighting(2, "ann@b.com", "Ann Lee")],
        [],
        {},
        [ruling],
    )
    assert [person.perhaps for person in people] == [[], []]


@pytest.mark.parametrize(
    ("addr_spec", "names"),
    [
        ("desk@corp.com", {"Ann Lee": 5, "Bo Ray": 4}),
        ("s77112233@bounces.corp.com", {"Ann Lee": 1}),
        ("relay@corp.com", {"Ann Lee via Linkperch": 3}),
    ],
)
def test_desks_relays_and_numbers_of_machines_join_nobody(
    addr_spec: str, names: dict[str, int]
) -> None:
    odd = Sighting(1, addr_spec, names=names, authored=1)
    own_domain = addr_spec.rpartition("@")[2]
    known = sighting(2, f"alee@{own_domain.removeprefix('bounces.')}", "Ann Lee")
    assert groups(build_people([odd, known], [Link(1, 2, "named in Reply-To")], {})) == [{1}, {2}]


def test_a_name_that_is_the_organisations_is_nobodys() -> None:
    firm = [
        sighting(1, "4571.6186@1.quillexpress.com", "Quill Express"),
        sighting(2, "letters@quillexpress.com", "Quill Express"),
    ]
    assert groups(build_people(firm, [], {})) == [{1}, {2}]
    own = [
        sighting(1, "wildrose@hannahberg.com", "Hannah Berg"),
        sighting(2, "hannah@hannahberg.com", "Hannah Berg"),
    ]
    assert groups(build_people(own, [], {})) == [{1, 2}]


def test_a_name_that_is_written_rarely_is_an_error_of_an_address_book() -> None:
    odd = Sighting(1, "ann.lee@corp.com", names={"Ann Lee": 20, "Bo Ray": 1}, authored=1)
    people = build_people([odd, sighting(2, "alee@corp.com", "Lee, Ann")], [], {})
    assert groups(people) == [{1, 2}]


def test_kinds() -> None:
    people = build_people(
        [
            sighting(1, "no-reply@shop.com", "Shop", authored=0),
            sighting(2, "hello@letter.com", "Anna", authored=4, bulk=4),
            sighting(3, "anna@corp.com", "Anna Berg", authored=4, **{"auto-reply": 3}),
            sighting(4, "accounts@corp.com", "Accounts"),
            Sighting(5, "users@lists.org", list_post=True),
            sighting(6, "me@own.com", "Me Myself"),
        ],
        [],
        {"me@own.com": "given"},
    )
    assert [person.kind for person in people] == [
        "automated",
        "automated",
        "person",
        "role",
        "list",
        "owner",
    ]


def test_a_role_address_never_joins_a_person() -> None:
    link = Link(1, 2, "named in Reply-To")
    people = build_people(
        [
            sighting(1, "info@corp.com", "Lena Kok"),
            sighting(2, "lena@corp.com", "Lena Kok"),
        ],
        [link],
        {},
    )
    assert groups(people) == [{1}, {2}]


def test_the_owner_is_one_person() -> None:
    people = build_people(
        [sighting(4, "me@work.com", "Ann Lee"), sighting(9, "al@home.net")],
        [],
        {"al@home.net": "given", "me@work.com": "wrote 3 messages in Sent"},
    )
    assert groups(people) == [{4, 9}]
    assert people[0].kind == "owner"
    assert people[0].reasons[9] == "given"


def test_each_address_tells_why_it_belongs() -> None:
    sightings = [sighting(n, f"ann{n}@corp{n}.com", "Ann Lee") for n in (1, 2, 3)]
    (person,) = build_people(sightings, [Link(2, 3, "later"), Link(1, 3, "first")], {})
    assert person.reasons == {
        1: "first address",
        2: "the same name; later",
        3: "the same name; first",
    }


_NAMES = st.sampled_from(
    ["Ann Lee", "Lee, Ann", "Ann B. Lee", "Ann C. Lee", "A. Lee", "Annie Lee", "Bo Lee", "", "李安"]
)
_LOCALS = st.sampled_from(["ann.lee", "alee", "lee", "b..lee", "annie", "u", "ann.lee+x"])
_DOMAINS = st.sampled_from(["corp.com", "mail.corp.com", "gmail.com", "other.org"])
_WEIGHTS = st.sampled_from([7.0, 5.5, -2.5])


@given(
    st.lists(
        st.tuples(_NAMES, _LOCALS, _DOMAINS),
        min_size=1,
        max_size=9,
        unique_by=lambda t: (t[1], t[2]),
    ),
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), _WEIGHTS), max_size=5),
    st.randoms(),
)
def test_neither_order_nor_ids_matter(
    found: list[tuple[str, str, str]], linked: list[tuple[int, int, float]], random: Random
) -> None:
    """The order in which mail is read decides the ids of addresses, and nothing else."""
    specs = [f"{local}@{domain}" for _, local, domain in found]

    def build(
        order: list[int],
    ) -> tuple[set[frozenset[str]], set[tuple[str, str, float, str]], set[tuple[str, str]]]:
        ids = {place: number for number, place in enumerate(order, start=1)}
        spec_of = {number: specs[place] for place, number in ids.items()}
        sightings = [sighting(ids[i], specs[i], found[i][0]) for i in order]
        links = [Link(ids[a], ids[b], "x", w) for a, b, w in linked if a in ids and b in ids]
        random.shuffle(links)
        people = build_people(sightings, links, {})
        grouped = {frozenset(spec_of[a] for a in person.reasons) for person in people}
        offered = {
            (spec_of[c.addresses[0]], spec_of[c.addresses[1]], c.score, c.evidence)
            for person in people
            for c in person.perhaps
        }
        return grouped, offered, {(person.primary_address, person.name) for person in people}

    places = list(range(len(found)))
    expected = build(places)
    shuffled = places.copy()
    random.shuffle(shuffled)
    assert build(shuffled) == expected
    assert sorted(spec for group in expected[0] for spec in group) == sorted(specs)
