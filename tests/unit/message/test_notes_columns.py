from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxnet.message.body import split_body
from inboxnet.message.notes_columns import unfold_columns

WRAPPED_ADDRESS = """\
Wednesday it is.




            Ada.Lovelace@plates.exa
            mple                           To:     Bo B. Ray/Internal/Works@Works
                                           cc:
            11/26/2001 03:07 PM            Subject:     RE: Summary of the
                                           meeting




Bo,

Can we meet on Wednesday?

Ada
"""
WRAPPED_DATE = """\
Fine by me.

                    Ada Lovelace
                    Sent by: Cy          To:     bo@works.example,
dee@works.example, Eve
                    Moss                 Fox/Works
                    10/13/00             cc:
                    07:27 PM             Subject:     Board dates


Is the ninth good?
"""
NAME_AND_ADDRESS = """\
Yes.

                    "Ada
                    Lovelace"            To:     "Bo Ray"
                    <ada@plates.ex       <bo@works.example>
                    ample>               cc:
                    08/30/01             Subject:     RE: Valley
                    06:53 PM

Shall we?
"""


@pytest.mark.parametrize(
    ("text", "own", "author", "address", "sent", "subject", "opening"),
    [
        (
            WRAPPED_ADDRESS,
            "Wednesday it is.",
            "Ada.Lovelace@plates.example",
            "ada.lovelace@plates.example",
            datetime(2001, 11, 26, 15, 7),  # noqa: DTZ001 - a wall time
            "RE: Summary of the meeting",
            "bo, can we meet on wednesday? ada",
        ),
        (
            WRAPPED_DATE,
            "Fine by me.",
            "Ada Lovelace",
            None,
            datetime(2000, 10, 13, 19, 27),  # noqa: DTZ001
            "Board dates",
            "is the ninth good?",
        ),
        (
            NAME_AND_ADDRESS,
            "Yes.",
            "Ada Lovelace",
            "ada@plates.example",
            datetime(2001, 8, 30, 18, 53),  # noqa: DTZ001
            "RE: Valley",
            "shall we?",
        ),
    ],
)
def test_what_stands_below_two_columns_is_quoted(
    text: str,
    own: str,
    author: str,
    address: str | None,
    sent: datetime,
    subject: str,
    opening: str,
) -> None:
    body = split_body(text)
    assert body.own == own
    (block,) = body.quoted
    assert (block.author, block.author_address) == (author, address)
    assert (block.sent, block.subject, block.opening) == (sent, subject, opening)


@pytest.mark.parametrize(
    "text",
    [
        "    Send this    To: Bo, please\n    and Subject: none",
        "            see               To:     the left\n            11/26/2001 03:07 PM",
        "                              To:     the left\n                              cc:",
    ],
)
def test_other_columns_stay(text: str) -> None:
    assert unfold_columns(text.split("\n")) == text.split("\n")
    assert split_body(text).quoted == ()


@given(st.lists(st.sampled_from(WRAPPED_DATE.split("\n")), max_size=30))
def test_any_lines_are_read(lines: list[str]) -> None:
    assert all("\n" not in line for line in unfold_columns(lines))


def test_a_header_ends_where_the_next_begins() -> None:
    header = [
        "            Ada Lovelace         To:     Bo Ray",
        "            10/13/00 07:27 PM    Subject:     Board dates",
    ]
    other = [line.replace("Ada Lovelace", "Cy Moss     ") for line in header]
    assert unfold_columns([*header, *other]) == [
        "From: Ada Lovelace",
        "Sent: 10/13/00 07:27 PM",
        "To: Bo Ray",
        "Subject: Board dates",
        "",
        "From: Cy Moss",
        "Sent: 10/13/00 07:27 PM",
        "To: Bo Ray",
        "Subject: Board dates",
        "",
    ]


def test_time_is_linear() -> None:
    line = "            Ada            To:     Bo"
    assert len(unfold_columns([line] * 20_000)) == 20_000
