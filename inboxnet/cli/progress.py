"""Progress on stderr: a live line on a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final, Self

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Live
from rich.text import Text

from inboxnet.cli.output import is_terminal, tell
from inboxnet.report.text import escape_controls

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from types import TracebackType

    from inboxnet.pipeline import Progress

_PLAIN_SECONDS: Final = 5.0
"""At most one plain line in so many seconds for one thing."""
_VERBS: Final = {"read": "Reading", "classify": "Judging"}


def describe(progress: Progress) -> str:
    """Return what is being done, in words."""
    words = f"{_VERBS.get(progress.stage, '')} {progress.text}".strip()
    return escape_controls(words[:1].upper() + words[1:])


def spell_done(progress: Progress) -> str:
    """Return how much is done, in words."""
    if progress.total:
        return f"{progress.done:,} of {progress.total:,}"
    return f"{progress.done:,}"


class PlainProgress:
    """A line when something new begins, and now and then while it lasts."""

    def __init__(self) -> None:
        self._last = ""
        self._told_at = 0.0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End."""

    def __call__(self, progress: Progress) -> None:
        """Tell a step."""
        what = describe(progress)
        now = time.monotonic()
        if what == self._last and now - self._told_at < _PLAIN_SECONDS:
            return
        self._last, self._told_at = what, now
        count = f": {spell_done(progress)}" if progress.done else ""
        tell(f"{what}{count}")


class LiveProgress:
    """One line for each thing that is being done, redrawn in place."""

    def __init__(self) -> None:
        self._live = Live(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[done]}", markup=False),
            TimeElapsedColumn(),
            console=Console(stderr=True, highlight=False, markup=False, emoji=False),
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        """Begin."""
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Erase the lines."""
        self._live.stop()

    def __call__(self, progress: Progress) -> None:
        """Tell a step."""
        what = Text(describe(progress)).plain
        if what not in self._tasks:
            for task in self._tasks.values():
                self._live.remove_task(task)
            self._tasks = {what: self._live.add_task(what, total=progress.total, done="")}
        self._live.update(
            self._tasks[what],
            completed=progress.done,
            total=progress.total,
            done=spell_done(progress),
        )


def open_progress() -> AbstractContextManager[Callable[[Progress], None]]:
    """Return the progress that suits stderr."""
    return LiveProgress() if is_terminal(sys.stderr) else PlainProgress()
