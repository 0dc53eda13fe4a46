"""Bytes in a declared, wrong, unknown or missing charset to text that can be stored.

Nothing here raises: what had to be mended is appended to the caller's list of defects.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_ALIASES = {
    # WHATWG's superset of what the label says, as real mail needs it
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "hz-gb-2312": "hz",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "big5": "cp950",
    "x-x-big5": "cp950",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "x-euc-jp": "euc_jp",
    "cp-850": "cp850",
    "utf8mb4": "utf-8",
    "utf_8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf-8-mac": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
}
_LATIN = frozenset({"iso8859-1", "cp1252"})
_NOT_CHARSETS = frozenset(
    # text encodings of Python that are no charsets, some of them quadratic
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_MAX_LABEL = 64
_SURROGATES = re.compile("[\ud800-\udfff]")
_WRONG_SHARE = 0.1
"""Above this share of undecodable octets a UTF-8 label is taken for wrong."""


@lru_cache(maxsize=512)
def find_codec(charset: str) -> str | None:
    """Return the name of Python's codec for a charset label, or None for an unknown one."""
    label = charset.strip().strip("\"'").strip().lower()
    if not label or len(label) > _MAX_LABEL:
        return None
    label = _ALIASES.get(label, label)
    for name in (label, label.replace(" ", "-"), re.sub(r"^(?:x|cs|charset)[-=]?", "", label)):
        try:
            info = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        found = info.name.replace("-", "_")
        # only Python's own mark tells codecs between bytes and bytes (zlib, rot13) from charsets
        if found not in _NOT_CHARSETS and getattr(info, "_is_text_encoding", True):
            return info.name
    return None


def decode_bytes(
    content: bytes, charset: str | None, defects: list[str], *, cut: bool = False
) -> str:
    """Decode ``content``, honouring ``charset`` where that can be true.

    Latin-1 and US-ASCII labels are read as windows-1252, as every mail program does; UTF-8 under a
    Latin label is recognised, since such sequences make no sense in Latin-1.

    Args:
        content: Octets after transfer decoding.
        charset: As declared, or None.
        defects: Receives ``charset-unknown``, ``charset-wrong`` or ``charset-undeclared``.
        cut: The end may lack octets of the last character.

    Returns:
        Text without NUL and lone surrogates.
    """
    if content.isascii() and b"\x1b" not in content and (charset is None or b"~" not in content):
        codec = find_codec(charset) if charset else "ascii"
        if codec is None:
            defects.append("charset-unknown")
        if codec is None or not codec.startswith(("utf-16", "utf-32", "utf-7", "cp037", "cp500")):
            return clean(content.decode("ascii"), defects)
    if cut:
        content = _without_partial_character(content)
    return clean(_decode(content, charset, defects), defects)


def _without_partial_character(content: bytes) -> bytes:
    """Drop a UTF-8 sequence that is begun but not ended; other charsets lose nothing they need."""
    try:
        content[-4:].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return content[: len(content) - len(content[-4:]) + error.start]
    return content


def _decode(content: bytes, charset: str | None, defects: list[str]) -> str:
    codec = find_codec(charset) if charset else None
    if charset and codec is None:
        defects.append("charset-unknown")
    if codec is None or codec == "ascii":
        if b"\x1b$" in content and content.isascii():
            codec = "iso2022_jp_ext"
        else:
            if not content.isascii() and "charset-unknown" not in defects:
                defects.append("charset-undeclared" if codec is None else "charset-wrong")
            return _decode_utf8(content) or content.decode("cp1252", "replace")
    if codec == "utf-8":
        text = _decode_utf8(content)
        if text is None:
            defects.append("charset-wrong")
            text = content.decode("utf-8", "replace")
            eight_bit = sum(map(len, re.findall(rb"[\x80-\xff]+", content)))
            if text.count("�") > _WRONG_SHARE * eight_bit:
                text = content.decode("cp1252", "replace")
        return text
    if codec in _LATIN:
        text = _decode_utf8(content)
        if text is not None and not content.isascii():
            defects.append("charset-wrong")
            return text
        codec = "cp1252"
    try:
        return content.decode(codec, "strict")
    except (UnicodeError, ValueError):
        pass
    defects.append("charset-wrong")
    try:
        return _decode_utf8(content) or content.decode(codec, "replace")
    except (UnicodeError, ValueError):
        return content.decode("cp1252", "replace")


def _decode_utf8(content: bytes) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def clean(text: str, defects: list[str]) -> str:
    """Remove what SQLite refuses or cuts at: NUL and lone surrogates."""
    if "\0" in text:
        defects.append("nul")
        text = text.replace("\0", "")
    if not text.isascii() and _SURROGATES.search(text):
        defects.append("surrogates")
        text = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
    return text
