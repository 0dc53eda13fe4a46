"""The kinds of lines that signatures are made of, told apart by their looks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from inboxnet.message.signature_words import (
    HONORIFICS,
    NAME_PARTICLES,
    PHONE_LABELS,
    SIGN_OFFS,
    STREETS,
    has_legal_form,
    has_organization_word,
    has_title,
    nicknames,
    reads_as_prose,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LineKind = Literal[
    "author", "name", "phone", "web", "mail", "title", "organization", "postal", "other", "sentence"
]
CONTACT_KINDS = frozenset({"phone", "web", "mail", "title", "organization", "postal"})

_MAX_NAME_WORDS = 4
_MAX_WORDS = 14
_MAX_AUTHOR_CHARACTERS = 120
_WORDS = re.compile(r"[^\W\d_]+")
_NAME_WORDS = re.compile(r"[^\W\d_][\w'’-]{0,40}")
_PHONE = re.compile(
    r"(?:\+|\(\+?)?\(?\d[\d ()./–-]{5,20}\d(?! ?(?:%|€|\$|£|eur|k\b))|x[- ]?\d{4,5}\b|\b\d-\d{4}\b",
    re.IGNORECASE,
)
_GROUPED_PHONE = re.compile(r"\d{3}[ .)/-]{1,2}\d{3}[ .-]\d{4}")
_WEB = re.compile(
    r"https?://|www\.|\b[\w-]{2,40}\.(?:com|org|net|io|co|eu|example|dev|app|ai|info|biz"
    r"|ac|at|au|be|br|ca|ch|cz|de|dk|es|fi|fr|ie|in|it|nl|no|nz|pl|pt|ro|se|uk|us)\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.")
_NUMBER_AT_END = re.compile(r"[\s–-]+(?:x|ext\.? ?)?\+?[\d(][\d ()./–-]{2,20}\.?$", re.IGNORECASE)
_FLOURISH = re.compile(r"(?:\s+(?:x{1,4}|[:;]-?[)D]|<3))+\s*$", re.IGNORECASE)
_AFFILIATION = re.compile(r"\([^()]*\)|\s(?:from|at|via|bei|c/o)\s.*|[@|].*", re.IGNORECASE)
_AND = frozenset(("and", "&", "und", "et", "y", "e", "en", "og", "och", "ja", "i", "a", "и", "+"))
_BRACKETED = re.compile(r"\([^()]{0,30}\)")
_SENTENCE_END = re.compile(r"[.!?…][\"')]?$")
_SEPARATOR = re.compile(r"\s*[|•·∙◦●▪]\s*|\s+[–—]\s+|\s+-\s+|\t+|\s{3,}|\s+//\s+")
_POSTAL = re.compile(r"\b\d{4,6}\b|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b|^\d{1,5}[a-z]? [A-Z]")
_PLACE_MARKS = (" from ", " aus ", " vom ", " de ", " desde ", " uit ", " från ", " fra ", " z ")
_SIGNED = re.compile(r"(?:-{1,2}|–|—|/|~|\*) ?(?=[^\W\d_])")


def author_names(author: str) -> frozenset[str]:
    """Return the forms in which an author may sign: whole name, its words, initials."""
    every = _NAME_WORDS.findall(author[:100].lower())
    words = _NAME_WORDS.findall(_AFFILIATION.sub(" ", author[:100]).lower()) or every
    if not words:
        return frozenset()
    titled = [word for word in words if word not in HONORIFICS] or words
    initials = "".join(part[0] for word in titled for part in word.split("-") if part)
    nicks = (nick for word in words for nick in nicknames(word))
    return frozenset({*every, *nicks, " ".join(words), initials, initials[::-1]})


def line_parts(line: str) -> list[str]:
    """Part a line at bars, bullets and wide gaps."""
    return [part.strip(" ,;") for part in _SEPARATOR.split(line) if part.strip(" ,;")]


def find_phone(line: str) -> str:
    """Return the first telephone number of a line as written, empty if there is none."""
    match = _PHONE.search(line)
    if match is None:
        return ""
    number = match.group()
    digits = sum(map(str.isdigit, number))
    if digits < 7:
        known = _has_phone_label(line) or "x" in number.lower()
    else:
        known = digits <= 15 and (
            number.lstrip("(").startswith(("+", "0"))
            or _has_phone_label(line)
            or _GROUPED_PHONE.search(number) is not None
        )
    return number.strip(" .-/") if known else ""


def has_contact(line: str) -> bool:
    """Tell whether a line has an address, a web site or a number that could be a telephone's."""
    return any(pattern.search(line) for pattern in (_MAIL, _WEB, _PHONE))


def is_postal(line: str) -> bool:
    """Tell whether a line looks like a line of a postal address."""
    return _POSTAL.search(line) is not None or not STREETS.isdisjoint(_WORDS.findall(line.lower()))


def ends_sentence(line: str) -> bool:
    """Tell whether a line ends as a sentence does."""
    return _SENTENCE_END.search(line) is not None


def is_name(line: str) -> bool:
    """Tell whether a line could be a person's name: one to four capitalised words."""
    words = line.strip(" ,.-–—/~*").split()
    return (
        0 < len(words) <= _MAX_NAME_WORDS
        and not any(char.isdigit() or char in "@/:?!" for char in line)
        and words[0][:1].isupper()
        and all(word[:1].isupper() or word.lower() in NAME_PARTICLES for word in words)
    )


