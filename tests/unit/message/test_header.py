from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.message.header import (
    decode_base64,
    decode_unstructured,
    parse_fields,
    parse_parameters,
    split_header,
)


@pytest.mark.parametrize(
    ("content", "block", "body"),
    [
        (b"A: 1\n\nbody", b"A: 1\n", b"body"),
        (b"A: 1\r\n\r\nbody", b"A: 1\r\n", b"body"),
        (b"\n\nA: 1\n\nbody", b"A: 1\n", b"body"),
        (b"From me Mon Jan  1 10:00:00 2001\nA: 1\n\nbody", b"A: 1\n", b"body"),
        (b">From me\nA: 1\n\nbody", b"A: 1\n", b"body"),
        (b"\xef\xbb\xbfA: 1\n\nbody", b"A: 1\n", b"body"),
        (b"A: 1", b"A: 1", b""),
        (b"A: 1\n", b"A: 1\n", b""),
        (b"", b"", b""),
    ],
)
def test_split(content: bytes, block: bytes, body: bytes) -> None:
    start, end, at = split_header(content)
    assert (content[start:end], content[at:]) == (block, body)


def test_fields_are_unfolded_and_keep_their_order() -> None:
    defects: list[str] = []
    headers = parse_fields(b"To: a@x,\r\n\tb@x\r\nX-a : 1\r\nx-A: 2\r\nEmpty:\r\n", defects)
    assert headers == {"to": ("a@x,\tb@x",), "x-a": ("1", "2"), "empty": ("",)}
    assert defects == []


def test_a_line_that_is_no_field_is_skipped_and_told() -> None:
    defects: list[str] = []
    assert parse_fields(b"A: 1\nno field at all\nB: 2\n", defects) == {"a": ("1",), "b": ("2",)}
    assert defects == ["header-junk"]


def test_a_lone_carriage_return_starts_no_field() -> None:
    assert parse_fields(b"Subject: x\rBcc: eve@x.org\nA: 1\n", []) == {
        "subject": ("x Bcc: eve@x.org",),
        "a": ("1",),
    }


@pytest.mark.parametrize(
    ("raw", "text"),
    [("Größe".encode(), "Größe"), (b"Gr\xf6\xdfe", "Größe"), ("日本".encode("iso2022_jp"), "日本")],
)
def test_raw_octets(raw: bytes, text: str) -> None:
    assert parse_fields(b"Subject: " + raw + b"\n", [])["subject"] == (text,)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?q?h=C3?= =?utf-8?q?=A9llo?=", "héllo"),
        ("=?utf-8?b?w?= =?utf-8?b?6k=?=", "é"),
        ("=?utf-8?b?w6k=?=\t =?utf-8?q?=C3=A9?=", "éé"),
        ("=?iso-8859-1?q?a?= =?utf-8?q?b?=", "ab"),
        ("a =?utf-8?q?b?=  c", "a b c"),
        ("a=?utf-8?q?b?=c", "abc"),
        ("=?utf-8*en?q?under=5Fscore_x?=", "under_score x"),
        ("=?utf-8?q?with space?= x", "with space x"),
        ("=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=", "日本語"),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("=?utf-8?q?caf=E9?=", "café"),
        ("=?utf-8?x?abc?= z", "=?utf-8?x?abc?= z"),
        ("=?utf-8?q?open", "=?utf-8?q?open"),
        ("=?utf-8?q?a=00b?=", "ab"),
        ("=?utf-8?b?####?= x", "x"),
        ("two\t lines", "two lines"),
    ],
)
def test_encoded_words(raw: str, text: str) -> None:
    assert decode_unstructured(raw, []) == text


@pytest.mark.parametrize(
    ("encoded", "content"),
    [
        (b"aGVsbG8=", b"hello"),
        (b"aGVs\r\nbG8", b"hello"),
        (b"aGVsbG8=aGVsbG8=", b"hellohello"),
        (b"aGVsb", b"hel"),
        (b"!!", b""),
    ],
)
def test_lenient_base64(encoded: bytes, content: bytes) -> None:
    assert decode_base64(encoded) == content


def test_parameters() -> None:
    body = 'Text/Plain (c); charset="utf-8"; Format=flowed (x); name*=utf-8\'en\'a; q="a;\\"b"'
    assert parse_parameters(body) == (
        "text/plain",
        {"charset": "utf-8", "format": "flowed", "name": "a", "q": 'a;"b'},
    )


@pytest.mark.parametrize("unit", ["=?", "=?a?q?", "=?utf-8?b?YQ?= ", "=?utf-8?q?=C3?="])
def test_words_take_linear_time(unit: str) -> None:
    start = time.process_time()
    decode_unstructured(unit * (500_000 // len(unit)), [])
    assert time.process_time() - start < 5


@pytest.mark.parametrize("unit", [b"X: y\n", b" y\n", b"y\n", b"X: y\r", b"X\n:"])
def test_fields_take_linear_time(unit: bytes) -> None:
    start = time.process_time()
    parse_fields(unit * (1_000_000 // len(unit)), [])
    assert time.process_time() - start < 5


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="=?utf-8qbQB_ABcd+/Ã© é\t", max_size=80))
def test_any_subject_can_be_stored(value: str) -> None:
    text = decode_unstructured(value, [])
    text.encode("utf-8")
    assert "\0" not in text
    assert text == text.strip()
