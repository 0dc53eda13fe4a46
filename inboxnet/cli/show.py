"""``inboxnet show``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import click

from inboxnet.cli.database import read_database
from inboxnet.cli.options import as_of_option_of_a_reader, database_option, format_option
from inboxnet.cli.output import paper, tell, write
from inboxnet.errors import UsageError
from inboxnet.report import render_json, render_person
from inboxnet.report.person import find_people, read_person
from inboxnet.report.text import escape_controls, spell_count

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from inboxnet.report.model import Who

CANDIDATES: Final = 20


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
        who = _find_one(connection, " ".join(person))
        found = read_person(connection, who, as_of=as_of or datetime.now(UTC))
    if output_format == "json":
        write(render_json.render_person(found))
    else:
        sheet = paper()
        write(render_person.render_person(found, width=sheet.width, color=sheet.color))


def _find_one(connection: sqlite3.Connection, wanted: str) -> Who:
    found = find_people(connection, wanted)
    if not found:
        raise UsageError(
            f"Nobody is called {wanted!r}", advice="Give a part of the name, or an address."
        )
    if len(found) > 1:
        for who in found[:CANDIDATES]:
            candidate = escape_controls(f"{who.name} <{who.address}>")
            tell(f"{who.person_id:>8}  {candidate}")
        raise UsageError(
            f"{spell_count(len(found), 'person', 'people')} match {wanted!r}",
            advice="Give the address, or the number in front of it.",
        )
    return found[0]
