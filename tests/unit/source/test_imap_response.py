from __future__ import annotations

import base64
import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.source.bodystructure import BadStructure, find_text_leaf
from inboxnet.source.imap_mailboxes import decode_mailbox_name
from inboxnet.source.imap_response import (
    BadAnswer,
    parse_fetch,
    parse_fetches,
    parse_internal_date,
    parse_list,
    parse_nodes,
    parse_uids,
)

bounded = settings(deadline=None, max_examples=300)


def encode(node) -> bytes:
    if node is None:
        return b"NIL"
    if isinstance(node, bytes):
        return b'"' + node.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return b"(" + b" ".join(map(encode, node)) + b")"


nodes = st.recursive(
    st.none() | st.binary(max_size=20), lambda children: st.lists(children, max_size=4)
)


@bounded
@given(st.lists(nodes, max_size=5))
def test_what_was_written_is_read(values):
    assert parse_nodes([b" ".join(map(encode, values))]) == values


@bounded
@given(
    st.binary(max_size=200), st.lists(st.tuples(st.binary(max_size=20), st.binary()), max_size=3)
)
def test_any_bytes_are_read_or_refused(text, literals):
    with contextlib.suppress(BadAnswer):
        parse_fetch([*literals, text])
    parse_fetches([*literals, text])
    parse_list([*literals, text])
    parse_uids([*literals, text])


@bounded
@given(nodes)
def test_any_structure_gives_a_part_or_is_refused(structure):
    try:
        leaf = find_text_leaf(structure)
    except BadStructure:
        return
    assert leaf is None or leaf.media_type in {"text/plain", "text/html"}


def test_literals_stand_where_they_were_announced():
    records = [
        (b"1 (UID 5 BODY[HEADER] {3}", b"abc"),
        (b" BODY[1.2]<0> {2}", b"xy"),
        b" FLAGS (\\Seen))",
        b"2 (UID 6 RFC822.SIZE 7)",
    ]
    assert parse_fetches(records) == {
        5: {b"UID": b"5", b"BODY[HEADER]": b"abc", b"BODY[1.2]": b"xy", b"FLAGS": [b"\\Seen"]},
        6: {b"UID": b"6", b"RFC822.SIZE": b"7"},
    }


def test_bad_answer_costs_itself_alone():
    records = [b"1 (UID 5 X (((", b"2 (UID 6)", b'3 (UID 7 X "', b"4 (UID NIL)", b"5", b"6 )", None]
    assert parse_fetches(records) == {6: {b"UID": b"6"}}


def test_depth_is_bounded():
    with pytest.raises(BadAnswer):
        parse_nodes([b"(" * 100_000 + b")" * 100_000])
    assert parse_nodes([b"(" * 100 + b")" * 100])


@pytest.mark.parametrize(
    "text", [b'"' + b"\\" * 200_001, b'"a' * 100_001, b"[" * 200_000, b"(" + b"a" * 200_000]
)
def test_hostile_answers_take_linear_time(text):
    with pytest.raises(BadAnswer):
        parse_nodes([text])


def test_search_answers_of_several_lines_and_modseq():
    assert parse_uids([b"1 2 3", b"9 (MODSEQ 917162500)", b"", None, b"x -1 5y"]) == {1, 2, 3, 9}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"17-Jul-2024 02:44:25 -0700", datetime(2024, 7, 17, 9, 44, 25, tzinfo=UTC)),
        (b" 1-jan-1970 00:00:00 +0000", datetime(1970, 1, 1, tzinfo=UTC)),
        (b"31-Dec-9999 23:59:59 -0800", None),
        (b"01-Jan-0001 00:00:00 +0800", None),
        (b"30-Feb-2024 00:00:00 +0000", None),
        (b"01-Jan-2024 00:00:00 +9999", None),
        (b"01-Foo-2024 00:00:00 +0000", None),
        (b"", None),
        (None, None),
        ([b"x"], None),
    ],
)
def test_internal_date(text, expected):
    assert parse_internal_date({b"INTERNALDATE": text}) == expected


@bounded
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))
def test_mailbox_names_are_decoded(name):
    def encode_name() -> str:
        encoded = ""
        for char in name:
            if char == "&":
                encoded += "&-"
            elif " " <= char <= "~":
                encoded += char
            else:
                octets = base64.b64encode(char.encode("utf-16-be")).decode().rstrip("=")
                encoded += "&" + octets.replace("/", ",") + "-"
        return encoded

    assert decode_mailbox_name(encode_name()) == name


@bounded
@given(st.binary(max_size=30))
def test_any_mailbox_name_can_be_stored(raw):
    decode_mailbox_name(raw.decode("latin-1")).encode("utf-8")


TEXT = b'("text" "plain" ("charset" "utf-8") NIL NIL "8BIT" 10 1 NIL NIL NIL NIL)'
HTML = b'("TEXT" "HTML" NIL NIL NIL NIL 20 1 NIL ("inline" NIL) NIL NIL)'
LOG = b'("text" "plain" NIL NIL NIL "7bit" 5 1 NIL ("ATTACHMENT" ("filename" "x")) NIL NIL)'
PDF = b'("application" "pdf" NIL NIL NIL "base64" 999 NIL ("attachment" NIL) NIL NIL)'
MESSAGE = (
    b'("message" "rfc822" NIL NIL NIL "7bit" 99 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) '
    + TEXT
    + b" 3 NIL NIL NIL NIL)"
)


@pytest.mark.parametrize(
    ("structure", "number", "media_type"),
    [
        (TEXT, "1", "text/plain"),
        (HTML, "1", "text/html"),
        (b"(" + TEXT + HTML + b' "alternative")', "1", "text/plain"),
        (b"(" + HTML + TEXT + b' "alternative")', "2", "text/plain"),
        (b"(" + LOG + TEXT + b' "mixed")', "2", "text/plain"),
        (b"(" + LOG + HTML + b' "mixed")', "2", "text/html"),
        (b"(" + MESSAGE + HTML + b' "mixed")', "2", "text/html"),
        (b"((" + TEXT + HTML + b' "alternative")' + PDF + b' "mixed")', "1.1", "text/plain"),
        (b"(" + PDF + b"((" + HTML + b' "x")' + TEXT + b' "y") "mixed")', "2.2", "text/plain"),
        (PDF, None, None),
        (MESSAGE, None, None),
        (LOG, None, None),
    ],
)
def test_first_plain_text_that_is_no_attachment(structure, number, media_type):
    leaf = find_text_leaf(parse_nodes([structure])[0])
    assert (leaf and leaf.number) == number
    assert (leaf and leaf.media_type) == media_type


def test_what_is_told_of_the_text():
    leaf = find_text_leaf(
        parse_nodes(
            [b'("Text" "Plain" ("FORMAT" "flowed" "Charset" "KOI8-R") NIL NIL "7BIT" 10 1)']
        )[0]
    )
    assert leaf.charset == "KOI8-R"
    assert leaf.transfer_encoding == "7bit"
    assert leaf.octets == 10
    assert leaf.content_type == 'text/plain; format="flowed"; charset="KOI8-R"'


def test_charset_that_servers_make_up_is_none():
    leaf = find_text_leaf([b"text", b"plain", [b"charset", b"US-ASCII"], None, None, None, b"1"])
    assert leaf.charset is None
    assert leaf.transfer_encoding == "7bit"


def test_structure_of_many_parts_takes_linear_time():
    leaf = find_text_leaf([*[[b"image", b"png"]] * 100_000, [b"text", b"html", *[None] * 4, b"9"]])
    assert leaf.number == "100001"
