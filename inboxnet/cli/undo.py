"""``inboxnet undo``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from inboxnet.cli.database import read_database
from inboxnet.cli.options import database_option
from inboxnet.cli.output import tell, write
from inboxnet.cli.person import tell_people
from inboxnet.cli.progress import open_progress
from inboxnet.errors import UsageError
from inboxnet.people.rulings import OWNER
from inboxnet.pipeline.correct import undo
from inboxnet.report.text import escape_controls
from inboxnet.store.corrections import read_corrections

if TYPE_CHECKING:
    from pathlib import Path

    from inboxnet.store.corrections import Correction


@click.command("undo")
@click.argument("number", type=int, required=False, metavar="[NUMBER]")
@click.option("--list", "listing", is_flag=True, help="List all corrections, and undo nothing.")
@database_option
def command(*, number: int | None, listing: bool, database: Path) -> None:
    """Undo a correction: the last one, or the one with this number.

    Corrections are what 'inboxnet merge' and 'inboxnet split' wrote down.
    """
    if listing and number is not None:
        raise UsageError(
            "A number and --list are given", advice="Give one of them: --list undoes nothing."
        )
    with read_database(database) as connection:
        corrections = read_corrections(connection)
    if listing:
        write("".join(f"{_spell(correction)}\n" for correction in reversed(corrections)))
        return
    with open_progress() as progress:
        undone = undo(database, number, now=datetime.now(UTC), progress=progress)
    tell(f"Undone: {_spell(undone)}")
    with read_database(database) as connection:
        tell_people(connection, [name for name in undone.named if name != OWNER])


def _spell(correction: Correction) -> str:
    named = " ".join("(you)" if name == OWNER else name for name in correction.named)
    undone = f"  (undone {_day(correction.undone_at)})" if correction.undone_at else ""
    return escape_controls(
        f"{correction.number}: {correction.kind} {named}, {_day(correction.made_at)}{undone}"
    )


def _day(instant: str) -> str:
    return instant[:10]
