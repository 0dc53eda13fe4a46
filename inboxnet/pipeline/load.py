"""Facts to the plain values that threading and reciprocity work on."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from inboxnet.message.model import QuotedBlock
from inboxnet.message.subject import base_subject, is_forward
from inboxnet.pipeline.who import Who
from inboxnet.store import reading
from inboxnet.threads.mail import Direction, ThreadMail

if TYPE_CHECKING:
    from sqlite_utils import Database

_OPENING_LENGTH = 240


class Loaded:
    """All messages, and what was counted on the way.

    Attributes:
        mails: In the order of their ids.
        authored: Domain to messages that others than the owner wrote from it.
        among_themselves: Domain to messages from it that name another address there.
    """

    def __init__(self, database: Database, who: Who) -> None:
        self.mails: list[ThreadMail] = []
        self.authored: Counter[str] = Counter()
        self.among_themselves: Counter[str] = Counter()
        self._who = who
        domains = {i: s.address.domain for i, s in who.sightings.items()}
        self._other_ids = reading.read_other_msg_ids(database)
        recipients = _Recipients(reading.iter_recipients(database))
        for row in reading.iter_mail(database):
            fields = recipients.of(row.mail_id)
            self._count(row.author_address_id, fields, domains)
            self.mails.append(self._mail(row, fields))

    def _count(
        self,
        author: int | None,
        fields: dict[str, list[int]],
        domains: dict[int, str],
    ) -> None:
        owner = self._who.owner_id
        # The owner's own mail says nothing of a domain: friends at the same provider get it too.
        if author is None or self._who.person_of[author] == owner:
            return
        domain = domains[author]
        self.authored[domain] += 1
        if any(
            domains[address] == domain
            and address != author
            and self._who.person_of[address] != owner
            for field in ("to", "cc")
            for address in fields.get(field, ())
        ):
            self.among_themselves[domain] += 1

    def _mail(self, row: reading.MailRow, fields: dict[str, list[int]]) -> ThreadMail:
        person_of = self._who.person_of
        base, marked = base_subject(row.subject)
        references = tuple(json.loads(row.refs)) or tuple(json.loads(row.in_reply_to)[:1])
        author = None if row.author_address_id is None else person_of[row.author_address_id]
        cc = frozenset(person_of[a] for a in fields.get("cc", ()))
        # Exports of Exchange repeat Cc as Bcc.
        bcc = frozenset(person_of[a] for a in fields.get("bcc", ())) - cc
        to = frozenset(person_of[a] for a in fields.get("to", ())) | bcc
        # Notes leaves the subject of what it forwards as it is.
        forward = is_forward(row.subject) or bool(row.forwarded)
        return ThreadMail(
            mail_id=row.mail_id,
            msg_id=row.msg_id,
            references=references,
            sent=_epoch(row.sent_at),
            author=author,
            to=to,
            cc=cc,
            base_subject=base,
            is_reply=(marked and not forward) or bool(references),
            is_forward=forward,
            automatic="aside" if row.set_aside else _kind(row.automatic),
            direction=self._direction(
                author, to | cc, elsewhere=bool(row.in_sent or row.set_aside)
            ),
            list_id=self._who.list_of.get(row.list_id) if row.list_id else None,
            quoted=_nearest(row.quoted),
            opening=" ".join(row.text_opening.split()).lower()[:_OPENING_LENGTH],
            other_ids=self._other_ids.get(row.mail_id, ()),
            server_thread=row.server_thread,
        )

    def _direction(
        self, author: int | None, recipients: frozenset[int], *, elsewhere: bool
    ) -> Direction:
        owner = self._who.owner_id
        if owner is None:
            return "other"
        if author == owner:
            return "self" if recipients and recipients <= {owner} else "out"
        # What somebody else wrote in the owner's Sent mailbox is a delegate's; what lies in Junk
        # alone never reached the owner.
        return "other" if elsewhere else "in"


class _Recipients:
    """Walks the recipients beside the messages, both in the order of the mail's ids."""

    def __init__(self, rows: Iterator[tuple[int, str, int]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, mail_id: int) -> dict[str, list[int]]:
        fields: dict[str, list[int]] = defaultdict(list)
        while self._next is not None and self._next[0] <= mail_id:
            if self._next[0] == mail_id:
                fields[self._next[1]].append(self._next[2])
            self._next = next(self._rows, None)
        return fields


def _kind(automatic: str | None) -> str | None:
    """Return the kind that begins the reason (see `Message.automatic`)."""
    return None if automatic is None else automatic.partition(":")[0]


def _epoch(instant: str | None) -> int | None:
    return None if instant is None else int(datetime.fromisoformat(instant).timestamp())


def _nearest(quoted: str) -> QuotedBlock | None:
    """Return the first block of a JSON list of blocks."""
    if quoted == "[]":
        return None
    entry: dict[str, Any] = json.loads(quoted)[0]
    sent = entry["sent"]
    return QuotedBlock(
        author=entry["author"],
        author_address=entry["address"],
        sent=datetime.fromisoformat(sent) if sent else None,
        subject=entry["subject"],
        opening=entry["opening"],
    )
