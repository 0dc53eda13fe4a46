"""Whose mailbox is it? The owner's own addresses, each with a reason.

The main address is the one that both writes what lies in Sent and is written to in the other
mailboxes: an assistant writes from the boss's Sent mailbox, but the mail in the inbox is the
boss's. Other addresses join it when they carry the owner's name, and mail was delivered to them or
they write in Sent; when mail came by them that names no address of the owner known yet; when they
are plus-tags of an own address; and when nobody else writes from the owner's own domain. What the
owner ruled wins over all that. Addresses are compared whole, never as substrings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from inboxnet.message.model import Address
from inboxnet.message.name import (
    Name,
    compare,
    compatible,
    local_part_fits,
    parse_name,
    plain,
)
from inboxnet.message.sender_kind import sender_kind_hint
from inboxnet.people.domain import is_free_mail, registrable
from inboxnet.people.rulings import OWNER, Ruling, Standing

_ALIAS_SHARE = 0.02
_NAMELESS_SHARE = 0.1
"""So much of the mail must be delivered to an address that tells no name to make it an own one."""

_MIN_ARRIVED = 2
_MIN_MAIN_SCORE = 0.1
_USUAL_NAME_SHARE = 0.2
_CANDIDATES = 20
_PET_LETTERS = 2
_PERHAPS_ONE = frozenset({"same", "short", "spelling", "initial", "part", "renamed"})
"""How names compare that one person may go by, who marries or has two family names."""


@dataclass(slots=True)
class OwnerSighting:
    """What speaks for an address being the owner's.

    Attributes:
        addr_spec: The address.
        names: Display names written for it, each with how often.
        authored: Messages with it in From.
        sent: Those of them that lie in Sent mailboxes.
        addressed: Messages in other mailboxes with it in To or Cc.
        delivered: Messages with it in Delivered-To and the like.
        is_list: It is a mailing list's.
        last_year: When it last wrote in Sent or was addressed; None if no date tells.
    """

    addr_spec: str
    names: dict[str, int] = field(default_factory=dict)
    authored: int = 0
    sent: int = 0
    addressed: int = 0
    delivered: int = 0
    is_list: bool = False
    last_year: int | None = None

    @property
    def address(self) -> Address:
        """The address without a name."""
        return Address(self.addr_spec, "")

    @property
    def received(self) -> bool:
        """Whether mail from it lies elsewhere than in Sent: somebody else's address, or a list."""
        return self.authored > self.sent

    def parsed_names(self) -> list[Name]:
        """Return the personal names it usually goes by.

        Address books err: a name that is written rarely for an address is somebody else's.
        """
        usual = _USUAL_NAME_SHARE * max(self.names.values(), default=0)
        return [
            name
            for text in sorted(self.names)
            if self.names[text] >= usual and (name := parse_name(text)) is not None
        ]


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner's addresses.

    Attributes:
        addresses: Addr-spec to the reason it is the owner's.
    """

    addresses: dict[str, str]


class _Own:
    """The owner's addresses while they are found, which rulings may forbid."""

    def __init__(self, rulings: Iterable[Ruling]) -> None:
        self.addresses: dict[str, str] = {}
        self._standing = Standing.of(rulings)
        self._newest = 0

    def may_be(self, addr_spec: str) -> bool:
        """Return whether no ruling says that the address is somebody else's."""
        return not self._standing.are_apart(OWNER, addr_spec)

    def admit(self, addr_spec: str, reason: str) -> None:
        """Add an address unless a ruling forbids it."""
        if addr_spec not in self.addresses and self._standing.join(OWNER, addr_spec):
            self.addresses[addr_spec] = reason

    def admit_seen(self, sighting: OwnerSighting) -> None:
        """Add an address for what was counted of it."""
        reason, last_year = _reason(sighting), sighting.last_year or self._newest
        if last_year + 1 < self._newest:
            reason += f", the last in {last_year}"
        self._newest = max(self._newest, last_year)
        self.admit(sighting.addr_spec, reason)

    def admit_ruled(self) -> None:
        """Add what the owner said is his own."""
        for addr_spec in self._standing.members(OWNER):
            if addr_spec != OWNER:
                self.addresses.setdefault(addr_spec, "you said so")


