from __future__ import annotations

from inboxnet.people.owner import OwnerSighting, infer_owner


def test_given_addresses_are_taken_and_nothing_contradicts_them() -> None:
    owner = infer_owner([], sent_total=0, other_total=0, given=["me@own.com"])
    assert owner.addresses == {"me@own.com": "given"}


def test_who_writes_in_sent_and_is_written_to() -> None:
    owner = infer_owner(
        [
            OwnerSighting("me@work.com", {"Ann Lee": 9}, sent=50, addressed=90),
            OwnerSighting("ann@home.net", {"Ann Lee": 2}, sent=5, addressed=10, delivered=10),
            OwnerSighting("list@work.com", {}, addressed=95, is_list=True),
            OwnerSighting("bob@work.com", {"Bob Ray": 3}, addressed=20),
        ],
        sent_total=55,
        other_total=100,
        given=[],
    )
    assert set(owner.addresses) == {"me@work.com", "ann@home.net"}


def test_an_assistant_who_writes_most_of_sent_is_a_delegate() -> None:
    owner = infer_owner(
        [
            OwnerSighting("rose@corp.com", {"Rose Fay": 500}, sent=497, addressed=300),
            OwnerSighting("kenneth.gay@corp.com", {"Kenneth Gay": 900}, sent=14, addressed=1300),
            OwnerSighting("kgay@corp.com", {"Ken Gay": 1500, "Rose Fay": 1}, addressed=1500),
            OwnerSighting("mark.gay@corp.com", {"Mark Gay": 9}, addressed=20),
        ],
        sent_total=540,
        other_total=3400,
        given=[],
    )
    assert set(owner.addresses) == {"kenneth.gay@corp.com", "kgay@corp.com"}


def test_a_rare_name_in_an_address_book_admits_nobody() -> None:
    owner = infer_owner(
        [
            OwnerSighting("ann@corp.com", {"Ann Lee": 50, "Rose Fay": 1}, sent=10, addressed=50),
            OwnerSighting("rose@corp.com", {"Rose Fay": 30}, sent=3, addressed=30),
        ],
        sent_total=13,
        other_total=80,
        given=[],
    )
    assert set(owner.addresses) == {"ann@corp.com"}


def test_a_first_name_alone_at_the_same_organisation_is_no_alias() -> None:
    owner = infer_owner(
        [
            OwnerSighting("ann.lee@corp.com", {"Ann Lee": 50}, sent=10, addressed=50),
            OwnerSighting("ann@corp.com", {}, addressed=9),
            OwnerSighting("alee@corp.com", {}, addressed=2),
            OwnerSighting("lee@corp.com", {}, addressed=2),
            OwnerSighting("l..lee@corp.com", {}, addressed=2),
        ],
        sent_total=10,
        other_total=80,
        given=[],
    )
    assert set(owner.addresses) == {"ann.lee@corp.com", "alee@corp.com"}


def test_nothing_speaks_clearly() -> None:
    strangers = [OwnerSighting(f"a{n}@b{n}.com", {}, addressed=1) for n in range(50)]
    owner = infer_owner(strangers, sent_total=0, other_total=50, given=[])
    assert owner.addresses == {}


def test_one_delivery_header_makes_no_owner() -> None:
    owner = infer_owner(
        [
            OwnerSighting("ann@corp.com", {"Ann Lee": 50}, sent=10, addressed=80, delivered=80),
            OwnerSighting("crook@evil.biz", {"Ann Lee": 1}, delivered=1),
        ],
        sent_total=10,
        other_total=90,
        given=[],
    )
    assert set(owner.addresses) == {"ann@corp.com"}


def test_a_teams_address_is_nobodys_unless_it_writes_in_sent() -> None:
    team = OwnerSighting("team@corp.com", {}, addressed=90)
    ann = OwnerSighting("ann@corp.com", {"Ann Lee": 9}, authored=10, sent=10, addressed=10)
    found = infer_owner([team, ann], sent_total=10, other_total=100, given=[])
    assert set(found.addresses) == {"ann@corp.com"}
    studio = OwnerSighting("info@studio.com", {}, authored=10, sent=10, addressed=90)
    found = infer_owner([studio], sent_total=10, other_total=100, given=[])
    assert set(found.addresses) == {"info@studio.com"}


def test_an_initial_that_reads_like_a_doubled_letter_is_somebody_elses() -> None:
    owner = infer_owner(
        [
            OwnerSighting("phillip.allen@corp.com", {"Phillip Allen": 50}, 10, 10, 50),
            OwnerSighting("a..allen@corp.com", {}, addressed=9),
        ],
        sent_total=10,
        other_total=80,
        given=[],
    )
    assert set(owner.addresses) == {"phillip.allen@corp.com"}


def test_a_second_owner_who_writes_and_is_delivered_to_is_no_alias() -> None:
    sightings = [
        OwnerSighting("ann@home.com", {"Ann Lee": 50}, 20, 20, 50, delivered=50),
        OwnerSighting("tom@home.com", {"Tom Lee": 50}, 15, 15, 40, delivered=40),
        OwnerSighting("kitten99@gmail.com", {}, 5, 5, 10, delivered=10),
    ]
    owner = infer_owner(sightings, sent_total=40, other_total=100, given=[])
    assert set(owner.addresses) == {"ann@home.com", "kitten99@gmail.com"}


def test_what_is_written_in_two_ways_is_one_name() -> None:
    sightings = [
        OwnerSighting("jm@firm.de", {"Jörg Müller": 50}, 20, 20, 50),
        OwnerSighting("joerg.mueller@firm.de", {}, addressed=5),
    ]
    owner = infer_owner(sightings, sent_total=20, other_total=100, given=[])
    assert set(owner.addresses) == {"jm@firm.de", "joerg.mueller@firm.de"}


def test_who_goes_by_several_family_names_is_one_owner() -> None:
    """Both write in Sent and get mail; the given name is the same, the other differ."""
    sightings = [
        OwnerSighting("a.berg@firm.example", {"Ada Berg-Moreau": 50}, 40, 40, 60, 60),
        OwnerSighting("ada.lm@post.example", {"Ada B. Moreau": 20}, 12, 12, 20, 20),
        OwnerSighting("ada@atelier.example", {"Ada Berg": 9}, 8, 8, 9, 9),
        OwnerSighting("adusia@post.example", {"Adusia Berg": 9}, 8, 8, 9, 9),
        OwnerSighting("adka@own.example", {"Adka B-M": 9}, 8, 8, 9, 9),
        OwnerSighting("bo.berg@post.example", {"Bo Berg": 9}, 8, 8, 9, 9),
    ]
    owner = infer_owner(sightings, sent_total=84, other_total=116, given=())
    assert set(owner.addresses) == {
        "a.berg@firm.example",
        "adusia@post.example",
        "adka@own.example",
        "ada.lm@post.example",
        "ada@atelier.example",
    }
