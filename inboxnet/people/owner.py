"""Whose mailbox is it? The owner's own addresses, each with a reason.

The main address is the one that both writes what lies in Sent and is written to in the other
mailboxes: an assistant writes from the boss's Sent mailbox, but the mail in the inbox is the
boss's. Other addresses join it when they carry the owner's name, and mail was delivered to them or
they write in Sent. Addresses are compared whole, never as substrings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from inboxnet.message.name import Name, compatible, fold, local_part_fits, parse_name
from inboxnet.people.domain import is_free_mail, registrable

_ALIAS_SHARE = 0.02
_MIN_MAIN_SCORE = 0.1
_USUAL_NAME_SHARE = 0.2
_CANDIDATES = 20


@dataclass(slots=True)
class OwnerSighting:
    """What speaks for an address being the owner's.

    Attributes:
        addr_spec: The address.
        names: Display names written for it, each with how often.
        sent: Messages in Sent mailboxes with it in From.
        addressed: Messages in other mailboxes with it in To or Cc.
        delivered: Messages with it in Delivered-To and the like.
        is_list: It is a mailing list's.
    """

    addr_spec: str
    names: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    addressed: int = 0
    delivered: int = 0
    is_list: bool = False

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


def infer_owner(
    sightings: Sequence[OwnerSighting], *, sent_total: int, other_total: int, given: Iterable[str]
) -> Owner:
    """Infer the owner's addresses.

    Args:
        sightings: One for each address.
        sent_total: Messages in Sent mailboxes.
        other_total: Messages in other mailboxes.
        given: Addresses the owner named; they are always the owner's.

    Returns:
        No addresses if nothing speaks clearly for one.
    """
    addresses = dict.fromkeys(sorted(given), "given")
    by_spec = {sighting.addr_spec: sighting for sighting in sightings}
    if not addresses:
        main = _main(sightings, sent_total, other_total)
        if main is None:
            return Owner({})
        addresses[main.addr_spec] = _reason(main)
    for _ in range(2):  # a name learned from one alias may admit another
        known = [by_spec[a] for a in addresses if a in by_spec]
        names = [name for sighting in known for name in sighting.parsed_names()]
        domains = {registrable(a.rpartition("@")[2]) for a in addresses}
        for sighting in sorted(sightings, key=lambda s: s.addr_spec):
            if (
                sighting.addr_spec not in addresses
                and not sighting.is_list
                and _is_alias(sighting, names, domains, other_total)
            ):
                addresses[sighting.addr_spec] = _reason(sighting)
    return Owner(addresses)


def _main(
    sightings: Sequence[OwnerSighting], sent_total: int, other_total: int
) -> OwnerSighting | None:
    """Return the owner's main address, or None if nothing speaks clearly for one.

    An owner who goes by several addresses is written to at all of them: what counts is the sum
    over the addresses that carry the candidate's name.
    """
    likely = sorted(
        (s for s in sightings if not s.is_list),
        key=lambda s: (-_score([s], sent_total, other_total), s.addr_spec),
    )[:_CANDIDATES]
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
    if sighting.sent and sighting.delivered:
        return True
    # Anybody can write the owner's name and one delivery header: it takes a share of the mail.
    delivered = other_total > 0 and sighting.delivered >= _ALIAS_SHARE * other_total
    domain = sighting.addr_spec.rpartition("@")[2]
    at_home = registrable(domain) in domains and not is_free_mail(domain)
    often = other_total > 0 and sighting.addressed >= _ALIAS_SHARE * other_total
    if not (sighting.sent or delivered or at_home or often):
        return False
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
        local_part_fits(local_part, n) and n.last in fold(local_part) != n.last for n in names
    )


def _mentions(sighting: OwnerSighting, names: Sequence[Name]) -> bool:
    """Return whether one of the owner's last names is written in it at all: reading names costs."""
    written = [sighting.addr_spec.rpartition("@")[0], *sighting.names]
    folded = [fold(text).replace(" ", "") for text in written]
    return any(name.last.replace(" ", "") in text for name in names for text in folded)


def _reason(sighting: OwnerSighting) -> str:
    parts = []
    if sighting.sent:
        parts.append(f"wrote {sighting.sent} messages in Sent")
    if sighting.delivered:
        parts.append(f"{sighting.delivered} messages were delivered to it")
    elif sighting.addressed:
        parts.append(f"{sighting.addressed} received messages are addressed to it")
    return ", ".join(parts) or "carries the owner's name"
