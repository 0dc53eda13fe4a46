from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.util import get_lang_class

from inboxnet.classify.components import (
    cue_phrases,
    make_word_tokenizer,
    norm,
    person_docs,
    person_text,
)
from inboxnet.classify.text import TextFeatures

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.language import Language
    from spacy.tokens import Doc

    from inboxnet.classify.sample import PersonSample

    Make = Callable[..., PersonSample]


@pytest.fixture(scope="module")
def nlp() -> Language:
    language: Language = get_lang_class("mail")()
    language.tokenizer = make_word_tokenizer()(language)
    language.add_pipe("mail_cues")
    return language


def groups(nlp: Language, person: PersonSample) -> set[str]:
    (doc,) = nlp.pipe(person_docs(nlp, [person]))
    return {cue.group for cue in doc.user_data["cues"]}


def test_norm_is_without_case_accents_and_figures() -> None:
    assert norm("Müller") == "muller"
    assert norm("I’ll") == "i'll"
    assert norm("2,400") == norm("195K") == "0x"
    assert norm("30") == "00"


def test_french_elisions_are_split(nlp: Language) -> None:
    assert [t.text for t in nlp.make_doc("d'accord, I'll don't")] == [
        "d'", "accord", ",", "I", "'ll", "don", "'t",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Ken's", ["Ken", "'s"]),
        ("£1,860 on 7/5/2025.", ["£", "1,860", "on", "7/5/2025", "."]),
        ("see https://a.example/x?y=1 or ann.lee@b.example",
         ["see", "https://a.example/x?y=1", "or", "ann.lee@b.example"]),
        ("día—mañana", ["día", "—", "mañana"]),
        (" \n a  b", [" \n ", "a", "  ", "b"]),
        ("明日か？", ["明日か", "？"]),
    ],
)  # fmt: skip
def test_tokens(nlp: Language, text: str, tokens: list[str]) -> None:
    doc = nlp.make_doc(text)
    assert [t.text for t in doc] == tokens
    assert doc.text == text


@given(st.text(max_size=300))
def test_no_character_is_lost(nlp: Language, text: str) -> None:
    assert nlp.make_doc(text).text == text


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("I’ve Approved it.", "approves"),
        ("c'est validé pour nous", "approves"),
        ("Ich bräuchte Ihre Rechnung.", "wants_owners_work"),
        ("¿te encajaría el puesto?", "offers_role"),
    ],
)
def test_cues_in_several_languages(nlp: Language, make_person: Make, text: str, group: str) -> None:
    assert group in groups(nlp, make_person("r@acme.test", ("in", text)))


def test_figures_alone_are_no_cue(nlp: Language, make_person: Make) -> None:
    text = "12 345 6:30 1:1 20% 2026"
    person = make_person("r@acme.test", ("in", text))
    assert not groups(nlp, person)


def test_every_phrase_is_in_few_groups() -> None:
    phrases = [p.casefold() for _, group in cue_phrases().values() for p in group]
    assert all(1 <= phrases.count(p) <= 4 for p in phrases)


def test_zones_cut_the_text_as_it_is(make_person: Make) -> None:
    person = make_person("r@acme.test", ("in", "One.", "Robin"), ("out", "Two.", "Kim"))
    text, zones = person_text(person)
    assert [(z.mail, z.kind, text[z.start : z.end]) for z in zones] == [
        (0, "subject", "Note"),
        (0, "own", "One."),
        (0, "signature", "Robin"),
        (1, "subject", "Note"),
        (1, "own", "Two."),
    ]


def _doc(nlp: Language, person: PersonSample) -> Doc:
    (doc,) = person_docs(nlp, [person])
    return doc


def test_words_of_both_sides_are_different_features(nlp: Language, make_person: Make) -> None:
    features = TextFeatures(16)
    theirs, _ = features(_doc(nlp, make_person("r@a.test", ("in", "invoice attached"))))
    owners, _ = features(_doc(nlp, make_person("r@a.test", ("out", "invoice attached"))))
    assert len(np.intersect1d(theirs, owners)) < len(theirs) / 2


def test_tokens_add_up_to_the_score(nlp: Language, make_person: Make) -> None:
    features = TextFeatures(12)
    weights = np.cos(np.arange(2**12)[:, None] * np.array([1.0, 2.0]))
    mails = [("in", f"the {word} role is the best role") for word in ("first", "second", "last")]
    doc = _doc(nlp, make_person("r@a.test", *mails, *mails))
    keys, values = features(doc)
    by_token = features.by_token(doc, weights)
    assert by_token.shape == (len(doc), 2)
    assert np.allclose(by_token.sum(axis=0), values @ weights[keys])


def test_nothing_to_read(nlp: Language, make_person: Make) -> None:
    keys, values = TextFeatures(16)(_doc(nlp, make_person("r@a.test")))
    assert len(keys) == len(values) == 0
