"""Personal names: reading a display name, and whether two names can be one person's.

Names are compared word by word without case, accents and punctuation; what languages write in two
ways is one (``ü`` and ``ue``, ``ø`` and ``oe``, ``ß`` and ``ss``). Which part is the family name is
told by a comma alone: two names that differ by their order only are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from nameparser import HumanName
from nameparser.config import CONSTANTS

from inboxnet.message.vocabulary import read_vocabulary, read_words

Likeness = Literal["same", "short", "spelling", "initial", "part", "renamed", "conflict", "other"]
"""How two names compare, from equal to different: see `compare`."""

_RELAY = re.compile(
    r"\s+(?:via|through|über|par|por|door|from|for|on behalf of|im Auftrag von|pour)\s+\S.*$",
    re.IGNORECASE,
)
_RELAYED = re.compile(r"[\s(\[]via\s+\S|^[^:]{2,40}:\s+\S", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[{<][^)\]}>]*[)\]}>]?\s*")
_BEHIND_BAR = re.compile(r"\s+[|/]\s*\S.*$|\s*\|\s*\S.*$")
_QUALIFIER = re.compile(r"(?:\s|(?<=\.))[-\u2013\u2014]\s+(\S.*)$")
_SEVERAL = re.compile(r"\s(?:&|\+|and|und|et|og|och)\s", re.IGNORECASE)
_PLAIN_REVERSED = re.compile(r"([^\W\d_]{2,}), ([^\W\d_]{2,})(?: ([^\W\d_])\.?)?")
_PLAIN_STRAIGHT = re.compile(r"([^\W\d_]{2,}) (?:([^\W\d_])\.? )?([^\W\d_]{2,})")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LETTER_FORMS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe"}
)
_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэіґє", "abvgdeziiklmnoprstufyeige", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ъ": ""}
    | {"ю": "yu", "я": "ya"}
    | dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps"}
)
_TWO_WAYS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))
_PARTICLES = read_words("names", "particles")
_NO_NAMES = (
    _PARTICLES
    | frozenset(CONSTANTS.titles)
    | frozenset(CONSTANTS.suffix_acronyms)
    | frozenset(CONSTANTS.suffix_not_acronyms)
)
_TITLES_ABROAD = re.compile(
    r"^(?:(?:herrn?|frau|dipl|ing|sig|sigra|mme|mlle|sra|srta|dhr|mevr|hr|fr)\b[.\s-]*)+(?=\w)",
    re.IGNORECASE,
)
_GENERATION = re.compile(
    r"(?<=\w),?\s+(jr|sr|jun|sen|junior|júnior|senior|ii|iii|iv|hijo|filho|neto|fils|père)\.?$"
    r"|(?<=\w)\s+(jr|sr|jun|sen|ii|iii|iv)\.?(?=,)",
    re.IGNORECASE,
)
_YOUNGER = frozenset({"jr", "jun", "junior", "hijo", "filho", "fils"})
_ELDER = frozenset({"sr", "sen", "senior", "pere"})
_FEMALE_ENDINGS = ("a", "e", "ine", "ina", "ella", "elle", "ette")
_NAME_CAP = 120
_SHORT_FORM_LENGTH = 3
_SPELLING_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Name:
    """A personal name, folded for comparison: lower case, no diacritics.

    Attributes:
        first: May be a single initial.
        middle: Initials or names between.
        last: With particles (``van dam``).
        display: ``First Middle Last`` as written.
        generation: ``jr``, ``sr``, ``ii`` … of a father's and a son's name; mostly empty.
        qualifier: What an address book adds behind a dash to tell namesakes apart; mostly empty.
    """

    first: str
    middle: str
    last: str
    display: str
    generation: str = ""
    qualifier: str = ""

    @property
    def full(self) -> bool:
        """Whether both a first name (not an initial) and a last name are there."""
        return len(self.first) > 1 and len(self.last) > 1

    @property
    def key(self) -> str:
        """What equal names share."""
        return f"{self.first} {self.last}"

    @property
    def given(self) -> tuple[str, ...]:
        """First and middle names or initials, as `plain` words."""
        return _plain_words(f"{self.first} {self.middle}")

    @property
    def surnames(self) -> tuple[str, ...]:
        """The words of the last name without its particles, as `plain` words."""
        return _plain_words(self.last, without=_PARTICLES) or _plain_words(self.last)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return lower case without diacritics, apostrophes and dots, white space single."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTER_FORMS))
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "'’.`´")
    return " ".join(kept.replace("-", " ").split())


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """Return a folded word in the shorter of its two spellings: ``mueller`` and ``müller`` meet."""
    folded = fold(word).replace(" ", "").translate(_LATIN)
    for written, short in _TWO_WAYS:
        folded = folded.replace(written, short)
    return folded


@lru_cache(maxsize=65536)
def _plain_words(text: str, *, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    # A word of soft or hard signs alone has no letter left.
    return tuple(short for word in text.split() if word not in without and (short := plain(word)))


@lru_cache(maxsize=65536)
def parse_name(display_name: str) -> Name | None:
    """Read a display name; None where it is no personal name of two parts.

    ``Last, First`` is turned round, titles are dropped, as are a relay's addition (``Ana Costa via
    list``), asides in brackets and what stands behind a bar. Two people (``Ann and Bo Lee``) have
    no name in common. Each part has a letter left when it is `plain`.
    """
    name = _parse_parts(display_name)
    return name if name is not None and name.given and name.surnames else None


def _parse_parts(display_name: str) -> Name | None:
    text = _RELAY.sub("", display_name[:_NAME_CAP].replace("\\", ""))
    if _CJK.search(text):
        text = _without_cjk(text)
    text = _BEHIND_BAR.sub("", _ASIDE.sub(" ", text)).strip(" \"'`,;")
    qualifier = ""
    if (found := _QUALIFIER.search(text)) is not None:
        qualifier = fold(found[1])
        text = text[: found.start()]
    text = " ".join(text.split())
    if not text or "@" in text or any(c.isdigit() for c in text) or _SEVERAL.search(text):
        return None
    if _CJK.search(text):
        return _parse_cjk(text)
    generation = ""
    if (found := _GENERATION.search(text)) is not None:
        generation = _generation(found[1] or found[2])
        text = text[: found.start()] + text[found.end() :]
    name = _parse_simple(text) or _parse_any(text)
    if name is None or not (generation or qualifier):
        return name
    return replace(name, generation=generation, qualifier=qualifier)


def _without_cjk(text: str) -> str:
    """Return the Latin form of a name that is written in both scripts, else the text."""
    latin = " ".join(_CJK.sub(" ", text).replace("(", " ").replace(")", " ").split())
    return latin if sum(word.isalpha() for word in latin.split()) > 1 else text


def _generation(word: str) -> str:
    folded = fold(word)
    return "jr" if folded in _YOUNGER else "sr" if folded in _ELDER else folded


def _parse_simple(text: str) -> Name | None:
    """Read the form of nearly all names; nameparser needs a millisecond for each."""
    if (found := _PLAIN_REVERSED.fullmatch(text)) is not None:
        last, first, middle = found.groups()
    elif (found := _PLAIN_STRAIGHT.fullmatch(text)) is not None:
        first, middle, last = found.groups()
    else:
        return None
    if first.lower() in _NO_NAMES or last.lower() in _NO_NAMES:
        return None
    shown = f"{first} {middle}. {last}" if middle and "." in text else None
    display = shown or " ".join(word for word in (first, middle, last) if word)
    return Name(fold(first), fold(middle or ""), fold(last), display)


def _parse_any(text: str) -> Name | None:
    parts = HumanName(_TITLES_ABROAD.sub("", text))
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
    """Return whether a machine wrote somebody's name beside its own words.

    ``X via LinkedIn``, ``Automatic reply: X``.
    """
    return _RELAYED.search(display_name) is not None


def compatible(one: Name, other: Name) -> bool:
    """Return whether two names can be one person's: same last name, no contradiction before it."""
    return compare(one, other) in {"same", "short", "spelling", "initial"}


