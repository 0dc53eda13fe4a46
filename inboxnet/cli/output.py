"""Where results go: the terminal, a pipe or a file."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from inboxnet.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

WIDTH_OF_A_FILE: Final = 100
EXIT_BROKEN_PIPE: Final = 141
"""As a program that dies of SIGPIPE."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What the result is written on."""

    width: int
    color: bool


def paper(output: Path | None = None) -> Paper:
    """Return width and colours for stdout or a file.

    Colours only on a terminal that has them, and never if ``NO_COLOR`` is set (no-color.org).
    Elsewhere ``COLUMNS``, or 100 columns.
    """
    if output is None and sys.stdout.isatty():
        plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        return Paper(width=shutil.get_terminal_size().columns, color=not plain)
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and int(columns) else WIDTH_OF_A_FILE
    return Paper(width=width, color=False)


def write(text: str, output: Path | None = None) -> None:
    """Write a result to stdout, or to a file that only its owner can read.

    Raises:
        UsageError: The file cannot be written.
    """
    if output is None:
        _write_to_stdout(text)
        return
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(
            f"{output} cannot be written: {error.strerror}", advice="Give another file with -o."
        ) from error


def _write_to_stdout(text: str) -> None:
    try:
        click.echo(text, nl=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # the interpreter flushes once more at its end, and would complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(EXIT_BROKEN_PIPE) from None
