"""Offers that nobody asked for.

Whether a stranger's sales mail is owed an answer, opinions differ. It is no debt that the owner
should be told of beside the question of a friend, and no mail to hide either: what a seller writes
before the owner wrote anything in that conversation is believed less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from inboxnet.reciprocity.expects import Expectation
from inboxnet.threads.mail import ThreadMail

_DOUBT: Final = 0.45
"""What is left of the probability that an offer nobody asked for is owed an answer."""


def unasked_offers(
    conversation: Sequence[ThreadMail], sellers: Collection[int]
) -> Iterator[ThreadMail]:
    """Yield what sellers wrote in a conversation before the owner wrote anything.

    Args:
        conversation: Its messages in order.
        sellers: Person ids.
    """
    for mail in conversation:
        if mail.direction == "out":
            return
        if mail.direction == "in" and mail.author in sellers:
            yield mail


def of_offer(expectation: Expectation) -> Expectation:
    """Return how likely an offer that nobody asked for is owed an answer.

    Args:
        expectation: By its words alone.
    """
    return Expectation(
        expectation.probability * _DOUBT, ("- an offer nobody asked for", *expectation.reasons)
    )