@lru_cache(maxsize=65536)
def compare(one: Name, other: Name) -> Likeness:
    """Say how two names compare.

    Returns:
        ``same``: the same first and last name, in either order. ``short``: a short form or another
        form of the first name (Bill, William). ``spelling``: one letter differs, or one first name
        begins the other. ``initial``: an initial stands for the first name. ``part``: a part is
        left out (one of two family names, the first of two given names). ``renamed``: the same
        first, but another last name. ``conflict``: the same, but for middle names or generations
        that contradict each other. ``other``: different names.
    """
    if one.generation and other.generation and one.generation != other.generation:
        return "conflict" if set(one.surnames) & set(other.surnames) else "other"
    straight = _compare_ordered(one, other)
    if straight in {"same", "short", "spelling", "initial", "part", "conflict"}:
        return straight
    family, given = "".join(one.surnames), "".join(one.given)
    turned = family == "".join(other.given) and given == "".join(other.surnames)
    return "same" if turned and one.full and other.full else straight


def _compare_ordered(one: Name, other: Name) -> Likeness:
    given = _compare_given(one.given, other.given)
    family, other_family = "".join(one.surnames), "".join(other.surnames)
    if family == other_family or plain(one.last) == plain(other.last):
        return given
    if given == "same":
        behind = {*one.given[1:], *one.surnames}
        other_behind = {*other.given[1:], *other.surnames}
        if other_behind.issuperset(one.surnames) or behind.issuperset(other.surnames):
            return "part"
        return "spelling" if _nearly(family, other_family) else "renamed"
    return "conflict" if given == "conflict" and _nearly(family, other_family) else "other"


