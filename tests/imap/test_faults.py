"""The IMAP source against a server that breaks, lies and stalls."""

from __future__ import annotations

import logging
import re
import socket
import time

import pytest

from inboxnet.errors import LoginRefused, ServerTimeout, ServerUnreachable, SourceError
from inboxnet.message.model import Failure, RawMessage, SyncState
from inboxnet.source.base import Mailbox, Vanished
from inboxnet.source.imap import ImapSource
from inboxnet.source.imap_wire import CommandForbidden

BATCH_FETCH = rb"UID FETCH .*BODYSTRUCTURE"
ANY_FETCH = rb"UID FETCH"


def keys(events, kind=RawMessage) -> list[int]:
    return [int(event.locator.key) for event in events if isinstance(event, kind)]


def test_well_behaved_server(server, open_fake, read):
    server.add(3, 1, 2)

    *messages, state = read(open_fake())

    assert keys(messages) == [3, 2, 1]
    assert messages[0].content == b"From: a@x.example\r\nSubject: 3\r\n\r\n"
    assert messages[0].text_part.content == b"hello\r\n"
    assert messages[0].internal_date.isoformat() == "2024-07-17T09:44:25+00:00"
    assert state.complete


def test_only_reading_commands_are_sent(server, open_fake, read):
    server.add(1, 2)
    source = open_fake()
    read(source)
    source.close()

    verbs = {re.match(rb"(?:UID )?\w+", line)[0] for line in server.lines}
    assert verbs == {
        *(b"CAPABILITY", b"LOGIN", b"LIST", b"EXAMINE", b"UID SEARCH", b"UID FETCH", b"LOGOUT")
    }
    fetches = [line for line in server.lines if b"BODY" in line]
    assert fetches
    assert not any(re.search(rb"BODY\[|RFC822[^.]|RFC822\.[^S]", line) for line in fetches)


@pytest.mark.parametrize(
    "command",
    [
        lambda client: client.select_folder("INBOX"),
        lambda client: client.add_flags([1], [b"\\Seen"]),
        lambda client: client.delete_messages([1]),
        lambda client: client.append("INBOX", b"x"),
        lambda client: client.expunge(),
        lambda client: client.copy([1], "Trash"),
        lambda client: client.close_folder(),
        lambda client: client.create_folder("new"),
        lambda client: client.fetch([1], ["BODY[]"]),
        lambda client: client.fetch([1], ["RFC822"]),
        lambda client: client.search(["SUBJECT", "a\r\nA1 NOOP"]),
        lambda client: client.wire.send(b"A1 NOOP\r\nA2 EXPUNGE\r\n"),
        lambda client: client.wire.send(b"A1 UID STORE 1 +FLAGS (\\Seen)\r\n"),
    ],
)
def test_commands_that_change_something_are_not_sent(server, open_fake, command):
    server.add(1)
    session = open_fake()._session
    session.examine("INBOX")
    sent = len(server.lines)

    with pytest.raises(CommandForbidden):
        command(session._client)

    session._client.noop()
    assert [line for line in server.lines[sent:] if line != b"CAPABILITY"] == [b"NOOP"]


def test_sparse_uids_cost_one_search(server, open_fake, read):
    server.add(1, 2_000_000_000, 4_294_967_290)

    *messages, _ = read(open_fake())

    assert keys(messages) == [4_294_967_290, 2_000_000_000, 1]
    assert sum(line.startswith(b"UID SEARCH") for line in server.lines) == 1


def test_server_without_uidnext_is_asked_for_all(server, open_fake, read):
    server.uidnext = -1
    server.add(5)
    source = open_fake()
    *first, state = read(source)
    server.add(9)

    *second, _ = read(source, state=state, known=[first[0].locator])

    assert keys(first) == [5]
    assert keys(second) == [9]


def test_unchanged_mailbox_costs_one_examine(server, open_fake, read):
    server.add(1, 2)
    source = open_fake()
    *_, state = read(source)
    sent = len(server.lines)

    assert read(source, state=state) == [state]

    assert [line.split()[0] for line in server.lines[sent:]] == [b"LIST", b"EXAMINE"]


