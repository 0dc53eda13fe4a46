"""``inboxnet train``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inboxnet.classify.train import train
from inboxnet.classify.version import SHIPPED
from inboxnet.cli.options import format_option
from inboxnet.cli.output import tell, write

if TYPE_CHECKING:
    from inboxnet.classify.train import Report


@click.command("train")
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Labelled mail, JSON lines, one file an author. Default: what comes with the package.",
)
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

    The same data give the same model, byte for byte. Prints figures on authors that the model has
    not seen: each author's people are judged by a model of the others.
    """
    tell(f"Training into {output} ...")
    report = train(data, output)
    write(_render_json(report) if output_format == "json" else _render_table(report))


def _render_json(report: Report) -> str:
    return json.dumps({"schema": 1, **asdict(report)}, indent=2) + "\n"


def _render_table(report: Report) -> str:
    lines = [f"model {report.version}, {report.people:,} people, authors held out"]
    lines += [
        f"  F1 {label.replace('_', ' '):<15}{value:6.2f}" for label, value in report.f1.items()
    ]
    lines.append(f"  macro-F1          {report.macro_f1:6.2f}")
    lines.append(f"  of the core three {report.core_macro_f1:6.2f}")
    lines.append(f"  calibration error {report.calibration_error:6.3f}")
    lines += [
        f"  with {name} alone: macro-F1 {macro:.2f}, core {core:.2f}"
        for name, (macro, core) in report.baselines.items()
    ]
    return "\n".join(lines) + "\n"
