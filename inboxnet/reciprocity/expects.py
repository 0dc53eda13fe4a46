"""Does a message expect an answer?

A logistic regression over the features of `inboxnet.reciprocity.expects_features`, calibrated on
authors it was not trained on. Its weights ship with the package and say what they are trained
from; `inboxnet.reciprocity.expects_train` makes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from math import exp
from pathlib import Path
from typing import Any, Final, Literal

from inboxnet.errors import ModelError
from inboxnet.reciprocity.expects_features import features
from inboxnet.reciprocity.expects_reasons import group_of, tell_reasons

WEIGHTS_VERSION: Final = 2
"""Changes whenever a feature changes its name or meaning."""

SHIPPED_WEIGHTS: Final = Path(__file__).with_name("expects_weights.json")
"""The weights that every scan uses."""

AUTOMATIC_LIMIT: Final = 0.02
"""No automatic mail is given more."""

DUE: Final = 0.5
"""From this probability on, a message is said to expect an answer."""

PERHAPS: Final = 0.3
"""Below this probability nothing was owed: an unanswered turn is closed."""

Addressing = Literal["to", "group", "cc", "list"]

_NEVER: Final = frozenset({"auto-reply", "bounce", "receipt", "calendar"})


@dataclass(frozen=True, slots=True)
class Ask:
    """One message as the one who might owe the answer sees it.

    Attributes:
        subject: Decoded.
        text: The author's own words as plain text: quotations and signature apart.
        addressing: How the answerer is addressed: ``to`` sole To, ``group`` one of several To,
            ``cc`` only Cc, ``list`` through a list or Bcc.
        recipients: How many To and Cc have.
        is_reply: The subject says so, or the message has References.
        is_forward: It passes a message on.
        automatic: `inboxnet.message.model.Message.automatic`.
        traits: `inboxnet.message.model.Message.traits`.
        chaser: The same author asked before in this thread and has not been answered yet.
    """

    subject: str
    text: str
    addressing: Addressing
    recipients: int
    is_reply: bool
    is_forward: bool
    automatic: str | None
    traits: tuple[str, ...]
    chaser: bool


@dataclass(frozen=True, slots=True)
class Expectation:
    """How likely a considerate reader owes an answer, and why.

    Attributes:
        probability: Calibrated; at most `AUTOMATIC_LIMIT` for automatic mail.
        reasons: Short words with their sign, strongest first, e.g. ``+ asks a question``.
    """

    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """The regression.

    Attributes:
        intercept: Log-odds of a message without any feature.
        named: Named feature to its weight and the group of reasons it belongs to.
        words: Word or word pair to its weight.
        baseline: Group to what it adds for the average message, with the sign turned.
        scale: The calibration: log-odds are ``scale * sum + offset``.
        offset: See ``scale``.
    """

    intercept: float
    named: Mapping[str, tuple[float, str]]
    words: Mapping[str, float]
    baseline: Mapping[str, float]
    scale: float
    offset: float


def expects_reply(ask: Ask) -> Expectation:
    """Return how likely ``ask`` expects an answer, by the weights that ship with the package.

    Time is bounded whatever the length of the text.

    Raises:
        ModelError: The package's weights are damaged.
    """
    return judge(ask, default_weights())


def judge(ask: Ask, weights: Weights) -> Expectation:
    """Return how likely ``ask`` expects an answer by ``weights``."""
    kind = (ask.automatic or "").partition(":")[0]
    if kind in _NEVER:
        return Expectation(0.0, (f"- {kind}",))
    named, words = features(ask)
    known = weights.named
    said = weights.words
    groups = dict(weights.baseline)
    total = weights.intercept
    for name, value in named.items():
        found = known.get(name)
        if found is not None:
            weight, group = found
            total += weight * value
            groups[group] += weight * value
    # sorted, as the order of a set, and with it the last bit of a sum, differs from run to run
    wording = sum([said[word] for word in sorted(said.keys() & words)])
    odds = weights.scale * (total + wording) + weights.offset
    probability = 1.0 / (1.0 + exp(-max(-30.0, min(30.0, odds))))
    if ask.automatic is not None:
        return Expectation(probability * AUTOMATIC_LIMIT, (f"- automatic: {kind}",))
    groups["words"] = wording
    return Expectation(probability, tell_reasons(groups, named))


@cache
def default_weights() -> Weights:
    """Return the weights that ship with the package."""
    return parse_weights(_shipped())


def weights_digest() -> str:
    """Return a token that changes whenever the weights that ship with the package do."""
    return sha256(_shipped().encode()).hexdigest()[:12]


def _shipped() -> str:
    return SHIPPED_WEIGHTS.read_text("utf-8")


def parse_weights(text: str) -> Weights:
    """Read weights as `inboxnet.reciprocity.expects_train.train_expects` writes them.

    Raises:
        ModelError: The text is of another version or no weights at all.
    """
    advice = "Reinstall inboxnet, or run `inboxnet train`"
    try:
        told: dict[str, Any] = json.loads(text)
        version = told["version"]
        if version != WEIGHTS_VERSION:
            raise ModelError(
                f"The weights of expects_reply have version {version}, not {WEIGHTS_VERSION}",
                advice=advice,
            )
        baseline: dict[str, float] = {}
        named: dict[str, tuple[float, str]] = {}
        for name, (weight, mean) in told["named"].items():
            group = group_of(name)
            named[name] = (float(weight), group)
            baseline[group] = baseline.get(group, 0.0) - weight * mean
        return Weights(
            intercept=float(told["intercept"]),
            named=named,
            words={word: float(weight) for word, weight in told["words"].items()},
            baseline=baseline,
            scale=float(told["scale"]),
            offset=float(told["offset"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"The weights of expects_reply are damaged ({error!r})", advice=advice
        ) from error
