"""From which organisations people wrote, and when: a job change keeps one person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from inboxnet.people.domain import is_provider, registrable
from inboxnet.pipeline.who import Who
from inboxnet.store import reading

if TYPE_CHECKING:
    from sqlite_utils import Database

Row = tuple[int, str | None, str, str, str | None, str | None]


def build_employer_rows(
    database: Database, who: Who, organization_of: Mapping[int, str | None], shared: frozenset[str]
) -> list[Row]:
    """Return the rows of ``employers``.

    Args:
        database: For when each address was used.
        who: Everybody.
        organization_of: Person id to the organisation that the person signs for.
        shared: Domains at which unrelated people have addresses.
    """
    spans = {span.address_id: span for span in reading.read_address_spans(database)}
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for person_id, group in who.people.items():
        if group.kind in {"owner", "person"}:
            for address_id in group.reasons:
                domain = who.sightings[address_id].address.domain
                if not (is_provider(domain) or domain in shared):
                    found[person_id, registrable(domain)].append(address_id)
    names = _names(found, organization_of)
    rows: list[Row] = []
    for (person_id, domain), addresses in sorted(found.items()):
        used = [spans[address] for address in addresses if address in spans]
        most = max(
            addresses,
            key=lambda a: (who.sightings[a].authored, who.sightings[a].received, -a),
        )
        rows.append(
            (
                person_id,
                names.get(domain),
                domain,
                who.sightings[most].addr_spec,
                min((span.first_at for span in used if span.first_at), default=None),
                max((span.last_at for span in used if span.last_at), default=None),
            )
        )
    return rows


def _names(
    found: Mapping[tuple[int, str], object], organization_of: Mapping[int, str | None]
) -> dict[str, str]:
    """Return the name of each domain's organisation: as those sign who write from no other."""
    employers = Counter(person_id for person_id, _ in found)
    signed: dict[str, Counter[str]] = defaultdict(Counter)
    for person_id, domain in found:
        organization = organization_of.get(person_id)
        if organization and employers[person_id] == 1:
            signed[domain][organization] += 1
    return {
        domain: min(names, key=lambda name: (-names[name], name))
        for domain, names in signed.items()
    }
