from __future__ import annotations

from inboxnet.people.domain import (
    is_free_mail,
    is_lookalike,
    is_provider,
    kin,
    label,
    registrable,
    related,
)


def test_registrable() -> None:
    assert registrable("mail.corp.co.uk") == "corp.co.uk"
    assert registrable("a.b.unheard-of-suffix") == "b.unheard-of-suffix"
    assert registrable("localhost") == "localhost"


def test_free_mail() -> None:
    assert is_free_mail("gmail.com")
    assert not is_free_mail("corp.co.uk")


def test_related() -> None:
    assert related("mail.corp.co.uk", "corp.co.uk")
    assert related("vaultbracken.com", "vaultbracken.de")
    assert related("vaultbracken.com", "vaultbracken-uk.com")
    assert not related("vaultbracken.com", "vaultbracken-payments.biz"), "what impostors register"
    assert not related("vaultbracken.com", "vaultbracken-hr.com"), "a department, not a country"
    assert not related("gmail.com", "gmail.com"), "at free mail a shared domain says nothing"
    assert not related("pell.com", "pellandsons.com"), "a short label is no kinship"
    assert not related("postbox.example", "postbox.example"), "named for mail: a provider"


def test_providers_are_listed_or_named_for_mail() -> None:
    assert is_provider("gmail.com")
    assert is_provider("ourfreemail.example")
    assert is_provider("mail.postbox.example")
    assert not is_provider("mail.corp.example"), "an organisation's host"


def test_one_name_under_two_suffixes() -> None:
    assert label("mail.corp.co.uk") == "corp"
    assert kin("corp.com", "mail.corp.net")
    assert kin("corvane.com", "corvane-group.com")
    assert not related("corvane.com", "corvane-group.com")
    assert not kin("corp.com", "corps.com")
    assert not kin("abc.com", "abc.net"), "a short label is no kinship"
    assert not kin("hotmail.com", "hotmail.fr")


def test_lookalikes() -> None:
    assert is_lookalike("vaultbracken.com", "vaultbracken-payments.biz")
    assert is_lookalike("secure-corvane.com", "corvane.com")
    assert is_lookalike("corvane.com", "c0rvane.com")
    assert not is_lookalike("corvane.com", "corvane.com")
    assert not is_lookalike("vaultbracken.com", "vaultbracken-uk.com")
    assert not is_lookalike("corvane.com", "stellwerk.com")
    assert not is_lookalike("ab.com", "ab-team.com")


def test_providers_are_named_for_mail_at_the_end() -> None:
    assert is_provider("quillmail.test")
    assert not is_provider("mailchimp.com")
    assert is_provider("hey.com")
    assert not is_provider("orange.com")
    assert is_provider("orange.fr")
