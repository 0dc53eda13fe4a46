from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.message.charset import decode_bytes, find_codec


@pytest.mark.parametrize(
    ("charset", "content", "text"),
    [
        ("utf-8", "Grüße".encode(), "Grüße"),
        ("utf8mb4", "Grüße".encode(), "Grüße"),
        ("ANSI_X3.4-1968", b"plain", "plain"),
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("iso-8859-1", b"\x93quoted\x94", "“quoted”"),
        ("iso-8859-1", "Grüße".encode(), "Grüße"),
        ("iso-8859-15", b"\xa4", "€"),
        ("gb2312", "镕基".encode("gb18030"), "镕基"),
        ("ks_c_5601-1987", "똠방".encode("cp949"), "똠방"),
        ("cp-850", "ü".encode("cp850"), "ü"),
        ("iso-2022-jp", "日本語".encode("iso2022_jp"), "日本語"),
        ("utf-7", b"+AOk-", "é"),
        ("utf-16", "hé".encode("utf-16"), "hé"),
        ("'utf-8'", "é".encode(), "é"),
        ("x-unknown", "é".encode(), "é"),
        ("x-unknown", b"caf\xe9", "café"),
        (None, b"caf\xe9", "café"),
        (None, "日本語".encode("iso2022_jp"), "日本語"),
        ("utf-8", b"caf\xe9", "café"),
    ],
)
def test_decode(charset: str | None, content: bytes, text: str) -> None:
    assert decode_bytes(content, charset, []) == text


@pytest.mark.parametrize(
    ("charset", "content", "defect"),
    [
        ("x-unknown", b"a", "charset-unknown"),
        ("iso-8859-1", "é".encode(), "charset-wrong"),
        ("utf-8", b"\xe9\xe9\xe9", "charset-wrong"),
        (None, b"\xe9", "charset-undeclared"),
        ("utf-8", b"a\0b", "nul"),
        ("utf-7", b"+2AA-", "surrogates"),
    ],
)
def test_what_was_mended_is_told(charset: str | None, content: bytes, defect: str) -> None:
    defects: list[str] = []
    decode_bytes(content, charset, defects)
    assert defect in defects


@pytest.mark.parametrize(
    "charset",
    ["punycode", "idna", "unicode_escape", "zlib", "rot13", "hex", "undefined", "../x", "a" * 99],
)
def test_codecs_that_are_no_charset_are_refused(charset: str) -> None:
    assert find_codec(charset) is None


def test_a_cut_in_the_middle_of_a_character() -> None:
    defects: list[str] = []
    assert decode_bytes("ab€".encode()[:-1], "utf-8", defects, cut=True) == "ab"
    assert defects == []


@settings(deadline=None, max_examples=300)
@given(
    st.binary(max_size=60),
    st.sampled_from(
        [
            None,
            "utf-8",
            "us-ascii",
            "utf-7",
            "utf-16",
            "utf-32",
            "iso-2022-jp",
            "hz",
            "big5",
            "x-none",
            "cp1252",
            "iso-2022-kr",
            "gbk",
            "cp037",
        ]
    )
    | st.text(max_size=12),
)
def test_anything_can_be_stored(content: bytes, charset: str | None) -> None:
    text = decode_bytes(content, charset, [])
    text.encode("utf-8")
    assert "\0" not in text