def test_new_uidvalidity_starts_anew(server, open_fake, read):
    server.add(1)
    source = open_fake()
    *_, state = read(source)
    server.uidvalidity = 8

    message, new = read(source, state=state)

    assert message.locator.uidvalidity == new.uidvalidity == 8


def test_uidnext_that_went_back_starts_anew(server, open_fake, read):
    server.add(1, 9)
    source = open_fake()
    *_, state = read(source)
    del server.messages[1]

    *messages, _ = read(source, state=state)

    assert keys(messages) == [1]


def test_emptied_trash_is_no_alarm(server, open_fake, read):
    server.listing = [b'(\\Trash) "/" Bin']
    server.add(1)
    source = open_fake()
    *_, state = read(source, "Bin")
    server.uidnext = 2
    server.messages.clear()

    (new,) = read(source, "Bin", state=state)

    assert new.complete


# One message among others


def spoil(**fields):
    def change(message):
        for name, value in fields.items():
            key = {
                "structure": b"BODYSTRUCTURE",
                "header": b"BODY[HEADER]",
                "text": b"BODY[1]",
                "whole": b"BODY[]",
                "date": b"INTERNALDATE",
                "size": b"RFC822.SIZE",
            }[name]
            if value is None:
                message.fields.pop(key)
            else:
                message.fields[key] = value

    return change


@pytest.mark.parametrize(
    ("change", "partial"),
    [
        (spoil(date=b'"31-Dec-9999 23:59:59 -0800"'), True),
        (spoil(date=b"NIL"), True),
        (spoil(date=b'"99-Foo-2024 44:00:00 +9999"'), True),
        (spoil(size=b"NIL"), True),
        (spoil(structure=b'("image" "png" NIL NIL NIL "base64" 9)'), True),
        (spoil(structure=None), False),
        (spoil(structure=b"NIL"), False),
        (spoil(structure=b'("text" "plain")'), False),
        (spoil(structure=b"(" * 5000 + b")" * 5000), False),
        (spoil(structure=b"((("), False),
        (spoil(structure=b'("text" "plain" ("name" "a"b") NIL NIL "7bit" 7 1)'), False),
        (spoil(structure=b'(("text" "plain" NIL NIL NIL "7bit" 5 1)"mixed")'), True),
        (spoil(header=None), False),
        (spoil(header=b"NIL"), False),
        (spoil(header=b'""'), False),
        (spoil(header=b"17"), True),
        (spoil(text=None), False),
        (spoil(text=b"NIL"), False),
        (spoil(text=b"{0}\r\n"), False),
    ],
)
def test_bad_field_costs_no_message(server, open_fake, read, change, partial):
    change(server.add(1, 2, 3)[1])

    *messages, state = read(open_fake())

    assert keys(messages) == [3, 2, 1]
    assert [message.partial for message in messages] == [True, partial, True]
    assert state.complete


@pytest.mark.parametrize(
    ("whole", "reason"),
    [
        (None, "without its content"),
        (b"NIL", "without its content"),
        (b"{0}\r\n", "empty message"),
        (b"{3}\r\nabc (", "does not give it"),
    ],
)
def test_message_that_is_not_to_be_had_is_a_failure(server, open_fake, read, whole, reason):
    spoil(structure=None, whole=whole)(server.add(1, 2, 3)[1])

    *events, state = read(open_fake())

    assert keys(events) == [3, 1]
    (failure,) = [event for event in events if isinstance(event, Failure)]
    assert failure.locator.key == "2"
    assert failure.stage == "fetch"
    assert reason in failure.reason
    assert state.complete


def test_field_that_is_missing_once(server, open_fake, read):
    server.add(1)
    server.on(BATCH_FETCH, lambda talk, tag: talk.send(tag + b" OK nothing\r\n"))

    message, _ = read(open_fake())

    assert keys([message]) == [1]
    assert message.content.endswith(b"\r\n\r\nhello\r\n")


