from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxnet.message.name import (
    Name,
    compare,
    compatible,
    is_foreign,
    is_given_name,
    is_relayed,
    local_part_fits,
    name_in_local_part,
    parse_name,
    spelled,
)


@pytest.mark.parametrize(
    ("written", "key", "display"),
    [
        ("Presto, Kevin M.", "kevin presto", "Kevin M. Presto"),
        ("Pieter van Dam", "pieter van dam", "Pieter van Dam"),
        ("van Dam, Pieter", "pieter van dam", "Pieter van Dam"),
        ("Dr. José Nuñez", "jose nunez", "José Nuñez"),
        ("Ana Costa via pg-users", "ana costa", "Ana Costa"),
        ("Kim Lee (Acme GmbH)", "kim lee", "Kim Lee"),
        ("O'Dowd, Patrick", "patrick odowd", "Patrick O'Dowd"),
        ("Dam, Pieter van", "pieter van dam", "Pieter van Dam"),
        ("Herr Dr. Hans Meier", "hans meier", "Hans Meier"),
        ("Ana Costa | Acme", "ana costa", "Ana Costa"),
        ("Rosa Pell for Ann Lee", "rosa pell", "Rosa Pell"),
        ("Lee, Ann \\(E-mail\\)", "ann lee", "Ann Lee"),
        ("田中太郎 (Taro Tanaka)", "taro tanaka", "Taro Tanaka"),
        ("García López, María", "maria garcia lopez", "María García López"),
    ],
)
def test_reads_a_personal_name(written: str, key: str, display: str) -> None:
    name = parse_name(written)
    assert name is not None
    assert (name.key, name.display) == (key, display)


@pytest.mark.parametrize(
    "written", ["", "kevin", "a@b.example", "Order 66 Desk", "()", "Ann & Bo Lee", "Ann und Bo Lee"]
)
def test_what_is_no_name_of_two_parts_is_none(written: str) -> None:
    assert parse_name(written) is None


def test_an_east_asian_name_is_kept_whole() -> None:
    spaced, joined = parse_name("田中 由紀"), parse_name("田中由紀")
    assert spaced is not None
    assert joined is not None
    assert spaced.key == joined.key
    assert spaced.full


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Phillip K. Allen", "Phillip Allen", True),
        ("P. Allen", "Phillip Allen", True),
        ("Dan Okoye", "Daniel Okoye", True),
        ("Phillip K. Allen", "Phillip M. Allen", False),
        ("Phillip Allen", "Frank Allen", False),
        ("Sara Smith", "Sara Jones", False),
    ],
)
def test_compatible_names(one: str, other: str, expected: bool) -> None:
    first, second = parse_name(one), parse_name(other)
    assert first is not None
    assert second is not None
    assert compatible(first, second) is expected
    assert compatible(second, first) is expected


def name_of(written: str) -> Name:
    name = parse_name(written)
    assert name is not None
    return name


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Ann Lee", "LEE, Ann", "same"),
        ("Müller, Jürgen", "Juergen Mueller", "same"),
        ("Søren Ørsted", "Soeren Oersted", "same"),
        ("Jean-Pierre Martin", "Jean Pierre Martin", "same"),
        ("DUPONT Jean", "Jean Dupont", "same"),
        ("Wang Xiaoming", "Xiao-Ming Wang", "same"),
        ("Иван Петров", "Ivan Petrov", "same"),
        ("Işık Yılmaz", "Isik Yilmaz", "same"),
        ("Pieter van Dam", "Pieter Dam", "same"),
        ("Bill White", "William White", "short"),
        ("Pepe Ruiz", "José Ruiz", "short"),
        ("W. David Duran", "David Duran", "short"),
        ("Georganne Hodges", "Georgeanne Hodges", "spelling"),
        ("Bernadette Ruiz", "Bern Ruiz", "spelling"),
        ("P. van Dam", "Pieter van Dam", "initial"),
        ("J. Wise", "J. P. Wise", "initial"),
        ("María García López", "Maria Garcia", "part"),
        ("Liz Lay Vitt", "Liz Lay", "part"),
        ("Mark Dana Davis", "Dana Davis", "part"),
        ("Anna Berg", "Anna Schmidt", "renamed"),
        ("Phil K. Allen", "Phil M. Allen", "conflict"),
        ("Maria Garcia Lopez", "Maria Ruiz Lopez", "conflict"),
        ("Leo Lind Jr.", "Leo Lind III", "conflict"),
        ("Hans Meier jun.", "Meier sen., Hans", "conflict"),
        ("Daniel Meyer", "Daniela Meyer", "other"),
        ("Christian Meyer", "Christina Meyer", "other"),
        ("Martin Kok", "Martina Kok", "other"),
        ("Ann Lee", "Bo Lee", "other"),
        ("Ann Lee Jr.", "Bo Ray III", "other"),
    ],
)
def test_how_names_compare(one: str, other: str, likeness: str) -> None:
    assert compare(name_of(one), name_of(other)) == likeness
    assert compare(name_of(other), name_of(one)) == likeness


