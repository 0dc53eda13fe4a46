"""The database as the commands read it."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from inboxnet.errors import DatabaseError
from inboxnet.store.open import open_read_only, translated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def read_database(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the database for reading its public relations, and close it at the end.

    Raises:
        DatabaseError: It cannot be opened, or turns out to be damaged while it is read.
    """
    try:
        with closing(open_read_only(path)) as connection, translated(path):
            yield connection
    except sqlite3.ProgrammingError:
        raise  # wrong use of the library is a bug, and no fault of the file
    except sqlite3.DatabaseError as error:
        # a relation is missing, or holds what it may not
        raise DatabaseError(
            f"The database {path} is damaged: {error}",
            advice="Restore it from a copy, or delete it and run 'inboxnet scan' again.",
        ) from error
