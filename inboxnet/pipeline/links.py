"""What conversations and words tell of two addresses that are one person's."""

from __future__ import annotations

import re
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

_AROUND = ".,;:!?()[]<>\"'"
_MIN_PHONE_DIGITS = 7
_PHONE = re.compile(r"\+?\d[\d\s()./-]{5,20}\d")


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
    addresses = {address for pair in pairs for address in pair}
    for words in reading.read_authored(database, addresses):
        authored[words.author_address_id].append(words)
    named = {address: _addresses_named(authored[address]) for address in addresses}
    signed = {address: _signed(authored[address]) for address in addresses}
    partners: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        partners[one].add(who.person_of[other])
        partners[other].add(who.person_of[one])
    for one, other in pairs:
        if wrote_in[who.person_of[one]] & wrote_in[who.person_of[other]]:
            yield Link(one, other, "same name in the same conversation")
        if signed[one] & signed[other]:
            yield Link(one, other, "same name and signature")
        for new, old in ((one, other), (other, one)):
            if who.sightings[old].addr_spec in named[new]:
                yield Link(new, old, "same name, and names the other address")
            elif len(partners[new]) == 1 and _moved(authored[new], authored[old]):
                yield Link(new, old, "same name, and says it is another address than before")


def _addresses_named(mails: Sequence[reading.AuthoredMail]) -> set[str]:
    """Return the addresses that the author wrote into the own words or the signature."""
    words = " ".join(
        f"{mail.text} {mail.signature}"
        for mail in mails
        if "@" in mail.text or "@" in mail.signature
    )
    return {word.strip(_AROUND) for word in words.lower().split() if "@" in word}


def _signed(mails: Sequence[reading.AuthoredMail]) -> set[str]:
    """Return the telephone numbers in the author's signatures, as digits."""
    numbers = (
        re.sub(r"\D", "", number) for mail in mails for number in _PHONE.findall(mail.signature)
    )
    return {number for number in numbers if len(number) >= _MIN_PHONE_DIGITS}


def _moved(new: Sequence[reading.AuthoredMail], old: Sequence[reading.AuthoredMail]) -> bool:
    """Return whether one of the first mails says so, and the other address wrote before them."""
    if not new or not old or (old[0].sent_at or "") >= (new[0].sent_at or ""):
        return False
    return any(states_another_address(mail.subject, mail.text) for mail in new[:_FIRST_MAILS])
