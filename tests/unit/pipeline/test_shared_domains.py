"""At which domains unrelated people have addresses."""

from __future__ import annotations

import pytest

from inboxnet.people.identity import Sighting, build_people
from inboxnet.people.owner import Owner
from inboxnet.pipeline.who import Who, shared_domains

NAMES = ["Ann Lee", "Bo Fay", "Cy Berg", "Di Moss", "Ed Roy"]


def shared(local_parts: list[str], domain: str) -> bool:
    sightings = [
        Sighting(number, f"{local}@{domain}", {name: 3}, authored=3)
        for number, (local, name) in enumerate(zip(local_parts, NAMES, strict=True), 1)
    ]
    people = build_people(sightings, [], {})
    who = Who(
        sightings={s.address_id: s for s in sightings},
        links=(),
        people={group.person_id: group for group in people},
        person_of={address: group.person_id for group in people for address in group.reasons},
        owner=Owner({}),
        owner_id=None,
        list_of={},
    )
    return domain in shared_domains(who, {domain: 15}, {})


@pytest.mark.parametrize(
    ("local_parts", "expected"),
    [
        (["ann.lee", "fay77", "cberg", "moss.di", "royal"], True),
        (["ann", "bo", "cy", "di", "ed.roy"], False),
    ],
)
def test_people_of_a_small_firm_go_by_given_names(local_parts: list[str], expected: bool) -> None:
    assert shared(local_parts, "riverbend.test") is expected


def test_a_name_that_says_mail() -> None:
    assert shared(["ann", "bo", "cy", "di", "ed.roy"], "rivermail.test")
