from __future__ import annotations

from inboxnet.classify.language import language_of


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