def test_generation_and_qualifier_are_read() -> None:
    assert name_of("João Silva Filho").generation == "jr"
    assert name_of("Lind III, Leo").generation == "iii"
    named = name_of("Brown, Michael - COO London")
    assert (named.display, named.qualifier) == ("Michael Brown", "coo london")


def test_given_names_are_known() -> None:
    assert is_given_name("bill")
    assert is_given_name("william")
    assert not is_given_name("lindwurm")


def test_what_a_name_spells() -> None:
    assert {"plee", "leep", "peterlee", "leepeter", "pclee"} <= spelled(name_of("Peter C. Lee"))
    assert "peter" not in spelled(name_of("Peter C. Lee"))
    assert "peterl" not in spelled(name_of("Peter C. Lee")), "a first name and an initial"


@pytest.mark.parametrize(
    ("local_part", "display"),
    [
        ("hannah.berg", "Hannah Berg"),
        ("berg_hannah+news", "Hannah Berg"),
        ("juergen.mueller", "Juergen Mueller"),
        ("phillip.k.allen", "Phillip Allen"),
        ("k..allen", None),
        ("p.allen", None),
        ("hannah", None),
        ("hannah.berg2", None),
        ("accounts.payable", None),
        ("", None),
    ],
)
def test_a_name_in_a_local_part(local_part: str, display: str | None) -> None:
    name = name_in_local_part(local_part)
    assert (name.display if name else None) == display


@pytest.mark.parametrize(
    ("local_part", "name", "foreign"),
    [
        ("rosa.quill", "Leo Lind", True),
        ("arissal", "Ned S. Holmes", True),
        ("rflemin", "Rosa Fleming", False),
        ("krels", "Kelly Frels", False),
        ("billy.w", "William Wood", False),
        ("jdd", "Jim Dannen", False),
        ("lee", "Anna Costa", False),
        ("taro.t", "田中太郎", False),
        ("ivan.petrov", "Иван Петров", False),
        ("jmueller", "Jürgen Müller", False),
    ],
)
def test_whether_a_local_part_shows_another_name(local_part: str, name: str, foreign: bool) -> None:
    assert is_foreign(local_part, name_of(name)) is foreign


def test_local_parts() -> None:
    name = parse_name("Kevin Presto")
    assert name is not None
    assert local_part_fits("kevin.presto", name)
    assert local_part_fits("kpresto+lists", name)
    assert not local_part_fits("presley", name)
    assert not local_part_fits("+", name)


def test_relays() -> None:
    assert is_relayed("Ana Costa via LinkedIn")
    assert is_relayed("Ana Costa (via LinkedIn)")
    assert is_relayed("Automatic reply: Ana Costa")
    assert not is_relayed("Ana Costa :)")
    assert not is_relayed("Viana Costa")


_WRITTEN = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [
            "Ann",
            "Anna",
            "A.",
            "Lee",
            "van",
            "Dam",
            "Jr.",
            ",",
            "-",
            "(x)",
            "III",
            "李",
            "Ö",
            "ь",
            "Ъ",
            "y",
            "&",
        ]
    ),
    max_size=6,
).map(" ".join)


@given(_WRITTEN)
def test_never_raises(text: str) -> None:
    name = parse_name(text)
    if name is not None:
        assert all(name.given)
        assert all(name.surnames)
        assert all(spelled(name))
        assert is_foreign("quill", name) in {True, False}


@pytest.mark.parametrize("text", ["Ь Иванов", "Ъ Ь", "Иван Ь", "ЪЬ, Иван"])
def test_a_part_without_a_letter_is_no_name(text: str) -> None:
    assert parse_name(text) is None


@given(_WRITTEN, _WRITTEN)
def test_comparing_is_symmetric_and_nobody_differs_from_themselves(one: str, other: str) -> None:
    name, other_name = parse_name(one), parse_name(other)
    if name is not None and other_name is not None:
        assert compare(name, other_name) == compare(other_name, name)
        assert compare(name, name) in {"same", "short", "initial"}
