"""Which of thousands of phrases stand in a text, at the cost of reading it once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

_WORD = re.compile(r"[^\W_]+")
# Scripts that write no spaces, or glue endings to words: Thai, kana, Chinese characters, hangul.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NONE: frozenset[str] = frozenset()
_SEPARATORS = str.maketrans({chr(c): " " for c in range(128) if not chr(c).isalnum()})


class PhraseIndex:
    """Lists of phrases, each found by a word of it.

    Most phrases have no word in common with a text, so that only few are looked for in it.

    Args:
        lists: Name to phrases in lower case: whole words, the last a beginning if ``*`` follows
            it; in scripts without spaces anything.
        common: Words by which no phrase is to be looked up, as every other text has them.
    """

    def __init__(
        self, lists: Mapping[str, Iterable[str]], *, common: AbstractSet[str] = frozenset()
    ) -> None:
        self._common = common
        self._words: dict[str, set[str]] = {}
        self._phrases: dict[str, list[tuple[str, str]]] = {}
        self._unspaced: list[tuple[str, str]] = []
        for name, phrases in lists.items():
            for phrase in phrases:
                self._add(name, phrase)
        self._keys = frozenset(self._words) | frozenset(self._phrases)

    def _add(self, name: str, phrase: str) -> None:
        words = _WORD.findall(phrase)
        if _UNSPACED.search(phrase):
            self._unspaced.append((phrase, name))
        elif [phrase] == words:
            self._words.setdefault(phrase, set()).add(name)
        else:
            whole = words[:-1] if phrase.endswith("*") else words
            key = max(whole, key=lambda word: (word not in self._common, len(word)))
            self._phrases.setdefault(key, []).append((phrase, name))

    def search(self, text: str) -> set[str]:
        """Return the names of the lists of which a phrase stands in a text.

        Args:
            text: Any; white space of it counts as one space. Linear time in its length.
        """
        flat = " ".join(text.lower().split())
        found: set[str] = set()
        if flat.isascii():
            words = set(flat.translate(_SEPARATORS).split())
        else:
            flat = flat.replace("\u2019", "'")
            words = set(_WORD.findall(flat))
            if _UNSPACED.search(flat):
                found.update(name for phrase, name in self._unspaced if phrase in flat)
        for word in words & self._keys:
            found |= self._words.get(word, _NONE)
            for phrase, name in self._phrases.get(word, ()):
                if name not in found and _stands(phrase, flat):
                    found.add(name)
        return found


def _stands(phrase: str, flat: str) -> bool:
    """Tell whether a phrase stands in a text with no letter or digit glued to its words."""
    beginning = phrase.endswith("*")
    phrase = phrase.rstrip("*")
    opens = phrase[0].isalnum()
    closes = phrase[-1].isalnum() and not beginning
    at = flat.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if not (
            (opens and flat[at - 1 : at].isalnum()) or (closes and flat[end : end + 1].isalnum())
        ):
            return True
        at = flat.find(phrase, at + 1)
    return False
