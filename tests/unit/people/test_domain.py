from __future__ import annotations

from inboxnet.people.domain import is_free_mail, registrable, related


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
    assert not related("gmail.com", "gmail.com"), "at free mail a shared domain says nothing"
    assert not related("pell.com", "pellandsons.com"), "a short label is no kinship"
