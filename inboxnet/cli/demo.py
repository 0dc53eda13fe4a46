"""``inboxnet demo``."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

import inboxnet
from inboxnet.cli.database import read_database
from inboxnet.cli.options import format_option, spell_command
from inboxnet.cli.output import tell
from inboxnet.cli.scan import print_report, rest_teller, run_scan
from inboxnet.errors import EXIT_DONE, EXIT_PARTIAL, UsageError
from inboxnet.report.text import escape_controls
from inboxnet.source.local import path_text, real_path

if TYPE_CHECKING:
    from collections.abc import Sequence

MAILBOXES: Final = ("INBOX.mbox", "Sent.mbox", "Archive.mbox")
PACKAGE: Final = Path(inboxnet.__file__).parent


@click.command("demo")
@click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keep the database in this file, to try 'inboxnet show' and 'report' on it. Without it"
    " it is thrown away.",
)
@format_option
def command(*, database: Path | None, output_format: str) -> int:
    """Report on the demo mailbox that comes along.

    Eighteen months of mail of Daniel Okafor, who does not exist: no account, no network, no
    configuration.
    """
    folder = find_demo()
    as_of = read_as_of(folder)
    with ExitStack() as stack:
        if database is None:
            throw_away = stack.enter_context(tempfile.TemporaryDirectory(prefix="inboxnet-demo-"))
            file = Path(throw_away) / "demo.db"
        else:
            file = database
        sources = [folder / "mail" / name for name in MAILBOXES]
        _check_alone(file, sources)
        tell(f"The mail of Daniel Okafor (invented), as he would see it on {as_of.date()}.")
        summary = run_scan(
            [str(source) for source in sources],
            owner=(),
            database=file,
            as_of=as_of,
            command_name="demo",
        )
        print_report(
            file,
            as_of=as_of,
            output_format=output_format,
            tell_rest=rest_teller(file, as_of) if database else lambda *_: "",
        )
    _tell_next(database, as_of)
    return EXIT_DONE if summary.status == "ok" else EXIT_PARTIAL


def find_demo() -> Path:
    """Return the folder of the demo mailbox: in the installed package, or in the checkout.

    Raises:
        UsageError: It is in neither.
    """
    for folder in (PACKAGE / "demo", PACKAGE.parent / "fixtures" / "demo"):
        if (folder / "truth.json").is_file():
            return folder
    raise UsageError("The demo mailbox is missing", advice="Install inboxnet again.")


def read_as_of(folder: Path) -> datetime:
    """Return the moment from which the demo mailbox is looked at."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return datetime.fromisoformat(truth["as_of"])


def _check_alone(file: Path, sources: Sequence[Path]) -> None:
    """Refuse a database that holds other mail: the demo would mix an invented man's into it."""
    if not file.is_file() or not file.stat().st_size:
        return
    with read_database(file) as connection:
        accounts = {row["account"] for row in connection.execute("SELECT account FROM coverage")}
        others = connection.execute("SELECT 1 FROM runs WHERE command <> 'demo'").fetchone()
    if others or accounts - {path_text(real_path(source)) for source in sources}:
        raise UsageError(
            f"{file} holds other mail, into which the demo's would be mixed",
            advice="Give another file with --db.",
        )


def _tell_next(database: Path | None, as_of: datetime) -> None:
    if database is None:
        tell(
            "\nNow your own mail, which stays on this machine and is not changed:"
            " inboxnet scan SOURCE (see 'inboxnet scan --help')."
        )
    else:
        command = spell_command("show", "PERSON", database=database, as_of=as_of)
        tell(f"\nNext: {escape_controls(command)}")
