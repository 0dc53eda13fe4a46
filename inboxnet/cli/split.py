"""``inboxnet split``."""

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
from inboxnet.pipeline.correct import split
from inboxnet.report.text import escape_controls

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from inboxnet.people.rulings import Side


@click.command("split")
@click.argument("wanted", nargs=-1, required=True, metavar="PERSON_OR_ADDRESS...")
@database_option
def command(*, wanted: tuple[str, ...], database: Path) -> None:
    """Say that addresses are not one person's, for good.

    Addresses are parted from the rest of their person and stay together; of a person, named as in
    'inboxnet show', every address becomes somebody else's. An address parted from yours is not
    yours. The numbers of people may change by it.
    """
    with read_database(database) as connection:
        person, parted = _choose(connection, wanted)
    with open_progress() as progress:
        ruling = split(database, person, parted, now=datetime.now(UTC), progress=progress)
    tell("These are different people from now on:")
    with read_database(database) as connection:
        tell_people(connection, person.addresses)
    undo = spell_command("undo", str(ruling.number), database=database, as_of=None)
    tell(escape_controls(f"Undo it with: {undo}"))


def _choose(
    connection: sqlite3.Connection, wanted: tuple[str, ...]
) -> tuple[Side, tuple[str, ...]]:
    """Return who is split, and which addresses go; none if all part from each other."""
    if not all("@" in word for word in wanted):
        person = find_side(connection, " ".join(wanted))
        if len(person.addresses) > 1 and person.is_owner:
            raise UsageError(
                "This is you", advice="Name the addresses that are not yours: they are parted."
            )
        parted: tuple[str, ...] = ()
    else:
        sides = [find_side(connection, address) for address in wanted]
        person = sides[0]
        if any(side.addresses != person.addresses for side in sides):
            raise UsageError(
                "These addresses are not one person's", advice="Part one person at a time."
            )
        parted = tuple(side.named for side in sides)
    if len(person.addresses) == 1:
        raise UsageError(
            f"{person.named} is the only address of this person", advice="There is nothing to part."
        )
    if set(parted) == set(person.addresses):
        raise UsageError(
            "These are all addresses of this person",
            advice="Name those alone that are somebody else's.",
        )
    return person, parted
