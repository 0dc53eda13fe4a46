"""Builds the classifier from labelled mail: the same bytes from the same data, every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, cast

import numpy as np
from spacy.util import load_model_from_config
from thinc.api import Config

from inboxnet.classify.crossfit import SHARPNESS, CrossFit, Table, build_table
from inboxnet.classify.labelled import DATA_ADVICE, read_examples, training_files
from inboxnet.classify.model import save_model
from inboxnet.classify.sample import LABELS
from inboxnet.classify.stacker import Floats, Stages, calibration_error, f1
from inboxnet.errors import ModelError

_DIGITS = 5
_MIN_AUTHORS = 4  # each stage learns from what the one before says of an author left out


@dataclass(frozen=True, slots=True)
class Report:
    """Figures on authors that the model has not seen, one value a label where it is a mapping.

    Attributes:
        version: Of the model.
        people: Number of persons scored.
        authors: Number of authors.
        f1: With thresholds chosen on the other authors.
        macro_f1: Mean of ``f1`` over all labels.
        core_macro_f1: Over recruiter, client and decision_maker.
        calibration_error: Expected calibration error.
    """

    version: str
    people: int
    authors: int
    f1: Mapping[str, float]
    macro_f1: float
    core_macro_f1: float
    calibration_error: float


def read_table(data: Path | Sequence[Path] | None) -> tuple[Any, Table, Mapping[str, float]]:
    """Read labelled mail and run the pipeline over it.

    Args:
        data: A folder of ``*.jsonl`` or ``*.jsonl.xz``, or files, one an author; None for the
            data that ship with the package.

    Returns:
        The pipeline, whose categorizer is not fitted yet, the people, and the penalties.

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
    config = Config().from_disk(Path(str(resources.files(__package__).joinpath("config.cfg"))))
    penalties = config.pop("fit")
    nlp = load_model_from_config(config, auto_fill=True)
    categorizer = cast("Any", nlp.get_pipe("textcat_multilabel"))
    for label in LABELS:
        categorizer.add_label(label)
    table = build_table(nlp, examples, categorizer.model.attrs["features"])
    return nlp, table, penalties


def train(data: Path | Sequence[Path] | None, out: Path) -> Report:
    """Train the classifier and write the model folder ``out``.

    Args:
        data: As for `read_table`.
        out: Is made if need be; files of an older model there are overwritten.

    Returns:
        Figures on held-out authors.

    Raises:
        ModelError: As `read_table` does.
    """
    nlp, table, penalties = read_table(data)
    fits = CrossFit(table, penalties)
    probabilities = fits.held_out()
    stages, _ = fits.fit()
    _set_weights(cast("Any", nlp.get_pipe("textcat_multilabel")).model, table, fits)
    threshold = round(fits.threshold(probabilities), 3)
    version = save_model(
        nlp,
        Stages(stages.stacker.rounded(_DIGITS), stages.final.rounded(_DIGITS)),
        np.full(len(LABELS), threshold),
        out,
    )
    assigned = fits.assigned(probabilities)[table.scored]
    truth = table.truth[table.scored]
    per_label = [f1(assigned[:, k], truth[:, k]) for k in range(len(LABELS))]
    return Report(
        version=version,
        people=len(truth),
        authors=len(fits.authors),
        f1=dict(zip(LABELS, per_label, strict=True)),
        macro_f1=float(np.mean(per_label)),
        core_macro_f1=float(np.mean(per_label[:3])),
        calibration_error=calibration_error(probabilities[table.scored], truth),
    )


def _set_weights(model: Any, table: Table, fits: CrossFit) -> None:
    """Set the text categorizer's weights: the people's vectors, weighted by the multipliers.

    Machines differ in the last bits of large products. So the multipliers are rounded first, what
    follows adds in one order, and half precision hides what is left.
    """
    multipliers = np.round(SHARPNESS * fits.text.multipliers, _DIGITS)
    weights: Floats = np.zeros(model.get_param("W").shape)
    for row, (keys, values) in enumerate(zip(table.keys, table.values, strict=True)):
        # A key may stand several times in one vector.
        np.add.at(weights, keys, values[:, None] * multipliers[row])
    intercepts = np.round(SHARPNESS * fits.text.intercepts, _DIGITS)
    model.set_param("W", weights.astype(np.float16).astype(np.float32))
    model.set_param("b", intercepts.astype(np.float16).astype(np.float32))
