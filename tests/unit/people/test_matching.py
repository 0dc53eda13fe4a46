from __future__ import annotations

from inboxnet.message.name import parse_name
from inboxnet.people.evidence import Profile
from inboxnet.people.matching import find_matches


def profile(number: int, addr_spec: str, name: str = "") -> Profile:
    parsed = parse_name(name)
    return Profile(number, addr_spec, () if parsed is None else (parsed,), authored=True)


def test_pairs_meet_by_whatever_they_share() -> None:
    profiles = [
        profile(1, "bill.wood@corp.example", "Bill Wood"),
        profile(2, "wwood@corp.example", "Wood, William"),
        profile(3, "bwood@corp.example"),
        profile(4, "maria@x.example", "María García López"),
        profile(5, "mgarcia@y.example", "Maria Garcia"),
        profile(6, "wx@z.example", "Wang Xiaoming"),
        profile(7, "xw@q.example", "Xiaoming Wang"),
    ]
    link = (4, 5, (5.5, "both wrote in one conversation"))
    found = {(match.one, match.other) for match in find_matches(profiles, [link])}
    assert {(1, 2), (1, 3), (4, 5), (6, 7)} <= found


def test_the_surest_come_first() -> None:
    profiles = [
        profile(1, "ann@corp.example", "Ann Lee"),
        profile(2, "ann.lee@corp.example", "Ann Lee"),
        profile(3, "ann@other.example", "Ann Lee"),
    ]
    matches = find_matches(profiles, [])
    assert [match.joins for match in matches] == [True, False, False]
    scores = [match.weighed.score for match in matches]
    assert scores == sorted(scores, reverse=True)


def test_a_link_to_an_address_that_is_no_persons_is_left_out() -> None:
    piece = (7.0, "named in Reply-To")
    assert find_matches([profile(1, "ann@corp.example", "Ann Lee")], [(1, 99, piece)]) == []


def test_a_name_at_hundreds_of_addresses_is_weighed_in_linear_time() -> None:
    machines = [profile(n, f"q{n}x@host{n}.example", "Ann Lee") for n in range(1, 2000)]
    assert find_matches(machines, []) == []


def test_a_crowd_with_one_last_name_still_finds_its_people() -> None:
    firsts = [f"j{a}{b}{c}" for a in "aeiou" for b in "bdfgk" for c in "nrst"]
    crowd = [
        profile(10 * n + k, f"{local}@corp{n}.example", f"{first.title()} Smith")
        for n, first in enumerate(firsts, start=1)
        for k, local in enumerate((first, f"{first}.smith"))
    ]
    assert sum(match.joins for match in find_matches(crowd, [])) == len(firsts)
