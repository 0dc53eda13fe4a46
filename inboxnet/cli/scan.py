"""``inboxnet scan``."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Final

import click

from inboxnet.cli.database import read_database
from inboxnet.cli.options import (
    as_of_option,
    database_option,
    format_option,
    parse_time,
    spell_command,
)
from inboxnet.cli.output import paper, tell, write
from inboxnet.cli.password import check_command, is_imap, password_for
from inboxnet.cli.progress import open_progress
from inboxnet.errors import EXIT_DONE, EXIT_PARTIAL
from inboxnet.pipeline import RunSummary, scan
from inboxnet.report import render_json, render_table
from inboxnet.report.build import build_report
from inboxnet.report.model import SECTIONS
from inboxnet.report.text import escape_controls, spell_count
from inboxnet.source.open import open_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from inboxnet.report.render_table import TellRest

TOLD: Final = tuple(section for section in SECTIONS if section != "excluded")
"""Who was left out is asked for by name: it tells nothing of anybody."""
ROWS: Final = 10


@click.command("scan")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--owner",
    "owner",
    multiple=True,
    metavar="ADDRESS",
    help="An address of yours; repeat it for several. Found out from the mail if not given.",
)
@database_option
@as_of_option
@click.option(
    "--since", type=parse_time, metavar="TIME", help="Only mail that was sent at or after it."
)
@format_option
@click.option(
    "--password-command",
    metavar="COMMAND",
    help="Prints the password of the IMAP account, such as 'pass show mail'. Without it the"
    " terminal asks.",
)
def command(
    *,
    sources: tuple[str, ...],
    owner: tuple[str, ...],
    database: Path,
    as_of: datetime | None,
    since: datetime | None,
    output_format: str,
    password_command: str | None,
) -> int:
    """Read mail, and report who waits for an answer.

    SOURCE is an mbox file, a Maildir, a folder of .eml or bare RFC 5322 files, a Thunderbird or
    Takeout folder, or imaps://user@host[:port]. Nothing in it is changed. Run it again, and only
    new mail is read.
    """
    check_command(sources, password_command)
    now = datetime.now(UTC)
    summary = run_scan(
        sources,
        owner=owner,
        database=database,
        as_of=as_of or now,
        since=since,
        password_command=password_command,
        command_name="scan",
    )
    print_report(
        database,
        as_of=as_of or now,
        output_format=output_format,
        tell_rest=rest_teller(database, as_of),
    )
    return EXIT_DONE if summary.status == "ok" else EXIT_PARTIAL


def run_scan(
    sources: Sequence[str],
    *,
    owner: Sequence[str],
    database: Path,
    as_of: datetime,
    since: datetime | None = None,
    password_command: str | None = None,
    command_name: str,
) -> RunSummary:
    """Scan sources, with progress and a summary on stderr."""
    with ExitStack() as stack:
        opened = []
        for spec in sources:
            password = cache(password_for(spec, password_command))
            source = open_source(spec, password=password, since=since)
            stack.callback(source.close)
            opened.append(source)
            if is_imap(spec) and password_command is None:
                password()  # asked for now, as the live progress would overwrite the question
        progress = stack.enter_context(open_progress())
        summary = scan(
            database,
            opened,
            owner=owner,
            as_of=as_of,
            now=datetime.now(UTC),
            since=since,
            command=command_name,
            progress=progress,
        )
    _tell(summary)
    return summary


def _tell(summary: RunSummary) -> None:
    total = spell_count(summary.messages_total, "message")
    tell(
        f"{total}, {summary.messages_new:,} of them new, in {summary.seconds:.1f} s;"
        f" {summary.quarantined:,} in quarantine."
    )
    for address in summary.owner:
        tell(f"You are {escape_controls(address)}.")
    for failure in summary.mailbox_failures:
        tell(f"Not read: {escape_controls(failure)}")
    for note in summary.notes:
        tell(escape_controls(note))


def rest_teller(database: Path, as_of: datetime | None) -> TellRest:
    """Return what names the command that lists all rows of a section."""

    def tell_rest(section: str, n: int) -> str:
        words = ("report", section, "--limit", str(n))
        return spell_command(*words, database=database, as_of=as_of)

    return tell_rest


def print_report(
    database: Path, *, as_of: datetime, output_format: str, tell_rest: TellRest
) -> None:
    """Print the report that follows a scan."""
    as_json = output_format == "json"
    with read_database(database) as connection:
        report = build_report(
            connection, as_of=as_of, sections=TOLD, limit=None if as_json else ROWS
        )
    if as_json:
        write(render_json.render_report(report))
    else:
        sheet = paper()
        text = render_table.render_report(
            report, width=sheet.width, color=sheet.color, brief=True, tell_rest=tell_rest
        )
        write(text)
