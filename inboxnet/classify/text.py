"""The text categorizer: a linear function of the hashed words of a person's Doc."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IDX, NORM
from spacy.util import registry
from thinc.api import Model

from inboxnet.classify.concepts import shipped_concepts
from inboxnet.classify.stacker import Floats, sigmoid

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from inboxnet.classify.components import Zone

Ints = NDArray[np.uint64]
Indices = NDArray[np.int64]
_Value = TypeVar("_Value")

_WORD_SALT = np.uint64(0x9E3779B97F4A7C15)
_PAIR_SALT = np.uint64(0xC2B2AE3D27D4EB4F)
_CONCEPT_SALT = np.uint64(0xD1B54A32D192ED03)
_ZONE_SALTS = np.array([0, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F], dtype=np.uint64)
_THEIRS, _OWNERS, _SIGNATURE = 0, 1, 2


def _mix(keys: Ints) -> Ints:
    keys = (keys ^ (keys >> np.uint64(31))) * np.uint64(0x7FB5D329728EA185)
    return keys ^ (keys >> np.uint64(29))


class TextFeatures:
    """Turns a Doc into a sparse vector: what it says, hashed.

    A person of many mails is read in windows of about three, as many as people of training have,
    and the windows' vectors are combined. In a window counts are damped, and each part has a
    length of its own: words with pairs of words, pieces of words, concepts, pairs of concepts that
    stand near each other in a sentence.
    """

    def __init__(self, bits: int) -> None:
        self._shift = np.uint64(64 - bits)
        self._pieces: dict[int, Ints] = {}
        self._meanings: dict[int, tuple[int, ...]] = {}
        self._concepts = shipped_concepts()

    def _pieces_of(self, doc: Doc, key: int) -> Ints:
        pieces = self._pieces.get(key)
        if pieces is None:
            string = doc.vocab.strings[key]
            word = f"<{string}>"[:_MAX_WORD] if string.strip() else ""
            grams = (word[i : i + n] for n in _PIECE_LENGTHS for i in range(len(word) - n + 1))
            hashes = np.array([crc32(gram.encode()) for gram in grams], dtype=np.uint64)
            pieces = _remember(self._pieces, key, hashes)
        return pieces

    def _meanings_of(self, doc: Doc, key: int) -> tuple[int, ...]:
        """Return the concepts of a word; a question mark is one, and `_BREAK` ends a sentence."""
        meanings = self._meanings.get(key)
        if meanings is None:
            string = doc.vocab.strings[key]
            meanings = self._concepts.of(string)
            if string == "?":
                meanings = (len(self._concepts.names),)
            elif string in {".", "!"} or "\n" in string:
                meanings = _BREAK
            _remember(self._meanings, key, meanings)
        return meanings

    def _parts(self, doc: Doc) -> list[_Part]:
        parts: list[_Part] | None = doc.user_data.get("parts")
        if parts is None:
            parts = doc.user_data["parts"] = list(self._iter_parts(doc))
        return parts

    def _iter_parts(self, doc: Doc) -> Iterator[_Part]:
        zones: tuple[Zone, ...] = doc.user_data.get("zones", ())
        if not len(doc) or not zones:
            return
        array = doc.to_array([NORM, IDX])
        norms = array[:, 0].tolist()
        zone = np.searchsorted(np.array([z.start for z in zones]), array[:, 1], side="right") - 1
        codes = np.array([_SIGNATURE if z.kind == "signature" else int(z.out) for z in zones])
        window = _windows(zones)[zone]
        salts = _ZONE_SALTS[codes[zone]]

        pieces = [self._pieces_of(doc, key) for key in norms]
        lengths = np.array([len(p) for p in pieces])
        tokens = np.flatnonzero(lengths)
        if not len(tokens):
            return
        single = _mix((array[tokens, 0] ^ salts[tokens]) * _WORD_SALT)
        pairs = _mix(single[:-1] * _PAIR_SALT + single[1:])
        together = np.flatnonzero(zone[tokens[1:]] == zone[tokens[:-1]])
        words = np.concatenate([single, pairs[together]])
        yield from self._split(words, np.concatenate([tokens, tokens[together + 1]]), window, 1.0)

        all_pieces = np.concatenate(pieces) ^ np.repeat(salts, lengths)
        yield from self._split(
            _mix(all_pieces * _PAIR_SALT), np.repeat(np.arange(len(norms)), lengths), window, 1.0
        )

        meanings = [self._meanings_of(doc, key) for key in norms]
        breaks = np.array([m is _BREAK for m in meanings])
        sentence = np.cumsum(breaks)
        spoken = (codes[zone] != _SIGNATURE) & ~breaks
        counts = np.array([len(m) for m in meanings]) * spoken
        tokens = np.repeat(np.arange(len(norms)), counts)
        if not len(tokens):
            return
        numbers = np.array(
            [n for m, said in zip(meanings, spoken.tolist(), strict=True) if said for n in m],
            dtype=np.uint64,
        )
        concepts = _mix(((numbers + np.uint64(1)) * _CONCEPT_SALT) ^ salts[tokens])
        yield from self._split(concepts, tokens, window, _CONCEPT_WEIGHT)

        near_keys, near_tokens = [_NO_KEYS], [_NO_TOKENS]
        for lag in range(1, min(_LAGS, len(tokens) - 1) + 1):
            first, second = tokens[:-lag], tokens[lag:]
            near = np.flatnonzero(
                (second > first) & (second - first <= _SPAN) & (sentence[first] == sentence[second])
            )
            near_keys.append(_mix(concepts[near] * _PAIR_SALT + concepts[near + lag]))
            near_tokens.append(second[near])
        yield from self._split(
            np.concatenate(near_keys), np.concatenate(near_tokens), window, _CONCEPT_WEIGHT
        )

    def _split(
        self, keys: Ints, tokens: Indices, window: Indices, weight: float
    ) -> Iterator[_Part]:
        """Yield the part of each window."""
        places = window[tokens]
        keys = keys >> self._shift
        for number in np.unique(places).tolist():
            inside = np.flatnonzero(places == number)
            yield _Part(keys[inside], tokens[inside], weight)

    def __call__(self, doc: Doc) -> tuple[Ints, Floats]:
        """Return the keys and values of the sparse vector of ``doc``; keys may stand repeatedly."""
        keys, values = [_NO_KEYS], [_NO_VALUES]
        for part in self._parts(doc):
            unique, counts = np.unique(part.keys, return_counts=True)
            keys.append(unique)
            values.append(_damp(counts) * part.weight)
        return np.concatenate(keys), np.concatenate(values) * _scale(doc)

    def by_token(self, doc: Doc, weights: Floats) -> Floats:
        """Return what each token of ``doc`` adds to each score.

        Args:
            doc: Of a person.
            weights: One row a key, one column a score.
        """
        total = np.zeros((len(doc), weights.shape[1]))
        for part in self._parts(doc):
            unique, inverse, counts = np.unique(part.keys, return_inverse=True, return_counts=True)
            each = weights[unique] * (part.weight * _damp(counts) / counts)[:, None]
            np.add.at(total, part.tokens, each[inverse])
        return total * _scale(doc)


@dataclass(frozen=True, slots=True)
class _Part:
    """Some keys of one window, each with the token it comes from, and the length they get."""

    keys: Ints
    tokens: Indices
    weight: float


def _remember(known: dict[int, _Value], key: int, value: _Value) -> _Value:
    if len(known) >= _MAX_CACHED:
        known.clear()
    known[key] = value
    return value


_MAILS_A_WINDOW = 3
# Windows of one person resemble each other: with a correlation of a half of their errors, n of them
# weigh as much as about n ** 0.35 independent ones.
_TEMPER = 0.65


def _windows(zones: tuple[Zone, ...]) -> Indices:
    """Return for each zone the window of about three mails it belongs to, from 0 on."""
    mails = sorted({z.mail for z in zones})
    count = _count_windows(mails)
    window_of = {mail: i * count // len(mails) for i, mail in enumerate(mails)}
    return np.array([window_of[z.mail] for z in zones])


def _scale(doc: Doc) -> float:
    """Return the tempering of the windows' sum: between their mean and their plain sum."""
    mails = {zone.mail for zone in doc.user_data.get("zones", ())}
    return float(max(_count_windows(mails), 1) ** -_TEMPER)


