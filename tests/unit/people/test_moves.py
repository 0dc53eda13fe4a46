from __future__ import annotations

import pytest

from inboxnet.people.moves import says_it_left, states_another_address


@pytest.mark.parametrize(
    "text",
    [
        "Hello,\nnew address as you can see: I have joined Acme.",
        "I got my own domain now",
        "Sorry, writing from my private e-mail, the office is shut.",
        "From work, phone's dead. Can you call?",
        "I write from the firm's address because the other one is broken.",
        "Please note my new e-mail address.",
        "Please use my address from now on.",
        "This comes from my new account.",
        "Sent from a different address, the usual one is down.",
        "From my old account, sorry.",
        "I have changed my e-mail address.",
        "Change of address",
        "Ab sofort meine neue Adresse bitte",
        "Ich schreibe von meiner privaten Adresse",
        "Voici ma nouvelle adresse",
        "Te escribo desde mi otra cuenta",
        "ecco il mio nuovo indirizzo",
        "dit is mijn nieuwe e-mailadres",
        "este é o meu novo endereço",
        "Här är min nya e-postadress.",
        "Min nye mailadresse er denne.",
        "Uusi sähköpostiosoitteeni on tämä.",
        "To mój nowy adres.",
        "Píši z nové adresy, to je nová adresa.",
        "Yeni e-posta adresim bu.",
        "Ez az új e-mail címem.",
        "Это мой новый адрес.",
        "这是我的新邮箱",
        "新しいメールアドレスです",
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
        "Please see the mail below.",
        "Please see my mail below.",
        "Please note the account number.",
        "Use the address on the form.",
        "My personal account at the bank was hacked.",
        "Invoice to a different address please.",
        "The new account starts Monday.",
        "The new domain is not registered yet.",
        "A change of address for the delivery.",
        "La nueva cuenta empieza el lunes.",
        "",
    ],
)
def test_says_nothing_of_the_kind(text: str) -> None:
    assert not states_another_address("Hello", text)


@pytest.mark.parametrize(
    "text",
    [
        "I have left Kestrel Freightways.",
        "After six years at Kestrel\nFreightways I am on my own now.",
        "Ende März habe ich Kestrel Freightways verlassen.",
        "J'ai quitté Kestrel Freightways.",
        "Ya no trabajo en Kestrel Freightways.",
        "Ho lasciato Kestrel Freightways.",
        "Ik ben weg bij Kestrel Freightways.",
        "Jag har slutat på Kestrel Freightways.",
    ],
)
def test_names_the_organisation_that_was_left(text: str) -> None:
    assert says_it_left(text, "kestrelfreightways")
    assert says_it_left(text, "kestrel-freightways")
    assert not says_it_left(text, "corvane")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("We carry for Kestrel Freightways.", "kestrelfreightways"),
        ("I have left Berlin. Kestrel Freightways sends its regards.", "kestrelfreightways"),
        ("I have left abc.", "abc"),
        ("", "kestrelfreightways"),
    ],
)
def test_naming_an_organisation_is_not_leaving_it(text: str, label: str) -> None:
    assert not says_it_left(text, label)
