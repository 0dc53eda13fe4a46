"""Fits the stages so that nobody is judged by what was learned from their own author.

Everything is split by author, never at random: people of one author resemble each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from inboxnet.classify.components import person_docs
from inboxnet.classify.labelled import Example
from inboxnet.classify.ridge import LeaveOut
from inboxnet.classify.rows import (
    NAMES,
    TEXT,
    build_row,
    clip_log_odds,
    organization_of,
    peer_columns,
)
from inboxnet.classify.sample import LABELS
from inboxnet.classify.stacker import Floats, Linear, Stages, best_threshold, fit_linear, sigmoid
from inboxnet.classify.text import TextFeatures

if TYPE_CHECKING:
    from numpy.typing import NDArray

EVERYTHING = slice(0, len(NAMES))
SHARPNESS = 2.0
"""Log-odds a score: the regression's targets are -1 and 1."""

_FOLDS = 5
_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Table:
    """Labelled people as numbers.

    Attributes:
        examples: The people.
        rows: One row a person, the text columns 0.
        truth: 1 or 0, one column a label.
        authors: Who invented each.
        groups: Of which organisation each is, if of any.
        scored: Persons; role mailboxes teach, but are given no labels.
        keys: Of the text vector of each.
        values: To the keys.
        products: Inner products of all pairs of text vectors.
    """

    examples: Sequence[Example]
    rows: Floats
    truth: Floats
    authors: NDArray[np.str_]
    groups: Sequence[str | None]
    scored: NDArray[np.bool_]
    keys: Sequence[NDArray[np.intp]]
    values: Sequence[Floats]
    products: Floats

    def subset(self, rows: NDArray[np.intp]) -> Table:
        """Return the table of some of the people."""
        chosen = rows.tolist()
        return Table(
            examples=[self.examples[i] for i in chosen],
            rows=self.rows[rows],
            truth=self.truth[rows],
            authors=self.authors[rows],
            groups=[self.groups[i] for i in chosen],
            scored=self.scored[rows],
            keys=[self.keys[i] for i in chosen],
            values=[self.values[i] for i in chosen],
            products=self.products[np.ix_(rows, rows)],
        )


def build_table(nlp: Any, examples: Sequence[Example], features: TextFeatures) -> Table:
    """Run the pipeline, without its categorizer, over labelled people."""
    people = [e.person for e in examples]
    rows: list[Floats] = []
    keys: list[NDArray[np.intp]] = []
    values: list[Floats] = []
    with nlp.select_pipes(disable=["textcat_multilabel"]):
        for person, doc in zip(people, nlp.pipe(person_docs(nlp, people)), strict=True):
            rows.append(build_row(person, doc).values)
            key, value = features(doc)
            keys.append(key.astype(np.intp))
            values.append(value)
    scored = np.array([e.person.kind == "person" for e in examples])
    groups = []
    for example, is_person in zip(examples, scored.tolist(), strict=True):
        organization = organization_of(example.person) if is_person else None
        groups.append(f"{example.mailbox} {organization}" if organization else None)
    return Table(
        examples=examples,
        rows=np.array(rows),
        truth=np.array([[float(label in e.labels) for label in LABELS] for e in examples]),
        authors=np.array([e.author for e in examples]),
        groups=groups,
        scored=scored,
        keys=keys,
        values=values,
        products=_inner_products(keys, values),
    )


def _inner_products(keys: Sequence[NDArray[np.intp]], values: Sequence[Floats]) -> Floats:
    used, places = np.unique(np.concatenate(keys), return_inverse=True)
    row = np.repeat(np.arange(len(keys)), [len(k) for k in keys])
    value = np.concatenate(values)
    order = np.argsort(places, kind="stable")
    row, value, places = row[order], value[order], places[order]
    products = np.zeros((len(keys), len(keys)))
    for start in range(0, len(used), _BLOCK):
        first, last = np.searchsorted(places, [start, start + _BLOCK])
        block = np.zeros((len(keys), _BLOCK))
        # A key may stand several times in one vector.
        np.add.at(block, (row[first:last], places[first:last] - start), value[first:last])
        products += block @ block.T
    return products


