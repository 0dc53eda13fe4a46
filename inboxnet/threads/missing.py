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
from datetime import datetime
from itertools import accumulate
from typing import Final, Literal

from inboxnet.threads.mail import Direction, Parent, ThreadMail
from inboxnet.threads.quoted import offset_of, people_by_key, quoted_author_keys, wall_seconds

_CLOCK_SLACK: Final = 300
_LONGEST_SECONDS: Final = 365 * 86400
_CONFIDENCE: Final = 0.8
_AROUND: Final = 40
_NEAR_SECONDS: Final = 180 * 86400


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
    named = _Named(author_keys)
    zones = _Zones(mails, parent_of)
    for mail in mails:
        block = mail.quoted
        if block is None or block.sent is None or mail.mail_id in parent_of:
            continue
        author = named.asker(mail)
        if author is None or mail.author is None or mail.sent is None:
            continue
        sent = zones.instant(mail.author, block.sent)
        if sent is not None and -_CLOCK_SLACK <= mail.sent - sent <= _LONGEST_SECONDS:
            yield MissingOriginal(author, mail.mail_id, sent, max(0, mail.sent - sent), _CONFIDENCE)


class KeptMail:
    """How much of the mail is still there, told by what answers quote.

    Who answers and then deletes the question leaves an answer that quotes mail which is not here.

    Args:
        mails: All messages.
        parent_of: Message id to the message it follows.
        author_keys: See `inboxnet.threads.quoted.QuotedIndex`.
        owner: The owner's person id: only mail from and to the owner tells what the owner keeps.
    """

    def __init__(
        self,
        mails: Sequence[ThreadMail],
        parent_of: Mapping[int, Parent],
        author_keys: Mapping[int, frozenset[str]],
        *,
        owner: int | None,
    ) -> None:
        named = _Named(author_keys)
        told: dict[Direction, list[tuple[int, bool]]] = {"in": [], "out": []}
        for mail in mails:
            if mail.direction not in told or mail.sent is None:
                continue
            asker = named.asker(mail)
            if asker is not None and (mail.direction == "out" or asker == owner):
                parent = parent_of.get(mail.mail_id)
                missing = parent is None or parent.method == "subject"
                told[mail.direction].append((mail.sent, missing))
        self._told = {direction: sorted(seen) for direction, seen in told.items()}
        self._missing = {
            direction: [0, *accumulate(missing for _, missing in seen)]
            for direction, seen in self._told.items()
        }

    def around(self, answers: Literal["in", "out"], at: int) -> tuple[int, int]:
        """Return how many of the answers nearest in time quote mail that is missing, of how many.

        At most `_AROUND` of them, all within half a year.

        Args:
            answers: The direction of the answers; what they answer went the other way.
            at: Seconds since the epoch.
        """
        seen, missing = self._told[answers], self._missing[answers]
        place = bisect_left(seen, (at, False))
        first = max(0, min(place - _AROUND // 2, len(seen) - _AROUND))
        last = min(len(seen), first + _AROUND)
        first = max(first, bisect_left(seen, (at - _NEAR_SECONDS, False)))
        last = max(first, min(last, bisect_left(seen, (at + _NEAR_SECONDS, False))))
        return missing[last] - missing[first], last - first


class _Named:
    """Whom a quoted block names."""

    def __init__(self, author_keys: Mapping[int, frozenset[str]]) -> None:
        self._people = people_by_key(author_keys)

    def asker(self, mail: ThreadMail) -> int | None:
        """Return whom a message answers by what it quotes: one to whom it is addressed."""
        if mail.quoted is None or mail.author is None or mail.automatic or mail.is_forward:
            return None
        named = {p for key in quoted_author_keys(mail.quoted) for p in self._people.get(key, ())}
        named = named & mail.recipients if len(named) > 1 else named
        if len(named) != 1 or mail.author in named or not named <= mail.recipients:
            return None
        return next(iter(named))


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
                self._seen[mail.author].append((wall_seconds(wall), offset_of(wall, original)))
        for seen in self._seen.values():
            seen.sort()

    def instant(self, author: int, wall: datetime) -> int | None:
        """Return seconds since the epoch of a wall time that ``author`` quoted, None if unknown."""
        if wall.tzinfo is not None:
            return wall_seconds(wall)
        seen = self._seen.get(author)
        if not seen:
            return None
        at = wall_seconds(wall)
        place = bisect_left(seen, (at, 0))
        near = min(seen[max(0, place - 1) : place + 1], key=lambda entry: abs(entry[0] - at))
        return at + near[1]
