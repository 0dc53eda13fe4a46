"""msg-ids (RFC 5322 section 3.6.4) as they are found, not as they should be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_REFERENCES = 200
_MAX_LENGTH = 998
_ANGLE = re.compile(r"<([^<>]++)(?:>|(?=<)|\Z)")
_SPACE = re.compile(r"\s+")
_QUOTED = re.compile(r'"[^"]*"')
_WORD = re.compile(r"[^\s,;<>\"()]++")
_MAX_BODY = 1 << 18


def parse_msg_ids(bodies: Sequence[str]) -> tuple[str, ...]:
    """Return the msg-ids of a References or In-Reply-To field, without ``<>``, in order.

    Missing brackets, missing spaces and folds inside an id are mended; words between the ids
    (``Message from … of … <id>``, RFC 822) are skipped; each id counts once, at its first place.
    Of more than `MAX_REFERENCES` the first, which names the thread, and the last ones stay.
    """
    found: dict[str, None] = {}
    for body in bodies:
        for msg_id in _iter_ids(body[-_MAX_BODY:]):
            found.setdefault(msg_id)
    ids = tuple(found)
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


def _iter_ids(body: str) -> list[str]:
    if "<" not in body:
        words = _WORD.findall(body)
        return [text for text in words if "@" in text.strip("@") and len(text) <= _MAX_LENGTH]
    ids = []
    for text in _ANGLE.findall(_QUOTED.sub("", body) if '"' in body else body):
        msg_id = _SPACE.sub("", text)
        if msg_id and len(msg_id) <= _MAX_LENGTH and ("@" in msg_id or msg_id == text):
            ids.append(msg_id)
    return ids
