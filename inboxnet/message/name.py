"""Personal names: reading a display name, and whether two names can be one person's."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from nameparser import HumanName
from nameparser.config import CONSTANTS

_RELAY = re.compile(r"\s+(?:via|through|über|par|por|door|from)\s+\S.*$", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[{<][^)\]}>]*[)\]}>]?\s*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SUFFIXES = frozenset(CONSTANTS.suffix_acronyms) | frozenset(CONSTANTS.suffix_not_acronyms)
_NAME_CAP = 120
_SHORT_FORM_LENGTHS = (1, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Name:
    """A personal name, folded for comparison: lower case, no diacritics.

    Attributes:
        first: May be a single initial.
        middle: Initials or names between.
        last: With particles (``van dam``).
        display: ``First Middle Last`` as written.
    """

    first: str
    middle: str
    last: str
    display: str

    @property
    def full(self) -> bool:
        """Whether both a first name (not an initial) and a last name are there."""
        return len(self.first) > 1 and len(self.last) > 1

    @property
    def key(self) -> str:
        """What equal names share."""
        return f"{self.first} {self.last}"


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return lower case without diacritics, apostrophes and dots, white space single."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "'’.`´")
    return " ".join(kept.replace("-", " ").replace("ß", "ss").split())


@lru_cache(maxsize=65536)
def parse_name(display_name: str) -> Name | None:
    """Read a display name; None where it is no personal name of two parts.

    ``Last, First`` is turned round, titles and suffixes are dropped, as are a relay's addition
    (``Ana Costa via list``) and asides in brackets.
    """
    text = _RELAY.sub("", display_name[:_NAME_CAP])
    text = _ASIDE.sub(" ", text).strip(" \"'`,;")
    if not text or "@" in text or any(c.isdigit() for c in text):
        return None
    if _CJK.search(text):
        return _parse_cjk(text)
    words = text.split()
    # Most names are two plain words, and nameparser needs a millisecond for each.
    if len(words) == 2 and text.isascii() and text.replace(" ", "").isalpha():
        first_word, last_word = words
        if first_word.lower() not in CONSTANTS.titles and last_word.lower() not in _SUFFIXES:
            return Name(fold(first_word), "", fold(last_word), text)
    parts = HumanName(text)
    first, last = fold(parts.first), fold(parts.last)
    if not first or not last:
        return None
    shown = " ".join(word for word in (parts.first, parts.middle, parts.last) if word)
    return Name(first, fold(parts.middle), last, shown)


def _parse_cjk(text: str) -> Name:
    """East Asian names are kept whole: the order tells little, and a folded whole is a key."""
    compact = "".join(text.split())
    return Name(compact[1:] or compact, "", compact, text)


def is_relayed(display_name: str) -> bool:
    """Return whether a relay wrote somebody's name before its own (``X via LinkedIn``)."""
    return bool(re.search(r"\svia\s+\S", display_name, re.IGNORECASE))


def compatible(one: Name, other: Name) -> bool:
    """Return whether two names can be one person's: same last name, no contradiction before it."""
    if one.last != other.last or not _same_or_initial(one.first, other.first):
        return False
    first_middle, other_middle = one.middle.split(), other.middle.split()
    if not first_middle or not other_middle:
        return True
    return _same_or_initial(first_middle[0], other_middle[0])


def _same_or_initial(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    # An initial, or a short form such as Dan for Daniel. Other evidence must stand beside it.
    return len(shorter) in _SHORT_FORM_LENGTHS and longer.startswith(shorter)


def local_part_fits(local_part: str, name: Name) -> bool:
    """Return whether a local part is made from the name (``pvandam``, ``amir``, ``k..allen``)."""
    local = re.sub(r"[^a-z]", "", fold(local_part.partition("+")[0]))
    if not local:
        return False
    first, last = name.first.replace(" ", ""), name.last.replace(" ", "")
    return local in {
        first,
        last,
        first + last,
        last + first,
        first[:1] + last,
        last + first[:1],
        first + last[:1],
        first[:1] + last[:1],
    }
