"""Addresses that are the owner's for what arrives by them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest

from inboxnet.people.owner import Owner, OwnerSighting, admit_arrivals, infer_owner, mailbox_of
from inboxnet.people.rulings import Side, rule_split

ME = OwnerSighting("ann@lee-design.example", {"Ann Lee": 50}, authored=40, sent=40, addressed=90)
OWNER = Owner({ME.addr_spec: "wrote 40 messages in Sent"})


def arrivals(
    *sightings: OwnerSighting,
    arrived: Mapping[str, int] | None = None,
    written_to: Collection[str] = (),
    authors: Collection[str] = (),
) -> dict[str, str]:
    """Return what is admitted beside the main address."""
    found = admit_arrivals(
        OWNER,
        [ME, *sightings],
        arrived=arrived or {},
        written_to=written_to,
        authors=authors,
        other_total=100,
    ).addresses
    return {address: reason for address, reason in found.items() if address != ME.addr_spec}


class TestNamesakes:
    old = OwnerSighting("ann.lee@former-firm.example", {"Ann Lee": 2}, addressed=2)

    def test_mail_that_came_by_an_address_with_the_owners_name(self) -> None:
        found = arrivals(self.old, arrived={self.old.addr_spec: 2})
        assert found == {
            self.old.addr_spec: "2 messages came by it that name no other address of yours"
        }

    def test_one_message_is_not_enough(self) -> None:
        assert arrivals(self.old, arrived={self.old.addr_spec: 1}) == {}

    def test_a_namesake_writes_or_is_written_to(self) -> None:
        came = {self.old.addr_spec: 5}
        assert arrivals(replace(self.old, authored=1), arrived=came) == {}
        assert arrivals(self.old, arrived=came, written_to={self.old.addr_spec}) == {}

    def test_another_name(self) -> None:
        other = OwnerSighting("bo@former-firm.example", {"Bo Ray": 2}, addressed=9)
        assert arrivals(other, arrived={other.addr_spec: 9}) == {}


class TestCatchAll:
    shop = OwnerSighting("shop@lee-design.example", {}, addressed=1)

    def test_nobody_else_writes_from_the_own_domain(self) -> None:
        found = arrivals(self.shop, arrived={self.shop.addr_spec: 1})
        assert found == {
            self.shop.addr_spec: "mail to it comes here, and nobody else writes from"
            " lee-design.example"
        }

    def test_somebody_else_does(self) -> None:
        came = {self.shop.addr_spec: 9}
        assert arrivals(self.shop, arrived=came, authors=["bo@mail.lee-design.example"]) == {}
        assert arrivals(self.shop, arrived=came, authors=[ME.addr_spec, "bo@other.example"])

    def test_a_shared_address_from_which_the_owner_alone_writes(self) -> None:
        info = OwnerSighting("info@lee-design.example", {"Lee Design": 9}, authored=9, sent=9)
        came, authors = {info.addr_spec: 5}, [ME.addr_spec, info.addr_spec]
        assert set(arrivals(info, arrived=came, authors=authors)) == {info.addr_spec}
        others = replace(info, authored=10)
        assert arrivals(others, arrived=came, authors=authors) == {}

    def test_nothing_came_by_it(self) -> None:
        assert arrivals(self.shop) == {}

    def test_it_goes_by_another_name(self) -> None:
        family = OwnerSighting("tom@lee-design.example", {"Tom Berg": 4}, addressed=4)
        assert arrivals(family, arrived={family.addr_spec: 4}) == {}

    def test_a_list(self) -> None:
        assert arrivals(replace(self.shop, is_list=True), arrived={self.shop.addr_spec: 9}) == {}

    def test_free_mail_is_nobodys_domain(self) -> None:
        mine = replace(ME, addr_spec="ann.lee@gmail.com")
        other = OwnerSighting("shop99@gmail.com", {}, addressed=9)
        found = admit_arrivals(
            Owner({mine.addr_spec: "given"}),
            [mine, other],
            arrived={other.addr_spec: 9},
            written_to=(),
            authors=(),
            other_total=100,
        )
        assert set(found.addresses) == {mine.addr_spec}


class TestDelivery:
    def test_much_of_the_mail_is_delivered_to_an_address_without_a_name(self) -> None:
        college = OwnerSighting("s1234567@college.example", {}, delivered=30)
        assert arrivals(college) == {college.addr_spec: "30 messages were delivered to it"}

    @pytest.mark.parametrize(
        "other",
        [
            OwnerSighting("s1234567@college.example", {}, delivered=9),
            OwnerSighting("jobs@college.example", {}, delivered=30),
            OwnerSighting("s1234567@college.example", {"Bo Ray": 9}, delivered=30),
            OwnerSighting("s1234567@college.example", {}, authored=2, delivered=30),
        ],
    )
    def test_a_few_or_a_shared_address_or_somebody_elses(self, other: OwnerSighting) -> None:
        assert arrivals(other) == {}


def test_a_ruling_forbids_it() -> None:
    old = TestNamesakes.old
    me = Side(ME.addr_spec, (ME.addr_spec, old.addr_spec), is_owner=True)
    found = admit_arrivals(
        OWNER,
        [ME, old],
        arrived={old.addr_spec: 9},
        written_to=(),
        authors=(),
        other_total=100,
        rulings=[rule_split(me, [old.addr_spec])],
    )
    assert set(found.addresses) == {ME.addr_spec}


def test_nobody_has_no_arrivals() -> None:
    old = TestNamesakes.old
    found = admit_arrivals(
        Owner({}), [old], arrived={old.addr_spec: 9}, written_to=(), authors=(), other_total=9
    )
    assert found.addresses == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann+shop@corp.example", "ann@corp.example"),
        ("ann+a+b@corp.example", "ann@corp.example"),
        ("a.n.n@gmail.com", "ann@googlemail.com"),
        ("a.nn+shop@gmail.com", "ann@gmail.com"),
    ],
)
def test_spellings_of_one_mailbox(one: str, other: str) -> None:
    assert mailbox_of(one) == mailbox_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.nn@corp.example", "ann@corp.example"),
        ("ann@corp.example", "ann@mail.corp.example"),
        ("+ann@corp.example", "+bo@corp.example"),
        ("ann-shop@corp.example", "ann@corp.example"),
    ],
)
def test_other_mailboxes(one: str, other: str) -> None:
    assert mailbox_of(one) != mailbox_of(other)


def test_plus_tags_and_when_an_address_was_used_last() -> None:
    owner = infer_owner(
        [
            OwnerSighting("ann@corp.example", {"Ann Lee": 9}, 20, 20, 90, last_year=2026),
            OwnerSighting("ann+news@corp.example", {}, addressed=1, last_year=2026),
            OwnerSighting("ann@old.example", {"Ann Lee": 9}, 20, 20, 9, last_year=2021),
            OwnerSighting("bo+ann@corp.example", {}, addressed=1),
        ],
        sent_total=40,
        other_total=100,
        given=[],
    )
    assert owner.addresses == {
        "ann@corp.example": "wrote 20 messages in Sent, 90 received messages are addressed to it",
        "ann@old.example": "wrote 20 messages in Sent, 9 received messages are addressed to it,"
        " the last in 2021",
        "ann+news@corp.example": "the mailbox of ann@corp.example",
    }