def infer_owner(
    sightings: Sequence[OwnerSighting],
    *,
    sent_total: int,
    other_total: int,
    given: Iterable[str],
    rulings: Iterable[Ruling] = (),
) -> Owner:
    """Infer the owner's addresses.

    Args:
        sightings: One for each address.
        sent_total: Messages in Sent mailboxes.
        other_total: Messages in other mailboxes.
        given: Addresses the owner named; they are the owner's unless a ruling forbids it.
        rulings: Those that part an address from the owner forbid it. What they join is left to
            `admit_ruled`, so that it lets nothing else in.

    Returns:
        No addresses if nothing speaks clearly for one.
    """
    own = _Own(rulings)
    for addr_spec in sorted(given):
        own.admit(addr_spec, "given")
    if not own.addresses:
        main = _main([s for s in sightings if own.may_be(s.addr_spec)], sent_total, other_total)
        if main is not None:
            own.admit_seen(main)
    by_spec = {sighting.addr_spec: sighting for sighting in sightings}
    ordered = sorted(sightings, key=lambda s: s.addr_spec)
    for _ in range(2):  # a name learned from one alias may admit another
        known = [by_spec[a] for a in own.addresses if a in by_spec]
        names = [name for sighting in known for name in sighting.parsed_names()]
        domains = {registrable(a.rpartition("@")[2]) for a in own.addresses}
        for sighting in ordered:
            if (
                sighting.addr_spec not in own.addresses
                and not sighting.is_list
                and _is_alias(sighting, names, domains, other_total)
            ):
                own.admit_seen(sighting)
    mailboxes = {mailbox_of(addr_spec): addr_spec for addr_spec in reversed(own.addresses)}
    for sighting in ordered:
        if (main_form := mailboxes.get(mailbox_of(sighting.addr_spec))) is not None:
            own.admit(sighting.addr_spec, f"the mailbox of {main_form}")
    return Owner(own.addresses)


def admit_arrivals(
    owner: Owner,
    sightings: Sequence[OwnerSighting],
    *,
    arrived: Mapping[str, int],
    written_to: Collection[str],
    authors: Iterable[str],
    other_total: int,
    rulings: Iterable[Ruling] = (),
) -> Owner:
    """Add the addresses by which mail came that names none of the owner's known addresses.

    Args:
        owner: From `infer_owner`.
        sightings: As there.
        arrived: Addr-spec to received messages that name it, but no address of ``owner``.
        written_to: Addr-specs that ``owner`` wrote to: other people's, as far as that tells.
        authors: Addr-specs that wrote anything.
        other_total: As in `infer_owner`.
        rulings: As there.
    """
    if not owner.addresses:
        return owner
    own = _Own(rulings)
    for addr_spec, reason in owner.addresses.items():
        own.admit(addr_spec, reason)
    known = [s for s in sightings if s.addr_spec in owner.addresses]
    names = [name for sighting in known for name in sighting.parsed_names()]
    from_sent_alone = {s.addr_spec for s in sightings if s.sent and not s.received and _is_role(s)}
    alone = _domains_of_the_owner_alone(owner, set(authors) - from_sent_alone)
    for sighting in sorted(sightings, key=lambda s: s.addr_spec):
        addr_spec = sighting.addr_spec
        if sighting.is_list or sighting.received or addr_spec in written_to:
            continue
        came = max(arrived.get(addr_spec, 0), sighting.delivered)
        domain = registrable(addr_spec.rpartition("@")[2])
        if came and domain in alone and not _is_anothers(sighting, names):
            own.admit(addr_spec, f"mail to it comes here, and nobody else writes from {domain}")
        elif came >= _MIN_ARRIVED and _bears_name(sighting, names):
            own.admit(addr_spec, f"{came} messages came by it that name no other address of yours")
        elif (
            other_total
            and sighting.delivered >= max(_MIN_ARRIVED, _NAMELESS_SHARE * other_total)
            and sender_kind_hint(sighting.address) is None
            and not _is_anothers(sighting, names)
        ):
            own.admit_seen(sighting)
    return Owner(own.addresses)


def admit_ruled(owner: Owner, rulings: Iterable[Ruling]) -> Owner:
    """Add the addresses that the owner joined with his own."""
    own = _Own(rulings)
    for addr_spec, reason in owner.addresses.items():
        own.admit(addr_spec, reason)
    own.admit_ruled()
    return Owner(own.addresses)


def mailbox_of(addr_spec: str) -> str:
    """Return what all spellings of one mailbox share: no plus-tag (RFC 5233), no dots at Gmail."""
    local_part, _, domain = addr_spec.rpartition("@")
    plain = local_part.partition("+")[0] or local_part
    if domain in ("gmail.com", "googlemail.com"):
        return f"{plain.replace('.', '')}@gmail.com"
    return f"{plain}@{domain}"


def _domains_of_the_owner_alone(owner: Owner, authors: Collection[str]) -> set[str]:
    """Return the own domains from which nobody else writes, as far as the mail tells."""
    domains = {a.rpartition("@")[2] for a in owner.addresses}
    own = {registrable(domain) for domain in domains if not is_free_mail(domain)}
    return own - {
        registrable(author.rpartition("@")[2])
        for author in authors
        if author not in owner.addresses
    }


def _is_role(sighting: OwnerSighting) -> bool:
    return sender_kind_hint(sighting.address) == "role"


