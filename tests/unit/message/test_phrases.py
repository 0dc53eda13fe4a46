from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.message.phrases import PhraseIndex

INDEX = PhraseIndex(
    {
        "absent": ["out of the office", "on leave", "urlaub", "merci pour votre m*", "休暇"],
        "off": ["unsubscribe", "don't want", "order #", "o.k."],
    },
    common={"the", "of", "on"},
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am out of the office.", {"absent"}),
        ("OUT OF\n  THE OFFICE", {"absent"}),
        ("(on leave)", {"absent"}),
        ("Im Urlaub!", {"absent"}),
        ("Im Urlaubsgebiet", set()),
        ("Merci pour votre message", {"absent"}),
        ("本日は休暇をいただきます", {"absent"}),
        ("To unsubscribe, click", {"off"}),
        ("I don\u2019t want — é", {"off"}),
        ("Your order #12", {"off"}),
        ("out of the big office", set()),
        ("", set()),
        ("On leave: unsubscribe", {"absent", "off"}),
        ("Upon leave", set()),
        ("on leaves", set()),
        ("Upon leaves, on leave", {"absent"}),
        ("on leave_x", {"absent"}),
        ("My reorder #12", set()),
        ("Ñon leave", set()),
    ],
)
def test_search(text: str, expected: set[str]) -> None:
    assert INDEX.search(text) == expected


WORD = st.sampled_from(["on", "upon", "only", "leave", "leaves", "the", "órden", "desórden", "x"])


@settings(deadline=None, max_examples=200)
@given(
    phrases=st.lists(st.lists(WORD, min_size=1, max_size=4), max_size=6),
    text=st.lists(WORD, max_size=12),
)
def test_finds_what_a_plain_search_for_words_finds(
    phrases: list[list[str]], text: list[str]
) -> None:
    lists = {str(n): [" ".join(words)] for n, words in enumerate(phrases)}
    expected = {name for name, (phrase,) in lists.items() if f" {phrase} " in f" {' '.join(text)} "}
    assert PhraseIndex(lists, common={"on"}).search("\n".join(text)) == expected
