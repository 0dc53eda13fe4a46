"""Bytes to `Message`.

A mail comes whole, or as its header and its first text part (IMAP, where attachments never
travel). Both ways meet in one place: the whole mail is first cut down to the same two pieces, so
that nothing in a `Message` depends on the way.

The MIME structure is left to the parsers behind `inboxnet.message.mime`. The fields are read by
the grammars of this package, as neither parser is safe there: one decodes encoded words before it
splits a list and breaks characters that span two words, both give nothing, or half a name, for
addresses and dates that real mailers wrote wrongly.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from inboxnet.message import pst
from inboxnet.message.address import parse_address_list
from inboxnet.message.automatic import automatic_reason
from inboxnet.message.body import split_body
from inboxnet.message.charset import decode_bytes
from inboxnet.message.date import choose_date, parse_date, received_dates
from inboxnet.message.fingerprint import fingerprint
from inboxnet.message.header import MAX_HEADER, decode_unstructured, parse_fields, split_header
from inboxnet.message.header_traits import header_traits
from inboxnet.message.mime import (
    EncodedText,
    Refused,
    fetched_text,
    find_text,
    rescue_date,
    top_media_type,
)
from inboxnet.message.model import Address, Failure, Headers, Message, RawMessage
from inboxnet.message.msgid import parse_msg_id, parse_msg_ids
from inboxnet.message.server_thread import server_thread
from inboxnet.message.text import MAX_HTML, MAX_TEXT, html_to_text, unflow

if TYPE_CHECKING:
    from datetime import datetime

MAX_MESSAGE = 1 << 25
"""Octets of a message that are looked at."""
_MAX_SUBJECT = 2000
_MAX_TRACE_FIELDS = 50
_MAX_DELIVERED_TO = 50
_ONCE = ("from", "sender", "date", "subject", "message-id")
_LISTS = ("from", "sender", "reply-to", "to", "cc", "bcc")
_DELIVERED_TO = ("delivered-to", "x-original-to", "envelope-to")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_NAME_SEPARATORS = re.compile(r"[._-]+")
_LOOKS_HTML = re.compile(r"\s*(?:<!doctype html|<html)[\s>]", re.IGNORECASE)


def parse_message(raw: RawMessage, *, now: datetime) -> Message | Failure:
    """Parse one message.

    Never raises: what cannot be read is a `Failure` with ``stage='parse'``.

    Args:
        raw: As its source gave it.
        now: The clock; dates much later are not believed.
    """
    try:
        parsed = _parse(raw, now)
    except Exception as error:  # noqa: BLE001 - whatever a library raises, the run goes on
        parsed = Refused(f"the parser failed: {type(error).__name__}")
    if isinstance(parsed, Message):
        return parsed
    return Failure(
        locator=raw.locator,
        stage="parse",
        reason=parsed.reason,
        size=raw.size,
        sha256=hashlib.sha256(raw.content).hexdigest(),
    )


def _parse(raw: RawMessage, now: datetime) -> Message | Refused:
    defects: list[str] = []
    content = raw.content
    if len(content) > MAX_MESSAGE:
        content = content[:MAX_MESSAGE]
        defects.append("message-capped")
    start, end, body = split_header(content)
    if end - start > MAX_HEADER:
        return Refused(f"its header is larger than {MAX_HEADER} bytes")
    headers = parse_fields(content[start:end], defects)
    if not headers:
        return Refused("it has no header field" if content.strip() else "it is empty")
    if raw.partial:
        found: EncodedText | Refused | None = fetched_text(headers, raw.text_part)
    else:
        found = find_text(headers, content[body:], defects)
    if isinstance(found, Refused):
        return found
    return _build(raw, headers, found, now=now, defects=defects)


def _build(
    raw: RawMessage,
    headers: Headers,
    found: EncodedText | None,
    *,
    now: datetime,
    defects: list[str],
) -> Message:
    text = _read_text(found, defects) if found else ""
    defects.extend(f"{name}-duplicate" for name in _ONCE if len(headers.get(name, ())) > 1)
    subject = _read_subject(headers, defects)
    lists = _read_lists(headers, defects)
    author = next(iter(lists["from"]), None)
    traits = header_traits(headers)
    body = split_body(text, author=_name_hint(author))
    written = _read_date(_first(headers, "date"), defects)
    sent_date, date_source = choose_date(
        written,
        received=received_dates(headers.get("received", ())[:_MAX_TRACE_FIELDS]),
        internal_date=raw.internal_date,
        now=now,
        defects=defects,
    )
    media_types = tuple(
        dict.fromkeys((top_media_type(headers), *((found.media_type,) if found else ())))
    )
    return Message(
        msg_id=parse_msg_id(headers.get("message-id", ())),
        in_reply_to=parse_msg_ids(headers.get("in-reply-to", ())),
        references=parse_msg_ids(headers.get("references", ())),
        server_thread=server_thread(headers),
        sent_date=sent_date,
        date_source=date_source,
        author=author,
        sender=next(iter(lists["sender"]), None),
        reply_to=lists["reply-to"],
        to=lists["to"],
        cc=lists["cc"],
        bcc=lists["bcc"],
        subject=subject,
        body=body,
        automatic=automatic_reason(
            headers,
            author=author,
            subject=subject,
            text=text,
            body=body,
            traits=frozenset(traits),
        ),
        list_id=_read_list_id(_first(headers, "list-id")),
        delivered_to=_read_delivered_to(headers),
        traits=traits,
        size=raw.size,
        defects=tuple(dict.fromkeys(defects)),
        fingerprint=fingerprint(
            author=author,
            written=written,
            subject=subject,
            recipients=(*lists["to"], *lists["cc"]),
            text=text,
        ),
        media_types=media_types,
    )


def _first(headers: Headers, name: str) -> str:
    return headers[name][0] if name in headers else ""


def _read_subject(headers: Headers, defects: list[str]) -> str:
    subject = decode_unstructured(_first(headers, "subject")[: 8 * _MAX_SUBJECT], defects)
    if len(subject) > _MAX_SUBJECT:
        defects.append("subject-capped")
    return subject[:_MAX_SUBJECT]


def _read_lists(headers: Headers, defects: list[str]) -> dict[str, tuple[Address, ...]]:
    lists: dict[str, tuple[Address, ...]] = {}
    for name in _LISTS:
        bodies = headers.get(name, ())
        # a second From or Sender is forged or wrong; several To fields happen
        bodies = bodies[:1] if name in _ONCE else bodies
        lists[name] = parse_address_list(bodies, defects) if bodies else ()
    if not lists["from"]:
        defects.append("from-missing")
    if pst.is_pst_export(headers):
        for name in ("from", "to", "cc", "bcc"):
            lists[name] = pst.add_names(lists[name], headers.get(f"x-{name}", ()))
        if lists["bcc"] == lists["cc"]:
            # those exporters write the Cc list a second time as Bcc
            lists["bcc"] = ()
    return lists


def _read_date(body: str, defects: list[str]) -> datetime | None:
    if not body:
        return None
    written = parse_date(body, defects)
    if written is None:
        written = rescue_date(body)
        defects.append("date-malformed" if written else "date-invalid")
    return written


def _read_list_id(body: str) -> str | None:
    """Return the identifier of RFC 2919 section 2."""
    inner = body.rpartition("<")[2].partition(">")[0] if "<" in body else body
    return inner.strip().lower()[:255] or None


def _read_delivered_to(headers: Headers) -> tuple[str, ...]:
    bodies = [body for name in _DELIVERED_TO for body in headers.get(name, ())]
    if not bodies:
        return ()
    addresses = parse_address_list(bodies, [], limit=_MAX_DELIVERED_TO)
    return tuple(address.addr_spec for address in addresses)


def _name_hint(author: Address | None) -> str:
    """Return by which name the author may sign: the display name, else what the address tells."""
    if author is None:
        return ""
    if author.display_name and "@" not in author.display_name:
        return author.display_name
    words = _NAME_SEPARATORS.sub(" ", author.local_part).split()
    return " ".join(word.capitalize() for word in words if word.isalpha() and len(word) > 1)


def _read_text(found: EncodedText, defects: list[str]) -> str:
    """Decode the part to lines that end with LF."""
    html = found.media_type == "text/html"
    charset = found.charset
    if html and charset is None and (meta := _META_CHARSET.search(found.content[:2048])):
        charset = meta[1].decode("ascii")
    limit = MAX_HTML if html else MAX_TEXT
    # no charset in use has characters of more than 4 octets
    cut = found.truncated or len(found.content) > 4 * limit
    text = decode_bytes(found.content[: 4 * limit], charset, defects, cut=cut)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if html or _LOOKS_HTML.match(text):
        text = html_to_text(text)
    elif found.flowed:
        text = unflow(text[: 2 * limit], del_sp=found.del_sp)
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    if found.truncated or len(text) > MAX_TEXT:
        defects.append("text-capped")
    return text[:MAX_TEXT]
