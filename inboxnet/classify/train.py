"""Builds the classifier from labelled mail: the same bytes from the same data, every time.

Everything is split by author, never at random: the text categorizer's scores that the stacker
learns from, and the stacker's that the last stage and the thresholds learn from, come from models
that have not seen mail of the same author. The figures of the report are of the same kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from spacy.util import load_model_from_config
from thinc.api import Config

from inboxnet.classify.components import person_docs
from inboxnet.classify.features import FACTS
from inboxnet.classify.labelled import DATA_ADVICE, Example, read_examples, training_files
from inboxnet.classify.model import Stages, save_model
from inboxnet.classify.rows import (
    TEXT,
    build_row,
    organization_of,
    peer_columns,
    text_log_odds,
)
from inboxnet.classify.sample import LABELS
from inboxnet.classify.stacker import (
    Floats,
    balanced_weights,
    best_threshold,
    calibration_error,
    f1,
    fit_linear,
    fit_samples,
    sigmoid,
)
from inboxnet.classify.text import TextFeatures
from inboxnet.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DIGITS = 5
_MIN_AUTHORS = 4  # each stage learns from what the one before says of an author left out


@dataclass(frozen=True, slots=True)
class Report:
    """Figures on authors that the model has not seen, one value a label where it is a mapping.

    Attributes:
        version: Of the model.
        people: Number of persons scored.
        f1: With thresholds chosen on the other authors.
        macro_f1: Mean of ``f1`` over all labels.
        core_macro_f1: Over recruiter, client and decision_maker.
        calibration_error: Expected calibration error.
        baselines: Macro-F1 and core macro-F1 of simpler models, thresholds chosen alike.
    """

    version: str
    people: int
    f1: Mapping[str, float]
    macro_f1: float
    core_macro_f1: float
    calibration_error: float
    baselines: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Table:
    """The examples as numbers."""

    rows: Floats
    truth: Floats
    authors: tuple[str, ...]
    groups: list[str | None]
    scored: NDArray[np.bool_]
    products: Floats
    keys: list[Any]
    values: list[Floats]


class _Trainer:
    """Fits the stages on any subset of the authors."""

    def __init__(self, table: _Table, config: Mapping[str, float]) -> None:
        self.table = table
        self.config = config
        self.author = np.array(table.authors)
        self.all_authors = sorted(set(table.authors))
        self._text: dict[tuple[str, ...], Floats] = {}

    def rows_of(self, authors: Sequence[str]) -> Any:
        return np.flatnonzero(np.isin(self.author, list(authors)))

    def fit_text(self, authors: Sequence[str]) -> tuple[Floats, Floats]:
        """Return multipliers (people of all authors, 0 for the rest) and intercepts."""
        inside = self.rows_of(authors)
        products = self.table.products[np.ix_(inside, inside)]
        multipliers = np.zeros((len(self.author), len(LABELS)))
        intercepts = np.zeros(len(LABELS))
        for k in range(len(LABELS)):
            truth = self.table.truth[inside, k]
            multipliers[inside, k], intercepts[k] = fit_samples(
                products,
                truth,
                penalty=self.config["text_penalty"],
                weights=balanced_weights(truth),
            )
        return multipliers, intercepts

    def text_scores(self, authors: Sequence[str]) -> Floats:
        """Return the text log-odds of everybody by a model of ``authors``."""
        key = tuple(authors)
        if key not in self._text:
            multipliers, intercepts = self.fit_text(authors)
            scores = self.table.products @ multipliers + intercepts
            self._text[key] = text_log_odds(sigmoid(scores))
        return self._text[key]

    def rows(self, authors: Sequence[str]) -> Floats:
        """Return the rows of everybody: text scores of ``authors`` by models of the other authors.

        People of no listed author get the scores of the model of all ``authors``.
        """
        rows = self.table.rows.copy()
        rows[:, TEXT] = self.text_scores(authors)
        for author in authors:
            others = [a for a in authors if a != author]
            inside = self.rows_of([author])
            rows[inside, TEXT] = self.text_scores(others)[inside]
        return rows

    def fit(self, authors: Sequence[str], columns: Any) -> Stages:
        """Fit stacker and last stage on ``authors``."""
        inside = self.rows_of(authors)
        log_odds = np.zeros((len(self.author), len(LABELS)))
        for author in authors:
            others = [a for a in authors if a != author]
            stacker = fit_linear(
                self.rows(others)[self.rows_of(others)][:, columns],
                self.table.truth[self.rows_of(others)],
                penalty=self.config["stacker_penalty"],
            )
            held_out = self.rows_of([author])
            log_odds[held_out] = stacker(self.rows(others)[held_out][:, columns])
        stacker = fit_linear(
            self.rows(authors)[inside][:, columns],
            self.table.truth[inside],
            penalty=self.config["stacker_penalty"],
        )
        peers = peer_columns(log_odds, self.table.groups)
        final = fit_linear(
            np.hstack([log_odds, peers])[inside],
            self.table.truth[inside],
            penalty=self.config["final_penalty"],
        )
        return Stages(stacker, final)

    def held_out(self, columns: Any) -> Floats:
        """Return everybody's probabilities by models of the other authors."""
        result = np.zeros((len(self.author), len(LABELS)))
        for author in self.all_authors:
            others = [a for a in self.all_authors if a != author]
            stages = self.fit(others, columns)
            inside = self.rows_of([author])
            log_odds = stages.stacker(self.rows(others)[inside][:, columns])
            peers = peer_columns(log_odds, [self.table.groups[i] for i in inside])
            result[inside] = sigmoid(stages.final(np.hstack([log_odds, peers])))
        return result

    def threshold(self, probabilities: Floats, authors: Sequence[str]) -> float:
        """Return the threshold that serves persons of ``authors`` best."""
        inside = self.rows_of(authors)
        inside = inside[self.table.scored[inside]]
        return best_threshold(probabilities[inside], self.table.truth[inside])

    def f1_held_out(self, probabilities: Floats) -> Floats:
        """Return F1 a label, the threshold for each author chosen on the others."""
        assigned = np.zeros(probabilities.shape, dtype=bool)
        for author in self.all_authors:
            others = [a for a in self.all_authors if a != author]
            inside = self.rows_of([author])
            assigned[inside] = probabilities[inside] >= self.threshold(probabilities, others)
        scored = self.table.scored
        return np.array(
            [f1(assigned[scored, k], self.table.truth[scored, k]) for k in range(len(LABELS))]
        )


