"""Errors that end a run, each with its exit code and the advice that mends it.

::

    InboxnetError                 exit 2
    ├── UsageError                exit 2    what was asked for cannot be done as asked
    ├── SourceError               exit 2    a mailbox cannot be read
    │   ├── ServerUnreachable     exit 69   no connection, or it broke for good
    │   ├── ServerTimeout         exit 69   no answer before the deadline
    │   └── LoginRefused          exit 77   the server did not accept the secret
    ├── DatabaseError             exit 2    the database cannot be used
    │   └── DatabaseLocked        exit 75   another run holds it
    └── ModelError                exit 2    the classifier cannot be loaded or trained

Trouble with one message is never an exception: it is a `Failure` value that ends in quarantine.
Exit codes follow sysexits.h (69 EX_UNAVAILABLE, 75 EX_TEMPFAIL, 77 EX_NOPERM).
"""

from __future__ import annotations

EXIT_DONE = 0
EXIT_PARTIAL = 1
EXIT_USAGE = 2
EXIT_UNAVAILABLE = 69
EXIT_LOCKED = 75
EXIT_LOGIN_REFUSED = 77


class InboxnetError(Exception):
    """A failure that is told to the owner in one line.

    Args:
        problem: What went wrong, without a final full stop.
        advice: What to do about it.
    """

    exit_code = EXIT_USAGE

    def __init__(self, problem: str, *, advice: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        """Return the one line that is printed."""
        return f"{self.problem}. {self.advice}"


class UsageError(InboxnetError):
    """What was asked for cannot be done as asked."""


class SourceError(InboxnetError):
    """A mailbox cannot be read."""


class ServerUnreachable(SourceError):
    """The server cannot be reached, or the connection broke for good."""

    exit_code = EXIT_UNAVAILABLE


class ServerTimeout(SourceError):
    """The server gave no answer before the deadline."""

    exit_code = EXIT_UNAVAILABLE


class LoginRefused(SourceError):
    """The server did not accept the user name or the secret."""

    exit_code = EXIT_LOGIN_REFUSED


class DatabaseError(InboxnetError):
    """The database cannot be opened, is not ours, or is damaged."""


class DatabaseLocked(DatabaseError):
    """Another run holds the database."""

    exit_code = EXIT_LOCKED


class ModelError(InboxnetError):
    """The classifier's model cannot be loaded or trained."""
