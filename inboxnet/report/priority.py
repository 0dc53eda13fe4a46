"""What matters first: the one place where the weights of the report stand.

The priority of an open exchange is a product::

    priority = label weight x P(an answer is due) x age factor x chaser factor

A product, because each factor alone can make a debt worthless: nobody is owed an answer that was
not asked for, and nobody waits for one to a mail of five minutes ago. Further debts to the same
person count less and less. It is a sorting key and no measure: only the order has a meaning.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_LABEL_WEIGHT: Final = 0.9
LABEL_WEIGHTS: Final = {
    # One of these decides on work or pay: silence costs the owner most.
    "decision_maker": 3.0,
    "client": 3.0,
    "recruiter": 2.6,
    # Silence hurts, but friends and colleagues have other ways to ask.
    "personal": 2.0,
    "colleague": 1.6,
    # Who sells will write again.
    "vendor": 1.0,
}
RISE_DAYS: Final = 3.0
"""Most people who answer at all answer within three days: from then on it is a debt."""
FALL_DAYS: Final = 180.0
"""After half a year a debt is worth half: the question has mostly settled itself."""
UNDATED_AGE_FACTOR: Final = 0.5
REPEAT_FACTOR: Final = 0.6
"""The second debt to the same person counts less, the third less still: one visit settles all."""
_DAY = 86_400.0


def label_weight(labels: Iterable[tuple[str, float]]) -> float:
    """Return how much silence towards a person costs, from (label, probability) pairs.

    Each label counts as much as it is believed: its weight and that of nobody in particular are
    mixed by its probability, and the weightiest label wins.
    """
    return max(
        (
            NO_LABEL_WEIGHT + (LABEL_WEIGHTS.get(label, NO_LABEL_WEIGHT) - NO_LABEL_WEIGHT) * p
            for label, p in labels
        ),
        default=NO_LABEL_WEIGHT,
    )


def age_factor(age_seconds: float | None) -> float:
    """Return 0...1: rises over the first days, then falls slowly over the months.

    Two weeks give .92, two years .20: the older debt stands behind the younger one of its kind.
    """
    if age_seconds is None:
        return UNDATED_AGE_FACTOR
    days = max(0.0, age_seconds / _DAY)
    return (1 - math.exp(-days / RISE_DAYS)) / (1 + days / FALL_DAYS)


def chaser_factor(chasers: int) -> float:
    """Return 1 or more: who asks again means it, the fourth time little more than the third."""
    return math.sqrt(1 + max(0, chasers))


def priority(
    *,
    labels: Iterable[tuple[str, float]],
    expects_reply: float,
    age_seconds: float | None,
    chasers: int,
) -> float:
    """Return the sorting key of an open exchange, see the module."""
    return label_weight(labels) * expects_reply * age_factor(age_seconds) * chaser_factor(chasers)
