from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.message.subject import base_subject, is_forward


@pytest.mark.parametrize(
    ("subject", "base", "marked"),
    [
        ("Hello  World", "hello world", False),
        ("Re: Hello", "hello", True),
        ("RE[2]: AW: [list] Fwd: Hello (fwd)", "hello", True),
        ("Re : Hello", "hello", True),
        ("Re^2: Hello", "hello", True),
        ("[list] Re: [list] Hello", "hello", True),
        ("[Fwd: Re: Hello]", "hello", True),
        ("[list] [Fwd: Hello]", "hello", True),
        ("[one][two]", "[two]", False),
        ("Antw: Hallo", "hallo", True),
        ("SV: VS: Odp: YNT: RIF: x", "x", True),
        ("回复：你好", "你好", True),
        ("答复: 转发: 你好", "你好", True),
        ("Отв: привет", "привет", True),
        ("[only]", "[only]", False),
        ("[tag] x", "x", False),
        ("Re:", "", True),
        ("Regarding: x", "regarding: x", False),
        ("Release: 1.0", "release: 1.0", False),
        ("re", "re", False),
        ("", "", False),
    ],
)
def test_base_subject(subject: str, base: str, marked: bool) -> None:
    assert base_subject(subject) == (base, marked)


@pytest.mark.parametrize(
    ("subject", "forward"),
    [
        ("Fwd: x", True),
        ("WG: Re: x", True),
        ("TR : x", True),
        ("x (fwd)", True),
        ("[Fwd: x]", True),
        ("转发：x", True),
        ("Re: Fwd: x", False),
        ("x", False),
        ("Forward planning", False),
    ],
)
def test_is_forward(subject: str, forward: bool) -> None:
    assert is_forward(subject) is forward


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="reRE:[] fwd()x", max_size=60))
def test_a_base_subject_is_its_own_base(subject: str) -> None:
    base, _ = base_subject(subject)
    assert base_subject(base)[0] == base
