from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.message.signature import split_signature
from inboxnet.message.signature_fields import SignatureFields, parse_signature


def split(text: str, author: str = "") -> tuple[str, str]:
    zones = split_signature(text.split("\n"), author=author)
    return zones.own, zones.signature


@pytest.mark.parametrize("delimiter", ["-- ", "--", "—"])
def test_delimiter(delimiter: str) -> None:
    assert split(f"Can you come?\n\n{delimiter}\nKim Doe\nhttp://doe.example") == (
        "Can you come?",
        f"{delimiter}\nKim Doe\nhttp://doe.example".strip(),
    )


@pytest.mark.parametrize(
    "sign_off",
    [
        "Best regards,",
        "Kind regards",
        "Cheers",
        "Thanks!",
        "Mit freundlichen Grüßen",
        "Viele Grüße",
        "LG",
        "Cordialement,",
        "Bien à vous",
        "Un saludo,",
        "Atentamente",
        "Cordiali saluti",
        "Atenciosamente,",
        "Met vriendelijke groet,",
        "Med vänlig hälsning",
        "Mvh",
        "Med venlig hilsen",
        "Pozdrawiam",
        "С уважением,",
        "S pozdravem",
        "Ystävällisin terveisin",
        "Viele Grüße aus Hamburg",
        "Regards from sunny Hull,",
        "Mit freundlichen Grüßen / Kind regards",
    ],
)
def test_sign_off_above_a_name(sign_off: str) -> None:
    own, signature = split(f"Wir sehen uns morgen.\n\n{sign_off}\nKim Doe")
    assert own == "Wir sehen uns morgen."
    assert signature == f"{sign_off}\nKim Doe"


def test_contact_lines_below_a_name() -> None:
    card = (
        "Deborah Lund\nVP Operations\nBrightwater Logistics Ltd | Hull\n+44 1482 496 "
        "0000\nwww.brightwater.example"
    )
    assert split(f"When can you start?\n\n{card}") == ("When can you start?", card)


@pytest.mark.parametrize(
    "card",
    [
        "Kim Doe | Head of Data | Acme GmbH | do visit us",
        "Kim Doe, Operations Director, Acme Ltd, Hull. Company number 1.",
        "Kim\nKim Doe MRICS\nQuality Manager\nI do not work on Fridays, as a rule.",
        "Thanks,\nKim",
        "Kim Doe (4711)",
        "Dr. Kim Doe\nLeiterin Einkauf\nAcme GmbH",
        "-Kim",
        "KD",
    ],
)
def test_layout_with_a_known_author(card: str) -> None:
    assert split(f"The plan is attached, please read it.\n\n{card}", "Kim Doe") == (
        "The plan is attached, please read it.",
        card,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Yes\n\nMonday",
        "Imogen",
        "Thanks a lot!",
        "Thanks for the plan. Can you send the rest?",
        "Agenda:\n\nBudget\nHiring\nRoadmap",
        "We meet at the Manager's office on Friday.",
        "I spoke to our Director. He agrees.\nIs that enough?",
        "Call me on 0113 496 0218 when you have read it.",
        "Hi,\nKim\n\nPS: can you bring the keys?",
        "Best regards to your mother, she was so kind to us last week.",
        "My flight lands at 18:40.\nCan you pick me up?",
    ],
)
def test_real_sentences_stay(text: str) -> None:
    assert split(text) == (text, "")


@pytest.mark.parametrize("answer", ["Now.", "Tuesday", "Agreed"])
def test_an_answer_of_one_word_stays(answer: str) -> None:
    card = "Kim Doe\nHead of Data\nAcme Ltd\nT 0117 496 0230"
    assert split(f"{answer}\n\n{card}", "Doe, Kim") == (answer, card)
    assert split(f"{answer}\n\n{card}") == (answer, card)


def test_a_postscript_stays() -> None:
    text = "See you there.\n\nKim Doe\nCEO\n\nPS: can you bring the keys?"
    assert split(text, "Kim Doe")[0] == text


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sent from my Verizon Wireless BlackBerry",
        "Von meinem iPhone gesendet",
        "Gesendet von Outlook für Android",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Verzonden vanaf mijn iPhone",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Wysłane z iPhone'a",
        "Отправлено с iPhone",
        "iPhoneから送信",
        "Get Outlook for iOS<https://aka.example/o>",
        "Sent via the Samsung Galaxy S20",
    ],
)
def test_device_lines(line: str) -> None:
    assert split(f"On my way\n\n{line}") == ("On my way", line)


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my desk, is much easier than my mobile phone.",
        "Enviado el contrato ayer, espero tu respuesta.",
        "Sent by courier this morning",
    ],
)
def test_sentences_that_begin_like_device_lines(line: str) -> None:
    assert split(f"Hello\n{line}")[0].endswith(line)


