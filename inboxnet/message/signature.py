"""The signature at the end of the own words, and what it says of its author.

Found by layout: the delimiter of RFC 3676 section 4.3, a sign-off, a name above contact lines.
Conservative: what reads as a sentence stays with the own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inboxnet.message.signature_words import (
    DEVICE_LINES,
    SIGN_OFFS,
    has_boilerplate,
    has_legal_form,
    has_organization_word,
    has_title,
    is_banner,
    is_disclaimer,
    is_footer,
)

MAX_SIGNATURE_LINES = 15
_MAX_LINE_CHARACTERS = 300
_MAX_PARAGRAPH_CHARACTERS = 2000
_MAX_NAME_WORDS = 4

_PHONE = re.compile(
    r"(?:\+|\(\+?)?\(?\d[\d ()./–-]{5,20}\d(?! ?(?:%|€|\$|£|eur|k\b))|x[- ]?\d{4,5}\b|\b\d-\d{4}\b",
    re.IGNORECASE,
)
_PHONE_LABEL = re.compile(
    r"(?<![^\W\d_])(?:tel|telephone|phone|mobile|mob|cell|fax|direct|office|telefon|telefono|teléfono|"
    r"téléphone|tél|móvil|movil|handy|mobil|port|portable|telefone|celular|cellulare|cel|tlf|puh|t|m|p|f|d|o|"
    r"switchboard|ext|main|work|whatsapp|ph|desk|dd|ddi|mobiel|fon|durchwahl|trk|тел|电话|手机|電話|携帯)(?![^\W\d_])\.?:?",
    re.IGNORECASE,
)
_WEB = re.compile(
    r"https?://|www\.|\b[\w-]{2,40}\.(?:com|org|net|io|co|de|fr|es|it|nl|eu|uk|example|ch|at|be|se|dk|no|pl|pt|us|ca|au|ai|dev|app)\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.")
_BRACKETED = re.compile(r"\([^()]{0,30}\)")
_RULE = re.compile(r"[-_=*~–—.#\s]{3,200}")
_DELIMITER = re.compile(r"(?:--|—|––|—-|-—)\s?")
_SENTENCE_END = re.compile(r"[.!?…][\"')]?$")
_SPLIT = re.compile(r"\s*[|•·∙◦●▪]\s*|\s+[–—]\s+|\s+-\s+|\t+|\s{3,}|\s+//\s+")
_POSTAL = re.compile(
    r"\b\d{4,6}\b|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b|^\d{1,5}[a-z]? [A-Z]|\b(?:street|st|road|rd|avenue|ave|suite|floor|straße|strasse|str|rue|calle|via|plaza|platz|weg|allee|boulevard|building|p\.?o\.? box)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SignatureZones:
    """Own words apart from the signature; legal and mailer's boilerplate is in neither."""

    own: str
    signature: str


@dataclass(frozen=True, slots=True)
class SignatureFields:
    """What a signature says; an empty string where it says nothing.

    Attributes:
        name: As written.
        title: The job title.
        organization: The company or institution.
        phone: The first telephone number as written.
    """

    name: str = ""
    title: str = ""
    organization: str = ""
    phone: str = ""


def split_signature(lines: Sequence[str], *, author: str = "") -> SignatureZones:
    """Part the author's lines into own words and signature.

    Args:
        lines: The lines outside quotations, right-stripped.
        author: The display name of From, if known.
    """
    kept, devices = _without_boilerplate(list(lines))
    names = author_names(author)
    cut = _signature_start(kept, names)
    own, signature = kept[:cut], kept[cut:]
    if not any(line.strip() for line in own):
        # A mail of nothing but "Thanks, Kim" says thanks: nothing else says what it is about.
        sign_off = [line for line in signature if not _DELIMITER.fullmatch(line)]
        own, signature = (sign_off, []) if _short(sign_off) else (own, signature)
    return SignatureZones("\n".join(own).strip(), "\n".join([*signature, *devices]).strip())


def author_names(author: str) -> frozenset[str]:
    """Return the forms in which an author may sign: whole name, given name, initials."""
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", author[:100].lower()) if word]
    if not words:
        return frozenset()
    initials = "".join(word[0] for word in words)
    reordered = " ".join([*words[1:], words[0]])
    return frozenset({*words, " ".join(words), reordered, initials, initials[::-1]})


