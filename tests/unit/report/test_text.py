from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.report.text import (
    cut_on_word,
    escape_controls,
    spell_count,
    spell_duration,
    spell_probability,
)

HOSTILE = (
    "".join(map(chr, range(0x20)))
    + "\x7f\x80\x85\x9b\x9d\u061c\u200b\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069"
    + "\ufeff\u00ad\U000e0041\ud800\udfff\u3164"
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Grüße, 田中 由紀 👍", "Grüße, 田中 由紀 👍"),
        ("\x1b[2J\x1b]0;title\x07", "␛[2J␛]0;title␇"),
        ("\x9b31m", "\\x9b31m"),
        ("safe\u202eexe.doc", "safe\\u202eexe.doc"),
        ("a\u2066b\u2069\u200e\u061c", "a\\u2066b\\u2069\\u200e\\u061c"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("two\u2028lines\u2029", "two\\u2028lines\\u2029"),
        ("\ud800 lone", "\\ud800 lone"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("blank\u3164letter", "blank\\u3164letter"),
        ("del\x7f nul\x00", "del␡ nul␀"),
        ("  two\r\n\tlines  ", "two lines"),
        ("no\u00a0break\u2003space", "no break space"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d💻 ❤\ufe0f\u200d🔥", "👩\u200d💻 ❤\ufe0f\u200d🔥"),
        ("pay\u200cpal", "pay\\u200cpal"),
        ("é\u200c", "é\\u200c"),
        ("é\u200c é\u200d\u200dé", "é\\u200c é\\u200d\\u200dé"),
        ("é\u200d\u202eé", "é\\u200d\\u202eé"),
    ],
)
def test_escape_controls(text: str, shown: str) -> None:
    assert escape_controls(text) == shown


@settings(deadline=None, max_examples=300)
@given(st.text(st.one_of(st.sampled_from(HOSTILE), st.characters())))
def test_nothing_is_left_that_a_terminal_obeys(text: str) -> None:
    shown = escape_controls(text)
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    for before, character, after in zip(" " + shown, shown, shown[1:] + " ", strict=False):
        if character in "\u200c\u200d":
            assert not (before + after).isspace()
            assert not before.isascii()
            assert not after.isascii()
        else:
            assert unicodedata.category(character) not in hidden
    shown.encode("utf-8")
    assert escape_controls(shown) == shown


def test_cut_on_word() -> None:
    assert cut_on_word("short", 10) == "short"
    assert cut_on_word("one two three four", 12) == "one two…"
    assert cut_on_word("x" * 50, 10) == "x" * 9 + "…"
    assert all(len(cut_on_word("one, two three", limit)) <= limit for limit in range(1, 20))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 min"),
        (59 * 60, "59 min"),
        (90 * 60, "2 hours"),
        (30 * 3600, "30 hours"),
        (3 * 86400, "3 days"),
        (21 * 86400, "3 weeks"),
        (100 * 86400, "3 months"),
        (800 * 86400, "2 years"),
    ],
)
def test_spell_duration(seconds: float, words: str) -> None:
    assert spell_duration(seconds) == words


def test_spell_probability_never_claims_certainty() -> None:
    assert [spell_probability(p) for p in (0.0, 0.5, 0.945, 1.0)] == ["<1%", "50%", "94%", ">99%"]


def test_spell_count() -> None:
    assert spell_count(1, "message") == "1 message"
    assert spell_count(1200, "message") == "1,200 messages"
    assert spell_count(2, "person", "people") == "2 people"