def is_author(line: str, names: Collection[str]) -> bool:
    """Tell whether a line is the author's name, whatever form of it, alone or before a number."""
    if not names or len(line) > _MAX_AUTHOR_CHARACTERS:
        return False
    plain = _BRACKETED.sub("", line) if "(" in line else line
    plain = _FLOURISH.sub("", plain).strip(" \t-–—*_/~,.!")
    if plain.lower() in names or (len(plain) < 6 and plain.lower().replace(".", "") in names):
        return True
    if any(map(str.isdigit, plain)):
        head, number = _before_number(plain)
        return bool(head and number) and is_author(head, names)
    known = 0
    words = plain.split()
    if (
        1 < len(words) < 4
        and (words[0].lower() in names or words[-1].lower() in names)
        and is_name(plain)
        and not any(" " in name for name in names)
    ):
        # Known by one name alone, the author signs with the other, too.
        return True
    for place, word in enumerate(words):
        bare = word.strip("-–—*_/~,.!").lower()
        if known and bare in _AND and is_name(" ".join(words[place + 1 :])):
            return True
        known += (
            bare in names
            or (len(bare) == 1 and any(name[0] == bare for name in names))
            or (place == 0 and _is_short_form(bare, names))
        )
        # Initials, titles before and degrees behind the name.
        degree = known and is_degree(word)
        if not (
            known == place + 1 or bare in names or len(bare) <= 1 or bare in HONORIFICS or degree
        ):
            return False
    return known > 0


def _is_short_form(word: str, names: Collection[str]) -> bool:
    """Tell ``Gwen`` of Gwendolyn, and ``Rosie`` of Rosalee."""
    stem = word[:3] if word.endswith("ie") else word
    return len(word) > 2 and any(name.startswith(stem) for name in names)


def has_named_number(line: str) -> bool:
    """Tell whether a line is a full name before a number: ``Kim Doe - 713-555-0123``."""
    head, number = _before_number(line)
    return bool(number) and len(head.split()) > 1 and is_name(head)


def is_degree(word: str) -> bool:
    """Tell whether a word is written as degrees behind names are: ``PhD``, ``FREng``, ``MRICS``."""
    capitals = sum(map(str.isupper, word))
    return capitals > 1 and 5 * capitals >= 2 * len(word) and not word.startswith("Mc")


def _before_number(line: str) -> tuple[str, str]:
    """Part a name from the telephone number or extension behind it."""
    head, *rest = line_parts(line)
    if not rest:
        match = _NUMBER_AT_END.search(line)
        head, rest = (line[: match.start()], [match.group()]) if match else (line, [])
    return ("", "") if any(map(str.isdigit, head)) else (head.strip(" ,-–"), " ".join(rest))


def sign_off_kind(line: str, names: Collection[str]) -> Literal["alone", "signed"] | None:
    """Tell a sign-off, with the name on its line (``Thanks, Kim``) or without."""
    plain = line.lower().strip(" \t*_-–—~,.!;:)，。、！")
    if plain in SIGN_OFFS:
        return "alone"
    if "/" in plain and all(part.strip() in SIGN_OFFS for part in plain.split("/")):
        return "alone"
    for mark in (",", "!", "."):
        head, found, tail = plain.partition(mark)
        tail = tail.strip()
        if found and head.strip() in SIGN_OFFS:
            if tail in SIGN_OFFS:
                return "alone"
            written = line[line.lower().rfind(tail) :].strip(" ,.!-*_") if tail else ""
            return "signed" if is_name(written) or tail in names else None
    head, _, tail = plain.rpartition(" ")
    if head in SIGN_OFFS and tail in names:
        return "signed"
    for mark in _PLACE_MARKS:
        head, found, place = plain.partition(mark)
        if found and head in SIGN_OFFS and len(place.split()) <= 3:
            return "alone"
    return None


def line_kind(line: str, names: Collection[str]) -> LineKind:
    """Class one stripped, non-empty line of a possible signature."""
    words = line.split()
    if len(words) > _MAX_WORDS or (len(words) > 5 and line[-1] in ".!" and reads_as_prose(words)):
        return "sentence"
    if is_author(line, names):
        return "author"
    if line[-1] in "?:":
        return "sentence"
    if kind := _contact_kind(line, words):
        return kind
    if len(words) > 12 or (
        ends_sentence(line) and len(words) > 3 and not has_legal_form(line[-14:])
    ):
        return "sentence"
    prose = reads_as_prose(words)
    capitals = sum(1 for word in words if word[:1].isupper() or not word[:1].isalpha())
    short = len(words) <= 6 and line[0].isupper()
    if has_title(line) and (short or capitals * 2 >= len(words)) and not prose:
        return "title"
    if capitals * 2 < len(words) or (len(words) > 5 and prose):
        return "sentence"
    if has_legal_form(line) or has_organization_word(line):
        return "organization"
    if is_postal(line):
        return "postal"
    return "name" if is_name(line) else "other"


def is_signed_with_dash(line: str) -> bool:
    """Tell whether a line is ``-Kim`` or ``/Kim Doe``."""
    match = _SIGNED.match(line)
    return match is not None and is_name(line[match.end() :]) and len(line.split()) <= 3


def _contact_kind(line: str, words: Sequence[str]) -> LineKind | None:
    if "@" in line and len(words) <= 10 and _MAIL.search(line):
        return "mail"
    if (
        any(map(str.isdigit, line))
        and _PHONE.search(line)
        and (len(words) <= 6 or _has_phone_label(line))
    ):
        return "phone"
    if "." in line and len(words) <= 8 and _WEB.search(line) and not reads_as_prose(words):
        return "web"
    return None


def _has_phone_label(line: str) -> bool:
    return not PHONE_LABELS.isdisjoint(_WORDS.findall(line.lower()))
