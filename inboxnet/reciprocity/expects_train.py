"""Trains the weights of `inboxnet.reciprocity.expects` from labelled mail.

The penalty and the vocabulary were chosen by leaving authors out of the shipped training mail:
mails of one author resemble each other so much that a random split flatters. The calibration is
fitted on what each author's mails got from weights that the author had no part in.
"""

from __future__ import annotations

import json
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from inboxnet.errors import ModelError
from inboxnet.message.body import split_body
from inboxnet.message.subject import base_subject
from inboxnet.reciprocity.expects import WEIGHTS_VERSION, Addressing, Ask
from inboxnet.reciprocity.expects_features import features

_Vector = npt.NDArray[np.float64]

_NAMED_PENALTY: Final = 1.0
_WORD_PENALTY: Final = 10.0
_FREE_PENALTY: Final = 1e-3
_WORD_MAILS: Final = 20
_WORD_AUTHORS: Final = 3
_FOLDS: Final = 6
_STEPS: Final = 12
_DIGITS: Final = 3
_AUTHORS_LEAST: Final = 2
_ADVICE: Final = "Training mail is JSON lines, one file an author; see the data card."

# What is known before any mail is seen. Few training mails are in Cc, through a list or have links,
# and few say "for your information" or "no need to reply", though it is plain what that means.
_EXPECTED: Final = {
    "addressed cc": -1.5,
    "addressed list": -3.0,
    "addressed group": -0.3,
    "recipients": -0.2,
    "links": -0.3,
    "links many": -1.5,
    "asks": 0.8,
    "question": 1.0,
    "question last": 1.0,
    "states awaits": 0.8,
    "states chases": 0.5,
    "states deadline": 0.4,
    "states please": 0.3,
    "states request": 0.4,
    "courtesy only": -1.0,
    "first fyi": -0.5,
    "states acknowledge": -0.4,
    "states decline": -0.3,
    "states enclosed": -0.2,
    "states fyi": -1.0,
    "states machine": -1.0,
    "states no_reply_needed": -1.5,
    "states promise": -0.3,
    "states thanks": -0.4,
    "states wishes": -0.4,
}
_RECIPIENTS: Final = {"to": 1, "group": 3, "cc": 3, "list": 3}


@dataclass(frozen=True, slots=True)
class Labelled:
    """One training mail.

    Attributes:
        author: Who wrote it: the name of the file.
        ask: The mail.
        expects: Whether an answer was expected.
        outgoing: The owner wrote it.
        machine: Written by a machine or to a list: trained on, not evaluated on.
    """

    author: str
    ask: Ask
    expects: bool
    outgoing: bool
    machine: bool

    @property
    def taught(self) -> bool:
        """Whether it is trained on.

        Half of the owners' mails that end in a question mark are labelled as expecting nothing by
        most authors, who had the answer in mind: of theirs only those that expect one teach.
        """
        return self.expects or not self.outgoing


@dataclass(frozen=True, slots=True)
class Figures:
    """How good the weights are for authors that they were not trained on; incoming mail.

    Attributes:
        mails: How many were evaluated.
        auc: Area under the ROC curve.
        f1: At probability .5.
        log_loss: Mean, in nats.
        ece: Expected calibration error, ten bins.
        auc_outgoing: Area under the ROC curve for the owners' mails.
    """

    mails: int
    auc: float
    f1: float
    log_loss: float
    ece: float
    auc_outgoing: float


