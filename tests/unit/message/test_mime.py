from __future__ import annotations

import base64
import quopri
import time

import fast_mail_parser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.message import mime
from inboxnet.message.header import parse_fields
from inboxnet.message.mime import EncodedText, Refused, decode_transfer, find_text, rescue_date

MULTIPART = b"Content-Type: multipart/mixed; boundary=bb\n"


def find(header: bytes, body: bytes) -> EncodedText | Refused | None:
    return find_text(parse_fields(header, []), body, [])


def text_of(header: bytes, body: bytes) -> bytes | None:
    found = find(header, body)
    assert not isinstance(found, Refused)
    return found.content if found else None


def joined(*parts: bytes) -> bytes:
    return b"".join(b"--bb\n" + part + b"\n" for part in parts) + b"--bb--\n"


PLAIN = b"Content-Type: text/plain; charset=utf-8\n\nplain"
HTML = b"Content-Type: text/html\n\n<p>html"
PDF = b"Content-Type: application/pdf\n\n%PDF"
ATTACHED = b"Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nattached"
FORWARDED = b"Content-Type: message/rfc822\n\nSubject: inner\n\ninner"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((PLAIN, HTML), b"plain"),
        ((HTML, PLAIN), b"plain"),
        ((PDF, HTML), b"<p>html"),
        ((ATTACHED, PLAIN), b"plain"),
        ((ATTACHED, HTML), b"<p>html"),
        ((FORWARDED, HTML), b"<p>html"),
        ((ATTACHED, PDF), None),
        ((FORWARDED,), None),
        ((b"\nuntyped",), b"untyped"),
    ],
)
def test_plain_before_html_and_no_attachment(
    parts: tuple[bytes, ...], expected: bytes | None
) -> None:
    assert text_of(MULTIPART, joined(*parts)) == expected


def test_nested() -> None:
    inner = b"Content-Type: multipart/alternative; boundary=cc\n\n--cc\n" + PLAIN + b"\n--cc--\n"
    assert text_of(MULTIPART, joined(inner, HTML)) == b"plain"


def test_a_mail_of_one_part() -> None:
    found = find(b"Content-Type: text/plain; charset=koi8-r; format=Flowed; delsp=YES\n", b"hi")
    assert found == EncodedText("text/plain", b"hi", "koi8-r", flowed=True, del_sp=True)
    assert text_of(b"A: 1\n", b"hi") == b"hi"
    assert text_of(b"Content-Type: image/png\n", b"hi") is None
    assert text_of(b"Content-Disposition: attachment\n", b"hi") is None


@pytest.mark.parametrize(
    ("header", "body", "expected"),
    [
        (b"Content-Transfer-Encoding: base64\n", b"aGVsbG8=", b"hello"),
        (b"Content-Transfer-Encoding: BASE64 (x)\n", b"aGVsbG8", b"hello"),
        (b"Content-Transfer-Encoding: base64\n", b"#aGVs\nbG8", b"hello"),
        (b"Content-Transfer-Encoding: quoted-printable\n", b"a=C3=A9=\nb", b"a\xc3\xa9b"),
        (b"Content-Transfer-Encoding: x-none\n", b"as is", b"as is"),
        (b"Content-Type: multipart/mixed\n", b"no boundary", None),
    ],
)
def test_transfer_encodings(header: bytes, body: bytes, expected: bytes | None) -> None:
    assert text_of(header, body) == expected


def test_a_cut_base64_part_gives_what_there_is() -> None:
    whole = base64.encodebytes(b"word " * 100)
    body = b"--bb\nContent-Transfer-Encoding: base64\n\n" + whole[:-9]
    defects: list[str] = []
    found = find_text(parse_fields(MULTIPART, []), body, defects)
    assert isinstance(found, EncodedText)
    assert found.content.startswith(b"word word")
    assert len(found.content) > 480


def nested(depth: int) -> tuple[bytes, bytes]:
    header = b"Content-Type: multipart/mixed; boundary=b000\n"
    body = b"".join(
        b"--b%03d\nContent-Type: multipart/mixed; boundary=b%03d\n\n" % (n, n + 1)
        for n in range(depth)
    )
    return header, body + b"--b%03d\n\nhi\n" % depth


def test_depth_is_bounded() -> None:
    assert isinstance(find(*nested(300)), Refused)
    assert isinstance(find(*nested(mime.MAX_DEPTH + 1)), Refused)
    assert text_of(*nested(20)) == b"hi\n"


def test_parts_are_bounded() -> None:
    many = b"--bb\nContent-Type: a/b\n\nx\n" * (mime.MAX_PARTS + 1)
    assert isinstance(find(MULTIPART, many), Refused)


def test_lines_of_dashes_are_no_parts() -> None:
    body = joined(PLAIN + b"\n-- a comment" * (mime.MAX_PARTS + 1))
    assert isinstance(find(MULTIPART, body), EncodedText)


BROKEN = b"Content-Transfer-Encoding: base64\n\n#\n"
BLANK = b"Content-Type: message/delivery-status\n\n" + b"\n" * 512_000


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (MULTIPART, b"--bb\n\nx\n" * 300_000),
        (MULTIPART, b"--bb\n" + BLANK),
        (MULTIPART, b"--bb\n" + BROKEN + b"--bb\n" + BLANK),
        (nested(90)[0], nested(90)[1].removesuffix(b"\nhi\n") + BROKEN + b"z\n" * 400_000),
    ],
)
def test_bombs_take_little_time(header: bytes, body: bytes) -> None:
    start = time.process_time()
    find(header, body)
    assert time.process_time() - start < 5


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.just("\n"), max_size=80
)


@st.composite
def sound_parts(draw: st.DrawFn) -> bytes:
    media_type = draw(st.sampled_from(["text/plain", "text/html", "image/png"]))
    disposition = draw(
        st.sampled_from(
            [
                b"",
                b"Content-Disposition: attachment; filename=x\n",
                b"Content-Disposition: inline\n",
            ]
        )
    )
    # line ends are out of the question here, the two decode them as they stand
    content = draw(TEXTS).replace("\n", " ").replace("--", "-").encode()
    encoding = draw(st.sampled_from(["base64", "quoted-printable", "8bit"]))
    if encoding == "base64":
        content = base64.encodebytes(content)
    elif encoding == "quoted-printable":
        content = quopri.encodestring(content, quotetabs=True)
    head = f"Content-Type: {media_type}; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n"
    return head.encode() + disposition + b"\n" + content.rstrip(b"\n")


@settings(deadline=None, max_examples=150)
@given(st.lists(sound_parts(), min_size=1, max_size=4))
def test_both_parsers_agree_on_sound_mail(parts: list[bytes]) -> None:
    content = MULTIPART + b"\n" + joined(*parts)
    fast = mime._find_fast(fast_mail_parser.parse_email_tree(content, mode="lazy"))
    assert fast == mime._find_reference(content)


@settings(deadline=None, max_examples=200)
@given(
    st.binary(max_size=200), st.sampled_from(["base64", "quoted-printable", "7bit", "nonsense", ""])
)
def test_any_octets_can_be_decoded(content: bytes, encoding: str) -> None:
    assert len(decode_transfer(content, encoding)) <= len(content)


@pytest.mark.parametrize("body", ["nonsense", "", "\ud800", "(" * 300])
def test_a_date_that_nobody_can_read(body: str) -> None:
    assert rescue_date(body) is None