def test_message_that_went_meanwhile_has_vanished(server, open_fake, read):
    server.add(1, 2, 3)

    def remove(talk, tag):
        del server.messages[1]
        talk.send(server._answer(tag, server.lines[-1]))

    server.on(BATCH_FETCH, remove)

    *events, _ = read(open_fake())

    assert keys(events) == [3, 1]
    assert keys(events, Vanished) == [2]


def test_answers_that_nobody_asked_for_are_ignored(server, open_fake, read):
    server.add(1)

    def chatter(talk, tag):
        talk.send(
            b"* 9 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* OK [ALERT] hi\r\n"
            b'* 8 FETCH (UID 88 BODY[HEADER] {3}\r\nabc X-GM-MSGID 5)\r\n* 1 FETCH garbage "\r\n'
        )
        talk.send(server._answer(tag, server.lines[-1]))

    server.on(BATCH_FETCH, chatter)

    *messages, _ = read(open_fake())

    assert keys(messages) == [1]


def test_whole_message_is_capped(server, open_fake, read):
    (message,) = server.add(1)
    content = b"Subject: x\r\n\r\n" + b"y" * 300_000
    spoil(structure=None, whole=b"{%d}\r\n%s" % (len(content), content))(message)

    given, _ = read(open_fake())

    assert len(given.content) == 256 * 1024
    assert given.truncated
    assert given.size == len(content)


# The connection


@pytest.mark.parametrize("trouble", ["finish", "reset"])
@pytest.mark.parametrize(
    "when", [BATCH_FETCH, rb"UID FETCH .*BODY.PEEK\[1", b"UID SEARCH", b"LIST", b"EXAMINE"]
)
def test_broken_connection_is_made_again(server, open_fake, read, trouble, when):
    server.add(1, 2)
    server.on(when, lambda talk, tag: getattr(talk, trouble)())

    *messages, state = read(open_fake())

    assert keys(messages) == [2, 1]
    assert state.complete
    assert server.connections == 2


def bye(talk, tag):
    talk.send(b"* BYE going down\r\n")
    talk.finish()


def half_a_literal(talk, tag):
    talk.send(b"* 1 FETCH (UID 1 BODY[HEADER] {100}\r\nabc")
    talk.finish()


def nonsense(talk, tag):
    talk.send(b"\x00\xff\xfe\r\n")
    talk.wait()


def giant_literal(talk, tag):
    talk.send(b"* 1 FETCH (UID 1 BODY[HEADER] {4000000000}\r\nabc")
    talk.wait()


def giant_number(talk, tag):
    talk.send(b"* 1 FETCH (UID 1 BODY[HEADER] {" + b"9" * 5000 + b"}\r\nabc")
    talk.wait()


@pytest.mark.parametrize("trouble", [bye, half_a_literal, nonsense, giant_literal, giant_number])
def test_stream_out_of_step_is_given_up(server, open_fake, read, trouble):
    server.add(1, 2)
    server.on(BATCH_FETCH, trouble)

    *messages, _ = read(open_fake())

    assert keys(messages) == [2, 1]


def test_message_that_breaks_the_connection_costs_itself_alone(server, open_fake, read):
    server.add(*range(1, 9))
    server.on(rb"UID FETCH [\d,]*\b5\b", lambda talk, tag: talk.reset(), times=100)

    *events, state = read(open_fake())

    assert keys(events) == [8, 7, 6, 4, 3, 2, 1]
    assert keys(events, Failure) == [5]
    assert state.complete


def test_message_that_the_server_refuses_costs_itself_alone(server, open_fake, read):
    server.add(*range(1, 9))
    server.on(
        rb"UID FETCH [\d,]*\b5\b", lambda talk, tag: talk.send(tag + b" NO broken\r\n"), times=100
    )

    *events, _ = read(open_fake())

    assert keys(events, Failure) == [5]
    assert len(keys(events)) == 7
    assert server.connections == 1