def train_expects(
    files: Iterable[Path],
    out_file: Path,
    *,
    word_mails: int = _WORD_MAILS,
    word_authors: int = _WORD_AUTHORS,
) -> Figures:
    """Train on labelled mail and write the weights to ``out_file``; equal mail gives equal bytes.

    Args:
        files: JSON lines, a file an author, a correspondent a line; ``.xz`` if compressed.
        out_file: The weights, as `inboxnet.reciprocity.expects.parse_weights` reads them.
        word_mails: A word counts if it stands in so many mails,
        word_authors: of so many authors.

    Raises:
        ModelError: There are no two authors of mails of both kinds, or a file is no training mail.
    """
    mails = list(iter_labelled(files))
    authors = sorted({mail.author for mail in mails})
    if len(authors) < _AUTHORS_LEAST or len({mail.expects for mail in mails}) < _AUTHORS_LEAST:
        raise ModelError(
            "There are no mails of two authors that do and do not expect an answer",
            advice=_ADVICE,
        )
    table = _Table(mails, word_mails=word_mails, word_authors=word_authors)
    wanted = np.array([mail.expects for mail in mails], dtype=np.float64)
    writer = np.array([authors.index(mail.author) for mail in mails])
    share = np.array([float(mail.taught) for mail in mails])
    held_out = np.zeros(len(mails))
    for fold in range(min(_FOLDS, len(authors))):
        rest = writer % _FOLDS != fold
        weights = _fit(table.rows[rest], wanted[rest], share[rest], table.penalty, table.expected)
        held_out[~rest] = table.rows[~rest] @ weights
    weights = _fit(table.rows, wanted, share, table.penalty, table.expected)
    judged = np.array([not mail.machine for mail in mails])
    taught = judged & (share > 0.0)
    line = np.column_stack([held_out, np.ones(len(mails))])
    scale, offset = _fit(
        line[taught],
        wanted[taught],
        np.ones(int(taught.sum())),
        np.full(2, _FREE_PENALTY),
        np.zeros(2),
    )
    incoming = judged & np.array([not mail.outgoing for mail in mails])
    figures = _measure(wanted, _logistic(scale * held_out + offset), incoming, judged & ~incoming)
    out_file.write_text(
        json.dumps(
            {
                "version": WEIGHTS_VERSION,
                "mails": int(taught.sum()),
                "authors": len(authors),
                "held_out": {key: round(value, _DIGITS) for key, value in asdict(figures).items()},
                "scale": round(float(scale), _DIGITS),
                "offset": round(float(offset), _DIGITS),
                **table.told(weights),
            },
            ensure_ascii=False,
            indent=0,
            sort_keys=True,
        )
        + "\n",
        encoding="utf-8",
    )
    return figures


def iter_labelled(files: Iterable[Path]) -> Iterator[Labelled]:
    """Yield the labelled mails of files in their order.

    Mail of machines has no label: it is taken to expect nothing. Other mail without a label is
    left out, as opinions differ, and so is an author who labelled no mail.

    Raises:
        ModelError: A file cannot be read or is no training mail.
    """
    for path in files:
        try:
            content = path.read_bytes()
            text = (lzma.decompress(content) if path.suffix == ".xz" else content).decode("utf-8")
            author = path.name.partition(".")[0]
            mails = [
                mail
                for line in text.splitlines()
                if line.strip()
                for mail in _iter_mails(author, json.loads(line))
            ]
            if not all(mail.machine for mail in mails):
                yield from mails
        except (OSError, lzma.LZMAError, ValueError, KeyError, TypeError) as error:
            problem = f"{path} is no training mail ({type(error).__name__}: {error})"
            raise ModelError(problem, advice=_ADVICE) from error


def _iter_mails(author: str, correspondent: dict[str, Any]) -> Iterator[Labelled]:
    waiting: dict[str, str] = {}
    asked: dict[str, bool] = {}
    for mail in correspondent["mails"]:
        outgoing = mail["direction"] == "out"
        base, marked = base_subject(mail["subject"])
        before = waiting.get(base) if base else None
        waiting[base] = mail["direction"]
        chaser = before == mail["direction"] and asked[base]
        asked[base] = bool(mail["expects_reply"]) or chaser
        machine = correspondent["kind"] == "automated"
        if mail["expects_reply"] is None and not machine:
            continue
        writer = correspondent["owner"] if outgoing else correspondent
        body = split_body(mail["body"], author=writer["name"] or "")
        addressing: Addressing = mail["addressing"]
        names = {name.lower() for name in mail["headers"]}
        ask = Ask(
            subject=mail["subject"],
            text=body.own,
            addressing=addressing,
            recipients=_RECIPIENTS[addressing],
            is_reply=marked or before is not None,
            is_forward=body.forwarded,
            automatic=None,
            traits=("list-unsubscribe",) if "list-unsubscribe" in names else (),
            chaser=chaser,
        )
        yield Labelled(author, ask, bool(mail["expects_reply"]), outgoing, machine)


