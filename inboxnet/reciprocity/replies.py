"""Which message was answered by which.

An answer is a message by somebody who was addressed, to the one who wrote, in the same
conversation. It answers the message it follows and every earlier one of that author to that person
that was still waiting. Automatic mail never answers.

A message to several people has one row: the owner's own answer where the owner was addressed (what
others said settles nothing of the owner's), else the first answer of anyone addressed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from inboxnet.threads.mail import Parent, ThreadMail
from inboxnet.threads.parents import Threads

_METHOD_IN_THREAD = "thread"
_PROOF = 0.95
_PERHAPS = 0.3
_SOON_SECONDS = 10 * 86400
_AT_ONCE_SECONDS = 86400


@dataclass(frozen=True, slots=True)
class Reply:
    """One message and its answer.

    Attributes:
        message_id: The message that was answered.
        answered_by: The answer.
        author: Who answered.
        latency_seconds: From Date to Date, at least 0; None where one has none.
        method: ``references``, ``quoted``, ``subject``, or ``thread`` where the answer follows a
            later message of the same conversation.
        confidence: 0…1.
        direct: The answer follows this very message.
    """

    message_id: int
    answered_by: int
    author: int
    latency_seconds: int | None
    method: str
    confidence: float
    direct: bool = False


def conversations(mails: Sequence[ThreadMail], threads: Threads) -> list[list[ThreadMail]]:
    """Return the messages of each conversation in the order in which they were said.

    That is by sent date, but none before the message it follows: clocks run fast, and some mail has
    no date.
    """
    grouped: dict[int, list[ThreadMail]] = defaultdict(list)
    for mail in mails:
        grouped[threads.thread_of[mail.mail_id]].append(mail)
    for group in grouped.values():
        said = _said_at(group, threads.parent_of)
        group.sort(key=lambda mail: (*said[mail.mail_id], mail.mail_id))
    return [grouped[thread] for thread in sorted(grouped)]


def _said_at(
    group: Sequence[ThreadMail], parent_of: Mapping[int, Parent]
) -> dict[int, tuple[int, int]]:
    """Return for each message its place: seconds since the epoch, then depth below its parent."""
    mails = {mail.mail_id: mail for mail in group}
    placed: dict[int, tuple[int, int]] = {}
    for mail in group:
        path: dict[int, None] = {}
        current: int | None = mail.mail_id
        while current is not None and current not in placed and current not in path:
            path[current] = None
            parent = parent_of.get(current)
            current = parent.mail_id if parent and parent.mail_id in mails else None
        for mail_id in reversed(path):
            own = mails[mail_id].sent or 0
            parent = parent_of.get(mail_id)
            above = placed.get(parent.mail_id) if parent else None
            early = above is not None and own <= above[0]
            placed[mail_id] = (above[0], above[1] + 1) if early and above else (own, 0)
    return placed


def find_answers(
    conversation: Sequence[ThreadMail],
    parent_of: Mapping[int, Parent],
    *,
    owner: int | None,
    lists: Collection[int],
) -> list[Reply]:
    """Return each person's first answer to each message of a conversation; linear in addressees.

    Args:
        conversation: Its messages in order, see `conversations`.
        parent_of: Message id to the message it follows.
        owner: The owner's person id.
        lists: Person ids of mailing lists.
    """
    waiting = _Waiting(owner, lists)
    found: dict[tuple[int, int], Reply] = {}
    mails = {mail.mail_id: mail for mail in conversation}
    for mail in conversation:
        if mail.author is None or mail.automatic == "aside":
            continue
        if not mail.automatic:
            for earlier in waiting.answered_by(mail, parent_of.get(mail.mail_id)):
                reply = _reply(earlier, mail, mail.author, parent_of)
                found.setdefault((earlier.mail_id, mail.author), reply)
            _prefer_direct(mail, mail.author, found, parent_of, mails)
        waiting.add(mail)
    place = {mail.mail_id: number for number, mail in enumerate(conversation)}
    return sorted(found.values(), key=lambda reply: place[reply.answered_by])


def choose_reply(answers: Sequence[Reply], owner: int | None) -> Reply:
    """Return the one answer of a message that stands for all.

    Args:
        answers: All answers to one message, in order.
        owner: The owner's person id.
    """
    return next((reply for reply in answers if reply.author == owner), answers[0])


def _prefer_direct(
    mail: ThreadMail,
    author: int,
    found: dict[tuple[int, int], Reply],
    parent_of: Mapping[int, Parent],
    mails: Mapping[int, ThreadMail],
) -> None:
    """Let a direct answer replace one that followed a later message and so covered this one too."""
    parent = parent_of.get(mail.mail_id)
    if parent is None or parent.method == "subject":
        return
    covered = found.get((parent.mail_id, author))
    if covered is None or covered.method != _METHOD_IN_THREAD:
        return
    followed, before = mails[parent.mail_id], mails[covered.answered_by]
    passed_on = mail.is_forward and followed.author not in mail.recipients
    # Much later it is a new turn: the first answer was the answer.
    at_once = (mail.sent or 0) - (before.sent or 0) <= _AT_ONCE_SECONDS
    if at_once and not passed_on:
        found[parent.mail_id, author] = _reply(followed, mail, author, parent_of)


def is_plausible(reply: Reply, expectation: float) -> bool:
    """Return whether a reply counts, given how likely its message was owed one.

    What expected nothing is answered by what follows it, or soon after, but not by whatever is said
    in the same conversation weeks later.
    """
    return (
        reply.direct
        or expectation >= _PERHAPS
        or reply.latency_seconds is None
        or reply.latency_seconds <= _SOON_SECONDS
    )


class _Waiting:
    """The messages of one conversation that wait for an answer, by author and addressee."""

    def __init__(self, owner: int | None, lists: Collection[int]) -> None:
        self._owner = owner
        self._lists = frozenset(lists)
        self._pairs: dict[tuple[int, int], list[ThreadMail]] = defaultdict(list)
        self._mails: dict[int, ThreadMail] = {}

    def add(self, mail: ThreadMail) -> None:
        """Let a message wait for each of those it is addressed to."""
        self._mails[mail.mail_id] = mail
        if mail.author is None:
            return
        addressees = set(mail.recipients)
        if mail.direction == "in" and self._owner is not None:
            # Through a list or by Bcc the owner is reached without being named.
            addressees.add(self._owner)
        for addressee in addressees - {mail.author}:
            self._pairs[mail.author, addressee].append(mail)

    def answered_by(self, answer: ThreadMail, parent: Parent | None) -> list[ThreadMail]:
        """Return, and let go, the messages that ``answer`` answers."""
        author = answer.author
        if author is None:
            return []
        found: dict[int, ThreadMail] = {}
        followed = self._mails.get(parent.mail_id) if parent else None
        counterparts = set(answer.recipients)
        if followed is not None and followed.author not in (None, author):
            addressed = (
                author in followed.recipients
                or (author == self._owner and followed.direction == "in")
                # Who quotes the words has read them, whatever address they reached.
                or (
                    parent is not None and parent.method == "quoted" and parent.confidence >= _PROOF
                )
            )
            if addressed and followed.author is not None:
                counterparts.add(followed.author)
                if not answer.is_forward or followed.author in answer.recipients:
                    found[followed.mail_id] = followed
            elif self._lists & followed.recipients & answer.recipients:
                # On a list whoever reads it may answer, but only what is answered directly.
                found[followed.mail_id] = followed
        if not answer.is_forward or (followed is not None and followed.author in answer.recipients):
            for counterpart in counterparts:
                for earlier in self._pairs.pop((counterpart, author), ()):
                    found[earlier.mail_id] = earlier
        return list(found.values())


def _reply(
    earlier: ThreadMail, answer: ThreadMail, author: int, parent_of: Mapping[int, Parent]
) -> Reply:
    parent = parent_of.get(answer.mail_id)
    direct = parent is not None and parent.mail_id == earlier.mail_id
    if direct and parent is not None:
        method, confidence = parent.method, parent.confidence
    elif not earlier.ids.isdisjoint(answer.references):
        method, confidence = "references", 0.95
    else:
        method, confidence = _METHOD_IN_THREAD, 0.6 if parent is None else 0.8
    latency = None
    if earlier.sent is not None and answer.sent is not None:
        # Clocks differ: an answer is never earlier than its question.
        latency = max(0, answer.sent - earlier.sent)
    return Reply(
        earlier.mail_id, answer.mail_id, author, latency, method, confidence, direct=direct
    )
