from __future__ import annotations

import base64
import quopri
import unicodedata
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import fast_mail_parser
import mailparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.message import parse as parse_module
from inboxnet.message.model import Address, Failure, Locator, Message, RawMessage, TextPart
from inboxnet.message.parse import parse_message

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LOCATOR = Locator("account", "INBOX", 1, "7")
HEADER = b"""\
From: Ann Lee <ann@example.org>
To: Bo <bo@example.net>, cy@example.net
Cc: dee@example.net
Subject: =?utf-8?q?Caf=C3=A9?= plans
Date: Mon, 1 Jan 2024 10:00:00 +0100
Message-ID: <id@example.org>
In-Reply-To: <one@example.net>
References: <zero@example.net> <one@example.net>
List-Id: The list <list.example.org>
Delivered-To: bo@example.net
"""


def raw(content: bytes, **values: Any) -> RawMessage:
    return RawMessage(LOCATOR, content, len(content), **values)


def parse(content: bytes, **values: Any) -> Message:
    message = parse_message(raw(content, **values), now=NOW)
    assert isinstance(message, Message), message
    return message


def iter_strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from iter_strings(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from iter_strings(getattr(value, field.name))


def test_a_whole_message() -> None:
    message = parse(HEADER + b"\nShall we meet?\n")
    assert message.author == Address("ann@example.org", "Ann Lee")
    assert message.to == (Address("bo@example.net", "Bo"), Address("cy@example.net"))
    assert message.cc == (Address("dee@example.net"),)
    assert message.subject == "Café plans"
    assert message.sent_date == datetime(2024, 1, 1, 9, tzinfo=UTC)
    assert message.date_source == "date"
    assert message.msg_id == "id@example.org"
    assert message.in_reply_to == ("one@example.net",)
    assert message.references == ("zero@example.net", "one@example.net")
    assert message.list_id == "list.example.org"
    assert message.delivered_to == ("bo@example.net",)
    assert message.body.own == "Shall we meet?"
    assert message.media_types == ("text/plain",)
    assert message.defects == ()


def test_line_ends_added_fields_and_another_id_leave_the_fingerprint() -> None:
    content = HEADER + b"\nShall we meet?\n"
    copy = (
        b"Received: from a; Mon, 1 Jan 2024 09:00:05 +0000\r\nX-New: 1\r\n"
        + content.replace(b"\n", b"\r\n").replace(b"<id@", b"<other@")
        + b"\r\n\r\n"
    )
    assert parse(copy).fingerprint == parse(content).fingerprint


def test_a_date_from_elsewhere_is_not_in_the_fingerprint() -> None:
    content = HEADER.replace(b"Mon, 1 Jan 2024 10:00:00 +0100", b"sometime") + b"\nhi"
    first = parse(content, internal_date=datetime(2024, 1, 2, tzinfo=UTC))
    second = parse(content)
    assert (first.date_source, second.date_source) == ("internal_date", "none")
    assert first.fingerprint == second.fingerprint


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"\n \n", "it is empty"),
        (b"just words\n", "it has no header field"),
        (b"\0\xff", "it has no header field"),
        (b"To: " + b"a@x, " * 300_000, "its header is larger than 1048576 bytes"),
    ],
)
def test_what_is_no_message_is_a_failure(content: bytes, reason: str) -> None:
    failure = parse_message(raw(content), now=NOW)
    assert isinstance(failure, Failure)
    assert (failure.stage, failure.reason, failure.size) == ("parse", reason, len(content))
    assert failure.sha256
    assert len(failure.sha256) == 64


def test_whatever_a_library_raises_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(parse_module, "find_text", broken)
    failure = parse_message(raw(HEADER), now=NOW)
    assert isinstance(failure, Failure)
    assert failure.reason == "the parser failed: RecursionError"


@pytest.mark.parametrize(
    ("content", "defect"),
    [
        (b"From: a@x\nFrom: b@x\n\n", "from-duplicate"),
        (
            b"From: a@x\nDate: 1 Jan 2024 10:00 GMT\nDate: 2 Jan 2024 10:00 GMT\n\n",
            "date-duplicate",
        ),
        (b"Subject: x\n\n", "from-missing"),
        (b"From: a@x\nDate: whenever\n\n", "date-invalid"),
        (b"From: a@x\n\n", "date-missing"),
        (b"From: a@x\nSubject: a\0b\n\n", "nul"),
        (b"From: a@x\n\na\0b", "nul"),
        (b"From: a@x\nContent-Type: text/plain; charset=x-none\n\nhi", "charset-unknown"),
        (b"From: a@x\nSubject: " + b"s" * 9000 + b"\n\n", "subject-capped"),
        (b"From: a@x\n\n" + b"t" * 70_000, "text-capped"),
        (b"From: a@x\nContent-Transfer-Encoding: base64\n\n#", "mime-malformed"),
    ],
)
def test_what_was_mended_is_told(content: bytes, defect: str) -> None:
    assert defect in parse(content).defects


