"""Threads by message identifiers: steps 1 to 3 of THREAD=REFERENCES (RFC 5256 section 3).

Step 5, which joins threads of one base subject, is replaced by the guarded joins of
`inboxnet.threads.parents`: the same subject alone is not a conversation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from inboxnet.threads.mail import ThreadMail


class IdentifierForest:
    """The forest of message identifiers, with the identifiers of messages that are missing.

    Args:
        mails: In the order in which the mailbox lists them.
    """

    def __init__(self, mails: Sequence[ThreadMail]) -> None:
        self._mails = {mail.mail_id: mail for mail in mails}
        self._parent: dict[str, str] = {}
        self._has_children: set[str] = set()
        self._mail_of: dict[str, int] = {}
        self._node_of: dict[int, str] = {}
        self._same_id: dict[str, list[int]] = {}
        # Copies of one mail may carry other identifiers: answers name either.
        main_ids = {mail.msg_id for mail in mails}
        self._main_id = {
            other: mail.msg_id or _own_node(mail)
            for mail in mails
            for other in mail.other_ids
            if other not in main_ids
        }
        for mail in mails:
            self._add(mail)

    def _add(self, mail: ThreadMail) -> None:
        node = mail.msg_id
        if node is not None and node in self._mail_of:
            self._same_id.setdefault(node, [self._mail_of[node]]).append(mail.mail_id)
            node = None
        if node is None:
            # Step 1: a message without an identifier, or with one that is taken, gets its own.
            node = _own_node(mail)
        self._mail_of[node] = mail.mail_id
        self._node_of[mail.mail_id] = node
        references = [self._main_id.get(reference, reference) for reference in mail.references]
        for older, newer in pairwise(references):
            if newer not in self._parent and not self._descends(older, newer):
                self._set_parent(newer, older)
        # The message's own References outrank what others said of its place.
        self._parent.pop(node, None)
        if references and not self._descends(references[-1], node):
            self._set_parent(node, references[-1])

    def _set_parent(self, node: str, parent: str) -> None:
        self._parent[node] = parent
        self._has_children.add(parent)

    def _descends(self, node: str, ancestor: str) -> bool:
        """Return whether ``ancestor`` is ``node`` or above it."""
        if node == ancestor:
            return True
        if ancestor not in self._has_children:
            return False
        current: str | None = node
        while current is not None and current != ancestor:
            current = self._parent.get(current)
        return current is not None

    def parent(self, mail_id: int) -> int | None:
        """Return the nearest ancestor that is a message, or None.

        Of several messages with its identifier, it is one whose author is answered.
        """
        node = self._parent.get(self._node_of[mail_id])
        while node is not None:
            found = self._mail_of.get(node)
            if found is not None:
                answered = self._mails[mail_id].recipients
                for same in self._same_id.get(node, ()):
                    if self._mails[same].author in answered:
                        return same
                return found
            node = self._parent.get(node)
        return None

    def copies(self) -> Iterator[tuple[int, int]]:
        """Yield pairs of messages that one author sent under one identifier."""
        for same in self._same_id.values():
            by_author: dict[int | None, int] = {}
            for mail_id in same:
                first = by_author.setdefault(self._mails[mail_id].author, mail_id)
                if first != mail_id:
                    yield first, mail_id

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


def _own_node(mail: ThreadMail) -> str:
    return f"\0{mail.mail_id}"


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
