"""The commands: one file each, loaded when called, behind one error boundary.

Only this package reads the environment and prints. Data goes to stdout, progress and messages to
stderr. Every failure ends here as one line on stderr and an exit code:

* `inboxnet.errors.InboxnetError`: its own line and code;
* wrong usage: 2; Ctrl-C: 130; a reader that closes the pipe: 141, without a word;
* a file or stream that cannot be read or written, as the disk is full, say: 74 (EX_IOERR);
* anything else is a bug: 70 (EX_SOFTWARE), and ``INBOXNET_TRACEBACK=1`` shows where.
"""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from inboxnet import __version__
from inboxnet.cli.output import EXIT_BROKEN_PIPE, discard, prepare_streams, tell
from inboxnet.errors import EXIT_DONE, EXIT_USAGE, InboxnetError
from inboxnet.report.text import escape_controls

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM: Final = "inboxnet"
TRACEBACK: Final = "INBOXNET_TRACEBACK"
EXIT_BUG: Final = 70
EXIT_IO: Final = 74
EXIT_INTERRUPTED: Final = 130

COMMANDS: Final = {
    "demo": "Report on the demo mailbox that comes along.",
    "scan": "Read mail, and report who waits for an answer.",
    "report": "Report again from the database, in part or whole.",
    "show": "Show one person: labels with proof, answers, debts.",
    "merge": "Say that two people are one, for good.",
    "split": "Say that addresses are not one person's, for good.",
    "undo": "Undo a correction: the last one, or the one with this number.",
    "train": "Train the classifier from the training mail.",
    "evaluate": "Say how good the classifier is, on unseen authors.",
}
"""Each command, in the order of the help, with its one line: told without loading its module."""


class LazyGroup(click.Group):
    """A group that imports the module of a command only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as in click
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - as in click
        cmd_name: str,
    ) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"inboxnet.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - as in click
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=LazyGroup,
    name=PROGRAM,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name=PROGRAM)
@click.pass_context
def group(context: click.Context) -> int:
    """Whom did you ignore, who ignores you, and who are they?

    inboxnet reads your own mail on your own machine and changes nothing in it. Start with
    'inboxnet demo', then 'inboxnet scan SOURCE' with an mbox file, a Maildir, a folder of .eml
    files, or imaps://you@host.

    \b
    Exit codes:
      0    done
      1    done, but a message went to quarantine or a mailbox failed
      2    wrong usage or configuration
      69   a server cannot be reached
      74   reading or writing failed, as the disk is full, say
      75   another run holds the database
      77   a server refused the login
    """  # noqa: D301 - click's mark for lines that are not filled
    if context.invoked_subcommand is None:
        tell(context.get_help())
        return EXIT_USAGE
    return EXIT_DONE


def main() -> NoReturn:
    """Run the program with the arguments of the process."""
    prepare_streams()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        outcome: Any = group.main(list(arguments), prog_name=PROGRAM, standalone_mode=False)
    except InboxnetError as error:
        _complain(str(error))
        return error.exit_code
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else PROGRAM
        _complain(f"{error.format_message().rstrip('.')}. See '{path} --help'.")
        return EXIT_USAGE
    except click.ClickException as error:
        _complain(error.format_message())
        return EXIT_USAGE
    except click.Abort:
        _complain("Interrupted. What was stored is kept.")
        return EXIT_INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click makes the second of the first
        discard(sys.stdout)
        return EXIT_BROKEN_PIPE
    except OSError as error:
        return _report_io(error)
    except Exception as error:  # noqa: BLE001 - the one boundary: a bug is told in one line, too
        return _report_bug(error)
    return outcome if isinstance(outcome, int) else 0


def _complain(line: str) -> None:
    tell(f"{PROGRAM}: {escape_controls(line).rstrip('.')}.")


def _report_io(error: OSError) -> int:
    _show_traceback(error)
    discard(sys.stdout)
    place = f" ({error.filename})" if error.filename else ""
    _complain(f"Reading or writing failed: {error.strerror or type(error).__name__}{place}")
    return EXIT_IO


def _show_traceback(error: Exception) -> None:
    if os.environ.get(TRACEBACK):
        import traceback  # noqa: PLC0415 - not needed otherwise, and not cheap

        tell("".join(traceback.format_exception(error)))


def _report_bug(error: Exception) -> int:
    _show_traceback(error)
    name = type(error).__name__
    _complain(
        f"This is a bug in {PROGRAM} {__version__} ({name}). Run it again with {TRACEBACK}=1, and"
        " report what it prints, once you have looked whether it quotes your mail."
    )
    return EXIT_BUG
