"""msg-ids (RFC 5322 section 3.6.4) as they are found, not as they should be."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_REFERENCES = 200
_MAX_LENGTH = 998
# A quoted name and a comment may hold an address in brackets of their own.
_ANGLE = re.compile(r'"[^"]*+"|\([^()]*+\)|<([^<>]++)(?:>|(?=<)|\Z)')
_QUOTED = re.compile(r'"((?:[^"\\]++|\\.)*+)"')
_PAIR = re.compile(r"\\(.)")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\s,;<>\"()]++")
_MAX_BODY = 1 << 18


def parse_msg_ids(bodies: Sequence[str]) -> tuple[str, ...]:
    """Return the msg-ids of a References or In-Reply-To field, without ``<>``, in order.

    Missing brackets, missing spaces and folds inside an id are mended; words between the ids
    (``Message from … of … <id>``, RFC 822) are skipped. An id that is named twice stays twice: the
    last one of a References field is the parent (RFC 5256 section 3). ``<"a"@b>`` is ``<a@b>``.
    Of more than `MAX_REFERENCES` the first, which names the thread, and the last ones stay.
    """
    ids = tuple(msg_id for body in bodies for msg_id in _find_ids(body[-_MAX_BODY:]))
    if len(ids) > MAX_REFERENCES:
        return (ids[0], *ids[1 - MAX_REFERENCES :])
    return ids


def parse_msg_id(bodies: Sequence[str]) -> str | None:
    """Return the msg-id of the message itself, without ``<>``; None if there is none."""
    for body in bodies[:1]:
        ids = parse_msg_ids([body])
        if ids:
            return ids[0]
        # anything that names the message will do, also without @
        bare = _SPACE.sub("", body).strip("<>")
        if bare and len(bare) <= _MAX_LENGTH:
            return bare
    return None


def _find_ids(body: str) -> list[str]:
    if "<" not in body:
        # An address that comes after words is that of a person.
        words = takewhile(lambda word: "@" in word.strip("@"), _WORD.findall(body))
        return [word for word in words if len(word) <= _MAX_LENGTH]
    ids = []
    for text in _ANGLE.findall(body):
        msg_id = _SPACE.sub("", text)
        if msg_id and len(msg_id) <= _MAX_LENGTH and ("@" in msg_id or msg_id == text):
            ids.append(_unquote(msg_id) if '"' in msg_id else msg_id)
    return ids


def _unquote(msg_id: str) -> str:
    return _QUOTED.sub(lambda quoted: _PAIR.sub(r"\1", quoted[1]), msg_id)