def train(data: Path | Sequence[Path] | None, out: Path) -> Report:
    """Train the classifier and write the model folder ``out``.

    Args:
        data: A folder of ``*.jsonl`` or ``*.jsonl.xz``, or files, one an author; None for the
            data that ship with the package.
        out: Is made if need be; files of an older model there are overwritten.

    Returns:
        Figures on held-out authors.

    Raises:
        ModelError: The data are unreadable, of fewer than four authors, or lack a label.
    """
    files = training_files(data) if data is None or isinstance(data, Path) else list(data)
    examples = read_examples(files)
    if len({e.author for e in examples}) < _MIN_AUTHORS:
        raise ModelError("training needs people of four authors or more", advice=DATA_ADVICE)
    missing = [label for label in LABELS if not any(label in e.labels for e in examples)]
    if missing:
        raise ModelError(f"no person is labelled {', '.join(missing)}", advice=DATA_ADVICE)

    path = Path(str(resources.files(__package__).joinpath("config.cfg")))
    config = Config().from_disk(path)
    fit = config.pop("fit")
    nlp = load_model_from_config(config, auto_fill=True)
    categorizer = cast("Any", nlp.get_pipe("textcat_multilabel"))
    for label in LABELS:
        categorizer.add_label(label)
    table = _build_table(nlp, examples, categorizer.model.attrs["features"])
    trainer = _Trainer(table, fit)

    everything = slice(0, TEXT.stop)
    probabilities = trainer.held_out(everything)
    per_label = trainer.f1_held_out(probabilities)
    baselines = {
        name: _macro(trainer.f1_held_out(trainer.held_out(columns)))
        for name, columns in (
            ("words", TEXT),
            ("facts", slice(0, len(FACTS))),
            ("words and facts", np.r_[0 : len(FACTS), TEXT]),
        )
    }
    stages = trainer.fit(trainer.all_authors, everything)
    multipliers, intercepts = trainer.fit_text(trainer.all_authors)
    weights = categorizer.model.get_param("W")
    for row, (keys, values) in enumerate(zip(table.keys, table.values, strict=True)):
        # A key may stand once in each half of the vector.
        np.add.at(weights, keys, values[:, None] * multipliers[row])
    # Half precision hides the last bits, in which machines differ.
    categorizer.model.set_param("W", weights.astype(np.float16).astype(np.float32))
    categorizer.model.set_param("b", intercepts.astype(np.float16).astype(np.float32))
    rounded = Stages(stages.stacker.rounded(_DIGITS), stages.final.rounded(_DIGITS))
    threshold = round(trainer.threshold(probabilities, trainer.all_authors), 3)
    thresholds = np.full(len(LABELS), threshold)
    version = save_model(nlp, rounded, thresholds, out)
    macro, core = _macro(per_label)
    return Report(
        version=version,
        people=int(table.scored.sum()),
        f1=dict(zip(LABELS, per_label.tolist(), strict=True)),
        macro_f1=macro,
        core_macro_f1=core,
        calibration_error=calibration_error(probabilities[table.scored], table.truth[table.scored]),
        baselines=baselines,
    )


def _macro(per_label: Floats) -> tuple[float, float]:
    return float(per_label.mean()), float(per_label[:3].mean())


def _build_table(nlp: Any, examples: Sequence[Example], features: TextFeatures) -> _Table:
    people = [e.person for e in examples]
    rows: list[Floats] = []
    keys: list[Any] = []
    values: list[Floats] = []
    with nlp.select_pipes(disable=["textcat_multilabel"]):
        for person, doc in zip(people, nlp.pipe(person_docs(nlp, people)), strict=True):
            rows.append(build_row(person, doc).values)
            key, value = features(doc)
            keys.append(key.astype(np.intp))
            values.append(value)
    width = 1 + max((int(k.max()) for k in keys if len(k)), default=0)
    products = np.zeros((len(people), len(people)))
    step = 4096
    for start in range(0, width, step):
        block = np.zeros((len(people), step))
        for row, (key, value) in enumerate(zip(keys, values, strict=True)):
            inside = (key >= start) & (key < start + step)
            # A key may stand once in each half of the vector.
            np.add.at(block[row], key[inside] - start, value[inside])
        products += block @ block.T
    truth = np.array([[float(label in e.labels) for label in LABELS] for e in examples])
    scored = np.array([e.person.kind == "person" for e in examples])
    organizations = [
        organization_of(e.person) if s else None for e, s in zip(examples, scored, strict=True)
    ]
    groups = [
        f"{e.mailbox} {organization}" if organization else None
        for e, organization in zip(examples, organizations, strict=True)
    ]
    return _Table(
        rows=np.array(rows),
        truth=truth,
        authors=tuple(e.author for e in examples),
        groups=groups,
        scored=scored,
        products=products,
        keys=keys,
        values=values,
    )
