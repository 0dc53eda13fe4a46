from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxnet.message.server_thread import answered_thread, conversation_of, server_thread

ROOT = bytes(range(22))


def index(answers: bytes = b"") -> str:
    return base64.b64encode(ROOT + answers).decode()


def test_an_answer_by_thread_index_names_what_it_answers() -> None:
    first = server_thread({"thread-index": [index()]})
    second = server_thread({"thread-index": [index(b"12345")]})
    assert first is not None
    assert second is not None
    assert answered_thread(second) == first
    assert answered_thread(first) is None
    assert conversation_of(first) == conversation_of(second)


def test_folded_and_the_servers_own_come_first() -> None:
    folded = index(b"12345")[:20] + "\r\n " + index(b"12345")[20:]
    assert server_thread({"thread-index": [folded]}) == server_thread(
        {"thread-index": [index(b"12345")]}
    )
    found = server_thread({"x-gm-thrid": [" 17001 "], "thread-index": [index()]})
    assert found == "gm:17001"
    assert answered_thread("gm:17001") is None
    assert conversation_of("gm:17001") == "gm:17001"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"thread-index": []},
        {"thread-index": ["not base64!"]},
        {"thread-index": [base64.b64encode(b"short").decode()]},
        {"thread-index": [index(b"123")]},
        {"thread-index": ["A" * 5000]},
        {"x-gm-thrid": ["12x"]},
        {"x-gm-thrid": ["9" * 40]},
    ],
)
def test_what_is_no_thread_is_none(headers: dict[str, list[str]]) -> None:
    assert server_thread(headers) is None


@given(st.text(max_size=80))
def test_any_field_body_is_read(value: str) -> None:
    found = server_thread({"thread-index": [value], "x-gm-thrid": [value]})
    assert found is None or found[:3] in {"gm:", "ti:"}
