"""How good the classifier is on authors it has not seen, beside simpler ones.

Each author's people are judged by a model of all the others, with a threshold chosen on the others.
Intervals are from resampling people; authors differ more than chance, so they are on the narrow
side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from inboxnet.classify.crossfit import EVERYTHING, CrossFit, Table
from inboxnet.classify.features import FACTS, GROUPS
from inboxnet.classify.language import language_of
from inboxnet.classify.rows import NAMES, TEXT
from inboxnet.classify.sample import LABELS, Label
from inboxnet.classify.stacker import Floats, calibration_error, f1
from inboxnet.classify.train import read_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEYWORDS: Mapping[Label, Sequence[str]] = {
    "recruiter": ("they: offers_role", "they: sends_candidates"),
    "client": ("they: wants_owners_work",),
    "decision_maker": ("they: approves",),
    "vendor": ("they: sells",),
    "colleague": ("they: works_together",),
    "personal": ("they: family_and_friends",),
}
"""The baseline of a keyword list: the cues whose presence means a label."""

SHARES = (0.125, 0.25, 0.5, 1.0)
"""Of the people, for the learning curve."""

RESAMPLES = 1000
_SEED = 7
_STEPS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_FEWEST = 15  # a language of fewer people is not told apart


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """Of one label.

    Attributes:
        people: Who have it.
        assigned: Who are given it.
        precision: Of those given it.
        recall: Of those who have it.
        f1: Their harmonic mean.
        low: 2.5th percentile of ``f1`` over resamples.
        high: 97.5th percentile.
    """

    people: int
    assigned: int
    precision: float
    recall: float
    f1: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Part:
    """Figures of some of the people: a model, a language, a number of mails.

    Attributes:
        name: Which part.
        people: How many.
        macro_f1: Mean F1 over the labels that occur.
        core_macro_f1: Over recruiter, client and decision_maker.
        brier: Mean squared error of the probabilities.
        calibration_error: Expected, over ten bins.
        right: Share of the assigned labels that are.
    """

    name: str
    people: int
    macro_f1: float
    core_macro_f1: float
    brier: float
    calibration_error: float
    right: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures.

    Attributes:
        people: How many are scored.
        authors: By how many authors.
        labels: Of each label.
        whole: Of all people.
        low: 2.5th percentile of the macro-F1 over resamples.
        high: 97.5th percentile.
        hard_negatives: People whom the keyword list takes for what they are not, label by label.
        hard_negatives_taken: Share of these whom the model takes for it too.
        coverage: From a probability on: how many labels are assigned for one that people have, and
            which share of the assigned is right.
        baselines: Simpler models.
        languages: By language.
        mails: By number of mails.
        ablation: Without each group of features; empty if not asked for.
        learning: With a share of the people; empty if not asked for.
    """

    people: int
    authors: int
    labels: Mapping[Label, LabelFigures]
    whole: Part
    low: float
    high: float
    hard_negatives: int
    hard_negatives_taken: float
    coverage: Sequence[tuple[float, float, float]]
    baselines: Sequence[Part]
    languages: Sequence[Part]
    mails: Sequence[Part]
    ablation: Sequence[Part]
    learning: Sequence[Part]


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a model says of the people who are scored."""

    truth: Floats
    probabilities: Floats
    assigned: NDArray[np.bool_]

    def part(self, name: str, inside: NDArray[np.bool_] | None = None) -> Part:
        rows = np.ones(len(self.truth), dtype=bool) if inside is None else inside
        truth, chance, assigned = self.truth[rows], self.probabilities[rows], self.assigned[rows]
        scores = _f1_of(assigned, truth)
        return Part(
            name=name,
            people=int(rows.sum()),
            macro_f1=_mean(scores),
            core_macro_f1=_mean(scores[:3]),
            brier=float(((chance - truth) ** 2).mean()),
            calibration_error=calibration_error(chance, truth),
            right=float((assigned * truth).sum() / max(assigned.sum(), 1)),
        )


def _f1_of(assigned: NDArray[np.bool_], truth: Floats) -> Floats:
    """Return F1 a label, NaN for a label that nobody has."""
    return np.array(
        [
            f1(assigned[:, k], truth[:, k]) if truth[:, k].any() else np.nan
            for k in range(len(LABELS))
        ]
    )


def _mean(scores: Floats) -> float:
    return float(np.nanmean(scores)) if not np.isnan(scores).all() else 0.0


def evaluate(
    data: Path | Sequence[Path] | None,
    *,
    ablation: bool = False,
    learning: bool = False,
    told: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """Judge the people of each author by models of the others.

    Args:
        data: As for `inboxnet.classify.train.read_table`.
        ablation: Also without each group of features: a fit a group.
        learning: Also with parts of the people: a fit a part.
        told: Called with what is being fitted.

    Raises:
        ModelError: As `read_table` does.
    """
    _, table, penalties = read_table(data)
    told("the model")
    fits = CrossFit(table, penalties)
    main = _judge(fits)
    keywords = _keywords(table)
    told("baselines")
    baselines = [
        _guess_all(main.truth).part("the most frequent label"),
        keywords.part("keyword list"),
        *(
            _judge(fits, columns).part(name)
            for name, columns in (
                ("header flags", _columns(FACTS)),
                ("words", TEXT),
                ("words and header flags", np.r_[_columns(FACTS), TEXT]),
            )
        ),
    ]
    hard = keywords.assigned & (main.truth == 0)
    low, high = _interval(main)
    return Evaluation(
        people=len(main.truth),
        authors=len(set(table.authors.tolist())),
        labels=_label_figures(main, low, high),
        whole=main.part("the model"),
        low=low[-1],
        high=high[-1],
        hard_negatives=int(hard.sum()),
        hard_negatives_taken=float(main.assigned[hard].mean()) if hard.any() else 0.0,
        coverage=_coverage(main),
        baselines=baselines,
        languages=_by_language(table, main),
        mails=_by_mails(table, main),
        ablation=_ablate(fits, penalties, told) if ablation else (),
        learning=_learn(table, penalties, told) if learning else (),
    )


def _judge(fits: CrossFit, columns: Any = EVERYTHING) -> _Judged:
    table = fits.table
    probabilities = fits.held_out(columns)
    assigned = fits.assigned(probabilities)
    scored = table.scored
    return _Judged(table.truth[scored], probabilities[scored], assigned[scored])


def _columns(names: Sequence[str] | Mapping[str, str]) -> NDArray[np.intp]:
    return np.array([NAMES.index(name) for name in names], dtype=np.intp)


def _keywords(table: Table) -> _Judged:
    rows = table.rows[table.scored]
    hits = np.array([rows[:, _columns(KEYWORDS[label])].sum(axis=1) > 0 for label in LABELS]).T
    return _Judged(table.truth[table.scored], hits.astype(float), hits)


def _guess_all(truth: Floats) -> _Judged:
    shares = np.tile(truth.mean(axis=0), (len(truth), 1))
    return _Judged(truth, shares, shares == shares.max(axis=1, keepdims=True))


def _interval(main: _Judged) -> tuple[list[float], list[float]]:
    """Return the ends of the intervals of each label's F1 and of their mean."""
    generator = np.random.default_rng(_SEED)
    scores = []
    for _ in range(RESAMPLES):
        rows = generator.integers(0, len(main.truth), len(main.truth))
        each = _f1_of(main.assigned[rows], main.truth[rows])
        scores.append([*each, _mean(each)])
    low, high = np.nanpercentile(scores, [2.5, 97.5], axis=0)
    return low.tolist(), high.tolist()


