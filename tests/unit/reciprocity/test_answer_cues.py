from __future__ import annotations

import pytest

from inboxnet.reciprocity.answer_cues import apologises_for_delay, codes, says_paid, speaks_of_bill


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ann, apologies for the delay.",
        "Sorry it took so long",
        "Sorry for only getting back to you so late",
        "Entschuldige die späte Antwort",
        "Sorry, dass ich mich erst jetzt melde",
        "Désolée de répondre si tard",
        "Perdón por la demora",
        "Scusa il ritardo!",
        "Desculpa a demora",
        "Sorry voor de late reactie",
        "ご返信が遅くなり申し訳ありません",
    ],
)
def test_an_answer_says_that_it_comes_late(text: str) -> None:
    assert apologises_for_delay(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sorry, I can't make it on Friday.",
        "The train was late again.",
        "I am sorry. My late husband knew him.",
        "Es tut mir leid, das geht nicht.",
        "Pardon ?",
        "Sorry, can we do it later this week?",
        "Sorry I missed you earlier",
        "Excuse me, when did the late train arrive?",
        "There is no excuse for that invoice.",
        "",
    ],
)
def test_other_regrets_do_not(text: str) -> None:
    assert not apologises_for_delay(text)


def test_codes_name_one_thing() -> None:
    assert codes("Invoice OC-2025-041 of 2025-10-10") == {"oc-2025-041"}
    assert codes("tender WBC-118, ticket SUP-48213, in 2026") == {"wbc-118", "sup-48213"}
    assert codes("20240115, 15000 eur, 10115 Berlin, 5551234, 2024-01-15T10:30") == frozenset()
    assert codes("at 10:30 on the 4th, 12 screens, 3-4 days, 5x16, 13mw") == frozenset()
    assert codes("figures of q3-2025, week-42 and fy25/26") == frozenset()


@pytest.mark.parametrize(
    ("asks", "says"),
    [
        ("Invoice 7 overdue", "Paid today"),
        ("Zahlungserinnerung", "ist heute überwiesen"),
        ("Facture en attente", "c'est payé"),
        ("Factura pendiente", "ya está pagada"),
        ("Sollecito fattura", "pagato stamattina"),
        ("Openstaande factuur 7", "is betaald"),
    ],
)
def test_bills_and_payments(asks: str, says: str) -> None:
    assert speaks_of_bill(asks)
    assert says_paid(says)
    assert not says_paid("when will the part come?")


def test_other_talk_of_money_is_no_bill() -> None:
    assert not speaks_of_bill("which payment terms shall we put into the contract?")
    assert not says_paid("two weeks of paid leave")
