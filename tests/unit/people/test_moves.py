from __future__ import annotations

import pytest

from inboxnet.people.moves import states_another_address


@pytest.mark.parametrize(
    "text",
    [
        "Hello,\nnew address as you can see: I have joined Acme.",
        "I got my own domain now",
        "Sorry, writing from my private e-mail, the office is shut.",
        "From work, phone's dead. Can you call?",
        "I write from the firm's address because the other one is broken.",
        "Please note my new e-mail address.",
        "Ab sofort meine neue Adresse bitte",
        "Ich schreibe von meiner privaten Adresse",
        "Voici ma nouvelle adresse",
        "Te escribo desde mi otra cuenta",
        "ecco il mio nuovo indirizzo",
        "dit is mijn nieuwe e-mailadres",
        "este é o meu novo endereço",
    ],
)
def test_says_so(text: str) -> None:
    assert states_another_address("Hello", text)


@pytest.mark.parametrize(
    "text",
    [
        "We place engineers in new jobs within four weeks.",
        "Our new place is lovely.",
        "I have joined the committee.",
        "What is your address?",
        "The parcel comes from work in progress.",
        "",
    ],
)
def test_says_nothing_of_the_kind(text: str) -> None:
    assert not states_another_address("Hello", text)
