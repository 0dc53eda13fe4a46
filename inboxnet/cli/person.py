"""People as commands name them, and what is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inboxnet.cli.output import tell
from inboxnet.errors import UsageError
from inboxnet.people.rulings import Side
from inboxnet.report.person import find_people
from inboxnet.report.text import escape_controls, spell_count

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from inboxnet.report.model import Who

CANDIDATES: Final = 20
_LEAST_LETTERS: Final = 3
"""A shorter part of a name or an address is too easily somebody else's to rule by it."""


def find_one(connection: sqlite3.Connection, wanted: str, *, least_letters: int = 0) -> Who:
    """Find the one person who is meant by a name, an address or a number.

    Args:
        connection: To a scanned database.
        wanted: What somebody is called.
        least_letters: As in `find_people`.

    Raises:
        UsageError: Nobody is, or several are: these are told.
    """
    found = find_people(connection, wanted, least_letters=least_letters)
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


def find_side(connection: sqlite3.Connection, wanted: str) -> Side:
    """Find the one person about whom the owner rules: not by a letter or two of a name.

    Raises:
        UsageError: As in `find_one`.
    """
    who = find_one(connection, wanted, least_letters=_LEAST_LETTERS)
    addresses = _addresses(connection, who.person_id)
    named = wanted.strip().strip("<>").lower()
    return Side(
        named=named if named in addresses else who.address,
        addresses=addresses,
        is_owner=who.kind == "owner",
    )


def tell_people(connection: sqlite3.Connection, addresses: Iterable[str]) -> None:
    """Tell whose some addresses are, with all other addresses of these people."""
    told = set()
    for address in addresses:
        for who in find_people(connection, address):
            if who.person_id not in told:
                told.add(who.person_id)
                name = "you" if who.kind == "owner" else who.name
                listed = ", ".join(_addresses(connection, who.person_id))
                tell(f"{who.person_id:>8}  {escape_controls(f'{name}: {listed}')}")


def _addresses(connection: sqlite3.Connection, person_id: int) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT address FROM addresses WHERE person_id = ? ORDER BY messages DESC, address",
        (person_id,),
    )
    return tuple(row["address"] for row in rows)
