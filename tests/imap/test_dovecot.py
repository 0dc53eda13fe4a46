"""The IMAP source against a real Dovecot over TLS."""

from __future__ import annotations

import base64
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile

import pytest

from inboxnet.errors import LoginRefused, ServerUnreachable, SourceError
from inboxnet.message.model import RawMessage, SyncState
from inboxnet.message.parse import parse_message

pytestmark = pytest.mark.imap

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def mail(number: int, body: bytes = b"Hello,\r\n\r\ncan we meet on Monday?\r\n") -> bytes:
    return (
        b"From: Ann <ann@x.example>\r\nTo: mia@y.example\r\nSubject: Number %d\r\n"
        b"Date: Mon, 2 Feb 2026 10:00:%02d +0100\r\nMessage-ID: <m%d@x.example>\r\n"
        % (number, number % 60, number)
    ) + (body if body.startswith(b"MIME") else b"\r\n" + body)


PLAIN_AND_HTML = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="outer"\r\n\r\n'
    b'--outer\r\nContent-Type: multipart/alternative; boundary="inner"\r\n\r\n'
    b"--inner\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe aus K=F6ln\r\n"
    b"--inner\r\nContent-Type: text/html\r\n\r\n<p>Gr&uuml;&szlig;e</p>\r\n--inner--\r\n"
    b"--outer\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * 20_000 + b"\r\n--outer--\r\n"
)
ATTACHED_TEXT_FIRST = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=log.txt\r\n\r\n"
    b"not this\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    b"Subject: inner\r\n\r\nnor this\r\n"
    b"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>but this</p>\r\n--b--\r\n"
)
STYLE = b"<style>" + b"p.Mso { margin: 0cm; font-size: 11.0pt; }\r\n" * 2_000 + b"</style>\r\n"
STYLED = (
    b"<html><head>" + STYLE + b"</head><body><p>Could you call on Monday?</p></body></html>\r\n"
)
BODIES = {
    "plain": b"Hello,\r\n\r\ncan we meet on Monday?\r\n",
    "undeclared-8bit": "Grüße aus Köln\r\n".encode(),
    "empty": b"",
    "alternative": PLAIN_AND_HTML,
    "attached-text": ATTACHED_TEXT_FIRST,
    "base64": b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nR3LDvMOfZQ==\r\n",
    "no-text": b"MIME-Version: 1.0\r\nContent-Type: image/png\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nR3LDvMOfZQ==\r\n",
    "only-html": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>Could you call?</p>\r\n",
    "84-KB-of-style": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + STYLED,
    "84-KB-of-style-base64": b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(STYLED).replace(b"\n", b"\r\n"),
    "multipart-without-parts": b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed;"
    b' boundary="b"\r\n\r\nnothing\r\n',
}


def parsed_alike(message: RawMessage):
    """Parse; what only the whole message can tell is left out."""
    parsed = parse_message(message, now=NOW)
    defects = tuple(defect for defect in parsed.defects if defect != "mime-malformed")
    return replace(parsed, media_types=(), defects=defects)


def test_fetched_parts_parse_like_whole_messages(account, read):
    contents = {number: mail(number, body) for number, body in enumerate(BODIES.values(), start=1)}
    for content in contents.values():
        account.deliver(content)
    source = account.source()

    *messages, state = read(source)
    source.close()

    assert isinstance(state, SyncState)
    assert state.complete
    assert [message.locator.key for message in messages] == [str(n) for n in reversed(contents)]
    for message in messages:
        assert message.partial
        assert message.internal_date.tzinfo is UTC
        content = contents[int(message.locator.key)]
        assert message.size == len(content)
        whole = RawMessage(message.locator, content, len(content), message.internal_date)
        assert parsed_alike(message) == parsed_alike(whole)


def test_html_that_is_cut_has_the_text_and_the_fingerprint_of_the_whole(account, read):
    paragraphs = b"".join(b"<p>Could you call on day %d?</p>\r\n" % n for n in range(9_000))
    content = mail(1, b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + STYLED + paragraphs)
    account.deliver(content)
    source = account.source()

    message, _ = read(source)
    source.close()

    assert message.text_part.truncated
    part = parse_message(message, now=NOW)
    whole = parse_message(RawMessage(message.locator, content, len(content)), now=NOW)
    assert part.fingerprint == whole.fingerprint
    assert part.body.own == whole.body.own
    assert part.body.own.startswith("Could you call on Monday?")


def test_attachments_do_not_travel(account, read):
    account.deliver(mail(1, PLAIN_AND_HTML))
    source = account.source()

    message, _ = read(source)
    source.close()

    assert message.size > 80_000
    assert len(message.content) < 500
    assert message.text_part.content == b"Gr=FC=DFe aus K=F6ln"
    assert message.text_part.charset == "iso-8859-1"
    assert message.text_part.transfer_encoding == "quoted-printable"


def test_long_text_is_cut_and_says_so(account, read):
    account.deliver(mail(1, b"x" * 70 + b"\r\n" + b"word " * 1000))
    source = account.source(text_cap=100)

    message, _ = read(source)
    source.close()

    assert message.text_part.content == b"x" * 70 + b"\r\n" + b"word " * 5 + b"wor"
    assert message.text_part.truncated


def test_nothing_on_the_server_changes(account, read):
    for number in range(20):
        account.deliver(mail(number), flags=None if number % 2 else "FS")
        account.deliver(mail(number), mailbox="Archiv", flags="" if number % 2 else None)
    before = account.digest()
    assert sum(name.split("/")[-2] == "new" for name in before) == 20

    source = account.source()
    for mailbox in source.mailboxes():
        list(source.fetch(mailbox, state=None, known=lambda _: False))
    source.close()

    assert account.digest() == before