def test_a_company_imprint_goes_to_the_signature() -> None:
    own, signature = split(
        (
            "Can we talk?\n\nKim\n\nAcme Ltd, registered in England and Wales, company "
            "number 0001, registered office Hull."
        ),
        "Kim Doe",
    )
    assert own == "Can we talk?"
    assert "Acme Ltd" in signature


@pytest.mark.parametrize(
    ("lines", "domain", "expected"),
    [
        (
            "Best,\nKim Doe\nHead of Data\nAcme Ltd\n+44 20 7946 0000",
            "acme.example",
            SignatureFields("Kim Doe", "Head of Data", "Acme Ltd", "+44 20 7946 0000"),
        ),
        (
            "Kim Doe | Leiterin Einkauf | Acme Werkzeuge GmbH | Tel. 030 1234567",
            "acme-werkzeuge.example",
            SignatureFields("Kim Doe", "Leiterin Einkauf", "Acme Werkzeuge GmbH", "030 1234567"),
        ),
        (
            "Cordialement,\nKim Doe\nDirectrice des achats\nMétropole du Lac",
            "metropole.example",
            SignatureFields("Kim Doe", "Directrice des achats", "Métropole du Lac", ""),
        ),
        (
            "Un saludo,\nKim Doe\nResponsable de compras\nAguas del Norte\nMóvil 600 00 17 65",
            "aguasdelnorte.example",
            SignatureFields("Kim Doe", "Responsable de compras", "Aguas del Norte", "600 00 17 65"),
        ),
        (
            "Kim Doe\nQuality Manager, Acme Pumps Ltd\nTempleborough Works, Rotherham S60 1DX",
            "acme.example",
            SignatureFields("Kim Doe", "Quality Manager", "Acme Pumps Ltd", ""),
        ),
        (
            "Professor Kim Doe FREng\nDirector at Initech\n(713) 555-0127",
            "",
            SignatureFields("Professor Kim Doe FREng", "Director", "Initech", "(713) 555-0127"),
        ),
        (
            "Kim Doe\nExecutive Assistant to\n  the President and CEO\nAcme Ltd",
            "",
            SignatureFields(
                "Kim Doe", "Executive Assistant to the President and CEO", "Acme Ltd", ""
            ),
        ),
        (
            "Kim Doe\nExecutive Vice President &\nChief Financial Officer\nAcme Corp",
            "",
            SignatureFields(
                "Kim Doe", "Executive Vice President & Chief Financial Officer", "Acme Corp", ""
            ),
        ),
        (
            "Kim Doe\nAssistant to Jane Roe, President & Chief Executive Officer\nAcme Ltd",
            "",
            SignatureFields("Kim Doe", "Assistant to Jane Roe", "Acme Ltd", ""),
        ),
        (
            "Kim Doe\nEA to Jane Roe, Head of Fresh\nAcme Ltd",
            "",
            SignatureFields("Kim Doe", "EA to Jane Roe", "Acme Ltd", ""),
        ),
        (
            "Kim\nKim Doe, SHRM-CP, PhD\nHead of Data\nPadarias do Douro, S.A.",
            "",
            SignatureFields("Kim Doe", "Head of Data", "Padarias do Douro, S.A.", ""),
        ),
        (
            "Kim Doe\nResponsabile, Ceramiche Reno S.p.A.",
            "",
            SignatureFields("Kim Doe", "Responsabile", "Ceramiche Reno S.p.A.", ""),
        ),
        (
            "Kim Doe\nFounding Partner\nHull Crewe Executive Search",
            "hullcrewe.example",
            SignatureFields("Kim Doe", "Founding Partner", "Hull Crewe Executive Search", ""),
        ),
        (
            "Kim Doe MAAT\nDoe Ledgers",
            "doe-ledgers.example",
            SignatureFields("Kim Doe MAAT", "", "Doe Ledgers", ""),
        ),
        (
            "Kim Doe\nTalent Director\nTalentium Ltd",
            "talentium.example",
            SignatureFields("Kim Doe", "Talent Director", "Talentium Ltd", ""),
        ),
        ("Sent from my iPhone", "acme.example", SignatureFields()),
        ("", "", SignatureFields()),
    ],
)
def test_fields(lines: str, domain: str, expected: SignatureFields) -> None:
    assert parse_signature(lines, author_name="Kim Doe", domain=domain) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Jane Roe, 2) access to local counsel (inside and outside)",
        "2) access to local counsel (inside and outside)",
        "b) access to the chief engineer",
        "Executive Assistant to",
        "Senior Vice President of",
        "currently CEO of Initech India",
        "where the former chief engineer sits",
        "We sold them what the director had asked for",
        "Fax:",
        "Our director's call:",
        "- Ltr. to the President.doc",
        "<<Chief of staff.pdf>>",
    ],
)
def test_what_is_no_title(line: str) -> None:
    fields = parse_signature(f"Kim Doe\n{line}\n\n030 1234567", author_name="Kim Doe", domain="")
    assert fields.title == ""
    assert fields.phone == "030 1234567"


