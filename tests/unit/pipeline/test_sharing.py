"""Who else uses a mailbox."""

from __future__ import annotations

from inboxnet.people.identity import Sighting, build_people
from inboxnet.people.owner import Owner
from inboxnet.pipeline.sharing import find_sharing
from inboxnet.pipeline.who import Who

SENT, INBOX, ARCHIVE = 1, 2, 3
OLIVE, ROSE, TOM, SHOP = 1, 2, 3, 4
ADVICE = "If that is wrong, name your own addresses with --owner."


def everybody(*, owner: bool = True) -> Who:
    sightings = {
        OLIVE: Sighting(OLIVE, "olive@own.example", {"Olive Owner": 9}, authored=9),
        ROSE: Sighting(ROSE, "rose@own.example", {"Rose Fay": 9}, authored=9),
        TOM: Sighting(TOM, "tom@own.example", {"Tom Berg": 9}, authored=9),
        SHOP: Sighting(SHOP, "no-reply@shop.example", {"Shop": 9}),
    }
    addresses = {"olive@own.example": "given"} if owner else {}
    people = build_people(list(sightings.values()), [], addresses)
    return Who(
        sightings=sightings,
        links=(),
        people={group.person_id: group for group in people},
        person_of={address: group.person_id for group in people for address in group.reasons},
        owner=Owner(addresses),
        owner_id=OLIVE if owner else None,
        list_of={},
        rulings=(),
    )


def sharing(
    sent: list[tuple[int, int, str, int]],
    arrivals: list[tuple[int, int, int]] | None = None,
    *,
    given: bool = False,
    owner: bool = True,
) -> dict[int, str]:
    return find_sharing(everybody(owner=owner), sent, arrivals or [], received=100, given=given)


MINE = (SENT, OLIVE, "Olive Owner", 43)


def test_the_owner_alone() -> None:
    assert sharing([MINE], [(INBOX, TOM, 5)]) == {}


def test_a_delegate_writes_most_of_sent() -> None:
    notes = sharing([MINE, (SENT, ROSE, "Rose Fay", 497)], [(INBOX, ROSE, 2)])
    assert notes == {
        SENT: "Rose Fay <rose@own.example> (497) wrote 497 of 540 messages here: what delegates"
        f" write does not count as yours. {ADVICE}"
    }


def test_several_delegates_and_an_owner_who_was_named() -> None:
    notes = sharing([MINE, (SENT, TOM, "", 2), (SENT, ROSE, "Rose Fay", 5)], given=True)
    assert notes[SENT].startswith(
        "Rose Fay <rose@own.example> (5) and Tom Berg <tom@own.example> (2) wrote 7 of 50"
    )
    assert ADVICE not in notes[SENT]


def test_a_single_mail_or_a_machines_tells_nothing() -> None:
    assert sharing([MINE, (SENT, TOM, "", 1), (SENT, SHOP, "Shop", 9)]) == {}


def test_a_second_owner_writes_and_is_written_to() -> None:
    notes = sharing([MINE, (SENT, TOM, "Tom Berg", 30)], [(INBOX, TOM, 20), (ARCHIVE, TOM, 10)])
    assert notes == {
        SENT: "Two people may use it: Tom Berg <tom@own.example> wrote 30 of 73 messages here, and"
        " 30 received ones are addressed there and not to you. Only Olive Owner <olive@own.example>"
        f" counts as you. {ADVICE}"
    }


def test_a_second_owner_whose_sent_mail_is_missing() -> None:
    notes = sharing([MINE], [(INBOX, TOM, 5), (ARCHIVE, TOM, 40), (INBOX, SHOP, 90)])
    assert set(notes) == {ARCHIVE}
    assert notes[ARCHIVE].startswith(
        "Two people may use it: 45 received messages are addressed to Tom Berg <tom@own.example>"
        " and not to you, Olive Owner <olive@own.example>."
    )


def test_two_people_write_from_one_address() -> None:
    notes = sharing([MINE, (SENT, OLIVE, "Peter Owner", 30), (SENT, OLIVE, "O. Owner", 9)])
    assert notes == {
        SENT: "Two people write as olive@own.example: Olive Owner (43 messages) and Peter Owner"
        " (30). Their mail cannot be told apart, and all of it counts as yours."
    }


def test_a_joint_name_at_a_free_mail_address_alone() -> None:
    joint = "Olive & Tom Owner"
    assert sharing([(SENT, OLIVE, joint, 9)]) == {}
    who = everybody()
    who.sightings[OLIVE].addr_spec = "owners@gmail.com"
    notes = find_sharing(who, [(SENT, OLIVE, joint, 9)], [], received=9, given=False)
    assert notes == {
        SENT: "Two people may write as owners@gmail.com, which goes by “Olive & Tom Owner”."
    }


def test_without_an_owner_nobody_is_a_delegate() -> None:
    assert sharing([(SENT, ROSE, "Rose Fay", 497)], owner=False) == {}