def test_roles_by_special_use_and_by_name(account):
    account.deliver(mail(1), mailbox="Entw&APw-rfe")
    account.deliver(mail(2), mailbox="Tom &- Ann")
    account.deliver(mail(3), mailbox="Versandt")
    source = account.source()

    roles = {box.name: (box.role, box.role_reason) for box in source.mailboxes()}
    source.close()

    assert roles == {
        "INBOX": ("inbox", "name"),
        "Versandt": ("sent", "special-use"),
        "Entwürfe": ("drafts", "name"),
        "Tom & Ann": ("other", "name"),
    }


def test_mailbox_whose_name_is_not_ascii_is_read(account, read):
    account.deliver(mail(2), mailbox='Gr&APw-n "1"')
    source = account.source()

    message, _ = read(source, 'Grün "1"')
    source.close()

    assert message.locator.mailbox == 'Grün "1"'


def test_second_run_brings_only_what_is_new(account, read):
    account.deliver(mail(1))
    source = account.source()
    *_, first = read(source)
    account.deliver(mail(2))
    account.deliver(mail(3))

    *messages, second = read(source, state=first)
    unchanged = read(source, state=second)
    source.close()

    assert [message.locator.key for message in messages] == ["3", "2"]
    assert unchanged == [second]


def test_interrupted_run_goes_on_where_it_stopped(account, read):
    for number in range(1, 1201):
        account.deliver(mail(number))
    source = account.source()
    events = source.fetch(source.mailboxes()[0], state=None, known=lambda _: False)
    first = list(takewhile(lambda event: not isinstance(event, SyncState), events))
    source.close()
    assert len(first) == 500

    source = account.source()
    events = source.fetch(source.mailboxes()[0], state=None, known=lambda _: False)
    state = next(event for event in events if isinstance(event, SyncState))
    events.close()
    assert not state.complete
    account.deliver(mail(1201))

    *rest, last = read(source, state=state)
    source.close()

    keys = [int(event.locator.key) for event in rest if isinstance(event, RawMessage)]
    assert keys == [1201, *range(700, 0, -1)]
    assert last.complete


def test_known_messages_are_not_fetched_again(account, read):
    account.deliver(mail(1))
    account.deliver(mail(2))
    source = account.source()
    newest, *_ = read(source)

    again, _ = read(source, known={newest.locator})
    source.close()

    assert again.locator.key == "1"


def test_since_bounds_by_the_date_of_arrival(account, read):
    account.deliver(mail(1))
    source = account.source(since=datetime.now(UTC) + timedelta(hours=1))
    *none, bounded = read(source)
    source.close()
    assert none == []
    assert bounded.complete

    source = account.source()
    message, _ = read(source, state=bounded)
    source.close()

    assert message.locator.key == "1"


def test_recreated_mailbox_is_read_anew(account, read):
    name = account.deliver(mail(1)).name
    source = account.source()
    message, state = read(source)
    source.close()
    account.write_uids(99, {1: name})

    source = account.source()
    again, new_state = read(source, state=state)
    source.close()

    assert again.locator.uidvalidity == 99 != message.locator.uidvalidity
    assert new_state.uidvalidity == 99


def test_sparse_uids_are_all_found(account, read):
    names = [account.deliver(mail(number), flags="").name for number in range(1, 4)]
    uids = (5, 70_000, 4_000_000_000)
    account.write_uids(99, dict(zip(uids, names, strict=True)))
    source = account.source()

    *messages, state = read(source)
    source.close()

    assert [int(message.locator.key) for message in messages] == sorted(uids, reverse=True)
    assert state.complete


def test_wrong_password_is_told_without_it(account):
    source = account.source(password=lambda: "hunter2-wrong")
    with pytest.raises(LoginRefused) as caught:
        source.mailboxes()
    source.close()
    assert caught.value.exit_code == 77
    assert "user name and password" in str(caught.value)
    assert "hunter2" not in str(caught.value) + repr(source) + repr(caught.value)


def test_password_outside_ascii_is_sent_by_authenticate(account):
    source = account.source(password=lambda: "pässword")
    with pytest.raises(LoginRefused):
        source.mailboxes()
    source.close()
    account.name = "umlaut"

    source = account.source(password=lambda: "pässword")
    assert source.mailboxes()
    source.close()


def test_self_signed_certificate_is_refused_by_default(account):
    asked = []
    source = account.source(context=None, password=lambda: asked.append(1) or "x")
    with pytest.raises(ServerUnreachable, match="certificate") as caught:
        source.mailboxes()
    source.close()
    assert caught.value.exit_code == 69
    assert isinstance(caught.value.__cause__, ssl.SSLCertVerificationError)
    assert asked == []


def test_tls_to_a_port_without_it(account):
    url = account.url.replace(str(account.server.port), str(account.server.plain_port))
    source = account.source(url=url)
    with pytest.raises(ServerUnreachable, match="does not speak TLS"):
        source.mailboxes()


def test_login_in_clear_over_loopback(account):
    url = account.url.replace("imaps", "imap")
    url = url.replace(str(account.server.port), str(account.server.plain_port))
    source = account.source(url=url)
    assert [mailbox.role for mailbox in source.mailboxes()] == ["inbox"]
    source.close()


def test_mailbox_that_is_suddenly_empty(account, read):
    path = account.deliver(mail(1))
    source = account.source()
    *_, state = read(source)
    path.unlink()

    with pytest.raises(SourceError, match="suddenly empty"):
        read(source, state=state)
    source.close()
