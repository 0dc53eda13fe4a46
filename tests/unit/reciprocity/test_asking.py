from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.reciprocity.asking import (
    QUOTE_LENGTH,
    asking_sentence,
    asks,
    read_sentences,
    sentences,
)
from inboxnet.reciprocity.expects_features import ASKS

MAIL_TEXT = st.text(
    st.sampled_from("aZé ?!.,;:\n\t>-*1?。？か吗\"'()") | st.characters(codec="utf-8"), max_size=400
)


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def quote(text: str) -> str | None:
    found = asking_sentence(text)
    return None if found is None else text[found[0] : found[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        (
            "Dr. Ames called, e.g. about no. 5. Fine.",
            ["Dr. Ames called, e.g. about no. 5.", "Fine."],
        ),
        ("It costs 3.5 or 1.200,50 EUR. Ok?", ["It costs 3.5 or 1.200,50 EUR.", "Ok?"]),
        ("Geht der 3. Mai? Oder am 14. nicht?", ["Geht der 3. Mai?", "Oder am 14. nicht?"]),
        ("Did J. Smith sign? Yes.", ["Did J. Smith sign?", "Yes."]),
        ('He said "no." Then left.', ['He said "no."', "Then left."]),
        ("Really?! (I hope so.) Bye", ["Really?!", "(I hope so.)", "Bye"]),
        ("see https://a.example/?q=1.2 please", ["see https://a.example/?q=1.2 please"]),
        (
            "明日は空いていますか？よろしくお願いします。",
            ["明日は空いていますか？", "よろしくお願いします。"],
        ),
        ("你好。请问可以吗？谢谢", ["你好。", "请问可以吗？", "谢谢"]),
        ("- first thing\n- second thing", ["first thing", "second thing"]),
        ("1. When?\n2. Where?", ["When?", "Where?"]),
        ("Two\nlines", ["Two", "lines"]),
        ("Ask Mr. Smith. He knows.", ["Ask Mr. Smith.", "He knows."]),
        ("Is invoice no. 4711 paid? Yes.", ["Is invoice no. 4711 paid?", "Yes."]),
        ("See inv. no. OC-2025-041. Thanks.", ["See inv. no. OC-2025-041.", "Thanks."]),
        ("They said no. Then they left.", ["They said no.", "Then they left."]),
        ("Rechnung Nr. 12 ist da. Danke.", ["Rechnung Nr. 12 ist da.", "Danke."]),
        ("La facture n° 12 est là. Merci.", ["La facture n° 12 est là.", "Merci."]),
        ("Nimm z. B. den Zug. Er fährt.", ["Nimm z. B. den Zug.", "Er fährt."]),
        ("Nimm z.B. Freitag. Gut?", ["Nimm z.B. Freitag.", "Gut?"]),
        ("Bring Brot, Milch usw. mit. Danke dir.", ["Bring Brot, Milch usw. mit.", "Danke dir."]),
        ("Ich danke dir. Kannst du?", ["Ich danke dir.", "Kannst du?"]),
        ("Use tools, e.g. Excel. Or e. g. Word.", ["Use tools, e.g. Excel.", "Or e. g. Word."]),
        ("Scrivi al dott. Rossi. Grazie.", ["Scrivi al dott. Rossi.", "Grazie."]),
        ("Pregunte al Sr. Gil. Es él.", ["Pregunte al Sr. Gil.", "Es él."]),
        ("Vraag het mevr. Bos. Zij is er.", ["Vraag het mevr. Bos.", "Zij is er."]),
        ("She is a gem. Could I ask her?", ["She is a gem.", "Could I ask her?"]),
        ("all done. can you look?", ["all done.", "can you look?"]),
        ("Love,\nJ.", ["Love,", "J."]),
        ("", []),
        (" \n\n -- \n ...", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_wrapped_line_goes_on_in_the_next() -> None:
    text = "This line was wrapped by the program that it was written with, and\nends here. Next."
    assert split(text) == [text[: text.index(" Next.")], "Next."]


def test_a_line_that_goes_on_in_lower_case_was_wrapped() -> None:
    assert split("Would you be open to having\nsomeone call you?\nNo hurry.") == [
        "Would you be open to having\nsomeone call you?",
        "No hurry.",
    ]
    assert split("I have\neverything") == ["I have", "everything"]


def test_an_empty_line_ends_a_sentence_however_long_the_line() -> None:
    line = "a line that is long enough to have been wrapped by a mail program"
    assert split(f"{line}\n\nand another") == [line, "and another"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Hi Ana,\n\nHope you are well. Can you send it by Friday?\n\nBest wishes\nTom\nEditor",
            "Can you send it by Friday?",
        ),
        ("Hi Ana, can you call me? Thanks, Tom", "can you call me?"),
        ("How are you? Please confirm the date. It rains.", "Please confirm the date."),
        ("The pump leaks. Which seal do you use?\nKind regards,\nLi", "Which seal do you use?"),
        (
            "Hallo Frau Roth,\nanbei der Plan. Könnten Sie ihn prüfen?\nViele Grüße\nJan Vogt",
            "Könnten Sie ihn prüfen?",
        ),
        (
            "Bonjour Claire,\nVoici le devis. Pouvez-vous le signer ?\nCordialement\nPaul",
            "Pouvez-vous le signer ?",
        ),
        (
            "Hola Inés, todo bien por aquí. ¿Puedes mandarme la factura?",
            "¿Puedes mandarme la factura?",
        ),
        ("Ciao Luca, qui piove. Mi mandi il file? A presto", "Mi mandi il file?"),
        ("Hoi, het regent. Kun je me morgen bellen?", "Kun je me morgen bellen?"),
        ("Olá Rui, chove. Podes confirmar a data?", "Podes confirmar a data?"),
        ("田中様\n資料をお送りします。ご確認いただけますか。", "ご確認いただけますか。"),
        ("你好，附件是合同。请在周五前回复我。", "请在周五前回复我。"),
        (
            "We had a lovely time. If you have any questions, feel free to call.",
            "We had a lovely time.",
        ),
        ("ok", "ok"),
        ("Hello Ana,", "Hello Ana,"),
    ],
)
def test_the_sentence_that_asks_is_quoted(text: str, expected: str) -> None:
    assert quote(text) == expected


@pytest.mark.parametrize("text", ["", "   \n\n", "-----", "..."])
def test_nothing_is_quoted_from_nothing(text: str) -> None:
    assert asking_sentence(text) is None


def test_a_long_question_is_quoted_from_its_end_and_a_long_request_from_its_start() -> None:
    question = "Since " + "the pump is old and " * 30 + "can you come?"
    request = "Please send me " + "a pump and " * 40 + "a seal."
    asked, requested = quote(question), quote(request)
    assert asked is not None
    assert requested is not None
    assert asked.endswith("can you come?")
    assert requested.startswith("Please send me a pump")
    assert len(asked) <= QUOTE_LENGTH
    assert len(requested) <= QUOTE_LENGTH
    assert f" {asked}" in question
    assert f"{requested} " in request


def test_a_whole_sentence_is_given_if_wanted() -> None:
    text = f"Please send me {'a pump and ' * 40}a seal."
    assert asking_sentence(text, limit=None) == (0, len(text))


def test_greeting_and_closing_are_told_apart_from_what_is_said() -> None:
    text = "Dear Ana,\nthe pump leaks.\nThanks,\nTom"
    roles = [(text[s.start : s.end], s.role) for s in read_sentences(text)]
    assert roles == [
        ("Dear Ana,", "greeting"),
        ("the pump leaks.", "words"),
        ("Thanks,", "closing"),
        ("Tom", "closing"),
    ]


@pytest.mark.parametrize("text", ["Will do", "Thanks", "Perfect", "Yes, Tom"])
def test_short_words_are_no_name(text: str) -> None:
    assert [sentence.role for sentence in read_sentences(f"Hi Ana,\n{text}")] == [
        "greeting",
        "words",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Could you let me know?",
        "please send the invoice",
        "Kannst du mir helfen?",
        "Merci de me confirmer la date.",
        "¿Me confirmas la hora?",
        "Fammi sapere se ti va bene.",
        "Laat me even weten of het lukt.",
        "Preciso que me digas a data.",
        "请告诉我时间。",
        "ご返信をお願いします。",
    ],
)
def test_requests_of_many_languages_ask(text: str) -> None:
    assert max(asks(sentence) for sentence in read_sentences(text)) > ASKS


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for the file.",
        "How are you?",
        "Danke, erledigt.",
        "If you have any questions, call us.",
    ],
)
def test_courtesy_and_formulas_do_not_ask(text: str) -> None:
    assert max(asks(sentence) for sentence in read_sentences(text)) <= ASKS


