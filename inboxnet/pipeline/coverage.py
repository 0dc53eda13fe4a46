"""Was the mail read in which an answer would lie? Coverage before accusation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from inboxnet.reciprocity.exchange import Coverage, Span
from inboxnet.store import reading
from inboxnet.store.reading import MailboxFact
from inboxnet.threads.mail import ThreadMail
from inboxnet.threads.missing import KeptMail

if TYPE_CHECKING:
    from sqlite_utils import Database

_DAY = 86400
_GRACE = 30 * _DAY
"""Mail this much older or newer than what was read may still have been answered in it."""

_FIRST_SHARE = 0.01
"""So few of the oldest messages may carry a wrong date."""

_OWN_SHARE = 0.02
"""From this share on, own mail in an archive shows that sent mail is kept there."""

_FEW_ANSWERS = 10
_MUCH_DELETED = 1 / 3
"""From this share of missing mail on, that no answer is here says little of whether one came: with
six in ten answered, no more than two in three of those that look unanswered are."""

_MIN_OWN = 3
_GAPS = 3
_SENT_PLACES = frozenset({"archive", "other"})


def build_coverage(database: Database, mails: Sequence[ThreadMail], kept: KeptMail) -> Coverage:
    """Say from when to when both sides' mail was read, and where much of it was deleted.

    The owner's answers are covered where a Sent mailbox was read to the end, or an archive that
    holds own mail. An IMAP account needs one of its own; files that are named one by one may
    complete each other.
    """
    mailboxes = {box.mailbox_id: box for box in reading.read_mailboxes(database)}
    own = {mail.mail_id for mail in mails if mail.direction == "out"}
    others = {mail.mail_id for mail in mails if mail.direction == "in"}
    own_in: Counter[int] = Counter()
    others_in: Counter[int] = Counter()
    places: dict[int, set[str]] = defaultdict(set)
    for mail_id, mailbox_id in reading.iter_places(database):
        own_in[mailbox_id] += mail_id in own
        others_in[mailbox_id] += mail_id in others
        places[mail_id].add(mailboxes[mailbox_id].account)
    mine = _own_span(mails, mailboxes, own_in, others_in, places)
    theirs = _others_span(mails, mailboxes, others_in)
    return Coverage(
        to_me=replace(mine, missing={**_deleted(mails, kept, "in"), **mine.missing}),
        from_me=replace(theirs, missing=_deleted(mails, kept, "out")),
    )


def _deleted(
    mails: Sequence[ThreadMail], kept: KeptMail, opened: Literal["in", "out"]
) -> dict[int, str]:
    """Return the messages whose answers may have been deleted, each with the reason.

    Args:
        mails: All messages.
        kept: How much of the mail is still there.
        opened: Their direction. What came back went the other way, as did what the answers of
            this direction quote.
    """
    reason = (
        "more than a third of the mail you got then is not here, as your answers show"
        if opened == "out"
        else "more than a third of the mail you sent then is not here, as answers to it show"
    )
    found = {}
    for mail in mails:
        if mail.direction == opened and mail.sent is not None:
            missing, answers = kept.around(opened, mail.sent)
            if answers >= _FEW_ANSWERS and missing > _MUCH_DELETED * answers:
                found[mail.mail_id] = reason
    return found


def _own_span(
    mails: Sequence[ThreadMail],
    mailboxes: Mapping[int, MailboxFact],
    own_in: Mapping[int, int],
    others_in: Mapping[int, int],
    places: Mapping[int, set[str]],
) -> Span:
    keeps_sent = [
        box
        for number, box in mailboxes.items()
        if (box.role == "sent" and own_in[number])
        or (
            box.role in _SENT_PLACES
            and own_in[number] >= max(_MIN_OWN, _OWN_SHARE * others_in[number])
        )
    ]
    sent = [box for box in mailboxes.values() if box.role == "sent"]
    broken = [box.name for box in sent if not box.complete]
    if broken:
        return Span(f"the mailbox {broken[0]}, where your answers lie, was not read to the end")
    if not keeps_sent:
        return Span("none of your own mail was read: no Sent mailbox was found")
    covered = {box.account for box in keeps_sent}
    alone = {box.account for box in mailboxes.values() if _is_server(box.account)} - covered
    reason = "no Sent mailbox was found in its account"
    missing = {
        mail_id: reason for mail_id, accounts in places.items() if alone and accounts <= alone
    }
    dates = sorted(m.sent for m in mails if m.direction == "out" and m.sent is not None)
    together = all(_is_server(account) for account in covered)
    return _span(dates, open_ended=together, missing=missing)


def _others_span(
    mails: Sequence[ThreadMail],
    mailboxes: Mapping[int, MailboxFact],
    others_in: Mapping[int, int],
) -> Span:
    inboxes = [box for box in mailboxes.values() if box.role == "inbox"]
    broken = [box.name for box in inboxes if not box.complete]
    if broken:
        return Span(f"the mailbox {broken[0]}, where their answers lie, was not read to the end")
    if not any(others_in[number] for number, box in mailboxes.items() if box.role != "sent"):
        return Span("no mail to you was read: no inbox was found")
    dates = sorted(m.sent for m in mails if m.direction == "in" and m.sent is not None)
    return _span(dates, open_ended=all(_is_server(box.account) for box in inboxes), missing={})


def _span(dates: Sequence[int], *, open_ended: bool, missing: Mapping[int, str]) -> Span:
    """Return from when to when there is mail.

    Args:
        dates: When it was sent, in order.
        open_ended: It was read from where it lies now: that the newest is old means silence.
        missing: See `Span`.
    """
    if not dates:
        return Span("none of the mail in which an answer would lie has a date")
    gaps = sorted(newer - older for older, newer in pairwise(dates))
    usual = gaps[int(0.95 * (len(gaps) - 1))] if gaps else 0
    return Span(
        since=dates[int(_FIRST_SHARE * len(dates))] - _GRACE,
        until=None if open_ended else dates[-1] + max(_GRACE, _GAPS * usual),
        missing=missing,
    )


def _is_server(account: str) -> bool:
    return account.startswith(("imap://", "imaps://"))
