from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inboxnet.source.imap_mailboxes import decode_mailbox_name
from inboxnet.source.mailbox_name import decode_modified_utf7


@pytest.mark.parametrize(
    ("raw", "decoded"),
    [
        ("Sent", "Sent"),
        ("Entw&APw-rfe", "Entwürfe"),
        ("&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-", "Отправленные"),
        ("R&-D", "R&D"),
        ("R&D", "R&D"),
        ("&AP-x", "&AP-x"),
        ("&!!-", "&!!-"),
        ("&2D0-", "&2D0-"),
        ("Entwürfe & mehr", "Entwürfe & mehr"),
    ],
)
def test_modified_utf7(raw: str, decoded: str) -> None:
    assert decode_modified_utf7(raw) == decoded


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=40) | st.text(alphabet="&-,+ABC", max_size=40))
@example("&")
def test_any_name_is_decoded_or_stays(name: str) -> None:
    decode_modified_utf7(name).encode("utf-8")


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="&-,+ABCx", max_size=40))
def test_servers_and_maildirs_name_a_mailbox_alike(name: str) -> None:
    assert decode_mailbox_name(name) == decode_modified_utf7(name)
