"""Who is one person and who is not: addresses and names as people write them."""

from __future__ import annotations

from math import exp

import pytest

from inboxnet.message.name import parse_name
from inboxnet.people.evidence import (
    CANDIDATE,
    MERGE,
    Piece,
    Profile,
    Scales,
    Weighed,
    agree,
)

ANSWERED = (7.0, "answered mail that was sent to the other address alone")
TALKED = (5.5, "both wrote in one conversation")

NUMBERS = iter(range(1, 1000))


def profile(addr_spec: str, *names: str, authored: bool = True, mergeable: bool = True) -> Profile:
    parsed = tuple(name for text in names if (name := parse_name(text)) is not None)
    return Profile(next(NUMBERS), addr_spec, parsed, authored, mergeable)


def written(text: str) -> Profile:
    name, _, addr_spec = text.rstrip(">").rpartition("<")
    return profile(addr_spec, name.strip())


def weigh(one: Profile, other: Profile, *links: Piece) -> Weighed | None:
    return Scales([one, other]).weigh(one, other, links)


def verdict(weighed: Weighed | None) -> str:
    if weighed is None or weighed.score < CANDIDATE:
        return "two"
    return "perhaps" if weighed.refused or weighed.score < MERGE else "one"


@pytest.mark.parametrize(
    ("expected", "one", "other"),
    [
        # one organisation
        (
            "one",
            "Phil K. Allen <phil.allen@corp.example>",
            "Allen, Phil K. <k..allen@corp.example>",
        ),
        ("one", "Jürgen Müller <jmueller@corp.example>", "<juergen.mueller@corp.example>"),
        ("one", "Bill Wood <bill.wood@corp.example>", "Wood, William <wwood@uk.corp.example>"),
        (
            "perhaps",
            "Pieter van Dam <pieter@quayfreight.example>",
            "P. van Dam <pvandam@quayfreight.de>",
        ),
        (
            "one",
            "Wang Xiaoming <wang.xiaoming@corp.example>",
            "Xiaoming Wang <xm.wang@corp.example>",
        ),
        (
            "perhaps",
            "María García <maria.garcia@corp.example>",
            "María García López <mgl@corp.example>",
        ),
        ("two", "Anna Berg <anna.berg@corp.example>", "Anna Kok <anna.kok@corp.example>"),
        ("perhaps", "Phil M. Allen <p.allen@corp.example>", "Phil K. Allen <phil@corp.example>"),
        ("perhaps", "Leo Lind Jr. <l.lind@corp.example>", "Leo Lind III <leo.lind@corp.example>"),
        ("perhaps", "Ann Lee <ann.lee@corp.example>", "Ann Lee <ann.lee2@corp.example>"),
        (
            "perhaps",
            "Michael Brown <m.brown@corp.example>",
            "Brown, Michael - London <london@corp.example>",
        ),
        (
            "perhaps",
            "<michael.brown@uk.corp.example>",
            "Brown, Michael - London <london@corp.example>",
        ),
        ("perhaps", "Leo Lind <rosa.quill@corp.example>", "Leo Lind <leo@corp.example>"),
        ("two", "Ann Lee <ann@corp.example>", "Bo Lee <bo@corp.example>"),
        # no name at one of them
        ("one", "Ann Lee <ann.lee@corp.example>", "<lee.ann@corp.example>"),
        ("perhaps", "Ann Lee <ann.lee@corp.example>", "<alee@corp.example>"),
        ("two", "<k..allen@corp.example>", "Phil Allen <phil.allen@corp.example>"),
        ("two", "Ann Lee <ann.lee@corp.example>", "<ann@corp.example>"),
        ("one", "<palling@corp.example>", "<palling@mail.corp.example>"),
        ("two", "<william@uk.corp.example>", "<william@us.corp.example>"),
        # one mailbox
        ("one", "Ann Lee <ann.lee@gmail.com>", "<annlee+shop@googlemail.com>"),
        ("one", "<ann+news@home.example>", "Ann Lee <ann@home.example>"),
        ("one", "Ann Cleary <cleary97@msn.com>", "Cleary, Ann <cleary97@email.msn.com>"),
        # elsewhere: a shared name is asked about, and no more
        ("perhaps", "Ann Lee <ann.lee@corp.example>", "Ann Lee <ann.lee@other.example>"),
        ("perhaps", "Ann Lee <ann.lee@corp.example>", "Ann Lee <annlee@gmail.com>"),
        ("perhaps", "Ann Lee <ann.lee@freemail.example>", "Ann Lee <alee@freemail.example>"),
        ("one", "Anna Lee <leeanna77@corp.example>", "Anna Lee <leeanna77@postbox.example>"),
        ("two", "A. Lee <ann@corp.example>", "Ann Lee <alee@other.example>"),
        ("two", "Ann <ann@corp.example>", "Ann <ann@other.example>"),
        ("perhaps", "Ann Lee <ann.lee@corp-payments.example>", "Ann Lee <ann.lee@corp.example>"),
        # a name that few people have: one half of it is enough
        ("one", "Ofira Lee <ofira@corp.example>", "Ofira Lee <ofiral@gmail.com>"),
        ("one", "Ann Quillmore <ann@corp.example>", "Ann Quillmore <annq@gmail.com>"),
        ("one", "Ann Quillmore <aq@corp.example>", "Quillmore, Ann <aq@corp-group.example>"),
        # and that brothers, sisters and couples share
        ("perhaps", "Quillmore, Greg P. <g@corp.example>", "Gregory Quillmore <gq@other.example>"),
        ("perhaps", "Greg Quillmore <greg@freemail.example>", "Gregory Quillmore <gq@gmail.com>"),
        ("perhaps", "Sam Quillmore <sam@corp.example>", "Samantha Quillmore <sam@other.example>"),
        ("one", "Greg Quillmore <gquill77@postbox.example>", "Gregory Quillmore <gquill77@gmx.de>"),
        # that many have, here or elsewhere
        ("perhaps", "Anna Vogel <anna@corp.example>", "Anna Vogel <avogel@gmail.com>"),
        ("perhaps", "Vogel Anna <anna@corp.example>", "Anna Vogel <avogel@gmail.com>"),
        ("perhaps", "陈伟明 <chen@corp.example>", "陈伟明 <cwm@gmail.com>"),
        ("perhaps", "محمد علي <m@corp.example>", "محمد علي <mali@gmail.com>"),
        ("two", "Ann Quillmore <ann@corp.example>", "A. Quillmore <annq@gmail.com>"),
        ("two", "Ann Quillmore <ann@corp.example>", "Bo Quillmore <bo@gmail.com>"),
        # a firm of one's own
        ("one", "Ann Lee <office@leeworks.example>", "Ann Lee <ann.lee@leeworks.example>"),
    ],
)
def test_names_and_places(expected: str, one: str, other: str) -> None:
    weighed = weigh(written(one), written(other))
    assert verdict(weighed) == expected, weighed


