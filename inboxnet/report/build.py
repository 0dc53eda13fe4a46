"""Builds a report from the public relations of the database alone, as any user's script could."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from inboxnet.errors import UsageError
from inboxnet.report.coverage import read_coverage, read_excluded
from inboxnet.report.model import SECTIONS, Report
from inboxnet.report.open_exchanges import read_debts
from inboxnet.report.slow import read_slow
from inboxnet.report.who import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def build_report(
    connection: sqlite3.Connection,
    *,
    as_of: datetime,
    sections: Sequence[str] = SECTIONS,
    labels: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
) -> Report:
    """Build the sections of a report.

    Args:
        connection: A database of inboxnet, open for reading.
        as_of: The moment from which ages are counted; what was opened later is left out.
        sections: Which of `SECTIONS`.
        labels: Only people who carry one of these labels; empty for all people.
        since: Only exchanges opened at or after it.
        until: Only exchanges opened before it.
        limit: At most so many rows a section; the counts stay those of all rows.

    Raises:
        UsageError: A section is not known.
    """
    unknown = [section for section in sections if section not in SECTIONS]
    if unknown:
        raise UsageError(
            f"There is no section {unknown[0]!r}", advice=f"Sections are {', '.join(SECTIONS)}."
        )
    connection.row_factory = sqlite3.Row
    scope = Scope.read(connection, as_of=as_of, labels=labels, since=since, until=until)
    return Report(
        as_of=as_of,
        labels=tuple(labels),
        since=since,
        until=until,
        limit=limit,
        owed=read_debts(connection, scope, "to_me", limit) if "owed" in sections else None,
        waiting=read_debts(connection, scope, "from_me", limit) if "waiting" in sections else None,
        slow=read_slow(connection, scope, limit) if "slow" in sections else None,
        coverage=read_coverage(connection) if "coverage" in sections else None,
        excluded=read_excluded(connection, limit) if "excluded" in sections else None,
    )