@given(MAIL_TEXT)
@settings(deadline=None, max_examples=300)
def test_sentences_are_in_order_trimmed_and_cover_all_letters(text: str) -> None:
    behind = 0
    outside = ""
    for start, end in sentences(text):
        assert behind <= start < end <= len(text)
        assert text[start:end] == text[start:end].rstrip()
        outside += text[behind:start]
        behind = end
    outside += text[behind:]
    # what is left out is white space, punctuation, and the numbers of list lines
    assert not any(character.isalpha() for character in outside)


@given(MAIL_TEXT)
@settings(deadline=None, max_examples=300)
def test_quotes_are_word_for_word_and_short(text: str) -> None:
    found = asking_sentence(text)
    spans = list(sentences(text))
    assert (found is None) == (not spans)
    if found is not None:
        start, end = found
        assert 0 <= start < end <= len(text)
        assert end - start <= QUOTE_LENGTH


@pytest.mark.parametrize(
    "piece",
    [
        ".",
        "?!",
        "a.",
        "a. ",
        "\n",
        " \n",
        "- ",
        ".)",
        "Hi ",
        "thanks\n",
        "か",
        "。",
        "(",
        "1. ",
        "x",
        "a b. c",
        "A. 1. ",
    ],
)
def test_time_is_linear_in_the_text(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            list(sentences(text))
            best = min(best, time.process_time() - began)
        return best

    # quadratic time would be 64 times as long
    assert seconds(160_000) < 24 * seconds(20_000) + 0.05
