from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.errors import UsageError
from inboxnet.source.imap_url import ImapAddress, parse_imap_url


@pytest.mark.parametrize(
    ("url", "user", "host", "port", "account"),
    [
        ("imaps://me@host", "me", "host", 993, "imaps://me@host:993"),
        ("imaps://me%40x.org@host", "me@x.org", "host", 993, "imaps://me@x.org@host:993"),
        ("imaps://me@x.org@HOST:993/", "me@x.org", "host", 993, "imaps://me@x.org@host:993"),
        ("IMAPS://a%20b%3A@h:1", "a b:", "h", 1, "imaps://a%20b%3A@h:1"),
        ("imap://me@localhost:1143", "me", "localhost", 1143, "imap://me@localhost:1143"),
        ("imap://me@127.0.0.9", "me", "127.0.0.9", 143, "imap://me@127.0.0.9:143"),
        ("imap://me@[::1]", "me", "::1", 143, "imap://me@[::1]:143"),
    ],
)
def test_addresses(url, user, host, port, account):
    address = parse_imap_url(url)
    assert (address.user, address.host, address.port) == (user, host, port)
    assert address.account == account
    assert parse_imap_url(address.account) == address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "me@host",
        "http://me@host",
        "imaps://host",
        "imaps://@host",
        "imaps://me@",
        "imaps://me@host:x",
        "imaps://me@host:99999",
        "imaps://me@host:0",
        "imaps://me@[::1",
        "imaps://me@host/INBOX",
        "imaps://me@host?x",
        "imaps://me#x@host",
        "imaps://me%0d%0aA1@host",
        "imap://me@host",
        "imap://me@10.0.0.1",
        "imap://me@localhost.evil.example",
        "imap://me@127.0.0.1.evil.example",
    ],
)
def test_what_is_no_address(url):
    with pytest.raises(UsageError):
        parse_imap_url(url)


@pytest.mark.parametrize(
    "url", ["imaps://me:hunter2@host", "imaps://me@x.org:hunter2@host", "imaps://:hunter2@host:x"]
)
def test_password_in_the_address_is_refused_and_not_repeated(url):
    with pytest.raises(UsageError) as caught:
        parse_imap_url(url)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


@settings(deadline=None, max_examples=200)
@given(
    st.text(min_size=1).filter(str.isprintable), st.sampled_from(["h.example", "::1", "10.0.0.1"])
)
def test_account_is_read_back(user, host):
    address = ImapAddress("imaps", user, host, 993)
    assert parse_imap_url(address.account) == address
