"""Words of one meaning in several languages: `data/concepts.toml`; no spaCy.

Few people of training write German and fewer still Dutch. Who asks for an invoice is a client in
any language: what one language teaches of the meanings of words, and of which follow each other
(*your - invoice*, *we - looking - you*), holds in the others.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from inboxnet.classify.rules import fold

_SHORTEST_STEM = 4


class Concepts:
    """Knows the meanings of words.

    Args:
        groups: What words mean, to the words; one that ends in ``*`` stands for all that begin so.
    """

    def __init__(self, groups: dict[str, str]) -> None:
        self.names = tuple(groups)
        self._words: dict[str, set[int]] = {}
        self._stems: dict[str, set[int]] = {}
        for number, text in enumerate(groups.values()):
            for word in text.split():
                stem = fold(word.removesuffix("*"))
                known = self._stems if word.endswith("*") else self._words
                known.setdefault(stem, set()).add(number)

    def of(self, word: str) -> tuple[int, ...]:
        """Return the numbers of the meanings of a folded word, in order."""
        found = set(self._words.get(word, ()))
        for end in range(_SHORTEST_STEM, len(word) + 1):
            found |= self._stems.get(word[:end], set())
        return tuple(sorted(found))


@cache
def shipped_concepts() -> Concepts:
    """Return the concepts that ship with the package."""
    text = resources.files(__package__).joinpath("data", "concepts.toml").read_text("utf-8")
    return Concepts(tomllib.loads(text))
