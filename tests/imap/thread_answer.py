"""The THREAD answer of RFC 5256, with the product's reading of identifiers in it.

Steps 1 to 3 are `IdentifierForest`'s; what inboxnet does not use, it does not ship: the base
subject of section 2.1 in its narrow form and steps 4 to 6 stand here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from inboxnet.message.date import parse_date
from inboxnet.message.header import parse_fields, split_header
from inboxnet.message.model import Locator, Message, RawMessage
from inboxnet.message.parse import parse_message
from inboxnet.threads.mail import ThreadMail
from inboxnet.threads.references import IdentifierForest

NOW = datetime(2027, 1, 1, tzinfo=UTC)

_BLOB = r"\[[^\[\]]*\] *"
_LEADER = re.compile(rf"(?:{_BLOB})*(?:re|fwd?) *(?:{_BLOB})?:| +", re.IGNORECASE)
_ONE_BLOB = re.compile(rf"{_BLOB}(?=.)")
_TRAILER = re.compile(r"(\(fwd\)|\s)$", re.IGNORECASE)
_FORWARD = re.compile(r"\[fwd:(.*)\]$", re.IGNORECASE)


def _casemap(text: str) -> str:
    """Return the form under which i;unicode-casemap compares (RFC 5051 section 2)."""
    titled = (char.title() for char in text)
    simple = "".join(new if len(new) == 1 else old for old, new in zip(text, titled, strict=True))
    return unicodedata.normalize("NFKD", simple)


def rfc_base_subject(subject: str, *, casemap: Callable[[str], str] = _casemap) -> tuple[str, bool]:
    """Return the base subject of section 2.1, and whether it is a reply or forward (section 3).

    ``subject`` is decoded already, which is (1).
    """
    text, marked = re.sub(r"\s+", " ", subject), False
    while True:
        while trailer := _TRAILER.search(text):  # (2)
            text, marked = text[: trailer.start()], marked or trailer[1] != " "
        while True:
            before = text
            if leader := _LEADER.match(text):  # (3)
                text, marked = text[leader.end() :], marked or leader[0].strip() != ""
            if blob := _ONE_BLOB.match(text):  # (4)
                text = text[blob.end() :]
            if text == before:  # (5)
                break
        forward = _FORWARD.match(text)  # (6)
        if forward is None:
            return casemap(text), marked
        text, marked = forward[1], True


@dataclass(slots=True)
class Node:
    """A message, or a dummy (``number`` 0), which stands at the top alone."""

    number: int
    sent: datetime = NOW
    subject: str = ""
    children: list[Node] = field(default_factory=list)

    @property
    def order(self) -> tuple[datetime, int]:
        """Section 2.2: the sent date, of equal ones the sequence number; a dummy's first child."""
        first = self if self.number else min(self.children, key=lambda node: node.order)
        return first.sent, first.number

    @property
    def thread_subject(self) -> tuple[str, bool]:
        """Step 5 (B) (i)."""
        first = self if self.number else min(self.children, key=lambda node: node.order)
        return rfc_base_subject(first.subject)

    def newest(self) -> datetime:
        dates = [child.newest() for child in self.children]
        return max(dates + [self.sent] * bool(self.number))

    def answer(self) -> tuple[Any, ...]:
        """Return the thread as imapclient gives it."""
        line: list[Any] = []
        node = self
        while True:
            if node.number:
                line.append(node.number)
            children = sorted(node.children, key=lambda child: child.order)
            if len(children) != 1:
                return (*line, *(child.answer() for child in children))
            node = children[0]


def read_message(content: bytes, internal_date: datetime) -> Message:
    """Parse a message as the product does, but for its date.

    Section 2.2 believes any Date field; the product takes a trace field before an impossible one.
    """
    start, end, _ = split_header(content)
    (written, *_) = (*parse_fields(content[start:end], []).get("date", ()), "")
    message = parse_message(
        RawMessage(Locator("a", "m", 1, "1"), content, len(content), internal_date), now=NOW
    )
    assert isinstance(message, Message), message
    return replace(message, sent_date=parse_date(written, []) or internal_date)


def thread_references(messages: Sequence[Message]) -> tuple[Any, ...]:
    """Return the answer to ``THREAD REFERENCES``; the first message has the number 1."""
    roots = _gather_subjects(_forest(messages))
    return tuple(root.answer() for root in sorted(roots, key=lambda root: root.order))


def thread_refs(messages: Sequence[Message]) -> tuple[Any, ...]:
    """Return the answer to ``THREAD REFS``: no subjects, ordered by the newest of each thread."""
    roots = _forest(messages)
    return tuple(root.answer() for root in sorted(roots, key=lambda r: (r.newest(), r.order[1])))


def _forest(messages: Sequence[Message]) -> list[Node]:
    forest = IdentifierForest(
        [_thread_mail(number, message) for number, message in enumerate(messages, 1)]
    )
    nodes = {
        number: Node(number, message.sent_date or NOW, message.subject)
        for number, message in enumerate(messages, 1)
    }
    tops: dict[str, Node] = {}
    for number, root in forest.roots().items():
        parent = forest.parent(number)
        above = tops.setdefault(root, Node(0)) if parent is None else nodes[parent]
        above.children.append(nodes[number])
    # Step 3: a dummy at the top with one child gives way to it.
    return [top if len(top.children) > 1 else top.children[0] for top in tops.values()]


def _thread_mail(number: int, message: Message) -> ThreadMail:
    return ThreadMail(
        mail_id=number,
        msg_id=message.msg_id,
        references=message.references or message.in_reply_to[:1],
        sent=None,
        author=None,
        to=frozenset(),
        cc=frozenset(),
        base_subject="",
        is_reply=False,
        is_forward=False,
        automatic=None,
        direction="other",
        list_id=None,
        quoted=None,
        opening="",
    )


def _gather_subjects(tops: Iterable[Node]) -> list[Node]:
    roots = sorted(tops, key=lambda root: root.order)  # Step 4
    table: dict[str, Node] = {}  # Step 5 (A)
    for root in roots:  # (B)
        subject, marked = root.thread_subject
        if not subject:
            continue
        found = table.setdefault(subject, root)
        if found.number and (not root.number or (found.thread_subject[1] and not marked)):
            table[subject] = root
    gathered = {id(root): root for root in roots}
    for root in roots:  # (C)
        subject, marked = root.thread_subject
        if not subject or (found := table[subject]) is root:
            continue
        del gathered[id(root)]
        if not found.number and not root.number:
            found.children.extend(root.children)
        elif not found.number or (marked and not found.thread_subject[1]):
            found.children.append(root)
        else:
            del gathered[id(found)]
            dummy = table[subject] = Node(0, children=[found, root])
            gathered[id(dummy)] = dummy
    return list(gathered.values())
