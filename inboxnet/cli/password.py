"""The secret of an IMAP account: from a command of the owner, or asked for on the terminal.

Never from the command line or the environment, which other processes can read.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import click

from inboxnet.cli.output import is_terminal
from inboxnet.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COMMAND_SECONDS: Final = 120
"""A password manager may have to ask the owner first."""


def is_imap(spec: str) -> bool:
    """Whether a SOURCE is an IMAP account, which needs a password."""
    return spec.partition("://")[0].lower() in {"imap", "imaps"} and "://" in spec


def check_command(specs: Sequence[str], command: str | None) -> None:
    """Refuse one password command for several accounts: each would be sent the others' secret.

    Raises:
        UsageError: There are several.
    """
    if command is not None and sum(map(is_imap, specs)) > 1:
        raise UsageError(
            "--password-command gives one password, and there are several IMAP accounts",
            advice="Scan them one after the other, each with its own command; what is read adds up"
            " in the same database.",
        )


def password_for(spec: str, command: str | None) -> Callable[[], str]:
    """Return a function that gets the secret of a source when it is needed."""
    if command is not None:
        return lambda: read_from_command(command)
    return lambda: _ask(spec)


def read_from_command(command: str) -> str:
    """Run a command without a shell and return the first line that it prints.

    Raises:
        UsageError: It cannot be run, fails, takes too long, or prints nothing.
    """
    advice = "Run it yourself to see what it says, and mend --password-command."
    try:
        words = shlex.split(command)
        done = subprocess.run(  # noqa: S603 - the owner's own command, and no shell
            words, stdout=subprocess.PIPE, timeout=COMMAND_SECONDS, check=True
        )
        lines = done.stdout.decode("utf-8").splitlines()
    except (OSError, ValueError, IndexError, subprocess.SubprocessError) as error:
        # the error may quote the output, so only its kind is told
        raise UsageError(
            f"The password command failed ({type(error).__name__})", advice=advice
        ) from None
    if not lines or not lines[0]:
        raise UsageError("The password command printed nothing", advice=advice)
    return lines[0]


def _ask(spec: str) -> str:
    if not is_terminal(sys.stdin):
        raise UsageError(
            f"{spec} needs a password, and there is no terminal to ask for it",
            advice="Give --password-command, such as 'pass show mail'.",
        )
    answer: str = click.prompt(f"Password for {spec}", hide_input=True, err=True)
    return answer
