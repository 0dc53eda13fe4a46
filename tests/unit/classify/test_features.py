from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.classify.features import FACTS, extract_facts, find_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from inboxnet.classify.sample import PersonSample

    Make = Callable[..., PersonSample]


def test_samples_are_built_without_spacy() -> None:
    code = "import sys, inboxnet.classify.sample, inboxnet.classify.features; "
    code += "sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("address", "fact"),
    [
        ("robin@ownfirm.test", "same_organization"),
        ("robin@eu.ownfirm.test", "same_organization"),
        ("robin@gmail.com", "free_mail"),
        ("robin@acme.test", "own_domain"),
        ("robin@vancepictures.test", "own_name_domain"),
        ("robin@brighttalent.test", "agency_domain"),
        ("robin@hays.com", "listed_recruiter"),
        ("robin@cs.ox.ac.uk", "public_body"),
    ],
)
def test_address_says(make_person: Make, address: str, fact: str) -> None:
    assert extract_facts(make_person(address, ("in", "Hello"))).values[fact] == 1.0


def test_sharing_a_free_mail_domain_is_no_organisation(make_person: Make) -> None:
    both = make_person("robin@gmail.com", ("in", "Hi"), owner_domains=frozenset({"gmail.com"}))
    assert extract_facts(both).values["same_organization"] == 0.0
    shared = make_person("robin@townpost.test", ("in", "Hi"), free_mail_domain=True)
    assert extract_facts(shared).values["free_mail"] == 1.0
    assert extract_facts(shared).values["own_domain"] == 0.0


def test_surname_of_the_owner(make_person: Make) -> None:
    sister = make_person("b@gmail.com", ("in", "Hi"), names=("Bea Keller",))
    assert extract_facts(sister).values["owners_surname"] == 1.0
    namesake = make_person("b@gmail.com", ("in", "Hi"), names=("Keller Smith",))
    assert extract_facts(namesake).values["owners_surname"] == 0.0


def test_title_in_signature_is_found_where_it_stands(make_person: Make) -> None:
    sample = make_person(
        "r@acme.test", ("in", "Hi"), ("in", "Yes", "Robin Vance\nHead of IT | Acme")
    )
    title = find_title(sample)
    assert title is not None
    assert (title.text, title.mail, title.zone) == ("Head of IT", 1, "signature")
    signature = sample.mails[1].signature
    assert signature[title.start : title.start + len(title.text)] == title.text
    assert extract_facts(sample).values["senior_outside"] == 1.0


def test_title_at_the_end_of_the_text_is_found(make_person: Make) -> None:
    text = "Could you call me?\n\nRobin Vance\nChief Financial Officer"
    title = find_title(make_person("r@acme.test", ("in", text)))
    assert title is not None
    assert title.zone == "text"
    assert text[title.start :] == "Chief Financial Officer"


@pytest.mark.parametrize(
    "signature", ["Robin Vance", "CEO: Somebody Else", "We are looking for a Head of IT.", ""]
)
def test_no_title_where_none_is_signed(make_person: Make, signature: str) -> None:
    assert find_title(make_person("r@acme.test", ("in", "Hi", signature))) is None


def test_long_line_at_the_end_of_the_text_is_no_title(make_person: Make) -> None:
    text = "Here they are:\nthe Governor, the Chair of the Board and the Secretary of State"
    assert find_title(make_person("r@acme.test", ("in", text))) is None


def test_the_owners_own_title_is_not_theirs(make_person: Make) -> None:
    assert find_title(make_person("r@acme.test", ("out", "Hi", "Kim Keller\nCEO"))) is None


def test_relation(make_person: Make) -> None:
    silent = extract_facts(make_person("r@acme.test", ("in", "Hi"), ("in", "Hi again"))).values
    assert silent["never_answered_twice"] == 1.0
    asked = extract_facts(make_person("r@acme.test", ("out", "Hi"))).values
    assert asked["only_owner_wrote"] == 1.0
    assert asked["owner_share"] == 1.0


_TEXTS = st.text(max_size=300)


@settings(deadline=None, max_examples=80)
@given(_TEXTS, _TEXTS, st.text(max_size=40))
def test_facts_are_known_and_bounded(
    make_person: Make, text: str, signature: str, name: str
) -> None:
    sample = make_person("r@acme.test", ("in", text, signature), ("out", text), names=(name,))
    facts = extract_facts(sample)
    assert facts.values.keys() <= FACTS.keys()
    assert all(0.0 <= value <= 1.0 for value in facts.values.values())
    if facts.title is not None:
        mail = sample.mails[facts.title.mail]
        place = mail.signature if facts.title.zone == "signature" else mail.text
        assert place[facts.title.start :].startswith(facts.title.text)


def test_facts_of_a_person_without_mail(make_person: Make) -> None:
    facts = extract_facts(make_person("r@acme.test", names=()))
    assert all(0.0 <= value <= 1.0 for value in facts.values.values())


@pytest.mark.parametrize(
    ("signature", "title"),
    [
        ("Robin Vance\nVance & Partner\nInhaber", "Inhaber"),
        ("Robin Vance\nDirector Search GmbH\nHead of Delivery", "Head of Delivery"),
        ("Robin Vance\nFounder & Partner\nNorthwind", "Founder & Partner"),
    ],
)
def test_a_firm_is_no_title(make_person: Make, signature: str, title: str) -> None:
    found = find_title(make_person("robin@north.test", ("in", "As agreed, see below.", signature)))
    assert found is not None
    assert found.text == title
