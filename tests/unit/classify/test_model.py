from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.classify.evidence import split_sentences
from inboxnet.classify.model import load_classifier, shipped_model
from inboxnet.classify.sample import LABELS
from inboxnet.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inboxnet.classify.model import Classifier
    from inboxnet.classify.sample import PersonSample, Verdict

    Make = Callable[..., PersonSample]

RECRUITER = (
    "Hi Kim,\n\nI am working with a client who is looking for a Staff Engineer. Your background"
    " looks like a strong fit for the role. Would you be open to a quick chat this week?\n\nRobin"
)
SIGNATURE = "Robin Vance\nSenior Technical Recruiter\nBright Talent"


def judge(classifier: Classifier, *people: PersonSample) -> list[Verdict]:
    return list(classifier.classify(people))


def assert_sound(verdict: Verdict, person: PersonSample) -> None:
    """Every label has evidence for it, and every quote stands where it says."""
    mails = {mail.message_id: mail for mail in person.mails}
    for label in verdict.assigned:
        assert any(e.label == label and e.weight > 0 for e in verdict.evidence)
    for e in verdict.evidence:
        assert e.label in verdict.assigned
        assert e.what
        if e.message_id is None:
            assert (e.quote, e.start, e.end) == ("", 0, 0)
        else:
            mail = mails[e.message_id]
            place = mail.signature if e.what.startswith("signature") else mail.text
            assert e.quote
            assert place[e.start : e.end] == e.quote


def test_recruiter_with_evidence(classifier: Classifier, make_person: Make) -> None:
    person = make_person("robin@brighttalent.test", ("in", RECRUITER, SIGNATURE))
    (verdict,) = judge(classifier, person)
    assert "recruiter" in verdict.assigned
    assert verdict.title == "Senior Technical Recruiter"
    assert_sound(verdict, person)
    quotes = [e.quote for e in verdict.evidence]
    assert not any(q.startswith(("Hi Kim", "Robin")) and "\n" not in q for q in quotes)
    assert "writes from an agency domain" in {e.what for e in verdict.evidence}


GERMAN = """Guten Tag Herr Keller,

für einen Mandanten suche ich einen Leiter Entwicklung. Wären Sie offen für eine neue Position?
Ihr Profil passt sehr gut."""
FRENCH = """Bonjour,

Pouvez-vous m'envoyer votre devis pour la livraison de mars ? Nous vous enverrons le bon de
commande dès réception. Votre dernière facture est payée."""
FAMILY = "Mum asks if you and the kids come for dinner on Sunday. Love, B x"


@pytest.mark.parametrize(
    ("address", "text", "label"),
    [
        ("robin@ownfirm.test", "The standup is at ten, the build is red again.", "colleague"),
        ("bea@gmail.com", FAMILY, "personal"),
        ("t.vogel@personalberatung-nord.test", GERMAN, "recruiter"),
        ("c.moreau@usines-du-nord.test", FRENCH, "client"),
    ],
)
def test_plain_cases(
    classifier: Classifier, make_person: Make, address: str, text: str, label: str
) -> None:
    person = make_person(address, ("in", text))
    (verdict,) = judge(classifier, person)
    assert label in verdict.assigned
    assert_sound(verdict, person)


def test_signed_authority_is_quoted_from_the_signature(
    classifier: Classifier, make_person: Make
) -> None:
    text = "We would like to go ahead. I have signed the contract and approved the budget."
    person = make_person("r@acme.test", ("in", text, "Robin Vance\nChief Executive, Acme"))
    (verdict,) = judge(classifier, person)
    assert "decision_maker" in verdict.assigned
    assert_sound(verdict, person)
    assert "Chief Executive, Acme" in {e.quote for e in verdict.evidence}


@pytest.mark.parametrize("kind", ["owner", "role", "list", "automated"])
def test_only_persons_get_labels(classifier: Classifier, make_person: Make, kind: str) -> None:
    (verdict,) = judge(classifier, make_person("r@acme.test", ("in", RECRUITER), kind=kind))
    assert not verdict.assigned
    assert not verdict.probabilities