def _is_anothers(sighting: OwnerSighting, names: Sequence[Name]) -> bool:
    """Return whether it goes by a personal name that contradicts all of the owner's."""
    return not _is_role(sighting) and any(
        own.full and not any(_may_be_one(name, own) for name in names)
        for own in sighting.parsed_names()
    )


def _may_be_one(name: Name, own: Name) -> bool:
    """Return whether one person may go by both: by a pet name that no list has, say."""
    if compare(name, own) in _PERHAPS_ONE:
        return True
    first, other = name.given[:1], own.given[:1]
    alike = bool(first) and bool(other) and first[0][:_PET_LETTERS] == other[0][:_PET_LETTERS]
    # Initials stand for a family name: "Tomek W-B".
    initials = all(len(word) <= _PET_LETTERS for word in own.surnames)
    return alike and (initials or not set(name.surnames).isdisjoint(own.surnames))


def _main(
    sightings: Sequence[OwnerSighting], sent_total: int, other_total: int
) -> OwnerSighting | None:
    """Return the owner's main address, or None if nothing speaks clearly for one.

    An owner who goes by several addresses is written to at all of them: what counts is the sum
    over the addresses that carry the candidate's name.
    """
    ordered = sorted(
        (s for s in sightings if not s.is_list),
        key=lambda s: (-_score([s], sent_total, other_total), s.addr_spec),
    )
    # Much mail goes to team@ and info@: these are whose who writes from them, too.
    named = (s for s in ordered if s.sent or sender_kind_hint(s.address) is None)
    likely = list(islice(named, _CANDIDATES)) or ordered[:_CANDIDATES]
    best: tuple[float, OwnerSighting] | None = None
    for candidate in likely:
        names = candidate.parsed_names()
        namesakes = [
            s
            for s in likely
            if s is candidate
            or any(compatible(own, name) for own in s.parsed_names() for name in names)
        ]
        score = _score(namesakes, sent_total, other_total)
        # Equal sums are one person's: the first of them is the address used most.
        if best is None or score > best[0]:
            best = score, candidate
    return best[1] if best is not None and best[0] >= _MIN_MAIN_SCORE else None


def _score(sightings: Sequence[OwnerSighting], sent_total: int, other_total: int) -> float:
    sent = sum(s.sent for s in sightings) / sent_total if sent_total else 0.0
    seen = sum(max(s.addressed, s.delivered) for s in sightings)
    addressed = min(1.0, seen / other_total) if other_total else 0.0
    # Writing counts less than being written to: a delegate writes most of some Sent mailboxes.
    return 0.4 * sent + 0.6 * addressed if sent_total and other_total else sent + addressed


def _is_alias(
    sighting: OwnerSighting,
    names: Sequence[Name],
    domains: set[str],
    other_total: int,
) -> bool:
    if sighting.sent and sighting.delivered and not _is_anothers(sighting, names):
        return True
    # Anybody can write the owner's name and one delivery header: it takes a share of the mail.
    delivered = other_total > 0 and sighting.delivered >= _ALIAS_SHARE * other_total
    domain = sighting.addr_spec.rpartition("@")[2]
    at_home = registrable(domain) in domains and not is_free_mail(domain)
    often = other_total > 0 and sighting.addressed >= _ALIAS_SHARE * other_total
    return (sighting.sent > 0 or delivered or at_home or often) and _bears_name(sighting, names)


def _bears_name(sighting: OwnerSighting, names: Sequence[Name]) -> bool:
    """Return whether its names, or the local part of a nameless address, fit the owner's."""
    if not _mentions(sighting, names):
        return False
    own_names = sighting.parsed_names()
    if own_names:
        return any(
            compatible(name, own) and (name.full or own.full) for name in names for own in own_names
        )
    local_part = sighting.addr_spec.rpartition("@")[0]
    # A first or last name alone may be a namesake's at the same organisation.
    return any(
        local_part_fits(local_part, name)
        and plain(name.last) in plain(local_part)
        and plain(local_part) != plain(name.last)
        for name in names
    )


def _mentions(sighting: OwnerSighting, names: Sequence[Name]) -> bool:
    """Return whether one of the owner's last names is written in it at all: reading names costs."""
    written = [plain(text) for text in (sighting.addr_spec.rpartition("@")[0], *sighting.names)]
    return any(plain(name.last) in text for name in names for text in written)


def _reason(sighting: OwnerSighting) -> str:
    parts = []
    if sighting.sent:
        parts.append(f"wrote {sighting.sent} messages in Sent")
    if sighting.delivered:
        parts.append(f"{sighting.delivered} messages were delivered to it")
    elif sighting.addressed:
        parts.append(f"{sighting.addressed} received messages are addressed to it")
    return ", ".join(parts) or "carries the owner's name"