def test_server_that_always_breaks_off(server, open_fake, read):
    server.add(1, 2, 3)
    server.on(ANY_FETCH, lambda talk, tag: talk.finish(), times=1000)

    with pytest.raises(ServerUnreachable, match="broke"):
        read(open_fake())

    assert server.connections < 30


@pytest.mark.parametrize("words", [b"NO go away", b"BAD what"])
def test_server_that_refuses_everything(server, open_fake, read, words):
    server.add(*range(1, 100))
    server.on(ANY_FETCH, lambda talk, tag: talk.send(tag + b" " + words + b"\r\n"), times=1000)

    with pytest.raises(SourceError, match=r"'INBOX' .* refuses to be read"):
        read(open_fake())

    assert sum(line.startswith(ANY_FETCH) for line in server.lines) < 60


@pytest.mark.parametrize("words", [b"[OVERQUOTA] bandwidth", b"[THROTTLED]", b"Backoff Time: 3 ms"])
def test_server_that_asks_to_wait_is_not_pestered(server, open_fake, read, words):
    server.add(*range(1, 100))
    server.on(ANY_FETCH, lambda talk, tag: talk.send(tag + b" NO " + words + b"\r\n"))

    with pytest.raises(ServerUnreachable, match="asks to wait"):
        read(open_fake())

    assert sum(line.startswith(ANY_FETCH) for line in server.lines) == 1


@pytest.mark.parametrize(
    "how", [lambda talk: talk.drip(b"* OK " * 500, 0.02), lambda talk: talk.wait()]
)
@pytest.mark.parametrize("when", [ANY_FETCH, b"EXAMINE", b"LOGIN"])
def test_deadline_stops_drips_and_stalls(server, open_fake, read, how, when):
    server.add(1)
    server.on(when, lambda talk, tag: how(talk), times=100)
    start = time.monotonic()

    with pytest.raises(ServerTimeout) as caught:
        read(open_fake(deadline_seconds=0.2))

    assert time.monotonic() - start < 2
    assert caught.value.exit_code == 69


def test_deadline_of_the_greeting(server, open_fake):
    server.greeting = b""
    with pytest.raises(ServerTimeout):
        open_fake(deadline_seconds=0.1).mailboxes()


def test_progress_puts_the_deadline_off(server, open_fake, read):
    (message,) = server.add(1)
    text = b"x" * 60_000
    spoil(
        structure=b'("text" "plain" NIL NIL NIL "7bit" 60000 9)',
        text=b"{60000}\r\n" + text,
    )(message)

    def slowly(talk, tag):
        answer = server._answer(tag, server.lines[-1])
        for start in range(0, len(answer), 10_000):
            talk.send(answer[start : start + 10_000])
            time.sleep(0.05)

    server.on(rb"UID FETCH .*PEEK\[1\]", slowly)

    message, _ = read(open_fake(deadline_seconds=0.2))

    assert message.text_part.content == text


def test_state_after_a_break_covers_what_was_yielded(server, open_fake):
    server.add(*range(1, 1101))
    server.on(rb"UID FETCH 600,", lambda talk, tag: talk.finish(), times=100)
    server.on(ANY_FETCH + rb" [\d,]*\b599\b", lambda talk, tag: talk.finish(), times=100)
    source = open_fake()
    (inbox,) = source.mailboxes()

    events = []
    for event in source.fetch(inbox, state=None, known=lambda _: False):
        events.append(event)
        if isinstance(event, SyncState):
            break
    state = events[-1]
    server.hooks.clear()
    rest = list(open_fake().fetch(inbox, state=state, known=lambda _: False))

    assert keys(events) == list(range(1100, 600, -1))
    assert keys(rest) == list(range(600, 0, -1))
    assert rest[-1].complete


# Login, listing, errors


def test_reconnection_asks_for_the_password_once(server, open_fake, read):
    server.add(1)
    server.on(BATCH_FETCH, lambda talk, tag: talk.finish())
    asked = []

    read(open_fake(password=lambda: asked.append(1) or "secret"))

    assert server.connections == 2
    assert asked == [1]


