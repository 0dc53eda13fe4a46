"""What a run tells while it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a run.

    Attributes:
        stage: What is going on.
        text: What it is done to, for the owner; may hold text that came from mail.
        done: Items done in this step.
        total: Items in all, if known.
    """

    stage: Literal["read", "derive", "classify"]
    text: str
    done: int
    total: int | None = None


Report = Callable[[Progress], None]
