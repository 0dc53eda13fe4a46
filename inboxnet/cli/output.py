"""Where results and messages go: the terminal, a pipe or a file.

stdout carries the result: if it cannot be written, the command has failed. stderr carries messages:
if nobody reads them, the work goes on.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from inboxnet.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TextIO

WIDTH_OF_A_FILE: Final = 100
EXIT_BROKEN_PIPE: Final = 141
"""As a program that dies of SIGPIPE."""
_OTHERS: Final = 0o077
_STREAMS: Final = 3


@dataclass(frozen=True, slots=True)
class Paper:
    """What the result is written on."""

    width: int
    color: bool


def prepare_streams() -> None:
    """Keep the descriptors 0, 1 and 2 for the standard streams.

    If the caller closed one of them, the next file that is opened would get its number, and what a
    library writes to stderr would end in it: in the database, say.
    """
    for descriptor in range(_STREAMS):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gives the lowest free number, which is this one


def paper(output: Path | None = None) -> Paper:
    """Return width and colours for stdout or a file.

    Colours only on a terminal that has them, and never if ``NO_COLOR`` is set (no-color.org).
    Elsewhere ``COLUMNS``, or 100 columns.
    """
    if output is None and is_terminal(sys.stdout):
        plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        return Paper(width=shutil.get_terminal_size().columns, color=not plain)
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and int(columns) else WIDTH_OF_A_FILE
    return Paper(width=width, color=False)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a standard stream is a terminal; None is one that was closed from the start."""
    return stream is not None and stream.isatty()


def tell(message: str) -> None:
    """Write a message to stderr; if nobody can read it, do without."""
    try:
        click.echo(message, err=True)
    except OSError:
        discard(sys.stderr)


def write(text: str, output: Path | None = None) -> None:
    """Write a result to stdout, or to a file that only its owner can read.

    Raises:
        UsageError: The file cannot be written.
        OSError: stdout cannot be written.
    """
    if output is not None:
        try:
            _write_to_file(text, output)
        except OSError as error:
            raise UsageError(
                f"{output} cannot be written: {error.strerror}", advice="Give another file with -o."
            ) from error
    elif sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "stdout")
    else:
        click.echo(text, nl=False)
        sys.stdout.flush()


def _write_to_file(text: str, output: Path) -> None:
    """Write a file with mode 0600; a link and what is no regular file keep their mode."""
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISREG(mode):
            if mode & _OTHERS and not output.is_symlink():
                os.fchmod(descriptor, 0o600)
            os.ftruncate(descriptor, 0)
        file.write(text)


def discard(stream: TextIO | None) -> None:
    """Let whatever is still written to a stream that failed go nowhere.

    The interpreter flushes its streams once more at its end, and would complain.
    """
    try:
        if stream is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, io.UnsupportedOperation):
        pass
