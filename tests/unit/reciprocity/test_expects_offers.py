from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.reciprocity.cues import fold, fold_aligned
from inboxnet.reciprocity.expects import DUE, Ask, expects_reply
from inboxnet.reciprocity.expects_offers import without_courtesies

OFFERS = [
    "If you have any questions please contact me at (503) 555-0134.",
    "Please let me know if you need additional information.",
    "Should you need anything further, feel free to contact me.",
    "Please feel free to call or e-mail me with any questions.",
    "Please do not hesitate to contact me should you\nhave any queries.",
    "If there is anything else I can do, please let me know.",
    "Let me know if I can be of further assistance.",
    "Bei Rückfragen stehe ich Ihnen gerne zur Verfügung.",
    "Falls Sie noch Fragen haben, melden Sie sich bitte jederzeit.",
    "Melde dich gerne, wenn du noch Fragen hast.",
    "N'hésitez pas à me contacter si vous avez des questions.",
    "Pour toute question, je reste à votre disposition.",
    "Si tiene alguna duda, no dude en contactarme.",
    "Quedo a su disposición para cualquier consulta.",
    "Per qualsiasi domanda resto a disposizione.",
    "Non esitare a contattarmi se hai domande.",
    "Mocht u nog vragen hebben, neem dan gerust contact op.",
    "Laat het me weten als je nog vragen hebt.",
    "Qualquer dúvida, estou à disposição.",
    "Se tiver alguma dúvida, não hesite em contactar-me.",
]


def probability(text: str) -> float:
    ask = Ask(
        subject="The minutes",
        text=text,
        addressing="to",
        recipients=1,
        is_reply=False,
        is_forward=False,
        automatic=None,
        traits=(),
        chaser=False,
    )
    return expects_reply(ask).probability


@pytest.mark.parametrize("offer", OFFERS)
def test_offers_are_no_requests(offer: str) -> None:
    assert without_courtesies(offer) == ""
    assert without_courtesies(f"The pump is here.\n\n{offer}\n\nKim").split() == [
        *["The", "pump", "is", "here.", "Kim"]
    ]
    told = "I have put the figures for March in the sheet."
    assert probability(f"{told} {offer}") == probability(told) < DUE


@pytest.mark.parametrize(
    "text",
    [
        "Please find attached the minutes. No action needed.",
        "Attached please find the minutes.",
        "Veuillez trouver ci-joint le compte rendu.",
        "Please note that the office is closed on Friday.",
    ],
)
def test_formulas_are_no_requests(text: str) -> None:
    assert probability(text) < DUE


@pytest.mark.parametrize("offer", OFFERS)
def test_a_request_beside_an_offer_counts(offer: str) -> None:
    assert probability(f"Could you send me the figures for March by Friday? {offer}") > 0.8
    assert probability(f"{offer} Which of the two dates suits you?") > 0.8


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "Please sign it and let me know if you have any questions.",
            "Please sign it",
        ),
        (
            "If you have questions, call me; otherwise please sign it.",
            "; otherwise please sign it.",
        ),
        (
            "I'm waiting for your answer, please call me if you have any questions.",
            "I'm waiting for your answer",
        ),
        (
            "Bitte schicken Sie mir die Zahlen und melden Sie sich, falls Sie Fragen haben.",
            "Bitte schicken Sie mir die Zahlen",
        ),
    ],
)
def test_only_the_clause_is_cut(text: str, kept: str) -> None:
    assert without_courtesies(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Let me know if you can make it on Friday.",
        "Do you have any questions?",
        "Could you call me if you have any questions?",
        "If there is any doubt about it I need to hear it this morning.",
        "Please find out who has the key.",
        "Please find me a room.",
        "If you have the figures, send them to me.",
        "Haben Sie noch Fragen?",
        "Bitte sagen Sie mir, ob der Termin passt.",
    ],
)
def test_what_is_asked_stays(text: str) -> None:
    assert without_courtesies(text) == text


def test_time_is_linear() -> None:
    parts = ("please let me know if you need ", "for any ", "call me or ", "bitte ", "a" * 9 + " ")
    for part in parts:
        text = part * (60_000 // len(part))
        started = time.process_time()
        without_courtesies(text)
        assert time.process_time() - started < 2


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80), st.sampled_from(OFFERS), st.text(max_size=80))
def test_nothing_is_added(before: str, offer: str, behind: str) -> None:
    text = f"{before}\n{offer}\n{behind}"
    left = iter(text)
    assert all(char in left for char in without_courtesies(text))


@settings(deadline=None, max_examples=300)
@given(st.text())
def test_aligned_folding_keeps_the_offsets(text: str) -> None:
    assert len(fold_aligned(text)) == len(text)
    if "ß" not in text and len(fold(text)) == len(text):
        assert fold_aligned(text).lower() == fold(text)
