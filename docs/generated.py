"""Makes the parts of the README that come from the code.

cog calls the functions below and prints what they return; ``make docs`` writes it into the file,
and ``make lint`` fails if it is out of date. The demo's report is written by running this module,
as it takes some seconds; a test holds it to the real output.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import subprocess
import sys
import typing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from inboxnet import errors
from inboxnet.cli import COMMANDS, EXIT_BUG, EXIT_INTERRUPTED, EXIT_IO, PROGRAM, group
from inboxnet.cli.output import EXIT_BROKEN_PIPE
from inboxnet.report import model
from inboxnet.store.relations import RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS: Final = 80
DEMO_BEGIN: Final = "<!-- demo: made by 'make docs' -->\n"
DEMO_END: Final = "<!-- end of demo -->\n"
DEMO_CARDS: Final = 3
"""So many rows of each section stand in the README."""


def render_help() -> str:
    """Return the help of every command."""
    parts = [_help_of([])]
    parts += [_help_of([name]) for name in COMMANDS]
    return "\n".join(parts)


def _help_of(names: list[str]) -> str:
    title = " ".join([PROGRAM, *names])
    context = click.Context(group, info_name=PROGRAM, **group.context_settings)
    command: click.Command = group
    for name in names:
        found = group.get_command(context, name)
        assert found is not None
        command = found
        context = click.Context(command, info_name=name, parent=context)
    formatter = click.HelpFormatter(width=COLUMNS, max_width=COLUMNS)
    command.format_help(context, formatter)
    return f"### `{title}`\n\n```text\n{formatter.getvalue().rstrip()}\n```\n"


def render_exit_codes() -> str:
    """Return the exit codes as a table."""
    kinds: dict[int, list[str]] = {errors.EXIT_DONE: ["done"]}
    kinds[errors.EXIT_PARTIAL] = ["done, but a message went to quarantine or a mailbox failed"]
    for _, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, errors.InboxnetError) and kind is not errors.InboxnetError:
            meaning = (inspect.getdoc(kind) or "").splitlines()[0].rstrip(".")
            kinds.setdefault(kind.exit_code, []).append(meaning[0].lower() + meaning[1:])
    kinds[EXIT_BUG] = ["a bug of inboxnet, told in one line; `INBOXNET_TRACEBACK=1` shows where"]
    kinds[EXIT_IO] = ["reading or writing failed: the disk is full, say, or stdout is closed"]
    kinds[EXIT_INTERRUPTED] = ["interrupted by Ctrl-C; what was stored is kept"]
    kinds[EXIT_BROKEN_PIPE] = ["whoever read the output went away"]
    rows = [f"| {code} | {'; '.join(kinds[code])} |" for code in sorted(kinds)]
    return "\n".join(["| code | meaning |", "| --- | --- |", *rows]) + "\n"


def render_relations() -> str:
    """Return the public relations of the database, one table each."""
    parts = []
    for name, relation in RELATIONS.items():
        rows = [f"| `{column}` | {meaning} |" for column, meaning in relation.columns.items()]
        table = "\n".join(["| column | meaning |", "| --- | --- |", *rows])
        parts.append(f"### `{name}`\n\n{relation.meaning}\n\n{table}\n")
    return "\n".join(parts)


def render_json_fields() -> str:
    """Return the fields of each section of the JSON report."""
    rows = []
    for name in model.SECTIONS:
        hint = _hints(model.Report)[name]
        section = next(kind for kind in typing.get_args(hint) if dataclasses.is_dataclass(kind))
        rows.append(f"| `{name}` | {_spell_fields(section)} |")
        rows += [
            f"| `{name}.{field}[]` | {_spell_fields(kind)} |"
            for field, kind in _iter_row_kinds(section)
        ]
    rows.append(f"| `who` | {_spell_fields(model.Who)} |")
    rows.append(f"| `who.labels[]` | {_spell_fields(model.LabelScore)} |")
    return "\n".join(["| object | fields |", "| --- | --- |", *rows]) + "\n"


def _spell_fields(kind: type) -> str:
    return ", ".join(f"`{field.name}`" for field in dataclasses.fields(kind))


def _hints(kind: type) -> dict[str, typing.Any]:
    return typing.get_type_hints(kind, localns={"datetime": datetime})


def _iter_row_kinds(section: type) -> Iterator[tuple[str, type]]:
    for name, hint in _hints(section).items():
        for kind in typing.get_args(hint):
            if dataclasses.is_dataclass(kind) and kind is not model.Reason:
                yield name, kind


def run_demo() -> str:
    """Return the first rows of each section of the demo's report."""
    done = subprocess.run(
        [sys.executable, "-m", "inboxnet", "demo"],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"COLUMNS": str(COLUMNS), "LC_ALL": "C.UTF-8", "PATH": ""},
    )
    return shorten_demo(done.stdout.decode("utf-8"))


def shorten_demo(output: str) -> str:
    """Keep `DEMO_CARDS` rows of each section and put the rest into one ellipsis."""
    kept: list[str] = []
    card = 0
    for line in output.splitlines():
        number = re.match(r" *(\d+)\. ", line)
        if number:
            card = int(number[1])
        elif not line.startswith("    "):
            card = 0
        if card <= DEMO_CARDS and not line.lstrip().startswith("and "):
            kept.append(line)
        elif kept[-1] != "    …":
            kept.append("    …")
    return "\n".join(kept).rstrip() + "\n"


def write_demo(readme: Path) -> None:
    """Write the demo's report into the README."""
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(DEMO_BEGIN)
    _, _, after = rest.partition(DEMO_END)
    demo = f"{DEMO_BEGIN}```text\n$ inboxnet demo\n{run_demo()}```\n{DEMO_END}"
    readme.write_text(f"{before}{demo}{after}", encoding="utf-8")


if __name__ == "__main__":
    write_demo(Path(sys.argv[1]))
