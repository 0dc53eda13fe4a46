from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.classify import rules


@pytest.mark.parametrize(
    ("title", "seniority", "function"),
    [
        ("VP Engineering", "executive", "technical"),
        ("Founder & CEO", "owner", "other"),
        ("Head of IT", "head", "technical"),
        ("Leiterin Einkauf", "head", "purchasing"),
        ("Directrice générale", "executive", "other"),
        ("Jefe de compras", "head", "purchasing"),
        ("Senior Technical Recruiter", "staff", "talent"),
        ("Software Engineer", "staff", "technical"),
        ("Junior Developer", "junior", "technical"),
    ],
)
def test_title_says_seniority_and_function(title: str, seniority: str, function: str) -> None:
    assert rules.seniority(title) == seniority
    assert rules.function(title) == function


@pytest.mark.parametrize(
    "title",
    [
        "Account Director",
        "Client Partner",
        "PA to the CEO",
        "HR Business Partner",
        "Sales Director",
    ],
)
def test_grand_words_of_sellers_and_assistants_give_no_authority(title: str) -> None:
    assert rules.seniority(title) == "staff"


def test_prose_is_no_title() -> None:
    assert rules.is_title("Head of Platform, Acme")
    assert not rules.is_title("I am the head of this")
    assert not rules.is_title("See you on Monday")
    assert not rules.is_title("")


def test_same_organization() -> None:
    assert rules.same_organization("uk.acme.com", frozenset({"acme.com"}))
    assert not rules.same_organization("notacme.com", frozenset({"acme.com"}))
    assert not rules.same_organization("com", frozenset({"acme.com"}))


def test_kinds_of_domains() -> None:
    assert rules.is_agency_name("north-talent.com")
    assert not rules.is_agency_name("acmeresearch.com")
    assert not rules.is_agency_name("berkshirefoods.com")
    assert rules.is_listed_recruiter("mail.hays.com")
    assert rules.is_applicant_system("us.greenhouse-mail.io")
    assert rules.is_public_body("cs.ox.ac.uk")
    assert not rules.is_public_body("acme.com")


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=80))
def test_no_text_breaks_the_lexicons(text: str) -> None:
    assert rules.seniority(text) in {
        "owner", "executive", "director", "head", "manager", "junior", "staff"
    }  # fmt: skip
    rules.is_title(text)
    rules.is_agency_name(text)