def _compare_given(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    if not one or not other:
        return "other"
    joined, other_joined = "".join(one), "".join(other)
    if joined == other_joined:
        if all(len(word) > 1 for words in (one, other) for word in words[:1]):
            return "same"
        return "short" if len(joined) > 1 else "initial"
    first = _compare_word(one[0], other[0])
    if first != "other":
        clash = any(
            _compare_word(a, b) == "other" for a, b in zip(one[1:], other[1:], strict=False)
        )
        return "conflict" if clash else first
    for longer, shorter in ((one, other), (other, one)):
        # Who goes by the middle name: W. David Duran, Mark Dana Davis.
        if len(shorter[0]) > 1 and shorter[0] in longer[1:]:
            return "short" if len(longer[0]) == 1 else "part"
    return "other"


def _compare_word(one: str, other: str) -> Likeness:
    if one == other:
        return "same" if len(one) > 1 else "initial"
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == 1:
        return "initial" if longer.startswith(shorter) else "other"
    if not given_forms(one).isdisjoint(given_forms(other)):
        return "short"
    if len(shorter) >= _SHORT_FORM_LENGTH and longer.startswith(shorter):
        return "other" if longer[len(shorter) :] in _FEMALE_ENDINGS else "spelling"
    return "spelling" if _nearly(one, other) else "other"


def _nearly(one: str, other: str) -> bool:
    """Return whether one letter is wrong, missing or transposed, but none of the last two.

    A last letter tells Martin from Martina, Daniel from Daniele.
    """
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SPELLING_LENGTH or len(longer) - len(shorter) > 1:
        return False
    if shorter[-2:] != longer[-2:]:
        return False
    at = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), 0)
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    swapped = shorter[at + 1 : at + 2] + shorter[at : at + 1] + shorter[at + 2 :]
    return shorter[at + 1 :] == longer[at + 1 :] or swapped == longer[at:]


@cache
def _forms() -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = defaultdict(set)
    for line in read_vocabulary("names")["given"]:
        name, *others = (plain(word) for word in line.split())
        for form in (name, *others):
            forms[form].add(name)
    return {form: frozenset(names) for form, names in forms.items()}


def given_forms(given: str) -> frozenset[str]:
    """Return the full forms of a first name (Bill: William), itself where none is known."""
    return _forms().get(given) or frozenset((given,))


def is_given_name(word: str) -> bool:
    """Return whether a `plain` word is a first name that many people have, or a form of one."""
    return word in _forms()


@cache
def _common(words: str) -> frozenset[str]:
    return frozenset(plain(word) for word in read_words(words, "common"))


def is_common_name(name: Name) -> bool:
    """Return whether so many people bear both halves of a name that namesakes are no wonder.

    Of names in a script that is not transliterated here nothing is known, so they are common.
    """
    if not all(word.isascii() for word in (*name.given, *name.surnames)):
        return True
    return not _common("surnames").isdisjoint(name.surnames) and not _common("names").isdisjoint(
        (*name.given[:1], *given_forms(name.given[0]))
    )


def local_part_fits(local_part: str, name: Name) -> bool:
    """Return whether a local part is made from the name (``pvandam``, ``amir``, ``k..allen``)."""
    local = _letters(local_part)
    if not local:
        return False
    first, last = plain(name.first), plain(name.last)
    halves = {first, last, first[:1] + last[:1], first + last[:1]}
    return local in halves or local in _spellings(first, last)


def spelled(name: Name) -> frozenset[str]:
    """Return the local parts, letters only, that a name gives with at least an initial beside."""
    first, last = plain(name.first), plain(name.last)
    found = _spellings(first, last)
    initials = "".join(word[0] for word in name.given)
    return frozenset(found | {initials + last, first + initials[1:] + last})


def _spellings(first: str, last: str) -> set[str]:
    return {first + last, last + first, first[:1] + last, last + first[:1]}


def is_foreign(local_part: str, name: Name) -> bool:
    """Return whether a local part shows no trace of the name, as an assistant's would.

    A name in a script that is not transliterated here is never foreign.
    """
    local = _letters(local_part)
    if len(local) < 4:
        return False
    words = (*name.given, *name.surnames)
    if local.startswith("".join(word[0] for word in words)):
        return False
    forms = {*words, *(form for word in name.given for form in given_forms(word))}
    if not all(word.isascii() for word in words):
        return False
    return not any(
        word[at : at + 3] in local
        for word in forms
        if len(word) > 1
        for at in range(max(1, len(word) - 2))
    )


def name_in_local_part(local_part: str) -> Name | None:
    """Read a name from ``hannah.berg``; None unless one half is a known first name.

    An initial beside the last name is no name: many people have it.
    """
    words = re.split(r"[._-]+", fold(local_part.partition("+")[0].replace(".", "_")))
    if len(words) == 3 and len(words[1]) == 1:
        words, middle = [words[0], words[2]], words[1]
    else:
        middle = ""
    if len(words) != 2 or not all(word.isalpha() and len(plain(word)) > 1 for word in words):
        return None
    if not is_given_name(plain(words[0])):
        words.reverse()
    first, last = words
    if not is_given_name(plain(first)):
        return None
    return Name(first, middle, last, f"{first} {last}".title())


def _letters(local_part: str) -> str:
    return plain(re.sub(r"[\W\d_]", "", local_part.partition("+")[0]))
