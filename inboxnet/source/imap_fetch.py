"""A batch of UIDs to messages: header and text part, with an account of every UID.

What was asked for comes out as a message, a `Failure` or a `Vanished`. A message that spoils its
batch (the server breaks off, or refuses) is found by halving the batch; one whose structure or
fields cannot be used is asked for whole; one that is still not to be had alone is a `Failure`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from inboxnet.message.model import Failure, Locator, RawMessage, TextPart
from inboxnet.source.base import Vanished
from inboxnet.source.bodystructure import BadStructure, TextLeaf, find_text_leaf
from inboxnet.source.imap_errors import CommandRefused, StreamBroken
from inboxnet.source.imap_response import Node, parse_internal_date, parse_number
from inboxnet.source.imap_wire import LITERAL_CAP

if TYPE_CHECKING:
    from datetime import datetime

BATCH = 500
"""UIDs of one command."""

WHOLE_CAP = 256 * 1024
"""Bytes of a message that is asked for whole."""

HTML_FACTOR = 4
"""So much more of a text in HTML is fetched: before the first word may stand 100 KB of style."""

_BATCH_BYTES = 8 * 1024 * 1024
_SETBACKS_CAP = 30
_BREAKS_CAP = 12
_ENVELOPE = "UID INTERNALDATE RFC822.SIZE"

Fields = Mapping[bytes, Node]
Given = RawMessage | Failure | Vanished


class OpenMailbox(Protocol):
    """A mailbox opened for reading, over a connection that can be made again."""

    def fetch_once(self, uids: Sequence[int], items: str) -> dict[int, dict[bytes, Node]]:
        """Send one UID FETCH; answers that cannot be read are left out.

        Raises:
            StreamBroken: The connection is gone.
            CommandRefused: The server gives nothing but a refusal.
        """
        ...

    def list_uids(self, low: int, high: int) -> set[int]:
        """List the UIDs in use from ``low`` to ``high``."""
        ...

    def reconnect(self) -> None:
        """Make the connection anew."""
        ...


@dataclass(frozen=True, slots=True)
class _Head:
    uid: int
    size: int
    internal_date: datetime | None
    header: bytes


class BatchReader:
    """Reads batches of one mailbox.

    Args:
        mailbox: Where to read.
        account: For the locators.
        name: For the locators.
        uidvalidity: For the locators.
        text_cap: Bytes of a text part, still encoded; see also `HTML_FACTOR`.
        since: Mail received before was not asked for.
    """

    def __init__(
        self,
        mailbox: OpenMailbox,
        *,
        account: str,
        name: str,
        uidvalidity: int,
        text_cap: int,
        since: datetime | None,
    ) -> None:
        self._mailbox = mailbox
        self._account = account
        self._name = name
        self._uidvalidity = uidvalidity
        self._text_cap = text_cap
        self._since = since
        self._setbacks = 0
        self._breaks = 0

    def locator(self, uid: int) -> Locator:
        """Return where the message with ``uid`` lies."""
        return Locator(self._account, self._name, self._uidvalidity, str(uid))

    def read(self, uids: Sequence[int]) -> list[Given]:
        """Fetch at most `BATCH` messages.

        Args:
            uids: Distinct.

        Returns:
            One value for each UID, in their order; none for mail from before ``since``.

        Raises:
            StreamBroken: The server breaks off whatever it is asked.
            CommandRefused: The server refuses whatever it is asked.
            SourceError: The connection cannot be made again.
        """
        given: dict[int, Given | None] = {}
        texts: dict[tuple[str, int], list[tuple[_Head, TextLeaf]]] = {}
        wholes: list[int] = []
        answers = self._fetch(uids, f"{_ENVELOPE} BODYSTRUCTURE BODY.PEEK[HEADER]")
        for uid in uids:
            fields = answers.get(uid, {})
            if fields and self._is_too_old(parse_internal_date(fields)):
                given[uid] = None
                continue
            header = fields.get(b"BODY[HEADER]")
            try:
                leaf = find_text_leaf(fields.get(b"BODYSTRUCTURE"))
            except BadStructure:
                header = None
                leaf = None
            if not isinstance(header, bytes) or not header:
                wholes.append(uid)
                continue
            size = _read_size(fields) or len(header) + (leaf.octets if leaf else 0)
            head = _Head(uid, size, parse_internal_date(fields), header)
            if leaf is None or not leaf.octets:
                given[uid] = self._build_partial(head, leaf, b"")
            else:
                texts.setdefault((leaf.number, self._cap(leaf)), []).append((head, leaf))
        for (number, cap), wanted in texts.items():
            for chunk in self._iter_chunks(wanted):
                wholes.extend(self._read_texts(number, cap, chunk, given))
        self._read_wholes(wholes, given)
        assert given.keys() == set(uids), "asked = messages + failures + vanished + too old"
        return [event for event in map(given.__getitem__, uids) if event is not None]

    def _read_texts(
        self,
        number: str,
        cap: int,
        chunk: list[tuple[_Head, TextLeaf]],
        given: dict[int, Given | None],
    ) -> list[int]:
        """Fetch one part of each message; return the UIDs whose part is not where it should be."""
        field = f"BODY[{number}]".encode()
        answers = self._fetch([head.uid for head, _ in chunk], f"UID BODY.PEEK[{number}]<0.{cap}>")
        missing: list[int] = []
        for head, leaf in chunk:
            content = answers.get(head.uid, {}).get(field)
            if isinstance(content, bytes) and content:
                given[head.uid] = self._build_partial(head, leaf, content)
            else:
                missing.append(head.uid)
        return missing

    def _read_wholes(self, uids: Sequence[int], given: dict[int, Given | None]) -> None:
        if not uids:
            return
        there = self._list_uids(min(uids), max(uids))
        left = []
        for uid in uids:
            if uid in there:
                left.append(uid)
            else:
                given[uid] = Vanished(self.locator(uid))
        items = f"{_ENVELOPE} BODY.PEEK[]<0.{WHOLE_CAP}>"
        step = max(1, _BATCH_BYTES // WHOLE_CAP)
        for start in range(0, len(left), step):
            chunk = left[start : start + step]
            answers = self._fetch(chunk, items)
            for uid in chunk:
                whole: Given | None = self._build_whole(uid, answers.get(uid, {}))
                if whole is None:
                    fields = self._fetch([uid], items).get(uid, {})
                    whole = self._build_whole(uid, fields) or self._explain(uid, fields)
                too_old = isinstance(whole, RawMessage) and self._is_too_old(whole.internal_date)
                given[uid] = None if too_old else whole

    def _explain(self, uid: int, fields: Fields) -> Given:
        """Say why a message that was asked for alone did not come."""
        locator = self.locator(uid)
        if uid not in self._list_uids(uid, uid):
            return Vanished(locator)
        if not fields:
            reason = "the server lists the message but does not give it"
        elif fields.get(b"BODY[]") == b"":
            reason = "the server gives an empty message"
        else:
            reason = "the server gives the message without its content"
        return Failure(locator, "fetch", reason, size=parse_number(fields.get(b"RFC822.SIZE")))

    def _fetch(self, uids: Sequence[int], items: str) -> dict[int, dict[bytes, Node]]:
        """Fetch, and halve what breaks the connection or is refused, down to one message.

        What is missing from the answer could not be had.
        """
        found: dict[int, dict[bytes, Node]] = {}
        todo = [(uids, False)]
        while todo:
            part, broke_before = todo.pop()
            try:
                found.update(self._mailbox.fetch_once(part, items))
            except StreamBroken as exc:
                self._breaks += 1
                stalled = broke_before and isinstance(exc.__cause__, TimeoutError)
                if stalled or self._breaks > _BREAKS_CAP:
                    raise
                self._mailbox.reconnect()
                if not broke_before:
                    todo.append((part, True))
                    continue
            except CommandRefused as exc:
                self._setbacks += 1
                if exc.asks_to_wait or self._setbacks > _SETBACKS_CAP:
                    raise
            else:
                self._breaks = self._setbacks = 0
                continue
            if len(part) > 1:
                middle = len(part) // 2
                todo += [(part[middle:], True), (part[:middle], True)]
        return found

    def _list_uids(self, low: int, high: int) -> set[int]:
        return self._mailbox.list_uids(low, high)

    def _iter_chunks(
        self, wanted: list[tuple[_Head, TextLeaf]]
    ) -> Iterator[list[tuple[_Head, TextLeaf]]]:
        """Split so that one answer holds at most about `_BATCH_BYTES`."""
        chunk: list[tuple[_Head, TextLeaf]] = []
        weight = 0
        for head, leaf in wanted:
            octets = min(leaf.octets, self._cap(leaf))
            if chunk and weight + octets > _BATCH_BYTES:
                yield chunk
                chunk, weight = [], 0
            chunk.append((head, leaf))
            weight += octets
        if chunk:
            yield chunk

    def _build_partial(self, head: _Head, leaf: TextLeaf | None, content: bytes) -> RawMessage:
        part = None
        if leaf is not None:
            part = TextPart(
                media_type=leaf.media_type,
                charset=leaf.charset,
                transfer_encoding=leaf.transfer_encoding,
                content=content[: self._cap(leaf)],
                truncated=max(leaf.octets, len(content)) > self._cap(leaf),
                content_type=leaf.content_type,
            )
        return RawMessage(
            locator=self.locator(head.uid),
            content=head.header,
            size=head.size,
            internal_date=head.internal_date,
            partial=True,
            text_part=part,
            truncated=len(head.header) >= LITERAL_CAP,
        )

    def _build_whole(self, uid: int, fields: Fields) -> RawMessage | None:
        content = fields.get(b"BODY[]")
        if not isinstance(content, bytes) or not content:
            return None
        size = max(_read_size(fields), len(content))
        return RawMessage(
            locator=self.locator(uid),
            content=content[:WHOLE_CAP],
            size=size,
            internal_date=parse_internal_date(fields),
            truncated=size > WHOLE_CAP,
        )

    def _cap(self, leaf: TextLeaf) -> int:
        factor = HTML_FACTOR if leaf.media_type == "text/html" else 1
        return min(factor * self._text_cap, LITERAL_CAP)

    def _is_too_old(self, internal_date: datetime | None) -> bool:
        return self._since is not None and internal_date is not None and internal_date < self._since


def _read_size(fields: Fields) -> int:
    return parse_number(fields.get(b"RFC822.SIZE")) or 0
