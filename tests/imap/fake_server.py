"""A scripted IMAP server: it behaves until it is told how not to."""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress

Hook = Callable[["Conversation", bytes, bytes], bool]
"""Given the conversation, the tag and the rest of the line: whether it answered."""


class Conversation:
    """One connection, and the lever to break it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def send(self, data: bytes) -> None:
        self._sock.sendall(data)

    def drip(self, data: bytes, seconds: float) -> None:
        """Send byte by byte until the peer leaves."""
        for index in range(len(data)):
            self._sock.sendall(data[index : index + 1])
            self._sock.settimeout(seconds)
            with suppress(TimeoutError):
                if not self._sock.recv(1):
                    raise ConnectionResetError
        self._sock.settimeout(None)

    def wait(self) -> None:
        """Say nothing until the peer leaves."""
        self._sock.settimeout(10)
        self._sock.recv(1)
        raise ConnectionResetError

    def finish(self) -> None:
        """Close with FIN."""
        raise ConnectionResetError

    def reset(self) -> None:
        """Close with RST."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionResetError


def literal(content: bytes) -> bytes:
    return b"{%d}\r\n%s" % (len(content), content)


class Message:
    """A message that answers for itself, field by field."""

    def __init__(self, uid: int, text: bytes = b"hello\r\n") -> None:
        self.uid = uid
        header = b"From: a@x.example\r\nSubject: %d\r\n\r\n" % uid
        self.fields: dict[bytes, bytes] = {
            b"INTERNALDATE": b'"17-Jul-2024 02:44:25 -0700"',
            b"RFC822.SIZE": b"%d" % (len(header) + len(text)),
            b"BODYSTRUCTURE": b'("text" "plain" ("charset" "utf-8") NIL NIL "7bit" %d 1'
            b" NIL NIL NIL NIL)" % len(text),
            b"BODY[HEADER]": literal(header),
            b"BODY[1]": literal(text),
            b"BODY[]": literal(header + text),
        }


class FakeServer:
    """Serves ``messages`` from one INBOX; ``hooks`` see each command first.

    Attributes:
        lines: All commands received, without their tags.
        listing: The LIST lines, without ``* LIST``.
    """

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.hooks: list[Hook] = []
        self.lines: list[bytes] = []
        self.connections = 0
        self.greeting = b"* OK ready\r\n"
        self.capability = b"IMAP4rev1"
        self.listing = [b'(\\HasNoChildren) "/" INBOX']
        self.uidvalidity = 7
        self.uidnext: int | None = None
        self.password = '"secret"'
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self._socks: list[socket.socket] = []
        self._spawn(self._accept)

    @property
    def url(self) -> str:
        return f"imap://mia@127.0.0.1:{self.port}"

    def add(self, *uids: int) -> list[Message]:
        added = [Message(uid) for uid in uids]
        self.messages += added
        return added

    def on(self, pattern: bytes, action: Callable[[Conversation, bytes], object], times: int = 1):
        """Let ``action`` answer the next commands that match."""
        left = [times]

        def hook(conversation: Conversation, tag: bytes, line: bytes) -> bool:
            if not left[0] or not re.match(pattern, line):
                return False
            left[0] -= 1
            action(conversation, tag)
            return True

        self.hooks.append(hook)

    def close_listener(self) -> None:
        """Accept no more connections."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def close(self) -> None:
        for sock in (self._listener, *self._socks):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def _spawn(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self.connections += 1
                self._socks.append(sock)
                self._spawn(self._converse, sock)

    def _converse(self, sock: socket.socket) -> None:
        conversation = Conversation(sock)
        with suppress(OSError), sock, sock.makefile("rb") as reader:
            conversation.send(self.greeting)
            for received in reader:
                tag, _, line = received.rstrip(b"\r\n").partition(b" ")
                self.lines.append(line)
                if any(hook(conversation, tag, line) for hook in self.hooks):
                    continue
                conversation.send(self._answer(tag, line))
                if line == b"LOGOUT":
                    break

    def _answer(self, tag: bytes, line: bytes) -> bytes:
        ok = tag + b" OK done\r\n"
        if line == b"CAPABILITY":
            return b"* CAPABILITY " + self.capability + b"\r\n" + ok
        if line.startswith(b"LOGIN"):
            good = line.endswith(self.password.encode())
            return ok if good else tag + b" NO [AUTHENTICATIONFAILED] secret is wrong\r\n"
        if line.startswith(b"LIST"):
            return b"".join(b"* LIST " + entry + b"\r\n" for entry in self.listing) + ok
        if line.startswith(b"EXAMINE"):
            uidnext = self.uidnext or max((m.uid for m in self.messages), default=0) + 1
            return (
                b"* %d EXISTS\r\n* OK [UIDVALIDITY %d]\r\n" % (len(self.messages), self.uidvalidity)
                + (b"* OK [UIDNEXT %d]\r\n" % uidnext if self.uidnext != -1 else b"")
                + tag
                + b" OK [READ-ONLY] done\r\n"
            )
        if match := re.match(rb"UID SEARCH UID (\d+):(\d+)", line):
            low, high = int(match[1]), int(match[2])
            found = b"".join(b" %d" % m.uid for m in self.messages if low <= m.uid <= high)
            return b"* SEARCH" + found + b"\r\n" + ok
        if match := re.match(rb"UID FETCH ([\d,]+) \((.*)\)", line):
            asked = {int(uid) for uid in match[1].split(b",")}
            return b"".join(self._fetched(asked, match[2].split())) + ok
        if line == b"NOOP":
            return ok
        if line == b"LOGOUT":
            return b"* BYE\r\n" + ok
        return tag + b" BAD what\r\n"

    def _fetched(self, asked: set[int], items: list[bytes]):
        for number, message in enumerate(self.messages, start=1):
            if message.uid not in asked:
                continue
            parts = [b"UID %d" % message.uid]
            for item in items:
                name = re.sub(rb"\.PEEK|<0\.\d+>", b"", item)
                if name in message.fields:
                    origin = b"<0>" if item.endswith(b">") else b""
                    parts.append(name + origin + b" " + message.fields[name])
            yield b"* %d FETCH (%s)\r\n" % (number, b" ".join(parts))
