from __future__ import annotations

import time

import pytest

from inboxnet.message.msgid import MAX_REFERENCES, parse_msg_id, parse_msg_ids


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        ("<a@x> <b@x>", ("a@x", "b@x")),
        ("<a@x><b@x>", ("a@x", "b@x")),
        ("<a@x>,<b@x> and\t<a@x>", ("a@x", "b@x", "a@x")),
        ("a@x b@x", ("a@x", "b@x")),
        ("<a b@x>", ("ab@x",)),
        ("<a@x <b@x>", ("a@x", "b@x")),
        ("<a@x", ("a@x",)),
        ('Message from "Ann <ann@x>" of "Mon, 1 Jan" <id@x>', ("id@x",)),
        ('Message from (Ann <ann@x>) "of (Monday" <id@x> <"a)b"@x>', ("id@x", "a)b@x")),
        ("Your mail of Monday", ()),
        ("Your mail of Monday, ann@x", ()),
        ("id@x (Ann of Monday)", ("id@x",)),
        ('<"01KF8JCEOCBS0045PS"@x.example>', ("01KF8JCEOCBS0045PS@x.example",)),
        ('<"a b"@x> <"a\\"b\\\\"@x>', ("ab@x", 'a"b\\@x')),
        ("<CaseIsKept@X>", ("CaseIsKept@X",)),
        ("<no-domain>", ("no-domain",)),
        ("<some words>", ()),
        ("", ()),
    ],
)
def test_lists(body: str, ids: tuple[str, ...]) -> None:
    assert parse_msg_ids([body]) == ids


def test_the_first_and_the_last_ones_of_many_stay() -> None:
    ids = parse_msg_ids([" ".join(f"<{n}@x>" for n in range(1000))])
    assert len(ids) == MAX_REFERENCES
    assert ids[0] == "0@x"
    assert ids[-1] == "999@x"


@pytest.mark.parametrize(
    ("bodies", "msg_id"),
    [
        (["<a@x>"], "a@x"),
        (["a@x"], "a@x"),
        (["odd one"], "oddone"),
        (["<>"], None),
        (["<a@x>", "<b@x>"], "a@x"),
        (['<"a"@x>'], "a@x"),
        ([], None),
    ],
)
def test_own_id(bodies: list[str], msg_id: str | None) -> None:
    assert parse_msg_id(bodies) == msg_id


@pytest.mark.parametrize("unit", ["<", "<a", "a@", "[", '"', "(", "<a@b", '<"', '<"\\', '<"a"@b>'])
def test_time_is_linear(unit: str) -> None:
    start = time.process_time()
    parse_msg_ids([unit * (1_000_000 // len(unit))])
    assert time.process_time() - start < 5
