"""Words of sign-offs, titles, companies and disclaimers, in the languages of business mail."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inboxnet.message.vocabulary import read_vocabulary, read_words

_VOCABULARY = read_vocabulary("signature")
SIGN_OFFS = frozenset(_VOCABULARY["sign-offs"])
PHONE_LABELS = read_words("signature", "phone-labels")
STREETS = read_words("signature", "streets")
HONORIFICS = read_words("signature", "honorifics")
NAME_PARTICLES = read_words("signature", "name-particles")
_PROSE = read_words("signature", "prose")
_TITLES = read_words("signature", "titles")
_TITLE_ENDINGS = tuple(sorted(read_words("signature", "title-endings")))
_LEGAL_FORMS = read_words("signature", "legal-forms")
_ORGANIZATION_WORDS = read_words("signature", "organization-words")
_DISCLAIMERS = _VOCABULARY["disclaimers"]
_DISCLAIMER_HINTS = _VOCABULARY["disclaimer-hints"]
_FOOTERS = _VOCABULARY["footers"]
_BANNERS = _VOCABULARY["banners"]
_DEVICE_OPENERS = _VOCABULARY["device-openers"]
_DEVICES = _VOCABULARY["devices"]
_DEVICE_LINES = _VOCABULARY["device-lines"]
_MAX_DEVICE_CHARACTERS = 120
_WORDS = re.compile(r"[^\W\d_]+")
_ITEM = re.compile(r"(?:^|\s)\(?(?:\d{1,2}|[a-z])\)\s|^\d{1,2}\.\s")
_FILE = re.compile(r"\.[a-z]{3,4}\d?(?:>|$)|^<<", re.IGNORECASE)
_CONNECTIVES = frozenset(("to", "of", "for", "&", "and", "und", "et", "y", "e", "en", "der", "de"))
_ASSISTS = re.compile(
    r"(?:[\w.-]+ +){0,3}?(?:assistant|asst\.?|assistente?|assistentin|assistenz|assistante"
    r"|asistente|secretary|sekretärin|secretaria|pa|ea) +(?:to|of|for|von|der|des|de|du|di|van) ",
    re.IGNORECASE,
)
_DOTTED_FORM = re.compile(
    r"\b(?!a\. ?m|p\. ?m|e\. ?g|i\. ?e)(?:[a-z]\. ?){2,4}|\b[aA]/[sS]\b|\bAS\b|\bSE\b|sp\. z o"
    r"|\b(?:B\.V|C\.V|K\.K|L\.L\.[CP]|N\.V|P\.L\.C|S\.A|S\.C|S\.L|S\.[pP]\.A|S\.r\.l)\.?(?!\w)",
    re.ASCII,
)


def _given_names() -> dict[str, frozenset[str]]:
    forms: dict[str, frozenset[str]] = {}
    for line in read_vocabulary("names")["given"]:
        names = frozenset(line.split())
        for name in names:
            forms[name] = forms.get(name, frozenset()) | names
    return forms


_GIVEN_NAMES = _given_names()


def nicknames(name: str) -> frozenset[str]:
    """Return the names by which bearers of a lower-cased first name may go, itself left out."""
    return _GIVEN_NAMES.get(name, frozenset()) - {name}


def has_title(line: str) -> bool:
    """Tell whether a line has the head noun of a job title."""
    words = _WORDS.findall(line.lower())
    return not _TITLES.isdisjoint(words) or any(
        len(word) > 9 and word.endswith(_TITLE_ENDINGS) for word in words
    )


def reads_as_title(part: str) -> bool:
    """Tell whether a part of a signature can be a job title: it has one's head noun and shape."""
    return (has_title(part.partition(", ")[0]) or assists(part)) and has_title_shape(part)


