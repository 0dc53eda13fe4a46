"""``inboxnet evaluate``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inboxnet.classify.evaluate import evaluate
from inboxnet.cli.options import data_option, format_option
from inboxnet.cli.output import tell, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inboxnet.classify.evaluate import Evaluation, Part


@click.command("evaluate")
@data_option
@click.option("--ablation", is_flag=True, help="Also without each group of features (minutes).")
@click.option("--learning-curve", is_flag=True, help="Also with parts of the people (minutes).")
@format_option
def command(*, data: Path | None, ablation: bool, learning_curve: bool, output_format: str) -> None:
    """Say how good the classifier is, on unseen authors.

    Each author's people are judged by a model of all the other authors. Beside it stand simpler
    models, judged in the same way.
    """
    found = evaluate(
        data,
        ablation=ablation,
        learning=learning_curve,
        told=lambda what: tell(f"Fitting {what} ..."),
    )
    if output_format == "json":
        write(json.dumps({"schema": 1, **asdict(found)}, indent=2) + "\n")
    else:
        write("\n".join(_lines(found)) + "\n")


def _lines(found: Evaluation) -> Iterator[str]:
    yield f"{found.people:,} people of {found.authors} authors, each judged by what others taught"
    yield ""
    yield "label            people  given  precision  recall    F1   95 % of resamples"
    for label, figures in found.labels.items():
        yield (
            f"{label.replace('_', ' '):<15}{figures.people:8,}{figures.assigned:7,}"
            f"{figures.precision:11.2f}{figures.recall:8.2f}{figures.f1:6.2f}"
            f"   {figures.low:.2f} - {figures.high:.2f}"
        )
    yield f"{'mean':<49}{found.whole.macro_f1:6.2f}   {found.low:.2f} - {found.high:.2f}"
    yield ""
    yield (
        f"Of {found.hard_negatives:,} cases where keywords suggest a label that a person does not"
        f" have, the model is taken in by {found.hard_negatives_taken:.1%}."
    )
    yield ""
    yield from _table("beside simpler models", [found.whole, *found.baselines])
    yield from _table("by language", found.languages)
    yield from _table("by number of mails", found.mails)
    if found.ablation:
        yield from _table("ablation", [found.whole, *found.ablation])
    if found.learning:
        yield from _table("learning curve", found.learning)
    yield "from a probability of   labels given per label there is   of these right"
    for step, share, right in found.coverage:
        yield f"{step:<24.1f}{share:<34.2f}{right:.2f}"


def _table(title: str, parts: Sequence[Part]) -> Iterator[str]:
    yield f"{title:<36}people  mean F1  of core three  Brier   ECE  right"
    for part in parts:
        yield (
            f"{part.name:<36}{part.people:6,}{part.macro_f1:9.3f}{part.core_macro_f1:15.3f}"
            f"{part.brier:7.3f}{part.calibration_error:6.3f}{part.right:7.2f}"
        )
    yield ""