def _short(lines: Sequence[str]) -> bool:
    return sum(1 for line in lines if line.strip()) <= 2


def _without_boilerplate(lines: list[str]) -> tuple[list[str], list[str]]:
    """Drop banners, disclaimers and footers; set lines of devices apart."""
    drop: set[int] = set()
    devices: list[str] = []
    whole = "\n".join(lines).lower()
    starts = _paragraph_starts(lines) if has_boilerplate(whole) else []
    seen_disclaimer = False
    for number, (start, end) in enumerate(starts):
        paragraph = " ".join(lines[start:end])[:_MAX_PARAGRAPH_CHARACTERS].lower().strip()
        if number < 2 and is_banner(paragraph):
            drop.update(range(start, end))
        elif number and is_disclaimer(paragraph):
            drop.update(_boilerplate_lines(lines, start, end))
            seen_disclaimer = True
        elif number and is_footer(paragraph):
            drop.update(range(start, end))
        elif paragraph in ("disclaimer", "disclaimer:", "confidentiality notice", "notice:") or (
            seen_disclaimer and (_RULE.fullmatch(paragraph) or len(paragraph) > 200)
        ):
            drop.update(range(start, end))
    if "listinfo" in whole or "mailing list" in whole or "unsubscribe" in whole:
        _drop_list_footer(lines, drop)
    for i in range(len(lines) - 1, max(-1, len(lines) - 200), -1):
        line = lines[i].strip(" *_-\t")
        if i not in drop and 8 < len(line) < 160 and DEVICE_LINES.fullmatch(line):
            devices.insert(0, lines[i].strip())
            drop.add(i)
    kept = [line for i, line in enumerate(lines) if i not in drop]
    while kept and (not kept[-1].strip() or _RULE.fullmatch(kept[-1])):
        kept.pop()
    return kept, devices


def _boilerplate_lines(lines: list[str], start: int, end: int) -> range:
    """Return the lines of a paragraph that are boilerplate: all, or those after a signature."""
    for i in range(start, end):
        if (
            len(lines[i]) > 60
            or is_disclaimer(" ".join(lines[i:end])[:_MAX_PARAGRAPH_CHARACTERS].lower())
            and i > start
            and len(lines[i]) > 40
        ):
            return range(i, end)
    return range(start, end)


def _paragraph_starts(lines: Sequence[str]) -> list[tuple[int, int]]:
    paragraphs: list[tuple[int, int]] = []
    start = None
    for i, line in enumerate(lines):
        blank = not line or line.isspace()
        if blank or (len(line) > 5 and line[0] in "-_=*" and _RULE.fullmatch(line[:200])):
            if start is not None:
                paragraphs.append((start, i))
            start = None
        elif start is None:
            start = i
    if start is not None:
        paragraphs.append((start, len(lines)))
    return paragraphs


def _drop_list_footer(lines: Sequence[str], drop: set[int]) -> None:
    """Drop what Mailman and its kin append below a line of underscores."""
    for i in range(max(0, len(lines) - 12), len(lines) - 1):
        if len(lines[i]) >= 20 and not lines[i].strip("_-= "):
            below = " ".join(lines[i + 1 : i + 5]).lower()
            if "mailing list" in below or "listinfo" in below or "unsubscribe" in below:
                drop.update(range(i, len(lines)))
                return


def _signature_start(lines: Sequence[str], names: frozenset[str]) -> int:
    """Return the index of the signature's first line, ``len(lines)`` if there is none."""
    delimiter = _delimiter(lines)
    if delimiter is not None:
        above = _layout_start(lines[:delimiter], names)
        return above if above < delimiter else delimiter
    return _layout_start(lines, names)


def _delimiter(lines: Sequence[str]) -> int | None:
    filled = 0
    for i in range(len(lines) - 1, -1, -1):
        line = lines[i].strip()
        if not line:
            continue
        if _DELIMITER.fullmatch(line):
            return i
        filled += 1
        if filled > MAX_SIGNATURE_LINES:
            return None
    return None


