"""Which message each message follows, and the conversations that come of it.

In order: identifiers (RFC 5256), the quoted block, base subject with participants in a window.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inboxnet.threads.mail import Parent, ThreadMail
from inboxnet.threads.quoted import QuotedIndex
from inboxnet.threads.references import Groups, IdentifierForest

SUBJECT_WINDOW_SECONDS = 45 * 86400
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
        mails: All messages, in the order of their ids.
        author_keys: See `QuotedIndex`.
    """
    forest = IdentifierForest(mails)
    groups = Groups(mail.mail_id for mail in mails)
    first_of_root: dict[str, int] = {}
    for mail_id, root in forest.roots().items():
        groups.join(first_of_root.setdefault(root, mail_id), mail_id)
    for one, other in forest.copies():
        groups.join(one, other)
    quoted = QuotedIndex(mails, author_keys)
    subjects = _SubjectIndex(mails)
    parents: dict[int, Parent] = {}
    for mail in mails:
        parent = _parent(mail, forest, quoted, subjects)
        if parent is not None:
            parents[mail.mail_id] = parent
            groups.join(mail.mail_id, parent.mail_id)
    return Threads({mail.mail_id: groups.find(mail.mail_id) for mail in mails}, parents)


def _parent(
    mail: ThreadMail, forest: IdentifierForest, quoted: QuotedIndex, subjects: _SubjectIndex
) -> Parent | None:
    identified = forest.parent(mail.mail_id)
    if identified is not None:
        return Parent(identified, "references", 0.99)
    if mail.quoted is not None and not mail.automatic:
        found = quoted.find(mail, mail.quoted)
        if found is not None:
            return found
    if mail.is_reply and not mail.is_forward and not mail.automatic:
        return subjects.find(mail)
    return None


class _SubjectIndex:
    """Finds the message of one base subject that an answer without identifiers may follow."""

    def __init__(self, mails: Sequence[ThreadMail]) -> None:
        self._entries: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._mails = {mail.mail_id: mail for mail in mails}
        for mail in mails:
            if mail.sent is not None and mail.base_subject and not mail.automatic:
                self._entries[mail.base_subject].append((mail.sent, mail.mail_id))
        for entries in self._entries.values():
            entries.sort()

    def find(self, mail: ThreadMail) -> Parent | None:
        """Return the newest earlier message between the same two people in the window."""
        if mail.sent is None or mail.author is None:
            return None
        entries = self._entries.get(mail.base_subject, [])
        end = bisect_left(entries, (mail.sent, 0))
        for sent, mail_id in reversed(entries[max(0, end - _CANDIDATE_CAP) : end]):
            if sent < mail.sent - SUBJECT_WINDOW_SECONDS:
                break
            candidate = self._mails[mail_id]
            if candidate.author in mail.recipients and mail.author in candidate.recipients:
                return Parent(mail_id, "subject", 0.7)
        return None