def test_of_two_from_or_date_fields_the_first_wins() -> None:
    message = parse(
        b"From: a@x\nFrom: b@x\nDate: 1 Jan 2024 10:00 GMT\nDate: 2 Jan 2024 10:00 GMT\n\n"
    )
    assert message.author == Address("a@x")
    assert message.sent_date == datetime(2024, 1, 1, 10, tzinfo=UTC)


def test_an_html_mail_is_read_as_lines() -> None:
    message = parse(
        b"From: a@x\nContent-Type: text/html; charset=utf-8\n\n<p>Hi Bo,</p><p>Caf\xc3\xa9?</p>"
    )
    assert message.body.own == "Hi Bo,\n\nCafé?"
    assert message.media_types == ("text/html",)


@pytest.mark.parametrize(
    "content",
    [
        b"Content-Type: text/html\n\n<meta charset=koi8-r><p>\xc1",
        b"Content-Type: text/plain; charset=koi8-r\n\n<html><p>\xc1",
        b"Content-Type: text/plain; charset=koi8-r\n\n\xc1",
    ],
)
def test_charset_and_html_are_found_where_they_are(content: bytes) -> None:
    assert parse(b"From: a@x\n" + content).body.own == "а"


def test_names_of_a_pst_export() -> None:
    message = parse(
        b"From: jane.doe@acme.example\nTo: rr@example.org\nCc: s@x.org\nBcc: s@x.org\n"
        b'X-From: Doe, Jane </O=ACME/CN=JDOE>\nX-To: "Roe, Rick" <rr@example.org>@ACME\n'
        b"X-FileName: jdoe.pst\n\nhi"
    )
    assert message.author == Address("jane.doe@acme.example", "Doe, Jane")
    assert message.to == (Address("rr@example.org", "Roe, Rick"),)
    assert message.bcc == ()


def test_a_large_attachment_in_front_hides_no_text() -> None:
    content = (
        b"From: a@x\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n"
        b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
        + b"QUJD" * 700_000
        + b"\n--bb\n\nhere\n--bb--\n"
    )
    assert parse(content).body.own == "here"


# mail-parser composes what it reads (NFC)
WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "Zs")), min_size=1, max_size=30
).filter(lambda text: unicodedata.is_normalized("NFC", text))
ASCII = st.text("abcdefgh XYZ", max_size=20).map(lambda text: " ".join(text.split()) or "a")


@st.composite
def sound_headers(draw: st.DrawFn) -> bytes:
    subject = base64.b64encode(draw(WORDS).encode()).decode()
    people = [f'"{draw(ASCII)}" <p{n}@example.org>' for n in range(draw(st.integers(1, 4)))]
    when = draw(
        st.sampled_from(["Mon, 1 Jan 2024 10:00:00 +0100", "Tue, 2 Jan 2024 23:10:00 -0800 (PST)"])
    )
    head = f"From: {people[0]}\nTo: {', '.join(people)}\nDate: {when}\n"
    head += f"Subject: =?utf-8?b?{subject}?=\n"
    extra = draw(
        st.sampled_from(
            [
                "",
                "Precedence: bulk\n",
                "List-Unsubscribe: <mailto:x@y>\n",
                "Auto-Submitted: auto-replied\n",
            ]
        )
    )
    return (head + extra).encode()


