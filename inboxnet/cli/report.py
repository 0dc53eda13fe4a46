"""``inboxnet report``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from inboxnet.classify.sample import LABELS
from inboxnet.cli.database import read_database
from inboxnet.cli.options import (
    ROWS_IN_A_TABLE,
    as_of_option_of_a_reader,
    database_option,
    format_option,
    parse_time,
)
from inboxnet.cli.output import paper, write
from inboxnet.report import render_json, render_table
from inboxnet.report.build import build_report
from inboxnet.report.model import SECTIONS


@click.command("report")
@click.argument("sections", nargs=-1, type=click.Choice(SECTIONS), metavar="[SECTION]...")
@database_option
@format_option
@click.option(
    "--label",
    "labels",
    type=click.Choice(LABELS),
    multiple=True,
    help="Only people with this label; repeat it for several.",
)
@click.option(
    "--since", type=parse_time, metavar="TIME", help="Only what was asked at or after it."
)
@click.option("--until", type=parse_time, metavar="TIME", help="Only what was asked before it.")
@as_of_option_of_a_reader
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"At most N rows a section. Default: {ROWS_IN_A_TABLE} in a table, all in JSON.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to this file, readable by its owner only, instead of stdout.",
)
def command(
    *,
    sections: tuple[str, ...],
    database: Path,
    output_format: str,
    labels: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    as_of: datetime | None,
    limit: int | None,
    output: Path | None,
) -> None:
    """Report again from the database, in part or whole.

    \b
    Sections; all of them if none is named:
      owed      who waits for your answer, what matters most first
      waiting   who owes you an answer
      slow      where your answer came late by your own norm
      coverage  what mail this rests on, and what is missing
      excluded  which senders were left out, by which rule
    """  # noqa: D301 - click's mark for lines that are not filled
    if limit is None and output_format == "table":
        limit = ROWS_IN_A_TABLE
    with read_database(database) as connection:
        report = build_report(
            connection,
            as_of=as_of or datetime.now(UTC),
            sections=sections or SECTIONS,
            labels=labels,
            since=since,
            until=until,
            limit=limit,
        )
    if output_format == "json":
        write(render_json.render_report(report), output)
    else:
        sheet = paper(output)
        text = render_table.render_report(report, width=sheet.width, color=sheet.color)
        write(text, output)