def has_title_shape(part: str) -> bool:
    """Tell whether a part of a signature is written as titles are.

    No title is an item of a list, a label, a file's name, half a line (``Executive Assistant to``)
    or a longer phrase in lower case, whatever nouns they have.
    """
    bare = part.strip()
    words = bare.split()
    if not words or bare[-1] in ":?!" or is_half_line(bare):
        return False
    if _ITEM.search(bare) or _FILE.search(bare) or reads_as_prose(words):
        return False
    if len(words) <= 3:
        return True
    capitals = sum(1 for word in words if word[:1].isupper() or not word[:1].isalpha())
    begins = not bare[0].islower() or has_title(words[0])
    return begins and (len(words) <= 6 or capitals * 2 >= len(words))


def is_half_line(part: str) -> bool:
    """Tell whether a title goes on in the next line, as it ends in ``to``, ``of``, ``&`` ..."""
    return part.rstrip().rpartition(" ")[2].lower() in _CONNECTIVES


def assists(title: str) -> bool:
    """Tell whether a title is that of somebody's assistant, whose title may follow."""
    return _ASSISTS.match(title) is not None


def has_legal_form(line: str) -> bool:
    """Tell whether a line has a company's legal form, such as Ltd or GmbH."""
    words = _WORDS.findall(line.lower())
    return not _LEGAL_FORMS.isdisjoint(words) or (
        len(words) > 1 and _DOTTED_FORM.search(line) is not None
    )


def has_organization_word(line: str) -> bool:
    """Tell whether a line has a word that names of organizations are made of."""
    return not _ORGANIZATION_WORDS.isdisjoint(_WORDS.findall(line.lower()))


def _cues() -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return the phrases of boilerplate by one of their words, and those without whole words."""
    cues: dict[str, tuple[str, ...]] = {}
    stems: list[str] = []
    for phrase in (*_DISCLAIMERS, *_FOOTERS, *_BANNERS):
        plain = phrase.lstrip("*[")
        whole_words = plain.split()[:-1]
        if whole_words:
            cue = max(whole_words, key=len)
            cues[cue] = (*cues.get(cue, ()), plain)
        else:
            stems.append(plain)
    return cues, tuple(stems)


_CUES, _CUE_STEMS = _cues()


def has_boilerplate(text: str) -> bool:
    """Tell whether a phrase of boilerplate occurs in a lower-cased text."""
    return any(
        phrase in text for word in _CUES.keys() & text.split() for phrase in _CUES[word]
    ) or any(stem in text for stem in _CUE_STEMS)


def is_disclaimer(paragraph: str) -> bool:
    """Tell whether a lower-cased paragraph is legal or environmental boilerplate.

    One telling phrase is not enough: people write about recipients and viruses, too.
    """
    phrases = sum(phrase in paragraph for phrase in _DISCLAIMERS)
    if phrases == 0 or len(paragraph) < 30:
        return False
    return phrases > 1 or sum(hint in paragraph for hint in _DISCLAIMER_HINTS) > 1


def has_disclaimer_word(line: str) -> bool:
    """Tell whether a lower-cased line could be the first of a disclaimer."""
    return any(words in line for words in (*_DISCLAIMERS, *_DISCLAIMER_HINTS))


def is_footer(paragraph: str) -> bool:
    """Tell whether a lower-cased paragraph was added by a mailing list, scanner or free mailer."""
    return any(words in paragraph[:300] for words in _FOOTERS)


def is_banner(paragraph: str) -> bool:
    """Tell whether a lower-cased paragraph is the warning a mail gateway puts on top."""
    return len(paragraph) < 600 and paragraph.lstrip("*[(⚠️! ").startswith(_BANNERS)


def is_device_line(line: str) -> bool:
    """Tell whether a line is what a mail program adds of itself (``Sent from my iPhone``)."""
    if len(line) > _MAX_DEVICE_CHARACTERS:
        return False
    line = line.lower()
    if line.startswith(_DEVICE_LINES):
        return True
    head = line[:48].partition(",")[0]
    return line.startswith(_DEVICE_OPENERS) and any(device in head for device in _DEVICES)


def reads_as_prose(words: Sequence[str]) -> bool:
    """Tell whether some of the words occur in sentences only."""
    return any(
        word.lower().strip(".,!?;:'\"()") in _PROSE
        for word in words
        if not (word.isupper() and len(word) > 1)
    )
