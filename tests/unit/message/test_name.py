from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxnet.message.name import compatible, is_relayed, local_part_fits, parse_name


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
    ],
)
def test_reads_a_personal_name(written: str, key: str, display: str) -> None:
    name = parse_name(written)
    assert name is not None
    assert (name.key, name.display) == (key, display)


@pytest.mark.parametrize("written", ["", "kevin", "a@b.example", "Order 66 Desk", "()"])
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


def test_local_parts() -> None:
    name = parse_name("Kevin Presto")
    assert name is not None
    assert local_part_fits("kevin.presto", name)
    assert local_part_fits("kpresto+lists", name)
    assert not local_part_fits("presley", name)
    assert not local_part_fits("+", name)


def test_relays() -> None:
    assert is_relayed("Ana Costa via LinkedIn")
    assert not is_relayed("Viana Costa")


@given(st.text(max_size=200))
def test_never_raises(text: str) -> None:
    name = parse_name(text)
    assert name is None or name.key.strip()
