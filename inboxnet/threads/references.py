"""Threads by message identifiers: steps 1 to 3 of THREAD=REFERENCES (RFC 5256 section 3).

Step 5, which joins threads of one base subject, is replaced by the guarded joins of
`inboxnet.threads.parents`: the same subject alone is not a conversation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from inboxnet.threads.mail import ThreadMail

_MAX_ANCESTORS = 10_000


class IdentifierForest:
    """The forest of message identifiers, with the identifiers of messages that are missing.

    Args:
        mails: In the order in which the mailbox lists them.
    """

    def __init__(self, mails: Sequence[ThreadMail]) -> None:
        self._parent: dict[str, str] = {}
        self._mail_of: dict[str, int] = {}
        self._node_of: dict[int, str] = {}
        for mail in mails:
            self._add(mail)

    def _add(self, mail: ThreadMail) -> None:
        node = mail.msg_id
        if node is None or node in self._mail_of:
            # Step 1: a message without an identifier, or with one that is taken, gets its own.
            node = f"\0{mail.mail_id}"
        self._mail_of[node] = mail.mail_id
        self._node_of[mail.mail_id] = node
        references = [reference for reference in mail.references if reference != node]
        for older, newer in pairwise(references):
            if newer not in self._parent and not self._descends(older, newer):
                self._parent[newer] = older
        # The message's own References outrank what others said of its place.
        self._parent.pop(node, None)
        if references and not self._descends(references[-1], node):
            self._parent[node] = references[-1]

    def _descends(self, node: str, ancestor: str) -> bool:
        """Return whether ``ancestor`` is ``node`` or above it."""
        current: str | None = node
        for _ in range(_MAX_ANCESTORS):
            if current is None:
                return False
            if current == ancestor:
                return True
            current = self._parent.get(current)
        return True

    def parent(self, mail_id: int) -> int | None:
        """Return the nearest ancestor that is a message, or None."""
        node = self._parent.get(self._node_of[mail_id])
        while node is not None:
            found = self._mail_of.get(node)
            if found is not None:
                return found
            node = self._parent.get(node)
        return None

    def roots(self) -> dict[int, str]:
        """Return for each message the identifier at the top of its tree; linear in the forest."""
        root_of: dict[str, str] = {}
        for start in self._node_of.values():
            path = []
            node = start
            while node not in root_of and (above := self._parent.get(node)) is not None:
                path.append(node)
                node = above
            root = root_of.setdefault(node, node)
            for passed in path:
                root_of[passed] = root
        return {mail_id: root_of[node] for mail_id, node in self._node_of.items()}


class Groups:
    """Union-find over message ids; the root is the smallest id, so order does not matter."""

    def __init__(self, mail_ids: Iterable[int]) -> None:
        self._root = {mail_id: mail_id for mail_id in mail_ids}

    def find(self, mail_id: int) -> int:
        """Return the group's smallest message id."""
        root = mail_id
        while self._root[root] != root:
            root = self._root[root]
        while self._root[mail_id] != root:
            self._root[mail_id], mail_id = root, self._root[mail_id]
        return root

    def join(self, one: int, other: int) -> None:
        """Put two groups together."""
        low, high = sorted((self.find(one), self.find(other)))
        self._root[high] = low
