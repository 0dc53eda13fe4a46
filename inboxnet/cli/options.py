"""Options and arguments that several commands share."""

from __future__ import annotations

import os
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from inboxnet.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

DATABASE_VARIABLE: Final = "INBOXNET_DB"
ROWS_IN_A_TABLE: Final = 20


def default_database() -> Path:
    """Return where the database lies if nothing else is said (XDG Base Directory).

    Raises:
        UsageError: The home folder that is needed for it is not known.
    """
    named = os.environ.get(DATABASE_VARIABLE)
    data_home = os.environ.get("XDG_DATA_HOME", "")
    try:
        if named:
            return Path(named).expanduser()
        known = Path(data_home).is_absolute()
        base = Path(data_home) if known else Path.home() / ".local" / "share"
    except RuntimeError as error:
        raise UsageError(
            "The home folder for the database is not known", advice="Name the file with --db."
        ) from error
    return base / "inboxnet" / "inboxnet.db"


def spell_command(*words: str, database: Path, as_of: datetime | None) -> str:
    """Return a command on a database as it is typed; what is the default is left out."""
    options = [] if _is_default(database) else ["--db", str(database)]
    if as_of is not None:
        instant = as_of.astimezone(UTC).replace(tzinfo=None)
        options += ["--as-of", f"{instant.isoformat().removesuffix(':00')}Z"]
    return shlex.join(["inboxnet", *words, *options])


def _is_default(database: Path) -> bool:
    try:
        return database == default_database()
    except UsageError:
        return False


def parse_time(text: str) -> datetime:
    """Read a moment in ISO 8601: a day, or a day with a time; in UTC if it names no offset.

    Raises:
        click.BadParameter: It is none.
    """
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(
            f"{text!r} is not a time in ISO 8601, such as 2026-10-31 or 2026-10-31T18:00:00+01:00"
        ) from error


database_option: Decorator = click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path, dir_okay=False),
    default=default_database,
    metavar="FILE",
    help=f"The database. Default: ${DATABASE_VARIABLE}, else inboxnet/inboxnet.db in the user's"
    " data folder ($XDG_DATA_HOME or ~/.local/share).",
)
format_option: Decorator = click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="A table to read, or JSON for a program.",
)
data_option: Decorator = click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Labelled mail, JSON lines, one file an author. Default: what comes with the package.",
)
_AS_OF_HELP: Final = (
    "Look at the mail from this moment, not from now. Times are ISO 8601, in UTC if they name no"
    " offset."
)
as_of_option: Decorator = click.option("--as-of", type=parse_time, metavar="TIME", help=_AS_OF_HELP)
as_of_option_of_a_reader: Decorator = click.option(
    "--as-of",
    type=parse_time,
    metavar="TIME",
    help=f"{_AS_OF_HELP} What was asked or answered later is left out; people, labels and how often"
    " somebody asked again stay those of the last scan.",
)