class CrossFit:
    """Fits the stages on all authors but one, or on all.

    Args:
        table: Of people of several authors.
        penalties: ``text_penalty``, ``stacker_penalty`` and ``final_penalty``.
    """

    def __init__(self, table: Table, penalties: Mapping[str, float]) -> None:
        self.table = table
        self.authors: list[str] = sorted(set(table.authors.tolist()))
        self._penalties = penalties
        self.text = LeaveOut(table.products, 2 * table.truth - 1, penalty=penalties["text_penalty"])

    def _rows_of(self, authors: Sequence[str]) -> NDArray[np.intp]:
        return np.flatnonzero(np.isin(self.table.authors, authors))

    def rows(self, absent: str | None) -> Floats:
        """Return everybody's row, the text judged without their own author and ``absent``."""
        rows = self.table.rows.copy()
        scores = np.zeros_like(self.table.truth)
        for author in self.authors:
            left_out = self._rows_of([author] if absent is None else [author, absent])
            own = self.table.authors[left_out] == author
            scores[left_out[own]] = self.text.left_out(left_out)[own]
        rows[:, TEXT] = clip_log_odds(SHARPNESS * scores)
        return rows

    def fit(self, absent: str | None = None, columns: Any = EVERYTHING) -> tuple[Stages, Floats]:
        """Fit stacker and last stage without ``absent``.

        The last stage learns from log-odds of stackers that did not see the same authors.

        Returns:
            The stages, and the rows that `rows` gives.
        """
        rows = self.rows(absent)
        present = [author for author in self.authors if author != absent]
        log_odds = np.zeros_like(self.table.truth)
        for number in range(_FOLDS):
            fold = self._rows_of(present[number::_FOLDS])
            others = np.setdiff1d(self._rows_of(present), fold)
            if len(fold):
                log_odds[fold] = self._stacker(rows, others, columns)(rows[fold][:, columns])
        inside = self._rows_of(present)
        peers = peer_columns(log_odds, self.table.groups)
        final = fit_linear(
            np.hstack([log_odds, peers])[inside],
            self.table.truth[inside],
            penalty=self._penalties["final_penalty"],
        )
        return Stages(self._stacker(rows, inside, columns), final), rows

    def _stacker(self, rows: Floats, inside: NDArray[np.intp], columns: Any) -> Linear:
        return fit_linear(
            rows[inside][:, columns],
            self.table.truth[inside],
            penalty=self._penalties["stacker_penalty"],
        )

    def held_out(self, columns: Any = EVERYTHING) -> Floats:
        """Return everybody's probabilities by stages fitted on the other authors."""
        result = np.zeros_like(self.table.truth)
        for author in self.authors:
            stages, rows = self.fit(author, columns)
            inside = self._rows_of([author])
            log_odds = stages.stacker(rows[inside][:, columns])
            peers = peer_columns(log_odds, [self.table.groups[i] for i in inside])
            result[inside] = sigmoid(stages.final(np.hstack([log_odds, peers])))
        return result

    def threshold(self, probabilities: Floats, absent: str | None = None) -> float:
        """Return the threshold that serves persons of all authors but ``absent`` best."""
        inside = self.table.scored & (self.table.authors != (absent or ""))
        return best_threshold(probabilities[inside], self.table.truth[inside])

    def assigned(self, probabilities: Floats) -> NDArray[np.bool_]:
        """Return which labels hold, the threshold for each author chosen on the others."""
        assigned = np.zeros(probabilities.shape, dtype=bool)
        for author in self.authors:
            inside = self._rows_of([author])
            assigned[inside] = probabilities[inside] >= self.threshold(probabilities, author)
        return assigned
