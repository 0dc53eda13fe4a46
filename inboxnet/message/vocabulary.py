"""The word lists in ``words/``: what mail programs and people say, in many languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def read_vocabulary(name: str) -> Mapping[str, tuple[str, ...]]:
    """Read one file of word lists that ships with the package.

    A line ``[section]`` starts a list, each further line is one entry; ``#`` starts a comment line;
    double quotes keep white space at an entry's ends.

    Args:
        name: The file's name in ``inboxnet/message/words`` without ``.txt``.
    """
    text = files("inboxnet.message").joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    sections: dict[str, list[str]] = {}
    entries: list[str] = []
    for line in text.splitlines():
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        if entry.startswith("[") and entry.endswith("]"):
            entries = sections.setdefault(entry[1:-1], [])
        else:
            quoted = len(entry) > 1 and entry[0] == entry[-1] == '"'
            entries.append(entry[1:-1] if quoted else entry)
    return {section: tuple(values) for section, values in sections.items()}


def read_words(name: str, section: str) -> frozenset[str]:
    """Return the single words of a list of which a line holds several."""
    return frozenset(" ".join(read_vocabulary(name)[section]).split())