def _layout_start(lines: Sequence[str], names: frozenset[str]) -> int:
    """Find a sign-off or a name with only signature lines below it, going up from the end."""
    end = len(lines)
    best = end
    filled = 0
    contacts = 0
    for i in range(end - 1, -1, -1):
        line = lines[i].strip(" \t*_")
        if not line:
            continue
        if filled >= MAX_SIGNATURE_LINES or len(line) > _MAX_LINE_CHARACTERS:
            break
        if is_sign_off(line):
            # Alone it may be the whole of what is said.
            best = i if filled or "," in line[:-1] else best
            break
        kind = line_kind(line, names)
        if kind == "sentence":
            break
        filled += 1
        contacts += kind in ("phone", "web", "mail", "title", "organization", "postal")
        above_blank = i == 0 or not lines[i - 1].strip()
        if kind == "author" or (kind == "name" and contacts and above_blank):
            best = i
    return _without_greeting(lines, best)


def _without_greeting(lines: Sequence[str], start: int) -> int:
    first = lines[start].strip().lower() if start < len(lines) else ""
    return len(lines) if first.startswith(("hi ", "hello ", "dear ", "hey ")) else start


def is_sign_off(line: str) -> bool:
    """Tell whether a line is a sign-off, with or without the name on it."""
    words = line.lower().strip(" \t*_-–—~,.!;:)")
    if words in SIGN_OFFS:
        return True
    head, comma, tail = words.partition(",")
    if not comma:
        head, comma, tail = words.partition("!")
    if not comma:
        head, comma, tail = words.partition(".")
    head = head.strip()
    return (
        bool(comma)
        and head in SIGN_OFFS
        and (
            tail.strip() in SIGN_OFFS
            or _is_name(line[len(line) - len(tail.strip()) - 2 :].strip(" ,.!-"))
        )
    )


def line_kind(line: str, names: frozenset[str]) -> str:
    """Class one line of a possible signature.

    Returns:
        ``author name phone web mail title organization postal other`` or ``sentence``.
    """
    words = line.split()
    if len(words) > 14 or (len(words) > 5 and line[-1] in ".!" and _reads_as_prose(words)):
        return "sentence"
    plain = (_BRACKETED.sub("", line) if "(" in line else line).strip(" \t-–—*_/~,.!").lower()
    if plain in names or (names and _name_words(plain) and set(_name_words(plain)) <= names):
        return "author"
    if line.endswith(("?", ":")):
        return "sentence"
    if "@" in line and _MAIL.search(line) and len(words) <= 10:
        return "mail"
    if (
        len(words) <= 14
        and any(map(str.isdigit, line))
        and _PHONE.search(line)
        and (_PHONE_LABEL.search(line) or len(words) <= 6)
    ):
        return "phone"
    if len(words) <= 8 and "." in line and _WEB.search(line) and not _reads_as_prose(words):
        return "web"
    if _SENTENCE_END.search(line) and len(words) > 3 and not has_legal_form(line[-14:]):
        return "sentence"
    if len(words) > 12 or (len(words) > 5 and _reads_as_prose(words)):
        return "sentence"
    capitals = sum(1 for word in words if word[:1].isupper() or not word[:1].isalpha())
    if has_title(line) and (capitals * 2 >= len(words)) and not _reads_as_prose(words):
        return "title"
    if capitals * 2 < len(words):
        return "sentence"
    if has_legal_form(line) or has_organization_word(line):
        return "organization"
    if _POSTAL.search(line):
        return "postal"
    if _is_name(line):
        return "name"
    return "other"


_PROSE = frozenset(
    "i i'm i'll i've you we he she it they is are was were will would can could should have has had "
    "do does did please let if that this these those my your our me us be been not but so when "
    "ich sie wir ist sind haben hat kann bitte nicht wenn dass je vous nous est sont avez peut pas si "
    "que yo usted es son está tiene puede no pero io lei è sono ho ha può non ma ik je u wij is zijn "
    "heb kan niet als dat eu você é são tem pode não mas jag du vi är har kan inte".split()
)


def _reads_as_prose(words: Sequence[str]) -> bool:
    return any(word.lower().strip(".,!?;:'\"()") in _PROSE for word in words)


def _name_words(plain: str) -> list[str]:
    return [word.strip(".,") for word in plain.split()]


def _is_name(line: str) -> bool:
    words = line.strip(" ,.-–—/~*").split()
    return (
        0 < len(words) <= _MAX_NAME_WORDS
        and not any(char.isdigit() or char in "@/:?!" for char in line)
        and words[0][:1].isupper()
        and all(word[:1].isupper() or word.lower() in _PARTICLES for word in words)
    )


_PARTICLES = frozenset(
    "de da di del della van von der den ter ten la le el dos y e bin al mc zu".split()
)