@pytest.mark.parametrize(
    ("other", "other_name", "link", "expected"),
    [
        ("pvandam@gmail.com", "van Dam, Pieter", ANSWERED, "one"),
        ("pvandam@gmail.com", "P. van Dam", ANSWERED, "one"),
        ("pvandam@gmail.com", "", ANSWERED, "one"),
        ("sunflower@gmail.com", "Pieter van Dam", ANSWERED, "one"),
        ("pvandam@gmail.com", "van Dam, Pieter", TALKED, "one"),
        ("pvandam@gmail.com", "P. van Dam", TALKED, "perhaps"),
        ("pieter@gmail.com", "", ANSWERED, "perhaps"),
        ("lena@trucks.example", "Lena Kok", ANSWERED, "two"),
        ("pieter.kok@trucks.example", "Pieter Kok", ANSWERED, "perhaps"),
        ("lena@trucks.example", "", ANSWERED, "two"),
    ],
)
def test_what_conversations_add(other: str, other_name: str, link: Piece, expected: str) -> None:
    known = profile("pieter@trucks.example", "Pieter van Dam")
    weighed = weigh(known, profile(other, other_name), link)
    assert verdict(weighed) == expected, weighed


def test_further_links_add_little_and_what_speaks_against_counts_whole() -> None:
    one, other = profile("ann@corp.example", "Ann Lee"), profile("ann@gmail.com", "Ann Lee")
    alone, both = weigh(one, other, TALKED), weigh(one, other, TALKED, ANSWERED)
    against = weigh(one, other, TALKED, (-4.0, "they write to each other"))
    assert alone is not None
    assert both is not None
    assert against is not None
    assert both.score == alone.score + ANSWERED[0] - TALKED[0] + 1
    assert against.score == alone.score - 4
    assert against.why().endswith("; but they write to each other")


