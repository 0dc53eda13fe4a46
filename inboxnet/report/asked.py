"""What was asked, quoted word for word for a card of the report."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from inboxnet.reciprocity.asking import asking_sentence, read_sentences
from inboxnet.report.text import cut_on_word

QUOTE_CHARACTERS: Final = 160
_TEXT_CHARACTERS: Final = 16_000
"""What is asked stands at the beginning; more is not looked at."""
_TERSE_CHARACTERS: Final = 40
"""A shorter question is quoted with the sentence before it: "Thursday?" tells nothing alone."""
_QUESTION_MARKS: Final = "?？؟\u037e"


def pick_asked(text: str, *, limit: int = QUOTE_CHARACTERS) -> str:
    """Return the sentence of ``text`` that asks best, see `asking_sentence`.

    Args:
        text: The author's own words, without quotations and signature.
        limit: Longest result, in characters; a longer sentence is cut at a word.

    Returns:
        A passage of the text with white space folded; empty if the text has no sentence.
    """
    text = text[:_TEXT_CHARACTERS]
    found = asking_sentence(text, limit=None)
    if found is None:
        return ""
    start, end = found
    if end - start < _TERSE_CHARACTERS:
        before = _start_of_context(text, start)
        start = before if end - before <= limit else start
    return _cut(" ".join(text[start:end].split()), limit)


def _start_of_context(text: str, start: int) -> int:
    """Return where the sentence before the one at ``start`` begins, if it leads to it."""
    for before, sentence in pairwise(read_sentences(text)):
        if sentence.start == start:
            leads = before.role == "words" and not _parted(text[before.end : start])
            return before.start if leads else start
    return start


def _parted(gap: str) -> bool:
    return gap.strip() != "" or gap.count("\n") > 1


def _cut(sentence: str, limit: int) -> str:
    """Cut a long question at its head: what is asked stands at its end."""
    if len(sentence) <= limit or sentence[-1] not in _QUESTION_MARKS:
        return cut_on_word(sentence, limit)
    kept = sentence[1 - limit :]
    word_start = kept.find(" ")
    return "…" + kept[word_start + 1 if 0 <= word_start < limit // 2 else 0 :]
