"""Which message each message follows, and the conversations that come of it.

In order: identifiers (RFC 5256), what the mail server or program says, the quoted block, base
subject with participants in a window that is learned from the answers which the others find.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inboxnet.threads.mail import Parent, ThreadMail
from inboxnet.threads.quoted import QuotedIndex, contradicts
from inboxnet.threads.references import Groups, IdentifierForest
from inboxnet.threads.served import ServerThreads

LONGEST_WINDOW_SECONDS = 45 * 86400
_SHORTEST_WINDOW_SECONDS = 7 * 86400
_FEW_DELAYS = 50
_USUAL_SHARE = 0.98
_NO_SUBJECT_WINDOW_SECONDS = 2 * 86400
_CANDIDATE_CAP = 100


@dataclass(frozen=True, slots=True)
class Threads:
    """Conversations.

    Attributes:
        thread_of: Message id to thread id, which is the smallest message id in it.
        parent_of: Message id to the message it follows, where one is known.
    """

    thread_of: dict[int, int]
    parent_of: dict[int, Parent]


def build_threads(
    mails: Sequence[ThreadMail], author_keys: Mapping[int, frozenset[str]]
) -> Threads:
    """Group messages into conversations and find each one's parent.

    Args:
        mails: All messages, in any order.
        author_keys: See `QuotedIndex`.
    """
    # What is said twice, or without identifiers, is placed by time, not by when it was read.
    mails = sorted(mails, key=lambda mail: (mail.sent or 0, mail.msg_id or "", mail.mail_id))
    forest = IdentifierForest(mails)
    groups = Groups(mail.mail_id for mail in mails)
    first_of_root: dict[str, int] = {}
    for mail_id, root in forest.roots().items():
        groups.join(first_of_root.setdefault(root, mail_id), mail_id)
    for one, other in forest.copies():
        groups.join(one, other)
    served = ServerThreads(mails)
    for one, other in served.joined():
        groups.join(one, other)
    quoted = QuotedIndex(mails, author_keys)
    parents: dict[int, Parent] = {}
    for mail in mails:
        parent = _sure_parent(mail, forest, served, quoted)
        if parent is not None:
            parents[mail.mail_id] = parent
    subjects = _SubjectIndex(mails, _usual_window(mails, parents))
    for mail in mails:
        if (
            mail.mail_id not in parents
            and mail.is_reply
            and not (mail.is_forward or mail.automatic)
        ):
            parent = subjects.find(mail)
            if parent is not None:
                parents[mail.mail_id] = parent
    for mail_id, parent in parents.items():
        groups.join(mail_id, parent.mail_id)
    return Threads({mail.mail_id: groups.find(mail.mail_id) for mail in mails}, parents)


def _sure_parent(
    mail: ThreadMail, forest: IdentifierForest, served: ServerThreads, quoted: QuotedIndex
) -> Parent | None:
    identified = forest.parent(mail.mail_id)
    if identified is not None:
        return Parent(identified, "references", 0.99)
    if mail.automatic:
        return None
    told = served.parent(mail)
    if told is None and mail.quoted is not None:
        return quoted.find(mail, mail.quoted)
    return told


def _usual_window(mails: Sequence[ThreadMail], parents: Mapping[int, Parent]) -> int:
    """Return within how many seconds nearly all answers come in this mailbox.

    An old subject is used again for something new; how long is old, those answers tell that are
    known by their identifiers or by what they quote.
    """
    sent = {mail.mail_id: mail.sent for mail in mails}
    delays = sorted(
        answered - asked
        for mail_id, parent in parents.items()
        if (answered := sent[mail_id]) is not None
        and (asked := sent[parent.mail_id]) is not None
        and answered >= asked
    )
    if len(delays) < _FEW_DELAYS:
        return LONGEST_WINDOW_SECONDS
    usual = delays[int(_USUAL_SHARE * (len(delays) - 1))]
    return min(LONGEST_WINDOW_SECONDS, max(_SHORTEST_WINDOW_SECONDS, usual))


class _SubjectIndex:
    """Finds the message of one base subject that an answer without identifiers may follow."""

    def __init__(self, mails: Sequence[ThreadMail], window: int) -> None:
        self._window = window
        self._entries: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._mails = {mail.mail_id: mail for mail in mails}
        for mail in mails:
            if mail.sent is not None and not mail.automatic:
                self._entries[mail.base_subject].append((mail.sent, mail.mail_id))
        for entries in self._entries.values():
            entries.sort()

    def find(self, mail: ThreadMail) -> Parent | None:
        """Return the newest earlier message between the same two people in the window.

        One whose words are other than those that the answer quotes is none.
        """
        if mail.sent is None or mail.author is None:
            return None
        window = self._window if mail.base_subject else _NO_SUBJECT_WINDOW_SECONDS
        entries = self._entries.get(mail.base_subject, [])
        end = bisect_left(entries, (mail.sent, 0))
        for sent, mail_id in reversed(entries[max(0, end - _CANDIDATE_CAP) : end]):
            if sent < mail.sent - window:
                break
            candidate = self._mails[mail_id]
            if (
                candidate.author in mail.recipients
                and _was_sent_to(candidate, mail)
                and not (mail.quoted is not None and contradicts(mail.quoted, candidate))
            ):
                return Parent(mail_id, "subject", 0.7)
        return None


def _was_sent_to(candidate: ThreadMail, mail: ThreadMail) -> bool:
    """Return whether the author of ``mail`` got ``candidate``, the owner also by Bcc or a list."""
    return mail.author in candidate.recipients or (
        mail.direction == "out" and candidate.direction == "in"
    )