def test_wrong_password_is_in_no_message(server, open_fake):
    server.password = "other"
    source = open_fake()
    with pytest.raises(LoginRefused) as caught:
        source.mailboxes()
    assert "secret" not in f"{caught.value} {caught.value!r} {source!r} {vars(source)}"


def test_server_that_breaks_off_at_login_did_not_refuse_it(server, open_fake):
    server.on(b"LOGIN", lambda talk, tag: talk.finish(), times=9)
    with pytest.raises(ServerUnreachable):
        open_fake().mailboxes()


def test_server_that_is_busy_did_not_refuse_the_login(server, open_fake):
    server.on(b"LOGIN", lambda talk, tag: talk.send(tag + b" NO [UNAVAILABLE] later\r\n"))
    with pytest.raises(ServerUnreachable, match="no logins at the moment"):
        open_fake().mailboxes()


def test_no_secret_and_no_mail_is_logged(server, open_fake, read, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    server.add(1)
    source = open_fake()
    read(source)
    wire = source._session._client.wire
    assert "secret" not in caplog.text + str(vars(wire))
    assert "hello" not in caplog.text + str(vars(wire))
    assert capsys.readouterr() == ("", "")


def test_password_with_a_line_break_is_not_sent(server, open_fake):
    with pytest.raises(Exception, match="line break"):
        open_fake(password=lambda: "x\r\nA1 NOOP").mailboxes()
    assert not any(b"NOOP" in line for line in server.lines)


def test_user_that_needs_quotes(server):
    url = server.url.replace("mia", "mia%20%22m%22")
    source = ImapSource.from_url(url, password=lambda: "secret")
    source.mailboxes()
    source.close()
    assert b'LOGIN "mia \\"m\\"" "secret"' in server.lines


@pytest.mark.parametrize(
    "greeting", [b"* BYE busy\r\n", b"220 smtp ESMTP\r\n", b"SSH-2.0-x\r\n", b"\r\n"]
)
def test_server_that_is_none(server, open_fake, greeting):
    server.greeting = greeting
    with pytest.raises(SourceError):
        open_fake().mailboxes()


def test_listing_survives_bad_names_and_lines(server, open_fake, read):
    server.listing = [
        b'(\\Noselect) "/" "[Gmail]"',
        b'(\\HasNoChildren \\Sent) "/" "[Gmail]/Gesendet"',
        b'(\\HasNoChildren \\All) "/" "[Gmail]/Alle Nachrichten"',
        b'() "/" "&AP8-A&"',
        b'() "/" "&####-"',
        b'() "/" "&2AA-"',
        b'() "/" caf\xc3\xa9',
        b'() "/" \xff\xfe',
        b"() NIL 2024",
        b'() "/" {6}\r\nli"ter',
        b"garbage",
        b'(\\HasNoChildren) "/" "INBOX"',
        b'(\\HasNoChildren) "/" INBOX',
    ]
    server.add(1)
    source = open_fake()

    boxes = {box.name: box.role for box in source.mailboxes()}

    assert boxes == {
        "[Gmail]/Gesendet": "sent",
        "[Gmail]/Alle Nachrichten": "archive",
        "&AP8-A&": "other",
        "&####-": "other",
        "&2AA-": "other",
        "café": "other",
        "\\xff\\xfe": "other",
        "2024": "other",
        'li"ter': "other",
        "INBOX": "inbox",
    }
    assert keys(read(source, 'li"ter')) == [1]
    with pytest.raises(SourceError, match="café"):
        read(source, "café")


def test_special_use_is_asked_for_where_it_is_extended(server, open_fake):
    server.capability = b"IMAP4rev1 SPECIAL-USE LIST-EXTENDED"
    open_fake().mailboxes()
    assert b'LIST "" "*" RETURN (SPECIAL-USE)' in server.lines


def read_each(source) -> list[SourceError | None]:
    """Read all mailboxes as a run does: the failure of one does not end it."""
    found: list[SourceError | None] = []
    for mailbox in [Mailbox(name, "other", handle=name) for name in "ABCDEFGH"]:
        try:
            list(source.fetch(mailbox, state=None, known=lambda _: False))
            found.append(None)
        except SourceError as error:
            found.append(error)
    return found


def test_server_that_does_not_answer_is_asked_once(server, open_fake):
    server.greeting = b""
    start = time.monotonic()

    errors = read_each(open_fake(deadline_seconds=0.3))

    assert time.monotonic() - start < 1
    assert {type(error) for error in errors} == {ServerTimeout}
    assert {str(error) for error in errors} == {str(errors[0])}
    assert server.connections == 1


def test_refused_login_is_tried_once(server, open_fake):
    server.password = "other"

    errors = read_each(open_fake())

    assert {type(error) for error in errors} == {LoginRefused}
    assert sum(line.startswith(b"LOGIN") for line in server.lines) == 1


def test_server_that_dies_meanwhile_is_given_up(server, open_fake):
    server.on(b'EXAMINE "?C', lambda talk, tag: server.close_listener() or talk.finish())

    errors = read_each(open_fake())

    assert errors[:2] == [None, None]
    assert {type(error) for error in errors[2:]} == {ServerUnreachable}
    assert {str(error) for error in errors[2:]} == {str(errors[2])}


def test_server_that_stalls_in_every_mailbox_is_given_up_at_the_second(server, open_fake):
    server.on(b"EXAMINE", lambda talk, tag: talk.wait(), times=100)

    errors = read_each(open_fake(deadline_seconds=0.1))

    assert {type(error) for error in errors} == {ServerTimeout}
    assert sum(line.startswith(b"EXAMINE") for line in server.lines) == 4


def test_mailbox_that_stalls_costs_itself_alone(server, open_fake):
    server.on(b'EXAMINE "?[BD]', lambda talk, tag: talk.wait(), times=100)

    errors = read_each(open_fake(deadline_seconds=0.1))

    assert [error is None for error in errors] == [True, False, True, False, *[True] * 4]


def test_two_mailboxes_read_in_turns(server, open_fake):
    server.listing = [b'() "/" A', b'() "/" B']
    server.add(1)
    source = open_fake()
    one, two = (source.fetch(box, state=None, known=lambda _: False) for box in source.mailboxes())

    events = [next(one), next(two), *one, *two]

    assert sorted(event.locator.mailbox for event in events[:2]) == ["A", "B"]
    assert [event.complete for event in events[2:]] == [True, True]


def test_mailbox_made_anew_while_it_is_read(server, open_fake, read):
    server.add(1)

    def replace(talk, tag):
        server.uidvalidity += 1
        talk.finish()

    server.on(BATCH_FETCH, replace)

    with pytest.raises(SourceError, match="made anew"):
        read(open_fake())


def test_mailbox_without_uidvalidity_is_refused(server, open_fake, read):
    server.on(b"EXAMINE", lambda talk, tag: talk.send(b"* 1 EXISTS\r\n" + tag + b" OK done\r\n"))
    with pytest.raises(SourceError):
        read(open_fake())


def test_port_where_nothing_listens(unused_port):
    source = ImapSource.from_url(f"imaps://mia@127.0.0.1:{unused_port}", password=lambda: "x")
    with pytest.raises(ServerUnreachable, match="nothing answers") as caught:
        source.mailboxes()
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)


def test_host_that_does_not_exist(monkeypatch):
    def resolve(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    source = ImapSource.from_url("imaps://mia@nowhere.invalid", password=lambda: "x")
    with pytest.raises(ServerUnreachable, match="no server named nowhere"):
        source.mailboxes()


def test_closing_twice_and_without_a_connection(server, open_fake):
    source = open_fake()
    source.close()
    source.mailboxes()
    source.close()
    source.close()
    assert server.lines[-1] == b"LOGOUT"