def _count_windows(mails: Collection[int]) -> int:
    return -(-len(mails) // _MAILS_A_WINDOW)


_PIECE_LENGTHS = (3, 4, 5)
_LAGS = 8
_SPAN = 6
"""Tokens between two concepts that belong together."""
_CONCEPT_WEIGHT = 0.7
_BREAK = (-1,)
_MAX_WORD = 20
_MAX_CACHED = 100_000
_NO_KEYS: Ints = np.zeros(0, dtype=np.uint64)
_NO_TOKENS: Indices = np.zeros(0, dtype=np.int64)
_NO_VALUES: Floats = np.zeros(0)


def _damp(counts: Indices) -> Floats:
    values = 1.0 + np.log(counts)
    return np.asarray(values / np.sqrt(values @ values), dtype=np.float64)


def build_hashed_text(bits: int, labels: int) -> Model[Any, Any]:
    """Build the model of the text categorizer: a linear function of `TextFeatures`.

    It is fitted in closed form by `inboxnet.classify.train`, not by gradient steps.

    Args:
        bits: The number of weights a label, as a power of 2.
        labels: The number of labels.
    """
    weights: Any = np.zeros((1 << bits, labels), dtype=np.float32)
    intercepts: Any = np.zeros(labels, dtype=np.float32)
    return Model(
        "hashed_text",
        _forward,
        dims={"nO": labels, "nI": 1 << bits},
        params={"W": weights, "b": intercepts},
        attrs={"features": TextFeatures(bits)},
    )


def _forward(
    model: Model[Any, Any],
    docs: list[Doc],
    is_train: bool,  # noqa: FBT001 - thinc's signature
) -> tuple[NDArray[np.float32], Any]:
    del is_train
    weights: Floats = np.asarray(model.get_param("W"))
    intercept: Floats = np.asarray(model.get_param("b"))
    features: TextFeatures = model.attrs["features"]
    scores = np.zeros((len(docs), len(intercept)), dtype=np.float64)
    for row, doc in enumerate(docs):
        keys, values = features(doc)
        scores[row] = values @ weights[keys] + intercept
    return sigmoid(scores).astype(np.float32), _no_backprop


def _no_backprop(gradient: NDArray[np.float32]) -> list[Doc]:
    raise RuntimeError(f"fitted in closed form, not by gradients of shape {gradient.shape}")


registry.architectures.register("inboxnet.HashedText.v1", func=build_hashed_text)
