"""``inboxnet merge``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from inboxnet.cli.database import read_database
from inboxnet.cli.options import database_option, spell_command
from inboxnet.cli.output import tell
from inboxnet.cli.person import find_side, tell_people
from inboxnet.cli.progress import open_progress
from inboxnet.errors import UsageError
from inboxnet.pipeline.correct import merge
from inboxnet.report.text import escape_controls

if TYPE_CHECKING:
    from pathlib import Path


@click.command("merge")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@database_option
def command(*, one: str, other: str, database: Path) -> None:
    """Say that two people are one, for good.

    A and B are names or parts of them, addresses, or the numbers that the report gives. If one of
    them is you, the other's addresses are yours. The numbers of people may change by it.
    """
    with read_database(database) as connection:
        sides = find_side(connection, one), find_side(connection, other)
    if sides[0].addresses == sides[1].addresses:
        raise UsageError(
            f"{one!r} and {other!r} are one person already",
            advice=f"See {spell_command('show', sides[0].named, database=database, as_of=None)!r}.",
        )
    with open_progress() as progress:
        ruling = merge(database, *sides, now=datetime.now(UTC), progress=progress)
    tell(escape_controls(f"{sides[0].named} and {sides[1].named} are one person from now on:"))
    with read_database(database) as connection:
        tell_people(connection, [side.named for side in sides])
    undo = spell_command("undo", str(ruling.number), database=database, as_of=None)
    tell(escape_controls(f"Undo it with: {undo}"))
