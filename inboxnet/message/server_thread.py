"""The conversation that a mail server or program itself says a message belongs to.

Exchange and Outlook write Thread-Index: 22 bytes that all messages of a conversation share, and
five more for each answer, so that a message names the one it answers ([MS-OXOMSG] section 2.2.1.3).
Gmail's export writes its own X-GM-THRID.
"""

from __future__ import annotations

import binascii
from collections.abc import Mapping, Sequence
from typing import Final

_HEADER: Final = 22
_ANSWER: Final = 5
_MOST_ANSWERS: Final = 200
_LONGEST_ID: Final = 20


def server_thread(headers: Mapping[str, Sequence[str]]) -> str | None:
    """Return the conversation, or None: ``gm:`` and a number, or ``ti:`` and hex digits.

    That of a message which answers another by Thread-Index begins with the other's; see
    `answered_thread`.
    """
    for value in headers.get("x-gm-thrid", ())[:1]:
        number = value.strip()
        if number.isascii() and number.isdigit() and len(number) <= _LONGEST_ID:
            return f"gm:{number}"
    for value in headers.get("thread-index", ())[:1]:
        compact = "".join(value.split())
        if len(compact) > 2 * (_HEADER + _ANSWER * _MOST_ANSWERS):
            return None
        try:
            index = binascii.a2b_base64(compact, strict_mode=True)
        except (binascii.Error, ValueError):
            return None
        if len(index) >= _HEADER and (len(index) - _HEADER) % _ANSWER == 0:
            return f"ti:{index.hex()}"
    return None


def conversation_of(thread: str) -> str:
    """Return what all messages of a conversation share."""
    return thread if thread.startswith("gm:") else thread[: 3 + 2 * _HEADER]


def answered_thread(thread: str) -> str | None:
    """Return the thread that the message which was answered has, None if it tells none."""
    if thread.startswith("gm:") or len(thread) <= 3 + 2 * _HEADER:
        return None
    return thread[: -2 * _ANSWER]
