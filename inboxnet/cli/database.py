"""The database as the commands read it."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from inboxnet.store.open import open_read_only, translated

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def read_database(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the database for reading its public relations, and close it at the end.

    Raises:
        DatabaseError: It cannot be opened, or turns out to be damaged while it is read.
    """
    with closing(open_read_only(path)) as connection, translated(path):
        yield connection
