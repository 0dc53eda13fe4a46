"""``inboxnet train``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inboxnet.classify.labelled import training_files
from inboxnet.classify.train import train
from inboxnet.classify.version import SHIPPED
from inboxnet.cli.options import data_option, format_option
from inboxnet.cli.output import tell, write
from inboxnet.reciprocity.expects import SHIPPED_WEIGHTS
from inboxnet.reciprocity.expects_train import train_expects

if TYPE_CHECKING:
    from inboxnet.classify.train import Report
    from inboxnet.reciprocity.expects_train import Figures


@click.command("train")
@data_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=SHIPPED,
    metavar="FOLDER",
    help="Where the model goes. Default: the package itself, so that the next scan uses it.",
)
@format_option
def command(*, data: Path | None, output: Path, output_format: str) -> None:
    """Train the classifier from the training mail.

    It learns who is who, and which mail expects an answer. The same data give the same model, byte
    for byte. Prints figures on authors that the model has not seen: each author's people are judged
    by a model of the others.
    """
    tell(f"Training into {output} ...")
    report = train(data, output)
    weights = SHIPPED_WEIGHTS if output == SHIPPED else output / SHIPPED_WEIGHTS.name
    expects = train_expects(training_files(data), weights)
    told = _render_json if output_format == "json" else _render_table
    write(told(report, expects))


def _render_json(report: Report, expects: Figures) -> str:
    told = {"schema": 1, **asdict(report), "expects_reply": asdict(expects)}
    return json.dumps(told, indent=2) + "\n"


def _render_table(report: Report, expects: Figures) -> str:
    lines = [
        f"model {report.version}, {report.people:,} people, authors held out ({report.authors})"
    ]
    lines += [
        f"  F1 {label.replace('_', ' '):<15}{value:6.2f}" for label, value in report.f1.items()
    ]
    lines.append(f"  macro-F1          {report.macro_f1:6.2f}")
    lines.append(f"  of the core three {report.core_macro_f1:6.2f}")
    lines.append(f"  calibration error {report.calibration_error:6.3f}")
    lines += [
        f"expects an answer, {expects.mails:,} messages received, authors held out",
        f"  AUC {expects.auc:.3f}, F1 {expects.f1:.2f}, calibration error {expects.ece:.3f}",
        f"  AUC of messages sent {expects.auc_outgoing:.3f}",
    ]
    return "\n".join(lines) + "\n"
