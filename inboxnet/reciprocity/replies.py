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


@dataclass(frozen=True, slots=True)
class Reply:
    """One message and its answer.

    Attributes:
        message_id: The message that was answered.
        answered_by: The answer.
        latency_seconds: From Date to Date; None where one has none.
        method: ``references``, ``quoted``, ``subject``, or ``thread`` where the answer follows a
            later message of the same conversation.
        confidence: 0…1.
        direct: The answer follows this very message.
    """

    message_id: int
    answered_by: int
    latency_seconds: int | None
    method: str
    confidence: float
    direct: bool = False


def conversations(mails: Sequence[ThreadMail], threads: Threads) -> list[list[ThreadMail]]:
    """Return the messages of each conversation by sent date, undated ones first."""
    grouped: dict[int, list[ThreadMail]] = defaultdict(list)
    for mail in mails:
        grouped[threads.thread_of[mail.mail_id]].append(mail)
    for group in grouped.values():
        group.sort(key=lambda mail: (mail.sent or 0, mail.mail_id))
    return [grouped[thread] for thread in sorted(grouped)]


def find_replies(
    conversation: Sequence[ThreadMail],
    parent_of: Mapping[int, Parent],
    *,
    owner: int | None,
    lists: Collection[int],
) -> list[Reply]:
    """Return who answered what in one conversation; linear in addressees.

    Args:
        conversation: Its messages by sent date.
        parent_of: Message id to the message it follows.
        owner: The owner's person id.
        lists: Person ids of mailing lists.
    """
    waiting = _Waiting(owner, lists)
    best: dict[int, Reply] = {}
    mine: set[int] = set()
    mails = {mail.mail_id: mail for mail in conversation}
    for mail in conversation:
        if mail.author is None:
            continue
        if not mail.automatic:
            by_owner = mail.author == owner
            for earlier in waiting.answered_by(mail, parent_of.get(mail.mail_id)):
                if earlier.mail_id not in best or (by_owner and earlier.mail_id not in mine):
                    best[earlier.mail_id] = _reply(earlier, mail, parent_of)
                    if by_owner:
                        mine.add(earlier.mail_id)
            _prefer_direct(mail, best, parent_of, mails)
        waiting.add(mail)
    return list(best.values())


def _prefer_direct(
    mail: ThreadMail,
    best: dict[int, Reply],
    parent_of: Mapping[int, Parent],
    mails: Mapping[int, ThreadMail],
) -> None:
    """Let a direct answer replace one that followed a later message and so covered this one too."""
    parent = parent_of.get(mail.mail_id)
    covered = best.get(parent.mail_id) if parent else None
    if (
        covered is not None
        and covered.method == _METHOD_IN_THREAD
        and mails[covered.answered_by].author == mail.author
        and parent is not None
        and parent.method != "subject"
    ):
        best[parent.mail_id] = _reply(mails[parent.mail_id], mail, parent_of)


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


def _reply(earlier: ThreadMail, answer: ThreadMail, parent_of: Mapping[int, Parent]) -> Reply:
    parent = parent_of.get(answer.mail_id)
    latency = None
    if earlier.sent is not None and answer.sent is not None:
        latency = answer.sent - earlier.sent
    if parent is not None and parent.mail_id == earlier.mail_id:
        return Reply(
            earlier.mail_id, answer.mail_id, latency, parent.method, parent.confidence, direct=True
        )
    if earlier.msg_id is not None and earlier.msg_id in answer.references:
        return Reply(earlier.mail_id, answer.mail_id, latency, "references", 0.95)
    confidence = 0.8 if parent is not None else 0.6
    return Reply(earlier.mail_id, answer.mail_id, latency, _METHOD_IN_THREAD, confidence)