def _label_figures(
    main: _Judged, low: Sequence[float], high: Sequence[float]
) -> dict[Label, LabelFigures]:
    figures = {}
    for k, label in enumerate(LABELS):
        truth, assigned = main.truth[:, k], main.assigned[:, k]
        hits = float((assigned * truth).sum())
        figures[label] = LabelFigures(
            people=int(truth.sum()),
            assigned=int(assigned.sum()),
            precision=hits / max(float(assigned.sum()), 1.0),
            recall=hits / max(float(truth.sum()), 1.0),
            f1=f1(assigned, truth),
            low=low[k],
            high=high[k],
        )
    return figures


def _coverage(main: _Judged) -> list[tuple[float, float, float]]:
    found = []
    for step in _STEPS:
        assigned = main.probabilities >= step
        share = float(assigned.sum() / main.truth.sum())
        found.append((step, share, float(main.truth[assigned].mean()) if assigned.any() else 1.0))
    return found


def _by_language(table: Table, main: _Judged) -> list[Part]:
    languages = np.array(
        [
            language_of(e.person)
            for e, scored in zip(table.examples, table.scored, strict=True)
            if scored
        ]
    )
    counts = Counter(languages.tolist())
    told = [name for name, people in counts.most_common() if people >= _FEWEST and name]
    parts = [main.part(name, languages == name) for name in told]
    rest = ~np.isin(languages, told)
    return [*parts, *([main.part("others", rest)] if rest.any() else [])]


def _by_mails(table: Table, main: _Judged) -> list[Part]:
    mails = np.array(
        [
            len(e.person.mails)
            for e, scored in zip(table.examples, table.scored, strict=True)
            if scored
        ]
    )
    bounds = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 99))
    parts = []
    for least, most in bounds:
        inside = (mails >= least) & (mails <= most)
        name = str(least) if least == most else f"{least}-{most}" if most < 99 else f"{least}+"
        if inside.any():
            parts.append(main.part(name, inside))
    return parts


def _ablate(
    fits: CrossFit, penalties: Mapping[str, float], told: Callable[[str], None]
) -> list[Part]:
    table = fits.table
    cues = [name for name in NAMES[: TEXT.start] if name not in FACTS]
    words = list(NAMES[TEXT])
    parts = []
    for name, group in {**GROUPS, "cues": cues, "text categorizer": words}.items():
        told(f"without {name}")
        kept = np.setdiff1d(np.arange(len(NAMES)), _columns(list(group)))
        parts.append(_judge(fits, kept).part(f"without {name}"))
    told("without organisations")
    alone = CrossFit(replace(table, groups=[None] * len(table.examples)), penalties)
    parts.append(_judge(alone).part("without others of the organisation"))
    return parts


def _learn(table: Table, penalties: Mapping[str, float], told: Callable[[str], None]) -> list[Part]:
    """Return figures of models of a part of the people, on that part."""
    parts = []
    order = np.random.default_rng(_SEED).permutation(len(table.examples))
    for share in SHARES:
        told(f"with {share:.0%} of the people")
        rows = np.sort(order[: round(share * len(order))])
        parts.append(
            _judge(CrossFit(table.subset(rows), penalties)).part(f"{share:.1%} of the people")
        )
    return parts
