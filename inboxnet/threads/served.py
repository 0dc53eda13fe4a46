"""Which message another one follows, as the mail server or program says."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from inboxnet.message.server_thread import answered_thread, conversation_of
from inboxnet.threads.mail import Parent, ThreadMail

METHOD: Final = "server"
_NAMED: Final = 0.97
_LATEST: Final = 0.9
_CANDIDATE_CAP: Final = 100


class ServerThreads:
    """Messages by the conversation that their server or program put them into.

    Args:
        mails: All messages.
    """

    def __init__(self, mails: Sequence[ThreadMail]) -> None:
        self._conversations: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._of_thread: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._mails = {mail.mail_id: mail for mail in mails if mail.server_thread is not None}
        for mail in self._mails.values():
            if mail.server_thread is not None:
                entry = (mail.sent or 0, mail.mail_id)
                self._conversations[conversation_of(mail.server_thread)].append(entry)
                self._of_thread[mail.server_thread].append(entry)
        for entries in (*self._conversations.values(), *self._of_thread.values()):
            entries.sort()

    def joined(self) -> Iterator[tuple[int, int]]:
        """Yield pairs of messages of one conversation."""
        for entries in self._conversations.values():
            for _, mail_id in entries[1:]:
                yield entries[0][1], mail_id

    def parent(self, mail: ThreadMail) -> Parent | None:
        """Return the message that Thread-Index names, else the latest one the author answers."""
        if mail.server_thread is None:
            return None
        answered = answered_thread(mail.server_thread)
        if answered is not None:
            named = self._before(mail, self._of_thread.get(answered, ()))
            return None if named is None else Parent(named.mail_id, METHOD, _NAMED)
        if not mail.is_reply or mail.is_forward:
            return None
        latest = self._before(mail, self._conversations[conversation_of(mail.server_thread)])
        return None if latest is None else Parent(latest.mail_id, METHOD, _LATEST)

    def _before(self, mail: ThreadMail, entries: Sequence[tuple[int, int]]) -> ThreadMail | None:
        """Return the newest of ``entries`` before a message, by somebody it is addressed to."""
        end = bisect_left(entries, (mail.sent or 0, mail.mail_id))
        for _, mail_id in reversed(entries[max(0, end - _CANDIDATE_CAP) : end]):
            candidate = self._mails[mail_id]
            if not candidate.automatic and candidate.author in mail.recipients:
                return candidate
        return None
