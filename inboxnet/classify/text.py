"""The text categorizer: a linear function of the hashed words of a person's Doc."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IDX, NORM
from spacy.util import registry
from thinc.api import Model

from inboxnet.classify.stacker import Floats, sigmoid

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from inboxnet.classify.components import Zone

Ints = NDArray[np.uint64]
Indices = NDArray[np.int64]

_WORD_SALT = np.uint64(0x9E3779B97F4A7C15)
_PAIR_SALT = np.uint64(0xC2B2AE3D27D4EB4F)
_ZONE_SALTS = np.array([0, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F], dtype=np.uint64)
_THEIRS, _OWNERS, _SIGNATURE = 0, 1, 2


def _mix(keys: Ints) -> Ints:
    keys = (keys ^ (keys >> np.uint64(31))) * np.uint64(0x7FB5D329728EA185)
    return keys ^ (keys >> np.uint64(29))


class TextFeatures:
    """Turns a Doc into a sparse vector: its words, pairs of words, and parts of words, hashed.

    A person of many mails is read in windows of about three, as many as people of training have,
    and the windows' vectors are combined. In a window counts are damped, and both halves (words
    with pairs, parts) are of length 1.
    """

    def __init__(self, bits: int) -> None:
        self._shift = np.uint64(64 - bits)
        self._parts: dict[int, Ints] = {}

    def _parts_of(self, doc: Doc, key: int) -> Ints:
        parts = self._parts.get(key)
        if parts is None:
            string = doc.vocab.strings[key]
            word = f"<{string}>"[:_MAX_WORD] if string.strip() else ""
            grams = (word[i : i + n] for n in _PART_LENGTHS for i in range(len(word) - n + 1))
            parts = np.array([crc32(gram.encode()) for gram in grams], dtype=np.uint64)
            if len(self._parts) >= _MAX_CACHED:
                self._parts.clear()
            self._parts[key] = parts
        return parts

    def _blocks(self, doc: Doc) -> list[tuple[Ints, Indices]]:
        """Return the keys of both halves of each window, each key with the token it comes from."""
        blocks: list[tuple[Ints, Indices]] | None = doc.user_data.get("blocks")
        if blocks is None:
            blocks = doc.user_data["blocks"] = list(self._iter_blocks(doc))
        return blocks

    def _iter_blocks(self, doc: Doc) -> Iterator[tuple[Ints, Indices]]:
        zones: tuple[Zone, ...] = doc.user_data.get("zones", ())
        if not len(doc) or not zones:
            return
        array = doc.to_array([NORM, IDX])
        zone = np.searchsorted(np.array([z.start for z in zones]), array[:, 1], side="right") - 1
        parts = [self._parts_of(doc, key) for key in array[:, 0].tolist()]
        lengths = np.array([len(p) for p in parts])
        tokens = np.flatnonzero(lengths)
        if not len(tokens):
            return
        zone = zone[tokens]
        codes = np.array([_SIGNATURE if z.kind == "signature" else int(z.out) for z in zones])
        windows = _windows(zones)
        salts = _ZONE_SALTS[codes[zone]]
        single = _mix((array[tokens, 0] ^ salts) * _WORD_SALT)
        pairs = _mix(single[:-1] * _PAIR_SALT + single[1:])
        together = zone[1:] == zone[:-1]
        part_keys = np.concatenate(parts) ^ np.repeat(salts, lengths[tokens])
        part_keys = _mix(part_keys * _PAIR_SALT) >> self._shift
        window = windows[zone]
        edges = np.searchsorted(window, np.arange(windows[-1] + 2))
        part_edges = np.concatenate([[0], np.cumsum(lengths[tokens])])[edges]
        part_tokens = np.repeat(tokens, lengths[tokens])
        for first, last, part_first, part_last in zip(
            edges[:-1], edges[1:], part_edges[:-1], part_edges[1:], strict=True
        ):
            if first == last:
                continue
            inside = np.flatnonzero(together[first : last - 1]) + first
            keys = np.concatenate([single[first:last], pairs[inside]]) >> self._shift
            yield keys, np.concatenate([tokens[first:last], tokens[inside + 1]])
            yield part_keys[part_first:part_last], part_tokens[part_first:part_last]

    def __call__(self, doc: Doc) -> tuple[Ints, Floats]:
        """Return the keys and values of the sparse vector of ``doc``; keys may stand repeatedly."""
        keys, values = [_NO_KEYS], [_NO_VALUES]
        for block, _ in self._blocks(doc):
            unique, counts = np.unique(block, return_counts=True)
            keys.append(unique)
            values.append(_damp(counts))
        scale = _scale(len(keys) - 1)
        return np.concatenate(keys), np.concatenate(values) * scale

    def by_token(self, doc: Doc, weights: Floats) -> Floats:
        """Return what each token of ``doc`` adds to each score.

        Args:
            doc: Of a person.
            weights: One row a key, one column a score.
        """
        total = np.zeros((len(doc), weights.shape[1]))
        blocks = 0
        for block, tokens in self._blocks(doc):
            unique, inverse, counts = np.unique(block, return_inverse=True, return_counts=True)
            each = weights[unique] * (_damp(counts) / counts)[:, None]
            np.add.at(total, tokens, each[inverse])
            blocks += 1
        return total * _scale(blocks)


_MAILS_A_WINDOW = 3
# Windows of one person resemble each other: with a correlation of a half of their errors, n of them
# weigh as much as about n ** 0.35 independent ones.
_TEMPER = 0.65


def _windows(zones: tuple[Zone, ...]) -> Indices:
    """Return for each zone the window of about three mails it belongs to, from 0 on."""
    mails = sorted({z.mail for z in zones})
    count = -(-len(mails) // _MAILS_A_WINDOW)
    window_of = {mail: i * count // len(mails) for i, mail in enumerate(mails)}
    return np.array([window_of[z.mail] for z in zones])


def _scale(blocks: int) -> float:
    """Return the tempering of the windows' sum: between their mean and their plain sum."""
    windows = max(blocks / 2, 1.0)
    return float(windows**-_TEMPER)


_PART_LENGTHS = (3, 4, 5)
_MAX_WORD = 20
_MAX_CACHED = 100_000
_NO_KEYS: Ints = np.zeros(0, dtype=np.uint64)
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