class _Table:
    """Mails as rows of numbers: the named features, the words, and a column of ones."""

    def __init__(self, mails: list[Labelled], *, word_mails: int, word_authors: int) -> None:
        read = [features(mail.ask) for mail in mails]
        count: Counter[str] = Counter()
        writers: defaultdict[str, set[str]] = defaultdict(set)
        for mail, (_, words) in zip(mails, read, strict=True):
            count.update(words)
            for word in words:
                writers[word].add(mail.author)
        self.names = sorted({name for named, _ in read for name in named} | _EXPECTED.keys())
        self.words = sorted(
            word
            for word, times in count.items()
            if times >= word_mails and len(writers[word]) >= word_authors
        )
        columns = len(self.names) + len(self.words) + 1
        self.rows: _Vector = np.zeros((len(mails), columns))
        self.rows[:, -1] = 1.0
        at_name = {name: column for column, name in enumerate(self.names)}
        at_word = {word: column for column, word in enumerate(self.words, len(self.names))}
        for row, (named, words) in enumerate(read):
            for name, value in named.items():
                self.rows[row, at_name[name]] = value
            self.rows[row, [at_word[word] for word in words if word in at_word]] = 1.0
        self.penalty: _Vector = np.full(columns, _WORD_PENALTY)
        self.penalty[: len(self.names)] = _NAMED_PENALTY
        self.penalty[-1] = _FREE_PENALTY
        self.expected: _Vector = np.zeros(columns)
        for name, weight in _EXPECTED.items():
            self.expected[at_name[name]] = weight

    def told(self, weights: _Vector) -> dict[str, Any]:
        """Return the weights by name, rounded; words of no weight are left out."""
        means = self.rows.mean(axis=0)
        rounded = [round(float(weight), _DIGITS) for weight in weights]
        return {
            "named": {
                name: [rounded[column], round(float(means[column]), _DIGITS)]
                for column, name in enumerate(self.names)
            },
            "words": {
                word: rounded[column]
                for column, word in enumerate(self.words, len(self.names))
                if rounded[column]
            },
            "intercept": rounded[-1],
        }


def _logistic(odds: _Vector) -> _Vector:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0))))


def _fit(
    rows: _Vector, wanted: _Vector, share: _Vector, penalty: _Vector, expected: _Vector
) -> _Vector:
    """Fit a logistic regression by Newton's method, weights drawn towards ``expected``."""
    weights = expected.copy()
    for _ in range(_STEPS):
        chance = _logistic(rows @ weights)
        spread = np.maximum(chance * (1.0 - chance), 1e-5) * share
        slope = rows.T @ ((chance - wanted) * share) + penalty * (weights - expected)
        bend = (rows * spread[:, None]).T @ rows
        bend[np.diag_indices_from(bend)] += penalty
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-5:
            break
    return weights


def _measure(wanted: _Vector, chance: _Vector, incoming: Any, outgoing: Any) -> Figures:
    truth, given = wanted[incoming], chance[incoming]
    hits = float(((given >= 0.5) & (truth == 1)).sum())
    wrong = float(((given >= 0.5) != (truth == 1)).sum())
    bins = np.minimum((given * 10).astype(int), 9)
    gaps = [
        abs(given[bins == number].mean() - truth[bins == number].mean()) * (bins == number).mean()
        for number in range(10)
        if (bins == number).any()
    ]
    safe = np.clip(given, 1e-6, 1 - 1e-6)
    loss = -(truth * np.log(safe) + (1 - truth) * np.log(1 - safe)).mean() if len(truth) else 0.0
    return Figures(
        mails=len(truth),
        auc=_area(truth, given),
        f1=2 * hits / (2 * hits + wrong) if hits else 0.0,
        log_loss=float(loss),
        ece=float(sum(gaps)),
        auc_outgoing=_area(wanted[outgoing], chance[outgoing]),
    )


def _area(truth: _Vector, given: _Vector) -> float:
    """Return the area under the ROC curve, .5 where there is only one kind; ties count half."""
    ranked = np.sort(given)
    low = np.searchsorted(ranked, given, "left")
    high = np.searchsorted(ranked, given, "right")
    ranks = (low + high + 1) / 2
    good = float(truth.sum())
    bad = len(truth) - good
    if not good or not bad:
        return 0.5
    return (float(ranks[truth == 1].sum()) - good * (good + 1) / 2) / (good * bad)