@st.composite
def two_ways(draw: st.DrawFn) -> tuple[RawMessage, RawMessage]:
    """Return the same mail whole, and as header and first text part."""
    header = draw(sound_headers())
    media_type = draw(st.sampled_from(["text/plain", "text/html"]))
    charset = draw(st.sampled_from(["utf-8", "utf-16", "iso-8859-1", "gb2312", "x-unknown"]))
    codec = {"gb2312": "gb18030", "x-unknown": "utf-8"}.get(charset, charset)
    lines = draw(
        st.lists(
            WORDS
            | st.sampled_from(["", "> quoted ", "-- ", "Ann ", "<b>x</b>", "On Monday Ann wrote:"])
        )
    )
    content = "\n".join(lines).encode(codec, "replace")
    encodings = ["base64"] if codec == "utf-16" else ["base64", "quoted-printable", "8bit"]
    encoding = draw(st.sampled_from(encodings))
    if encoding == "base64":
        content = base64.encodebytes(content).strip()
    elif encoding == "quoted-printable":
        content = quopri.encodestring(content, quotetabs=True)
    flowed = draw(st.sampled_from(["", "; format=flowed", "; format=flowed; delsp=yes"]))
    content_type = f"{media_type}; charset={charset}{flowed}"
    fields = f"Content-Type: {content_type}\nContent-Transfer-Encoding: {encoding}\n".encode()
    if draw(st.booleans()):
        header, body = header + fields, content
    else:
        header += b"Content-Type: multipart/mixed; boundary=bb-bb\n"
        front = b"--bb-bb\nContent-Type: image/png\n\nx\n" if draw(st.booleans()) else b""
        body = front + b"--bb-bb\n" + fields + b"\n" + content + b"\n--bb-bb--\n"
    part = TextPart(media_type, charset, encoding, content, content_type=content_type)
    whole = raw(header + b"\n" + body)
    return whole, replace(whole, content=header + b"\n", partial=True, text_part=part)


@settings(deadline=None, max_examples=250)
@given(two_ways())
def test_both_ways_give_the_same_message(ways: tuple[RawMessage, RawMessage]) -> None:
    whole, partial = (parse_message(way, now=NOW) for way in ways)
    assert isinstance(whole, Message)
    assert whole == partial


def test_a_partial_mail_without_text() -> None:
    message = parse(HEADER + b"Content-Type: application/pdf\n\n", partial=True)
    assert message.body.own == ""
    assert message.media_types == ("application/pdf",)


@settings(deadline=None, max_examples=100)
@given(sound_headers())
def test_fields_are_read_as_both_parsers_read_them(header: bytes) -> None:
    message = parse(header + b"\nhi\n")
    fast = fast_mail_parser.parse_email(header + b"\nhi\n")
    slow = mailparser.parse_from_bytes(header + b"\nhi\n")
    addresses = [(address.display_name, address.addr_spec) for address in message.to]
    assert addresses == [(address.display_name or "", address.address) for address in fast.to]
    assert addresses == list(slow.to)
    assert message.subject == " ".join(fast.subject.split()) == " ".join(slow.subject.split())
    assert message.sent_date == fast.date_parsed == slow.date.replace(tzinfo=UTC)


TOKENS = st.sampled_from(
    [
        b"From: ", b"To: ", b"Date: ", b"Subject: ", b"References: ", b"Message-ID: ", b"List-Id: ",
        b"X-From: ", b"X-FileName: x", b"Content-Type: ", b"Content-Transfer-Encoding: ",
        b"text/plain", b"text/html", b"multipart/mixed", b"message/rfc822", b"; boundary=b",
        b"; charset=", b"utf-7", b"utf-16", b"iso-2022-jp", b"base64", b"quoted-printable",
        b"--b", b"--b--", b"\n", b"\r\n", b"\n\n", b" ", b"<", b">", b",", b'"', b"\0", b"<p>",
        b"=?utf-8?q?=00=ED=A0=80?=", b"=?utf-7?q?+2AA-?=", b"+2AA-", b"\x1b$B", b"a@x.org",
        b"\xff\xfe", b"\xed\xa0\x80", b"&#0;&#xd800;", b"Mon, 1 Jan 2024 10:00:00 +0000",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.lists(TOKENS | st.binary(max_size=8), max_size=30).map(b"".join))
def test_any_octets_give_a_message_or_a_failure(content: bytes) -> None:
    result = parse_message(raw(content), now=NOW)
    assert isinstance(result, Message | Failure)
    for text in iter_strings(result):
        text.encode("utf-8")
        assert "\0" not in text
    assert "the parser failed" not in getattr(result, "reason", "")


@pytest.mark.parametrize("author", ["peter.meier@example.org", '"" <peter_meier@example.org>'])
def test_without_a_display_name_the_address_tells_who_signs(author: str) -> None:
    content = f"From: {author}\nDate: Mon, 1 Jan 2024 10:00:00 +0100\n\nIt fits.\n\nPeter Meier\n"
    body = parse(content.encode()).body
    assert (body.own, body.signature) == ("It fits.", "Peter Meier")


def test_the_servers_thread_is_kept() -> None:
    index = base64.b64encode(bytes(22)).decode()
    header = HEADER + f"Thread-Index: {index}\n\nHi\n".encode()
    assert parse(header).server_thread == "ti:" + "00" * 22