def test_a_rare_name_tells_more_than_a_common_one() -> None:
    one = profile("ken.rice@corp.example", "Ken Rice")
    other = profile("kenneth.rice@corp.example", "Rice, Kenneth")
    surnames = [
        f"{a}{b}{c}"
        for a in "bdfgklmnprst"
        for b in ("ero", "ila", "udo", "ami")
        for c in "nlrstmk"
    ]
    crowd = [profile(f"a@{name}.example", f"Ada {name.title()}") for name in surnames]
    rices = [
        profile(f"{n}@x.example", f"{n} Rice") for n in ("Ada", "Bo", "Cy", "Dot", "Eve", "Flo")
    ]
    alone, rare, common = (
        Scales([one, other, *others]).weigh(one, other) for others in ([], crowd, rices)
    )
    assert alone is not None
    assert rare is not None
    assert common is not None
    assert rare.score > alone.score > common.score
    assert verdict(common) == "perhaps"


def test_at_two_organisations_a_rare_name_tells_less() -> None:
    one = profile("ann@corp.example", "Ann Quillmore")
    home, elsewhere = (
        profile(address, "Ann Quillmore") for address in ("annq@gmail.com", "annq@other.example")
    )
    crowd = [profile("ada@x.example", "Ada Moss")] * 600
    weighed = {
        len(others): [Scales([one, *others]).weigh(one, p) for p in (home, elsewhere)]
        for others in ([], crowd)
    }
    assert [verdict(w) for w in weighed[0]] == ["one", "one"]
    assert [verdict(w) for w in weighed[600]] == ["one", "perhaps"]


def test_among_many_people_a_rare_name_tells_less() -> None:
    one = profile("ann@corp.example", "Ann Quillmore")
    other = profile("annq@gmail.com", "Ann Quillmore")
    moss = profile("ada@x.example", "Ada Moss")
    crowd = [moss] * 2000
    alone, among = (Scales([one, other, *others]).weigh(one, other) for others in ([], crowd))
    assert alone is not None
    assert among is not None
    assert among.score < alone.score


def test_an_address_that_several_people_use_is_nobodys() -> None:
    shared = profile("desk@corp.example", "Ann Lee", mergeable=False)
    known = profile("ann@corp.example", "Ann Lee")
    assert weigh(shared, known, ANSWERED) is None
    assert not agree(shared, known)


def test_names_of_an_address_must_not_contradict_those_of_the_other() -> None:
    both = profile("ann@corp.example", "Ann Lee", "Ann C. Lee")
    other = profile("alee@corp.example", "Ann Lee", "Ann B. Lee")
    assert verdict(weigh(both, other)) == "perhaps"
    assert not agree(both, other)
    assert agree(both, profile("lee@corp.example", "A. Lee"))
    assert agree(both, profile("alee@corp.example"))
    assert not agree(both, profile("rosa.quint@corp.example"))
    assert agree(profile("x1@corp.example"), profile("x2@corp.example"))


def test_the_words_say_what_was_weighed() -> None:
    weighed = weigh(
        profile("ann@corp.example", "Ann Lee"), profile("ann.lee@corp.example", "Ann Lee")
    )
    assert weighed is not None
    assert weighed.why() == "the same name; at the same organisation"
    assert weighed.probability == pytest.approx(1 / (1 + exp(-weighed.score)))
