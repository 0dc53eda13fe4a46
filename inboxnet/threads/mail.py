"""What threading and reciprocity need to know of one message, with people for addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inboxnet.message.model import QuotedBlock

Direction = Literal["in", "out", "self", "other"]


@dataclass(slots=True)
class ThreadMail:
    """One message as threading sees it.

    Attributes:
        mail_id: The store's id.
        msg_id: Or None.
        references: RFC 5256 section 3: References if it names any valid id, else the first id of
            In-Reply-To; oldest first.
        sent: Seconds since the epoch, or None.
        author: Person id, or None.
        to: Person ids in To and Bcc.
        cc: Person ids in Cc.
        base_subject: RFC 5256 section 2.1.
        is_reply: The subject says it answers, or it has references.
        is_forward: The subject says it forwards.
        automatic: None, or the kind of machine that wrote it, ``aside`` where it lies in Junk or
            Drafts alone: it never answers.
        direction: Seen from the owner.
        list_id: Person id of the mailing list it came through, or None.
        quoted: The block it quotes nearest to its own words, or None.
        opening: The first 240 characters of its own text, folded as in `QuotedBlock.opening`.
        other_ids: Message-IDs of further copies.
        server_thread: See `inboxnet.message.server_thread`.
    """

    mail_id: int
    msg_id: str | None
    references: tuple[str, ...]
    sent: int | None
    author: int | None
    to: frozenset[int]
    cc: frozenset[int]
    base_subject: str
    is_reply: bool
    is_forward: bool
    automatic: str | None
    direction: Direction
    list_id: int | None
    quoted: QuotedBlock | None
    opening: str
    other_ids: tuple[str, ...] = ()
    server_thread: str | None = None

    @property
    def ids(self) -> frozenset[str]:
        """The Message-IDs of all copies."""
        return frozenset(self.other_ids if self.msg_id is None else (self.msg_id, *self.other_ids))

    @property
    def recipients(self) -> frozenset[int]:
        """Everybody named in To, Cc and Bcc."""
        return self.to | self.cc


@dataclass(frozen=True, slots=True)
class Parent:
    """Which message another one follows.

    Attributes:
        mail_id: The parent.
        method: How it was found: ``references``, ``server``, ``quoted`` or ``subject``.
        confidence: 0…1.
    """

    mail_id: int
    method: str
    confidence: float
