"""The connection to an IMAP server: read-only, with deadlines and caps, and without a log.

`imaplib` keeps the last lines (secrets and bodies among them) for debugging, has no deadline for
a whole answer, and reads literals of any size; `Wire` takes its place under `imapclient`.
"""

from __future__ import annotations

import imaplib
import io
import re
import socket
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ssl

    from _typeshed import ReadableBuffer

LITERAL_CAP = 1024 * 1024
"""Bytes kept of one literal; what lies behind is read and dropped."""

ANSWER_CAP = 128 * 1024 * 1024
"""Bytes of the answer to one command; the connection is given up beyond."""

LINE_CAP = 32 * 1024 * 1024
"""Bytes of one line, so that 2,900,000 UIDs fit into one SEARCH answer."""

SLOWEST_BYTES_PER_SECOND = 8 * 1024
"""Each so many bytes that arrive put the deadline off by a second."""

_QUOTED = rb'"(?:[^"\\\r\n\0]|\\["\\])*"'
_ITEM = (
    rb"(?:UID|INTERNALDATE|RFC822\.SIZE|BODYSTRUCTURE"
    rb"|BODY\.PEEK\[(?:HEADER|[0-9]+(?:\.[0-9]+)*)?\](?:<0\.[0-9]+>)?)"
)
_ALLOWED = re.compile(
    rb"[A-Z]+[0-9]+ (?:"
    rb"CAPABILITY|NOOP|LOGOUT"
    rb"|LOGIN (?:[^\x00-\x20\x7f-\xff\"(){%*\\]+|" + _QUOTED + rb") " + _QUOTED + rb""
    rb"|AUTHENTICATE [A-Z0-9-]+"
    rb'|LIST "" "\*"(?: RETURN \(SPECIAL-USE\))?'
    rb"|EXAMINE " + _QUOTED + rb""
    rb"|UID SEARCH UID [0-9]+:[0-9]+(?: SINCE [0-9]{1,2}-[A-Z][a-z]{2}-[0-9]{4})?"
    rb"|UID FETCH [0-9,:]+ \(" + _ITEM + rb"(?: " + _ITEM + rb")*\)"
    rb")\r\n"
)
# The answers to a SASL challenge: a line without a space is never a command (RFC 9051 section 9).
_SASL_ANSWER = re.compile(rb"(?:[A-Za-z0-9+/]*={0,2}|\*)(?:\r\n)?")


class CommandForbidden(Exception):
    """A command was stopped before it was sent, as it is not one that only reads."""


class Wire(imaplib.IMAP4):
    """An `imaplib.IMAP4` that can only read.

    Args:
        host: Name or address.
        port: TCP port.
        context: TLS settings, or None to speak in clear.
        deadline_seconds: How long a command may take, apart from what `SLOWEST_BYTES_PER_SECOND`
            adds. A server that drips a byte a second does not put it off.

    Raises:
        OSError: No connection, `TimeoutError` among them.
        ssl.SSLError: No TLS, or a certificate that is not trusted.
        imaplib.IMAP4.error: It is no IMAP server.
    """

    def __init__(
        self, host: str, port: int, *, context: ssl.SSLContext | None, deadline_seconds: float
    ) -> None:
        self._context = context
        self._deadline_seconds = deadline_seconds
        super().__init__(host, port)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect, over TLS if there is a context."""
        self.host = host
        self.port = port
        sock = socket.create_connection((host, port), timeout=timeout or self._deadline_seconds)
        if self._context is not None:
            try:
                sock = self._context.wrap_socket(sock, server_hostname=host)
            except BaseException:
                sock.close()
                raise
        self.sock = sock
        self._stream = _DeadlineStream(sock, self._deadline_seconds)
        self._reader = io.BufferedReader(self._stream, 64 * 1024)

    def read(self, size: int) -> bytes:
        """Read a literal, of which at most `LITERAL_CAP` bytes are returned."""
        if size > ANSWER_CAP:
            raise self.abort("the server announces a literal beyond all bounds")
        content = self._reader.read(min(size, LITERAL_CAP))
        left = size - len(content)
        while left:
            dropped = len(self._reader.read(min(left, 64 * 1024)))
            if not dropped:
                raise self.abort("the connection ended inside a literal")
            left -= dropped
        return content

    def readline(self) -> bytes:
        """Read a line."""
        line = self._reader.readline(LINE_CAP + 1)
        if len(line) > LINE_CAP:
            raise self.abort("the server sent a line beyond all bounds")
        return line

    def send(self, data: ReadableBuffer) -> None:
        """Send a command that only reads, and start its deadline.

        Raises:
            CommandForbidden: It could change something on the server; nothing was sent.
        """
        line = bytes(data)
        if not _ALLOWED.fullmatch(line) and not _SASL_ANSWER.fullmatch(line):
            # The arguments may be a secret: only the verb is told.
            verb = line.split(b" ", 2)[1:2]
            raise CommandForbidden(f"{verb!r} is not a command that only reads")
        self._stream.restart()
        self.sock.settimeout(self._deadline_seconds)
        self.sock.sendall(line)

    def uid_command(self, name: str, *args: str) -> list[Any]:
        """Send UID SEARCH or UID FETCH and return its data, that of a NO with data included.

        Raises:
            imaplib.IMAP4.error: The server refuses and gives nothing, or does not understand.
            imaplib.IMAP4.abort: The connection broke.
        """
        self.untagged_responses.pop(name, None)
        status, words = self.uid(name, *args)
        if status == "OK":
            return words
        data: list[Any] = self.untagged_responses.pop(name, [])
        if not data:
            raise self.error(words[-1].decode("latin-1") if words and words[-1] else status)
        return data

    def set_deadline(self, seconds: float) -> None:
        """Change the deadline of the commands that follow."""
        self._deadline_seconds = seconds
        self._stream.seconds = seconds

    @staticmethod
    def quoted(text: str) -> str:
        """Return ``text`` as a quoted string (RFC 9051 section 4.3)."""
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def shutdown(self) -> None:
        """Close the connection."""
        self._reader.close()
        self.sock.close()

    def _log(self, line: Any) -> None:
        """Keep nothing."""

    def _mesg(self, s: Any, secs: float | None = None) -> None:
        """Print nothing."""


class _DeadlineStream(io.RawIOBase):
    """The bytes of a socket until the deadline of the command."""

    def __init__(self, sock: socket.socket, seconds: float) -> None:
        self._sock = sock
        self.seconds = seconds
        self.restart()

    def restart(self) -> None:
        self._until = time.monotonic() + self.seconds
        self._received = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._until + self._received / SLOWEST_BYTES_PER_SECOND - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline of the command has passed")
        if self._received > ANSWER_CAP:
            raise ConnectionAbortedError("the server sends an answer beyond all bounds")
        self._sock.settimeout(left)
        count = self._sock.recv_into(buffer)
        self._received += count
        return count