def test_answer_does_not_depend_on_order(classifier: Classifier, make_person: Make) -> None:
    text = "Please send us your quote and we raise the purchase order."
    people = [
        make_person(f"p{i}@{'acme' if i % 2 else f'other{i}'}.test", ("in", text), person_id=i)
        for i in range(9)
    ]
    forward = {v.person_id: v for v in judge(classifier, *people)}
    backward = {v.person_id: v for v in judge(classifier, *reversed(people))}
    assert forward == backward
    assert set(forward) == set(range(9))


def test_more_mails_than_are_read(classifier: Classifier, make_person: Make) -> None:
    person = make_person("r@acme.test", *[("in", RECRUITER)] * 40)
    (verdict,) = judge(classifier, person)
    assert_sound(verdict, person)


def test_person_without_words(classifier: Classifier, make_person: Make) -> None:
    for person in (make_person("r@acme.test"), make_person("r@acme.test", ("in", ""))):
        (verdict,) = judge(classifier, person)
        assert set(verdict.probabilities) == set(LABELS)
        assert_sound(verdict, person)


_TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.sampled_from(
            [
                "Hi Kim,",
                "\n",
                "\n\n",
                "Best,",
                "your CV",
                "the role?",
                "We approve it. ",
                "— x",
                "İß",
            ]
        ),
        max_size=30,
    ).map(" ".join),
)


@settings(deadline=None, max_examples=60)
@given(_TEXTS, _TEXTS, st.text(max_size=100))
def test_quotes_are_word_for_word(
    classifier: Classifier, make_person: Make, theirs: str, owners: str, signature: str
) -> None:
    person = make_person("r@brighttalent.test", ("in", theirs, signature), ("out", owners))
    (verdict,) = judge(classifier, person)
    assert_sound(verdict, person)
    assert all(0.0 <= p <= 1.0 for p in verdict.probabilities.values())


@settings(deadline=None, max_examples=200)
@given(_TEXTS)
def test_sentences_lie_in_order_within_the_text(text: str) -> None:
    at = 0
    for start, end in split_sentences(text):
        assert at <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        at = end


def test_courtesies_are_no_sentences() -> None:
    text = "Hi Kim,\nthe boat is ready now. Many thanks,\n\nBest regards,\nRobin\n\nYes please do."
    found = [text[start:end] for start, end in split_sentences(text)]
    assert found == ["the boat is ready now.", "Yes please do."]


def test_missing_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model") as caught:
        load_classifier(tmp_path)
    assert "inboxnet train" in caught.value.advice


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("meta.json", {"format": 999}),
        ("stacker.json", {"columns": ["other"]}),
        ("stacker.json", {"thresholds": [0.5]}),
        ("stacker.json", {"final": {"coefficients": [[1.0]], "intercepts": [0.0]}}),
    ],
)
def test_incompatible_model(tmp_path: Path, file: str, change: dict[str, object]) -> None:
    folder = tmp_path / "model"
    shutil.copytree(shipped_model(), folder)
    content = json.loads((folder / file).read_text("utf-8"))
    (folder / file).write_text(json.dumps(content | change), "utf-8")
    with pytest.raises(ModelError):
        load_classifier(folder)


@pytest.mark.parametrize("file", ["meta.json", "stacker.json", "config.cfg"])
def test_damaged_model(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(shipped_model(), folder)
    (folder / file).write_bytes(b"\x00\xff nonsense")
    with pytest.raises(ModelError):
        load_classifier(folder)


def test_damaged_weights(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(shipped_model(), folder)
    (folder / "textcat_multilabel" / "model").write_bytes(b"\xc1 nonsense")
    with pytest.raises(ModelError):
        load_classifier(folder)


FINNISH = "Hei, voisitteko lähettää meille hinnat ja toimitusajan ensi viikoksi? Kiitos jo nyt."


def test_an_unknown_language_takes_more_to_be_sure(
    classifier: Classifier, make_person: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classifier, "_thresholds", np.full(len(LABELS), 0.001))
    (known,) = judge(classifier, make_person("a@tehdas.test", ("in", GERMAN)))
    (unknown,) = judge(classifier, make_person("a@tehdas.test", ("in", FINNISH)))
    assert any(known.probabilities[label] < 0.8 for label in known.assigned)
    assert all(unknown.probabilities[label] >= 0.8 for label in unknown.assigned)
    assert any(0.001 < chance < 0.8 for chance in unknown.probabilities.values())
