"""The header block: fields, unfolding, RFC 2047 encoded words, parameters.

The parsers' own header dictionaries are not used: they decode words before the grammar is read, so
that an encoded comma would split an address, and they break characters that span two words.
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING

from inboxnet.message.charset import clean, decode_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inboxnet.message.model import Headers

MAX_HEADER = 1 << 20
"""Octets of a header block; more is an attack or no mail."""
MAX_STRUCTURED = 4096
"""Characters of a structured body (Content-Type) that are read."""

_END = re.compile(rb"\n\r*\n")
_ENVELOPE = re.compile(rb">?From [^\n]*\n")
_FIELD = re.compile(r"^([!-9;-~]++)[ \t]*+:(.*+(?:\n[ \t].*+)*+)", re.MULTILINE)
_WORD = re.compile(r"=\?([^?\s]{1,64})\?([bBqQ])\?([^?]*)\?=")
_SPACE = re.compile(r"\s+")
_PARAMETER = re.compile(r';\s*([\w!#$&.+^*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))')
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_QP = re.compile(rb"=([0-9A-Fa-f]{2})")


def split_header(content: bytes) -> tuple[int, int, int]:
    """Find the header block.

    Blank lines, a byte order mark and an mbox envelope line in front are skipped.

    Returns:
        Where the block starts, where it ends (behind its last line end), and where the body starts.
    """
    start = 3 if content.startswith(b"\xef\xbb\xbf") else 0
    while content[start : start + 1] in {b"\n", b"\r"}:
        start += 1
    if envelope := _ENVELOPE.match(content, start):
        start = envelope.end()
    end = _END.search(content, start)
    if end is None:
        return start, len(content), len(content)
    return start, end.start() + 1, end.end()


def parse_fields(block: bytes, defects: list[str]) -> Headers:
    """Read the fields of a header block; lines that belong to no field are skipped.

    Raw 8-bit octets (RFC 6532, or simply wrong) are read as UTF-8, else as windows-1252.

    Args:
        block: As found by `split_header`.
        defects: Receives ``header-8bit``, ``header-junk``, ``nul``.
    """
    if b"\r" in block:
        # a lone CR starts no line, or fields could be smuggled in
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b" " if b"\n" in block else b"\n")
    if b"\0" in block:
        defects.append("nul")
        block = block.replace(b"\0", b"")
    latin = False
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        text = block.decode("latin-1")
        latin = True
    if latin or not text.isascii():
        defects.append("header-8bit")
    fields: dict[str, list[str]] = {}
    covered = 0
    for field in _FIELD.finditer(text):
        name, value = field.groups()
        covered += field.end() - field.start() + 1
        if "\n" in value:
            value = value.replace("\n", "")
        value = value.strip()
        if not value.isascii() and latin:
            value = decode_bytes(value.encode("latin-1"), None, [])
        elif "\x1b$" in value:
            value = decode_bytes(value.encode("utf-8"), "iso-2022-jp", defects)
        fields.setdefault(name.lower(), []).append(value)
    if covered < len(text):
        defects.append("header-junk")
    return {name: tuple(values) for name, values in fields.items()}


def decode_words(value: str, defects: list[str]) -> str:
    """Decode the RFC 2047 encoded words of an unstructured body, a phrase or a comment.

    White space between two encoded words is dropped, and neighbours of one charset are joined
    before decoding, as many mailers split characters. Words in an unknown encoding are left.
    """
    if "=?" not in value:
        return value
    return "".join(_decode_runs(value, defects))


def _decode_runs(value: str, defects: list[str]) -> Iterator[str]:
    position = 0
    run: list[tuple[str, str]] = []
    charset = ""
    for word in _WORD.finditer(value):
        between = value[position : word.start()]
        label = word[1].partition("*")[0].lower()
        if run and (label != charset or between.strip()):
            yield decode_bytes(_join_run(run), charset, defects)
            run = []
            if between.strip():
                yield between
        elif not run and (between.strip() or position == 0):
            yield between
        run.append((word[2].lower(), word[3]))
        charset = label
        position = word.end()
    if run:
        yield decode_bytes(_join_run(run), charset, defects)
    yield value[position:]


def _join_run(run: list[tuple[str, str]]) -> bytes:
    octets: list[bytes] = []
    pending: list[str] = []
    length = 0
    for encoding, encoded in run:
        if encoding == "q":
            octets += (decode_base64("".join(pending).encode()), _decode_q(encoded))
            pending, length = [], 0
            continue
        # base64 that a mailer split inside a quantum goes on in the next word
        pending.append(encoded)
        length += len(encoded)
        if length % 4 == 0 or "=" in encoded:
            octets.append(decode_base64("".join(pending).encode()))
            pending, length = [], 0
    octets.append(decode_base64("".join(pending).encode()))
    return b"".join(octets)


def _decode_q(encoded: str) -> bytes:
    raw = encoded.replace("_", " ").encode("utf-8", "replace")
    return _QP.sub(lambda octet: bytes((int(octet[1], 16),)), raw)


def decode_base64(encoded: bytes) -> bytes:
    """Decode base64 leniently: foreign octets are skipped, a cut or missing end is mended."""
    content = bytearray()
    for padded in re.split(rb"=+", encoded):
        run = _NOT_BASE64.sub(b"", padded)
        if len(run) % 4 == 1:
            run = run[:-1]
        content += binascii.a2b_base64(run + b"=" * (-len(run) % 4))
    return bytes(content)


def decode_unstructured(value: str, defects: list[str]) -> str:
    """Decode an unstructured body (Subject) to one line."""
    return _SPACE.sub(" ", clean(decode_words(value, defects), defects)).strip()


def parse_parameters(value: str) -> tuple[str, dict[str, str]]:
    """Read a Content-Type or Content-Disposition body.

    Returns:
        The lower-case value, and its parameters by lower-case name, RFC 2231 marks dropped.
    """
    value = value[:MAX_STRUCTURED]
    main = value.partition(";")[0].partition("(")[0].strip().lower()
    parameters: dict[str, str] = {}
    for name, quoted, bare in _PARAMETER.findall(value):
        key = name.lower().partition("*")[0]
        text = re.sub(r"\\(.)", r"\1", quoted) if quoted else bare.partition("(")[0].strip()
        if name.endswith("*") and text.count("'") >= 2:
            text = text.split("'", 2)[2]
        parameters.setdefault(key, text)
    return main, parameters
