from __future__ import annotations

from collections import Counter

from inboxnet.classify.labelled import read_examples, training_files
from inboxnet.classify.language import TAUGHT, language_of


def test_the_persons_words_count_before_the_owners(make_person) -> None:
    both = make_person(
        "a@b.test",
        ("out", "Dear Marek, could you tell me when the parcel is going to arrive?"),
        ("in", "Dzień dobry, paczka została wysłana wczoraj i powinna dotrzeć jutro."),
    )
    assert language_of(both) == "pl"


def test_the_owners_words_where_there_are_no_others(make_person) -> None:
    assert language_of(make_person("a@b.test", ("out", "Können wir uns morgen treffen?"))) == "de"


def test_too_little_to_tell(make_person) -> None:
    assert language_of(make_person("a@b.test", ("in", "Ok!"))) == ""


def test_taught_are_the_languages_of_many_people_of_the_training_mail() -> None:
    counts = Counter(language_of(e.person) for e in read_examples(training_files(None)))
    assert {language for language, people in counts.items() if people >= 25 and language} == TAUGHT
