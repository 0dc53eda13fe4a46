"""Which language people write in; the only importer of py3langid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import py3langid

if TYPE_CHECKING:
    from inboxnet.classify.sample import PersonSample

TAUGHT = frozenset({"en", "de", "fr", "es", "it", "pt", "nl"})
"""Languages that more than a few people of the training mail write."""

_MOST = 600
_LEAST_LETTERS = 20


def language_of(person: PersonSample) -> str:
    """Return the language (ISO 639-1) of what passed, first of all of the person's own words.

    Empty if too little was written to tell.
    """
    for direction in ("in", "out"):
        text = " ".join(m.text[:_MOST] for m in person.mails if m.direction == direction)[:_MOST]
        if sum(map(str.isalpha, text)) >= _LEAST_LETTERS:
            return str(py3langid.classify(text)[0])
    return ""
