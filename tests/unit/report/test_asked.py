from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.report.asked import pick_asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            (
                "Hi Olive,\n\nHope all is well. Could you send me the figures for March?"
                "\n\nThanks,\nAna"
            ),
            "Could you send me the figures for March?",
        ),
        (
            (
                "Hello Olive,\nhow are you? We had snow.\nWhen would you have time for a short call"
                " on\nthe new contract?\nBest regards\nAna"
            ),
            "When would you have time for a short call on the new contract?",
        ),
        (
            (
                "Sehr geehrte Frau Owner,\n\nanbei das Angebot. Bitte melden Sie sich bis Freitag."
                "\n\nMit freundlichen Grüßen\nAnton"
            ),
            "anbei das Angebot. Bitte melden Sie sich bis Freitag.",
        ),
        (
            "岡様\n\nお世話になります。ご都合はいかがでしょうか？\n\n田中",
            "お世話になります。ご都合はいかがでしょうか？",
        ),
        ("The plan is ready. Thursday?", "The plan is ready. Thursday?"),
        (
            "See https://x.example/a?b=1 for more of it. Please send me your price by Friday noon.",
            "Please send me your price by Friday noon.",
        ),
        ("Hi,\n\nThanks!", "Thanks!"),
        (
            "Did Mr. Smith get our invoice no. 4711 of May, or shall I send it once more to you?",
            "Did Mr. Smith get our invoice no. 4711 of May, or shall I send it once more to you?",
        ),
        ("The cellar is dry.\n\nThursday?", "Thursday?"),
        ("", ""),
        ("The report is attached. It has nine pages.", "The report is attached."),
    ],
)
def test_pick_asked(text: str, asked: str) -> None:
    assert pick_asked(text) == asked


def test_a_long_question_keeps_its_end() -> None:
    text = f"After {'a long while ' * 20}could you tell me whether the offer still stands?"
    asked = pick_asked(text, limit=80)
    assert asked.startswith("…")
    assert asked.endswith("whether the offer still stands?")
    assert len(asked) <= 80


def test_a_long_statement_keeps_its_beginning() -> None:
    asked = pick_asked("Please send " + "all the figures " * 30, limit=80)
    assert asked.startswith("Please send all")
    assert asked.endswith("…")


@settings(deadline=None, max_examples=200)
@given(st.text(st.one_of(st.sampled_from("ab?!. \n。？…,"), st.characters()), max_size=400))
def test_what_is_quoted_stands_in_the_text(text: str) -> None:
    asked = pick_asked(text, limit=60)
    assert len(asked) <= 60
    folded = " ".join(text.split())
    core = asked.strip("…").strip()
    assert core in folded


@pytest.mark.parametrize(
    "text", ["?" * 100_000, "a " * 100_000, "\n>" * 50_000, "hi " * 9 + "!" * 99_999]
)
def test_time_is_linear(text: str) -> None:
    started = time.perf_counter()
    pick_asked(text)
    assert time.perf_counter() - started < 1.0
