"""The first text part of a whole mail: two MIME parsers behind one seam.

`fast_mail_parser` reads the structure and decodes only the part that is wanted. What it refuses
(a broken transfer encoding, a multipart without parts) goes to `mailparser`, a hundred times
slower and more forgiving. Both are given the MIME fields and the body alone, so that nothing else
in a hostile header reaches them. This module alone imports the two.
"""

from __future__ import annotations

import binascii
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message as EmailMessage
from typing import TYPE_CHECKING

import fast_mail_parser

from inboxnet.message.header import MAX_STRUCTURED, decode_base64, parse_parameters

if TYPE_CHECKING:
    from inboxnet.message.model import Headers, TextPart

MAX_DEPTH = 100
MAX_PARTS = 10_000
_MAX_REFERENCE = 1 << 20
"""Octets that the slow parser is given, and that count of a mail that is one text."""
_MIN_REFERENCE = 1 << 16
# it logs parts of the mail, and without a handler Python prints that to stderr
logging.getLogger("mailparser").addHandler(logging.NullHandler())
_MIME_FIELDS = ("content-type", "content-transfer-encoding", "content-disposition")
_BOUNDARY = re.compile(rb"boundary\s*=\s*\"?([^\s\";]{1,70})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A text part with its transfer encoding undone, its charset not.

    Attributes:
        media_type: ``text/plain`` or ``text/html``.
        content: Octets.
        charset: As declared, or None.
        flowed: ``format=flowed`` (RFC 3676).
        del_sp: ``DelSp=yes`` (RFC 3676).
        truncated: The source cut it.
    """

    media_type: str
    content: bytes
    charset: str | None = None
    flowed: bool = False
    del_sp: bool = False
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a message is not parsed, in words."""

    reason: str


def top_media_type(headers: Headers) -> str:
    """Return the media type of the message, ``text/plain`` where none is declared."""
    media_type = parse_parameters(headers.get("content-type", ("",))[0])[0]
    return media_type if "/" in media_type else "text/plain"


def fetched_text(headers: Headers, part: TextPart | None) -> EncodedText | None:
    """Return the text part that a source fetched apart from the header."""
    if part is None or _is_attachment(headers.get("content-disposition", ("",))[0]):
        return None
    # where the part is the whole body, the message's own field describes it
    single = top_media_type(headers) == part.media_type
    return _encoded_text(
        part.media_type,
        part.content_type or (headers.get("content-type", ("",))[0] if single else ""),
        decode_transfer(part.content, part.transfer_encoding),
        charset=part.charset,
        truncated=part.truncated,
    )


def find_text(headers: Headers, body: bytes, defects: list[str]) -> EncodedText | Refused | None:
    """Find the first text part that is not marked as an attachment, plain before HTML.

    Attached messages (``message/rfc822``) are not looked into.

    Args:
        headers: Of the message.
        body: What follows the header block.
        defects: Receives ``mime-malformed`` where the second parser was needed.

    Returns:
        None if there is no such part.
    """
    multipart = top_media_type(headers).startswith("multipart/")
    if not multipart:
        body = body[:_MAX_REFERENCE]
    fields = "".join(
        f"{name}: {headers[name][0][:MAX_STRUCTURED]}\n" for name in _MIME_FIELDS if name in headers
    )
    content = fields.encode("utf-8", "replace") + b"\n" + body
    if multipart and (reason := _too_many_parts(content)):
        return Refused(reason)
    try:
        root = fast_mail_parser.parse_email_tree(content, mode="lazy")
        if root.children or not multipart:
            return _find_fast(root)
    except fast_mail_parser.MimeStructureError:
        return Refused(f"its parts are nested deeper than {MAX_DEPTH}")
    except fast_mail_parser.ParseError:
        pass
    defects.append("mime-malformed")
    return _find_reference(content)


def _too_many_parts(content: bytes) -> str | None:
    if content.count(b"\n--") <= MAX_PARTS:
        return None
    # lines of dashes are also found in attached texts
    boundaries = set(_BOUNDARY.findall(content)[:MAX_DEPTH])
    parts = sum(content.count(b"\n--" + boundary) for boundary in boundaries)
    return f"it has more than {MAX_PARTS} parts" if parts > MAX_PARTS else None


def _find_fast(root: fast_mail_parser.PyLazyMimePart) -> EncodedText | Refused | None:
    html: fast_mail_parser.PyLazyMimePart | None = None
    pending = [(root, 0)]
    seen = 0
    while pending:
        node, depth = pending.pop()
        seen += 1
        if depth > MAX_DEPTH:
            return Refused(f"its parts are nested deeper than {MAX_DEPTH}")
        if seen > MAX_PARTS:
            return Refused(f"it has more than {MAX_PARTS} parts")
        if node.is_message:
            continue
        children = node.children
        if children:
            pending.extend((child, depth + 1) for child in reversed(children[: MAX_PARTS + 1]))
            continue
        media_type = node.content_type.lower()
        if (node.disposition or "").lower() == "attachment":
            continue
        if media_type == "text/plain":
            return _read_fast(node, media_type)
        if media_type == "text/html" and html is None:
            html = node
    return _read_fast(html, "text/html") if html else None


def _read_fast(node: fast_mail_parser.PyLazyMimePart, media_type: str) -> EncodedText:
    headers = {name.lower(): bodies[0] for name, bodies in node.headers.items()}
    content = node.content or b""
    declared = headers.get("content-transfer-encoding", "")
    if "(" in declared or ";" in declared:
        # the parser takes "base64 (comment)" for an encoding that it does not know
        content = decode_transfer(content, declared)
    return _encoded_text(media_type, headers.get("content-type", ""), content)


def _find_reference(content: bytes) -> EncodedText | Refused | None:
    # it tests each line against each open boundary, so the work is bounded by their product
    boundaries = len(_BOUNDARY.findall(content[:_MAX_REFERENCE]))
    content = content[: max(_MIN_REFERENCE, _MAX_REFERENCE // (1 + boundaries))]
    lowered = content.lower()
    if boundaries > MAX_DEPTH or content.count(b"\n--") > MAX_PARTS:
        return Refused("it is malformed and has too many parts")
    if b"delivery-status" in lowered and content.count(b"\n\n") > MAX_PARTS:
        return Refused("its delivery status is malformed")
    import mailparser  # noqa: PLC0415 - 0.1 s that most runs never need

    root: EmailMessage = mailparser.parse_from_bytes(content).message
    html: EncodedText | None = None
    pending = [root]
    while pending:
        part = pending.pop()
        if part.get_content_maintype() == "message":
            continue
        payload = part.get_payload()
        if isinstance(payload, list):
            pending.extend(child for child in reversed(payload) if isinstance(child, EmailMessage))
            continue
        media_type = part.get_content_type()
        if (
            media_type not in {"text/plain", "text/html"}
            or _is_attachment(str(part.get("content-disposition", "")))
            or not isinstance(payload, str)
        ):
            continue
        encoded = payload.encode("utf-8", "surrogateescape")
        octets = decode_transfer(encoded, str(part.get("content-transfer-encoding", "")))
        text = _encoded_text(media_type, str(part.get("content-type", "")), octets)
        if media_type == "text/plain":
            return text
        html = html or text
    return html


def _encoded_text(
    media_type: str,
    content_type: str,
    content: bytes,
    *,
    charset: str | None = None,
    truncated: bool = False,
) -> EncodedText:
    parameters = parse_parameters(content_type)[1] if ";" in content_type else {}
    return EncodedText(
        media_type=media_type,
        content=content,
        charset=charset or parameters.get("charset") or None,
        flowed=parameters.get("format", "").lower() == "flowed",
        del_sp=parameters.get("delsp", "").lower() == "yes",
        truncated=truncated,
    )


def _is_attachment(disposition: str) -> bool:
    return bool(disposition) and parse_parameters(disposition)[0] == "attachment"


def decode_transfer(content: bytes, transfer_encoding: str) -> bytes:
    """Undo a Content-Transfer-Encoding (RFC 2045 section 6); an unknown one changes nothing."""
    match parse_parameters(transfer_encoding)[0]:
        case "base64":
            return decode_base64(content)
        case "quoted-printable":
            return binascii.a2b_qp(content)
    return content


def rescue_date(body: str) -> datetime | None:
    """Return what mail-parser makes of a Date body that our own grammar cannot read."""
    import mailparser  # noqa: PLC0415 - 0.1 s that most runs never need

    try:
        found = mailparser.parse_from_bytes(b"Date: " + body[:200].encode("utf-8", "replace")).date
    except Exception:  # noqa: BLE001 - mail-parser raises outside its own errors on hostile mail
        return None
    if not isinstance(found, datetime):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
