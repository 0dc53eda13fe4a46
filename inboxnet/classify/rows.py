"""A person as one row of numbers: facts, cues, and what the text categorizer says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from inboxnet.classify import rules
from inboxnet.classify.components import Cue, Zone, cue_phrases
from inboxnet.classify.features import FACTS, Facts, extract_facts
from inboxnet.classify.sample import LABELS
from inboxnet.classify.stacker import Floats
from inboxnet.people.domain import is_provider, registrable

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from inboxnet.classify.sample import PersonSample

CUE_GROUPS = tuple(cue_phrases())
NAMES: tuple[str, ...] = (
    *FACTS,
    *(f"they: {group}" for group in CUE_GROUPS),
    *(f"owner: {group}" for group in CUE_GROUPS),
    *(f"text: {label}" for label in LABELS),
)
"""The columns of a row."""

TEXT = slice(len(NAMES) - len(LABELS), len(NAMES))
"""The columns of the text categorizer's log-odds."""

_MAILS_OF_TRAINING = 3.0
_MAX_LOG_ODDS = 6.0


@dataclass(frozen=True, slots=True)
class Row:
    """One person's row, and what it was made from.

    Attributes:
        person: The sample.
        facts: Its facts, the title among them.
        doc: Its Doc.
        zoned: The cues of the Doc with the zone each stands in.
        values: One number a column of `NAMES`.
    """

    person: PersonSample
    facts: Facts
    doc: Doc
    zoned: tuple[tuple[Cue, Zone], ...]
    values: Floats


def build_row(person: PersonSample, doc: Doc) -> Row:
    """Build the row of ``person`` from a Doc that the pipeline has seen.

    The text columns are 0 if the pipeline has no text categorizer.
    """
    facts = extract_facts(person)
    zoned = tuple(_zoned_cues(doc))
    counts = dict.fromkeys(NAMES, 0.0)
    counts.update(facts.values)
    for cue, zone in zoned:
        if zone.kind != "signature":
            counts[f"{'owner' if zone.out else 'they'}: {cue.group}"] += 1.0
    # People of training have about three mails: more mails must not mean stronger words.
    share = _MAILS_OF_TRAINING / max(_MAILS_OF_TRAINING, float(len(person.mails)))
    values = np.array(list(counts.values()))
    cues = slice(len(FACTS), TEXT.start)
    values[cues] = np.log1p(values[cues] * share) / np.log(4.0)
    if doc.cats:
        p = np.array([doc.cats[label] for label in LABELS])
        values[TEXT] = text_log_odds(p)
    return Row(person, facts, doc, zoned, values)


def text_log_odds(probabilities: Floats) -> Floats:
    """Return the text categorizer's log-odds, within the range of sound evidence."""
    p = np.clip(probabilities, 1e-6, 1 - 1e-6)
    return clip_log_odds(np.log(p / (1 - p)))


def clip_log_odds(log_odds: Floats) -> Floats:
    """Return log-odds within the range of sound evidence."""
    return np.asarray(np.clip(log_odds, -_MAX_LOG_ODDS, _MAX_LOG_ODDS))


def _zoned_cues(doc: Doc) -> list[tuple[Cue, Zone]]:
    zones: tuple[Zone, ...] = doc.user_data["zones"]
    found = []
    at = 0
    for cue in sorted(doc.user_data.get("cues", ()), key=lambda c: (c.start, c.end)):
        while at + 1 < len(zones) and zones[at + 1].start <= cue.start:
            at += 1
        if cue.end <= zones[at].end:
            found.append((cue, zones[at]))
    return found


def organization_of(person: PersonSample) -> str | None:
    """Return the domain by which ``person`` shares an organisation with others, if any."""
    if person.free_mail_domain:
        return None
    for address in person.addresses:
        domain = rules.domain_of(address)
        if domain and not is_provider(domain):
            return registrable(domain)
    return None


PEERS_WIDTH = len(LABELS) + 1


def peer_columns(log_odds: Floats, groups: Sequence[str | None]) -> Floats:
    """Return for each person the mean log-odds of the others of their organisation.

    The mean of few others is shrunk: n of them count n / (n + 1). The last column tells whether
    there are others; without any the row is 0.
    """
    columns = np.zeros((len(groups), PEERS_WIDTH))
    members: dict[str, list[int]] = {}
    for index, group in enumerate(groups):
        if group is not None:
            members.setdefault(group, []).append(index)
    for indices in members.values():
        if len(indices) > 1:
            inside = log_odds[indices]
            columns[indices, :-1] = (inside.sum(axis=0) - inside) / len(indices)
            columns[indices, -1] = 1.0
    return columns
