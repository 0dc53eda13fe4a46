from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from inboxnet.people.identity import Link, PersonGroup, Sighting, build_people


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
    assert people[0].primary_address == "phillip.allen@corp.com"


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


def test_a_contradiction_inside_a_cluster_keeps_it_apart() -> None:
    people = build_people(
        [
            sighting(1, "pallen@corp.com", "Phillip K. Allen"),
            sighting(2, "phillip.allen@corp.com", "Phillip Allen"),
            sighting(3, "pmallen@corp.com", "Phillip M. Allen"),
        ],
        [],
        {},
    )
    assert groups(people) == [{1, 2}, {3}]


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
    assert person.reasons == {1: "first address", 2: "later", 3: "first"}


_NAMES = st.sampled_from(["Ann Lee", "Lee, Ann", "Ann B. Lee", "Ann C. Lee", "Bo Lee", ""])
_DOMAINS = st.sampled_from(["corp.com", "mail.corp.com", "gmail.com", "other.org"])


@given(st.lists(st.tuples(_NAMES, _DOMAINS), min_size=1, max_size=8), st.randoms())
def test_order_does_not_matter(found: list[tuple[str, str]], random: Random) -> None:
    sightings = [
        sighting(number, f"u{number}@{domain}", name)
        for number, (name, domain) in enumerate(found, start=1)
    ]
    links = [Link(a, a + 1, "x") for a in range(1, len(sightings), 2)]
    expected = groups(build_people(sightings, links, {}))
    shuffled = sightings.copy()
    random.shuffle(shuffled)
    assert groups(build_people(shuffled, links[::-1], {})) == expected
    assert sorted(a for group in expected for a in group) == list(range(1, len(sightings) + 1))
