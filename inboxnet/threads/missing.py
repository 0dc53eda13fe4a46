"""Answers to mail that is not in the mailbox: deleted, lost, or never read.

Many delete what they have answered, yet the answer still quotes author, time and subject. How long
the answer took can then be told, if it is known in which zone its author's program writes the wall
time: the zone is learned from that author's answers to originals that are here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from inboxnet.threads.mail import Parent, ThreadMail
from inboxnet.threads.quoted import offset_of, quoted_author_keys

_CLOCK_SLACK: Final = 300
_LONGEST_SECONDS: Final = 365 * 86400
_CONFIDENCE: Final = 0.8


@dataclass(frozen=True, slots=True)
class MissingOriginal:
    """A message that is known only by its quotation.

    Attributes:
        author: Person id of who wrote it.
        answered_by: The message that quotes it.
        sent: Seconds since the epoch.
        latency_seconds: From it to the answer, at least 0.
        confidence: 0…1.
    """

    author: int
    answered_by: int
    sent: int
    latency_seconds: int
    confidence: float


def find_missing_originals(
    mails: Sequence[ThreadMail],
    parent_of: Mapping[int, Parent],
    author_keys: Mapping[int, frozenset[str]],
) -> Iterator[MissingOriginal]:
    """Yield what answers quote that follow no message of the mailbox.

    Args:
        mails: All messages.
        parent_of: Message id to the message it follows.
        author_keys: See `inboxnet.threads.quoted.QuotedIndex`.
    """
    people: dict[str, set[int]] = defaultdict(set)
    for person, keys in author_keys.items():
        for key in keys:
            people[key].add(person)
    zones = _Zones(mails, parent_of)
    for mail in mails:
        block = mail.quoted
        if block is None or block.sent is None or mail.mail_id in parent_of:
            continue
        if mail.author is None or mail.sent is None or mail.automatic or mail.is_forward:
            continue
        named = {p for key in quoted_author_keys(block) for p in people.get(key, ())}
        named = named & mail.recipients if len(named) > 1 else named
        if len(named) != 1 or mail.author in named or not named <= mail.recipients:
            continue
        sent = zones.instant(mail.author, block.sent)
        if sent is None or not -_CLOCK_SLACK <= mail.sent - sent <= _LONGEST_SECONDS:
            continue
        (author,) = named
        yield MissingOriginal(author, mail.mail_id, sent, max(0, mail.sent - sent), _CONFIDENCE)


class _Zones:
    """In which zone each author's program writes the wall time of what it quotes.

    Quotations of originals that are here tell: the one nearest in time, as people travel and summer
    time comes and goes. Of a thousand such quotations nine in ten were told right from the others,
    the rest an hour or two off.
    """

    def __init__(self, mails: Sequence[ThreadMail], parent_of: Mapping[int, Parent]) -> None:
        sent = {mail.mail_id: mail.sent for mail in mails}
        self._seen: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for mail in mails:
            parent = parent_of.get(mail.mail_id)
            if parent is None or parent.method == "subject" or mail.quoted is None:
                continue
            wall, original = mail.quoted.sent, sent[parent.mail_id]
            if wall is None or wall.tzinfo is not None or original is None:
                continue
            if mail.author is not None and mail.sent is not None:
                self._seen[mail.author].append((_epoch(wall), offset_of(wall, original)))
        for seen in self._seen.values():
            seen.sort()

    def instant(self, author: int, wall: datetime) -> int | None:
        """Return seconds since the epoch of a wall time that ``author`` quoted, None if unknown."""
        if wall.tzinfo is not None:
            return int(wall.timestamp())
        seen = self._seen.get(author)
        if not seen:
            return None
        at = _epoch(wall)
        place = bisect_left(seen, (at, 0))
        near = min(seen[max(0, place - 1) : place + 1], key=lambda entry: abs(entry[0] - at))
        return at + near[1]


def _epoch(wall: datetime) -> int:
    return int(wall.replace(tzinfo=UTC).timestamp())
