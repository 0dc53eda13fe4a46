"""What conversations and words tell of two addresses that are one person's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from inboxnet.people.identity import Link, find_namesakes
from inboxnet.people.moves import states_another_address
from inboxnet.pipeline.who import Who
from inboxnet.store import reading
from inboxnet.threads.mail import ThreadMail
from inboxnet.threads.parents import Threads

if TYPE_CHECKING:
    from sqlite_utils import Database

_SURE = 0.9
_FIRST_MAILS = 3
"""Whoever changes the address says so at once: later mails are not searched."""


def find_links(
    database: Database, who: Who, mails: Sequence[ThreadMail], threads: Threads
) -> list[Link]:
    """Return evidence for one person behind two addresses that are not joined yet."""
    found = [*_answers(mails, threads), *_namesakes(database, who, mails, threads)]
    return [link for link in found if who.person_of[link.one] != who.person_of[link.other]]


def _answers(mails: Sequence[ThreadMail], threads: Threads) -> Iterator[Link]:
    """Yield who answered mail that had gone to another one alone."""
    by_id = {mail.mail_id: mail for mail in mails}
    for mail_id, parent in threads.parent_of.items():
        answer, asked = by_id[mail_id], by_id[parent.mail_id]
        if (
            parent.confidence >= _SURE
            and answer.author is not None
            and answer.author != asked.author
            and asked.author in answer.recipients
            and len(asked.recipients) == 1
            and answer.author not in asked.recipients
            and not answer.automatic
        ):
            (addressed,) = asked.recipients
            reason = "answered mail that was sent to the other address alone"
            yield Link(addressed, answer.author, reason)


def _namesakes(
    database: Database, who: Who, mails: Sequence[ThreadMail], threads: Threads
) -> Iterator[Link]:
    """Yield namesakes who wrote in one conversation, name the other address, or say they moved."""
    pairs = [
        (one, other)
        for one, other in find_namesakes(list(who.sightings.values()), who.owner.addresses)
        if who.person_of[one] != who.person_of[other]
    ]
    if not pairs:
        return
    wrote_in: dict[int, set[int]] = defaultdict(set)
    for mail in mails:
        if mail.author is not None and not mail.automatic:
            wrote_in[mail.author].add(threads.thread_of[mail.mail_id])
    authored: dict[int, list[reading.AuthoredMail]] = defaultdict(list)
    for words in reading.read_authored(database, {address for pair in pairs for address in pair}):
        authored[words.author_address_id].append(words)
    partners: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        partners[one].add(who.person_of[other])
        partners[other].add(who.person_of[one])
    for one, other in pairs:
        if wrote_in[who.person_of[one]] & wrote_in[who.person_of[other]]:
            yield Link(one, other, "same name in the same conversation")
        for new, old in ((one, other), (other, one)):
            if any(_names(words, who.sightings[old].addr_spec) for words in authored[new]):
                yield Link(new, old, "same name, and names the other address")
            elif len(partners[new]) == 1 and _moved(authored[new], authored[old]):
                yield Link(new, old, "same name, and says it is another address than before")


def _names(words: reading.AuthoredMail, addr_spec: str) -> bool:
    return addr_spec in words.text.lower() or addr_spec in words.signature.lower()


def _moved(new: Sequence[reading.AuthoredMail], old: Sequence[reading.AuthoredMail]) -> bool:
    """Return whether one of the first mails says so, and the other address wrote before them."""
    if not new or not old or (old[0].sent_at or "") >= (new[0].sent_at or ""):
        return False
    return any(states_another_address(mail.subject, mail.text) for mail in new[:_FIRST_MAILS])