def parse_signature(lines: str, *, author_name: str, domain: str) -> SignatureFields:
    """Read name, title, organization and telephone number from a signature.

    Args:
        lines: The signature block, see `inboxnet.message.model.Body`.
        author_name: The display name of From; may be empty.
        domain: The domain of the author's address, or empty for a free mailer's.
    """
    names = author_names(author_name)
    label = _domain_label(domain)
    name = title = organization = phone = ""
    fallback = ""
    after_name = False
    for raw in lines[:4000].split("\n")[: 2 * MAX_SIGNATURE_LINES]:
        line = raw.strip(" \t*_>")
        if (
            not line
            or len(line) > 200
            or _DELIMITER.fullmatch(line)
            or DEVICE_LINES.fullmatch(line)
        ):
            continue
        if is_sign_off(line):
            rest = re.split(r"[,!.]", line, maxsplit=1)[-1].strip()
            if not name and rest != line and _is_name(rest):
                name, after_name = rest, True
            continue
        if not phone and (found := _PHONE.search(line)) and _is_phone(found.group(), line):
            phone = found.group().strip(" .-/")
        for part in _parts(line):
            kind = _part_kind(part, names, label)
            if kind == "name" and not name:
                name, after_name = part, True
            elif kind == "title" and not title and not (kind == "name"):
                title, organization = _split_title(part, organization, label)
            elif kind == "organization" and not organization:
                organization = part
            elif kind == "plain" and after_name and not fallback:
                fallback = part
    if not organization and fallback and fallback != title:
        organization = fallback
    return SignatureFields(name, title.strip(" ,-–|"), organization.strip(" ,-–|"), phone)


def _parts(line: str) -> list[str]:
    return [part.strip(" ,;") for part in _SPLIT.split(line) if part.strip(" ,;")]


def _domain_label(domain: str) -> str:
    labels = domain.lower().split(".")
    if len(labels) < 2:
        return ""
    second = labels[-2]
    if second in ("co", "com", "org", "ac", "gov", "net") and len(labels) > 2:
        second = labels[-3]
    return second.replace("-", "")


def _is_phone(number: str, line: str) -> bool:
    digits = sum(char.isdigit() for char in number)
    if digits < 7:
        return bool(_PHONE_LABEL.search(line)) or "x" in number.lower()
    return digits <= 15 and (
        number.lstrip("(").startswith(("+", "0"))
        or bool(_PHONE_LABEL.search(line))
        or re.search(r"\d{3}[ .)-]{1,2}\d{3}[ .-]\d{4}", number) is not None
    )


def _matches_domain(part: str, label: str) -> bool:
    squeezed = re.sub(r"[^\w]", "", part.lower()).replace("_", "")
    if not label or len(label) < 3 or len(squeezed) < 3:
        return False
    if label in squeezed or squeezed in label:
        return True
    words = [word for word in re.findall(r"\w+", part.lower()) if len(word) > 3]
    return bool(words) and words[0] in label


def _part_kind(part: str, names: frozenset[str], label: str) -> str:
    plain = [word.strip(".,()").lower() for word in part.split()]
    if (
        names
        and plain
        and sum(word in names for word in plain) * 2 >= len(plain)
        and len(plain) <= 5
    ):
        return "name"
    if _MAIL.search(part) or _WEB.search(part) or _PHONE.search(part):
        return "contact"
    if len(plain) > 12 or _SENTENCE_END.search(part) and len(plain) > 4 or _reads_as_prose(plain):
        return "sentence"
    if has_title(part) and not has_legal_form(part):
        return "title"
    if _matches_domain(part, label) or has_legal_form(part):
        return "organization"
    if _POSTAL.search(part):
        return "postal"
    if has_organization_word(part):
        return "organization"
    if not names and _is_name(part):
        return "name"
    return "plain" if _is_name(part) or part[:1].isupper() else "other"


def _split_title(part: str, organization: str, label: str) -> tuple[str, str]:
    """Part ``Head of Data, Acme`` and ``Director at Acme``."""
    for mark in (" at ", " @ ", " bei ", " chez ", " en "):
        head, found, tail = part.partition(mark)
        if found and has_title(head) and tail[:1].isupper():
            return head, organization or tail
    head, found, tail = part.rpartition(", ")
    if found and has_title(head) and (_matches_domain(tail, label) or has_legal_form(tail)):
        return head, organization or tail
    return part, organization
