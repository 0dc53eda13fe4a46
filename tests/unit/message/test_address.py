from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.message.address import MAX_RECIPIENTS, parse_address_list


def parse(*bodies: str) -> list[tuple[str, str]]:
    return [(a.display_name, a.addr_spec) for a in parse_address_list(bodies, [])]


def defects_of(*bodies: str) -> list[str]:
    defects: list[str] = []
    parse_address_list(bodies, defects)
    return defects


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("ann@example.org", [("", "ann@example.org")]),
        ("Ann Lee <Ann.Lee@Example.ORG>", [("Ann Lee", "ann.lee@example.org")]),
        ('"Lee, Ann" <ann@x.org>, bo@x.org', [("Lee, Ann", "ann@x.org"), ("", "bo@x.org")]),
        ("=?utf-8?q?Lee=2C_Ann?= <ann@x.org>", [("Lee, Ann", "ann@x.org")]),
        ('"=?utf-8?b?w6k=?=" <ann@x.org>', [("é", "ann@x.org")]),
        ('"a \\"b\\" c" <ann@x.org>', [('a "b" c', "ann@x.org")]),
        ("ann@x.org (Ann (the) Lee)", [("Ann (the) Lee", "ann@x.org")]),
        ("Ann <ann@x.org> (work)", [("Ann", "ann@x.org")]),
        ("<@relay.org,@two.org:ann@x.org>", [("", "ann@x.org")]),
        (
            "Team: ann@x.org, Bo <bo@x.org>;, cy@x.org",
            [("", "ann@x.org"), ("Bo", "bo@x.org"), ("", "cy@x.org")],
        ),
        ("undisclosed-recipients:;", []),
        ('"ann lee"@x.org', [("", '"ann lee"@x.org')]),
        ('"ann.lee"@x.org', [("", "ann.lee@x.org")]),
        ("ann . lee @ x . org", [("", "ann.lee@x.org")]),
        ("Ann <ann@[127.0.0.1]>", [("Ann", "ann@[127.0.0.1]")]),
        ("ann@MÜNCHEN.example", [("", "ann@xn--mnchen-3ya.example")]),
        ("Ann O'Hara <o'hara@x.org>", [("Ann O'Hara", "o'hara@x.org")]),
        ('"ANN@x.org" <ann@x.org>', [("", "ann@x.org")]),
        ("a..b@x.org", [("", "a..b@x.org")]),
        ("a@x.org,, b@x.org,", [("", "a@x.org"), ("", "b@x.org")]),
        ("a@x.org, A@X.org", [("", "a@x.org")]),
        ("", []),
    ],
)
def test_grammar(body: str, expected: list[tuple[str, str]]) -> None:
    assert parse(body) == expected


@pytest.mark.parametrize(
    ("body", "expected", "defect"),
    [
        ("Lee, Ann <ann@x.org>", [("Lee, Ann", "ann@x.org")], "address-unquoted-comma"),
        (
            "Lee, Ann <ann@x.org>, Roe, Bo <bo@x.org>",
            [("Lee, Ann", "ann@x.org"), ("Roe, Bo", "bo@x.org")],
            "address-unquoted-comma",
        ),
        ("'ann@x.org", [("", "ann@x.org")], "address-apostrophe"),
        ("\"'ann@x.org'\" <'ann@x.org'>", [("", "ann@x.org")], "address-apostrophe"),
        ("Ann <ann@x.org", [("Ann", "ann@x.org")], "address-unclosed"),
        ("Ann Lee ann@x.org", [("Ann Lee", "ann@x.org")], "address-phrase"),
        ("ann@x.org <ann@x.org>", [("", "ann@x.org")], "address-phrase"),
        ("ann@x..org", [("", "ann@x..org")], "address-domain"),
        ("Ann </O=ACME/OU=NA/CN=ANN>", [("Ann", "/o=acme/ou=na/cn=ann")], "address-x500"),
        ("postmaster", [], "address-missing"),
    ],
)  # fmt: skip
def test_what_is_clear_is_mended(body: str, expected: list[tuple[str, str]], defect: str) -> None:
    assert parse(body) == expected
    assert defect in defects_of(body)


@pytest.mark.parametrize(
    "body",
    [
        "alice@example.org)bob@evil.com",
        "alice@example.org(bob@evil.com",
        "alice@example.org]bob@evil.com",
        "a@b@c.org",
        "<a@b@c.org>",
        "Ann <ann@x.org> <bo@x.org>",
        "Ann <ann@x.org> bo@x.org",
        "ann@x.org>",
        "ann@x\u202e.org",
        "<>",
    ],
)
def test_what_is_not_clear_gives_nobody(body: str) -> None:
    assert parse(body) == []
    assert defects_of(body)


def test_several_fields_are_one_list() -> None:
    assert parse("a@x.org", "b@x.org") == [("", "a@x.org"), ("", "b@x.org")]


def test_a_list_is_capped() -> None:
    bodies = [", ".join(f"p{n}@x.org" for n in range(MAX_RECIPIENTS + 10))]
    defects: list[str] = []
    assert len(parse_address_list(bodies, defects)) == MAX_RECIPIENTS
    assert "recipients-capped" in defects


def test_a_cut_never_makes_an_address_of_another() -> None:
    body = "x" * 100 + "@x.org, "
    whole = body * 10_000 + "last@example.org.evil"
    assert all(a.addr_spec == body[:-2] for a in parse_address_list([whole], []))


@pytest.mark.parametrize(
    "unit", ['"', "(", "()", "<", ",", "a, ", "a:", "a@", "[", '"\\', "(\\", "<@a,", "/o=a,"]
)
def test_time_is_linear(unit: str) -> None:
    body = unit * (1_000_000 // len(unit))
    start = time.process_time()
    parse_address_list([body], [])
    assert time.process_time() - start < 5


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="ab@.,;:<>()[]\"\\' =?é\u202e"))
def test_any_text_gives_addresses_that_stand_in_it(body: str) -> None:
    for address in parse_address_list([body], []):
        assert address.addr_spec == address.addr_spec.lower()
        assert "@" in address.addr_spec
        assert address.addr_spec.isprintable()
