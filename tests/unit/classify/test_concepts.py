from __future__ import annotations

import numpy as np
import pytest

from inboxnet.classify.components import norm, person_docs
from inboxnet.classify.concepts import Concepts, shipped_concepts


def test_words_and_stems() -> None:
    concepts = Concepts({"invoice": "invoice rechnung* facture", "you": "you su", "thing": "su"})
    assert concepts.of("invoice") == (0,)
    assert concepts.of("invoices") == ()
    assert concepts.of("rechnungsnummer") == (0,)
    assert concepts.of("su") == (1, 2)
    assert concepts.of("") == ()


@pytest.mark.parametrize(
    ("concept", "words"),
    [
        ("invoice", "invoice Rechnung facture factura fattura"),
        ("your", "your Ihre votre tu uw"),
        ("salary", "salary Gehalt salaire sueldo"),
    ],
)
def test_one_meaning_in_several_languages(concept: str, words: str) -> None:
    concepts = shipped_concepts()
    number = concepts.names.index(concept)
    assert all(number in concepts.of(norm(word)) for word in words.split())


def test_what_one_language_teaches_holds_in_another(classifier, make_person) -> None:
    """The vectors of a sentence and of its translation share more than those of unlike ones."""
    nlp = classifier._nlp
    features = nlp.get_pipe("textcat_multilabel").model.attrs["features"]

    def vector(text: str) -> np.ndarray:
        (doc,) = person_docs(nlp, [make_person("a@b.test", ("in", text))])
        keys, values = features(doc)
        dense = np.zeros(1 << 17)
        np.add.at(dense, keys.astype(int), values)
        return dense

    english = vector("Please send your invoice.")
    german = vector("Bitte schicken Sie Ihre Rechnung.")
    other = vector("Mein Bruder spielt heute Fussball.")
    assert english @ german > 3 * max(0.0, english @ other)
    assert english @ german > 0.3
