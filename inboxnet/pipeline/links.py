"""What conversations and words tell of two addresses that are one person's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from inboxnet.message.name import fold
from inboxnet.people.domain import is_lookalike, is_provider, label, related
from inboxnet.people.identity import Candidate, Link, Sighting
from inboxnet.people.moves import says_it_left, states_another_address
from inboxnet.pipeline.who import Who
from inboxnet.store import reading
from inboxnet.threads.mail import ThreadMail
from inboxnet.threads.parents import Threads

if TYPE_CHECKING:
    from sqlite_utils import Database

# Log-odds, as in inboxnet.people.evidence; none is enough without a name.
_ANSWERED: Final = (7.0, "answered mail that was sent to the other address alone")
_ANSWERED_AT: Final = (5.5, "was answered at the other address alone")
_CONVERSATION: Final = (5.5, "both wrote in one conversation")
_SIGNATURE: Final = (6.0, "the same telephone number or web page in the signature")
_SIGNS_FOR: Final = (5.5, "signs for the organisation of the other address")
_OLD_NAMES_NEW: Final = (8.0, "the older address names the newer one")
_NAMES_OTHER: Final = (6.0, "names the other address")
_MOVED: Final = (5.5, "says that it is another address than before")
_LEFT: Final = (5.5, "says where the other address was from")

# Against one person, at one organisation: two addresses of one person would not be used like this.
_NAMED_TOGETHER: Final = (-2.5, "both are named in one mail")
_CORRESPOND: Final = (-4.0, "they write to each other")
_OTHER_SIGNATURE: Final = (-3.5, "they sign with different telephone numbers")

_SURE = 0.9
_FIRST_MAILS = 3
"""Whoever changes the address says so at once: later mails are not searched."""

_AROUND = ".,;:!?()[]<>\"'"
_MIN_PHONE_DIGITS = 7
_MIN_ORGANIZATION = 5
_MOST_ADDRESSES = 20
_PAGE = re.compile(r"(?:www\.|[\w-]+\.[\w.-]+/)[\w-]+")
_PHONE = re.compile(r"\+?\d[\d\s()./-]{5,20}\d")

Piece = tuple[float, str]
Authored = Sequence[reading.AuthoredMail]


def find_links(
    database: Database, who: Who, mails: Sequence[ThreadMail], threads: Threads
) -> list[Link]:
    """Return evidence for one person behind two addresses that are not joined yet, and against.

    What speaks against may part addresses again that names had joined.
    """
    candidates = _candidates(who)
    found = [*_answers(mails, threads), *_of_candidates(database, who, candidates, mails, threads)]
    between = {
        (who.person_of[one], who.person_of[other]): (one, other) for one, other in candidates
    }
    links = [
        Link(one, other, reason, weight)
        for one, other, (weight, reason) in _against(database, who, candidates)
    ]
    for one, other, (weight, reason) in found:
        if who.person_of[one] != who.person_of[other]:
            # The names that match stand at these two of the people's addresses.
            pair = between.get((who.person_of[one], who.person_of[other]), (one, other))
            links.append(Link(*pair, reason, weight))
    return links


def _candidates(who: Who) -> dict[tuple[int, int], Candidate]:
    """Return candidates by their two addresses, each pair in both orders."""
    return {
        candidate.addresses: candidate
        for group in who.people.values()
        for candidate in group.perhaps
    }


def _answers(mails: Sequence[ThreadMail], threads: Threads) -> Iterator[tuple[int, int, Piece]]:
    """Yield who answered mail to another one alone, and who was answered at another one alone."""
    by_id = {mail.mail_id: mail for mail in mails}
    for mail_id, parent in threads.parent_of.items():
        answer, asked = by_id[mail_id], by_id[parent.mail_id]
        if parent.confidence < _SURE or answer.automatic or asked.automatic:
            continue
        if answer.author is None or asked.author is None or answer.author == asked.author:
            continue
        if (
            asked.author in answer.recipients
            and len(asked.recipients) == 1
            and answer.author not in asked.recipients
        ):
            (addressed,) = asked.recipients
            yield addressed, answer.author, _ANSWERED
        elif (
            answer.author in asked.recipients
            and len(answer.recipients) == 1
            and asked.author not in answer.recipients
            and answer.recipients.isdisjoint(asked.recipients)
        ):
            (addressed,) = answer.recipients
            yield asked.author, addressed, _ANSWERED_AT


def _of_candidates(
    database: Database,
    who: Who,
    candidates: Mapping[tuple[int, int], Candidate],
    mails: Sequence[ThreadMail],
    threads: Threads,
) -> Iterator[tuple[int, int, Piece]]:
    """Yield what people of like names say of the other address, and where both wrote."""
    if not candidates:
        return
    addresses = {address for pair in candidates for address in pair}
    aside = {mail.mail_id for mail in mails if mail.automatic == "aside"}
    authored: dict[int, list[reading.AuthoredMail]] = defaultdict(list)
    for words in reading.read_authored(database, addresses):
        if words.mail_id not in aside:
            authored[words.author_address_id].append(words)
    wrote_in: dict[int, set[int]] = defaultdict(set)
    for mail in mails:
        if mail.author is not None and not mail.automatic:
            wrote_in[mail.author].add(threads.thread_of[mail.mail_id])
    named = {address: _addresses_named(authored[address]) for address in addresses}
    signed = {
        address: _phones(authored[address]) | _pages(authored[address]) for address in addresses
    }
    spec_of = {address: who.sightings[address].addr_spec for address in addresses}
    for (new, old), candidate in sorted(candidates.items()):
        if new < old and wrote_in[who.person_of[new]] & wrote_in[who.person_of[old]]:
            yield new, old, _CONVERSATION
        if new < old and signed[new] & signed[old]:
            yield new, old, _SIGNATURE
        later = _begins_later(authored[new], authored[old])
        if spec_of[old] in named[new] and not later:
            yield new, old, _OLD_NAMES_NEW
        elif not is_lookalike(_domain(spec_of[new]), _domain(spec_of[old])):
            # An impostor says so too.
            if spec_of[old] in named[new]:
                yield new, old, _NAMES_OTHER
            if _signs_for(authored[new], who.sightings[new], _domain(spec_of[old])):
                yield new, old, _SIGNS_FOR
            if later and _is_likeliest(who, candidate):
                yield from ((new, old, piece) for piece in _told(authored[new], spec_of[old]))


def _against(
    database: Database, who: Who, candidates: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int, Piece]]:
    """Yield what namesakes at one organisation do that one person with two addresses would not."""
    joined = (
        pair
        for group in who.people.values()
        if group.kind == "person"
        for pair in combinations(sorted(group.reasons)[:_MOST_ADDRESSES], 2)
    )
    partners: dict[int, set[int]] = defaultdict(set)
    for one, other in chain(joined, candidates):
        domains = (who.sightings[address].address.domain for address in (one, other))
        if related(*domains):
            partners[min(one, other)].add(max(one, other))
    addresses = {*partners, *chain.from_iterable(partners.values())}
    if not addresses:
        return
    together: set[tuple[int, int]] = set()
    for _, rows in groupby(reading.iter_named(database, addresses), key=itemgetter(0)):
        named = {address for _, address in rows}
        together |= {(a, b) for a in named for b in partners.get(a, set()) & named}
    wrote = reading.read_written_between(database, addresses)
    signed: dict[int, set[str]] = defaultdict(set)
    for mail in reading.read_authored(database, addresses):
        if mail.automatic is None:
            signed[mail.author_address_id] |= _phones([mail])
    for one, others in sorted(partners.items()):
        for other in sorted(others):
            if (one, other) in together:
                yield one, other, _NAMED_TOGETHER
            if {(one, other), (other, one)} <= wrote:
                yield one, other, _CORRESPOND
            if signed[one] and signed[other] and signed[one].isdisjoint(signed[other]):
                yield one, other, _OTHER_SIGNATURE


def _told(mails: Authored, old: str) -> Iterator[Piece]:
    """Yield what the first mails from an address say of having had another one."""
    first = [mail for mail in mails if mail.automatic is None][:_FIRST_MAILS]
    if any(states_another_address(mail.subject, mail.text) for mail in first):
        yield _MOVED
    domain = _domain(old)
    if not is_provider(domain) and any(says_it_left(mail.text, label(domain)) for mail in first):
        yield _LEFT


def _is_likeliest(who: Who, candidate: Candidate) -> bool:
    """Return whether nobody else may as well be the same person."""
    rivals = who.people[who.person_of[candidate.addresses[0]]].perhaps
    return all(
        rival.score < candidate.score for rival in rivals if rival.person_id != candidate.person_id
    )


def _begins_later(new: Authored, old: Authored) -> bool:
    """Return whether both wrote, and the second one first."""
    return bool(new and old) and (old[0].sent_at or "") < (new[0].sent_at or "")


def _domain(addr_spec: str) -> str:
    return addr_spec.rpartition("@")[2]


def _addresses_named(mails: Authored) -> set[str]:
    """Return the addresses that the author wrote into the own words or the signature."""
    words = " ".join(
        f"{mail.text} {mail.signature}"
        for mail in mails
        if "@" in mail.text or "@" in mail.signature
    )
    return {word.strip(_AROUND) for word in words.lower().split() if "@" in word}


def _signs_for(mails: Authored, author: Sighting, domain: str) -> bool:
    """Return whether the author's signatures name the organisation of a domain."""
    organization = _run_together(label(domain))
    if len(organization) < _MIN_ORGANIZATION or is_provider(domain):
        return False
    own = _run_together(" ".join((author.address.domain, *author.names)))
    # A domain of the author's own name is in every signature.
    if organization in own or any(
        word in organization for word in fold(author.best_name()).split()
    ):
        return False
    return any(organization in _run_together(mail.signature) for mail in mails)


def _run_together(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))


def _phones(mails: Authored) -> set[str]:
    """Return the telephone numbers in the author's signatures, as digits."""
    numbers = (
        re.sub(r"\D", "", number) for mail in mails for number in _PHONE.findall(mail.signature)
    )
    return {number for number in numbers if len(number) >= _MIN_PHONE_DIGITS}


def _pages(mails: Authored) -> set[str]:
    """Return the web pages in the author's signatures."""
    words = (word for mail in mails for word in mail.signature.lower().split())
    pages = (word.rpartition("//")[2].strip(_AROUND + "/") for word in words)
    return {page.removeprefix("www.") for page in pages if _PAGE.match(page)}