def test_a_title_below_anothers_name_is_anothers() -> None:
    lines = "Jane M. Roe\nPresident & Chief Executive Officer\nAcme Ltd"
    assert parse_signature(lines, author_name="Kim Doe", domain="").title == ""
    fields = parse_signature(lines, author_name="Jane Roe", domain="")
    assert fields.title == "President & Chief Executive Officer"


def test_without_author_name_the_first_name_line_counts() -> None:
    fields = parse_signature("Best,\nKim Doe\nHead of IT", author_name="", domain="")
    assert (fields.name, fields.title) == ("Kim Doe", "Head of IT")


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=300), st.text(max_size=30), st.text(max_size=20))
def test_any_text_has_fields(lines: str, author: str, domain: str) -> None:
    fields = parse_signature(lines, author_name=author, domain=domain)
    squeezed = "".join(lines.split())
    for value in (fields.name, fields.title, fields.organization, fields.phone):
        assert "".join(value.replace(", ", "").split()).replace(",", "") in squeezed.replace(
            ",", ""
        )


@settings(deadline=None, max_examples=150)
@given(st.lists(st.text(max_size=40), max_size=12), st.text(max_size=20))
def test_zones_lose_no_words_but_boilerplate(lines: list[str], author: str) -> None:
    lines = [line.rstrip() for text in lines for line in text.split("\n")]
    zones = split_signature(lines, author=author)
    kept = zones.own.split() + zones.signature.split()
    assert set(kept) <= {word for line in lines for word in line.split()}


@pytest.mark.parametrize(
    ("signature", "author"),
    [
        ("Jim", "James Doe"),
        ("Katie", "Katherine Doe"),
        ("J.D.", "Jo Doe"),
        ("JPD", "Jean-Pierre Doe"),
        ("HD", "Dr. Henning Doe"),
        ("Kim Doe - 0117 496 0123", ""),
        ("Kim\nx-37059", ""),
        ("よろしくお願いいたします。\n\n田中 花子", "田中 花子"),
        ("Bea xx", "Beatrice Doe"),
        ("K :)", "Kim Doe"),
        ("Kim 020 7946 0123", "Kim Doe"),
        ("Kim - 020 7946 0123.", "Kim Doe"),
        ("Kim and Jo", "Kim Doe"),
        ("Kim & Jo Roe", "Kim Doe"),
        ("Kim Doe, Hull", "Kim Doe"),
        ("Kim / Acme", "Kim Doe"),
        ("Kim Doe, PhD\nHead of Data", "Kim Doe"),
        ("Kim Doe (Ms.)\nHead of Data, Europe Div.", "Kim Doe"),
        ("Kim Doe", "Kim (work)"),
        ("Kim Doe", "Kim from Acme"),
        ("Kim Doe | Resourcer\nWe are a fine place to be", "Kim @ Acme"),
        ("Kim Doe\nBlue Wharf B.V.\nKvK 000 | +31 10 555 0142", "Kim Doe"),
        ("Cheers,\n\nkim doe", ""),
        (
            "Thanks,\n______\nKIM DOE\nROLE\nDirect: +44 20 7946 0123\nAcme Ltd\n\nRead me not.",
            "",
        ),
        ("Office of Sales\nSales Manager\nT 020 7946 0123\nkim@doe.example", "Jo Roe"),
    ],
)
def test_ways_to_sign(signature: str, author: str) -> None:
    assert split(f"The plan is attached, please read it.\n\n{signature}", author) == (
        "The plan is attached, please read it.",
        signature,
    )


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Thanks,\n\nwill do", ""),
        ("You can collect it from the\ndesk.", "Front Desks Acme"),
        ("Can you come on\nMonday", "Monica Doe"),
        ("Request ID : 4711\n\nRequested For : 0117 496 0123", ""),
        ("Who comes?\n\nKim Roe", "Kim Doe"),
        ("We meet at 10 a.m. as ever.\nKim McMahon - new assistant", "Kim Doe"),
        ("Cheers,\n\nsee you on the 4th", ""),
        ("Thanks,\nKim\nHead of Data\n+44 20 7946 0123\n\nPS: can you bring the keys?", ""),
        ("Hi,\n\nKim, Jo and I will come.", "Kim Doe"),
    ],
)
def test_lines_that_only_look_signed(text: str, author: str) -> None:
    assert split(text, author) == (text, "")


def test_a_rule_above_the_signature_is_no_own_word() -> None:
    assert (
        split("Thanks for all.\n_____\nKim Doe\nT 020 7946 0123", "Kim Doe")[0] == "Thanks for all."
    )


def test_a_mail_of_nothing_but_a_footer() -> None:
    assert split("____\nGet your own FREE account at http://m.example") == ("", "")


def test_a_title_is_no_name() -> None:
    fields = parse_signature("Art Roe\nArt Director", author_name="Art Roe", domain="")
    assert (fields.name, fields.title) == ("Art Roe", "Art Director")
