"""``inboxnet show``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from inboxnet.cli.database import read_database
from inboxnet.cli.options import as_of_option_of_a_reader, database_option, format_option
from inboxnet.cli.output import paper, write
from inboxnet.cli.person import find_one
from inboxnet.report import render_json, render_person
from inboxnet.report.person import read_person

if TYPE_CHECKING:
    from pathlib import Path


@click.command("show")
@click.argument("person", nargs=-1, required=True, metavar="PERSON")
@database_option
@format_option
@as_of_option_of_a_reader
def command(
    *, person: tuple[str, ...], database: Path, output_format: str, as_of: datetime | None
) -> None:
    """Show one person: labels with proof, answers, debts.

    PERSON is a name or a part of it, an address, or the number that the report gives.
    """
    with read_database(database) as connection:
        who = find_one(connection, " ".join(person))
        found = read_person(connection, who, as_of=as_of or datetime.now(UTC))
    if output_format == "json":
        write(render_json.render_person(found))
    else:
        sheet = paper()
        write(render_person.render_person(found, width=sheet.width, color=sheet.color))
