"""Lines that introduce a quotation: who wrote it, when, and whether it is forwarded.

Three families are known: attribution lines (``On … X wrote:``) in some twenty languages, also
wrapped over several lines; markers (``-----Original Message-----``, ``---- Forwarded by …``); and
header blocks (`inboxnet.message.header_block`). All tests are made on single capped lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inboxnet.message.header_block import (
    HeaderBlock,
    clean_name,
    field_kind,
    find_address,
    is_notes_date,
    read_header_block,
    read_notes_block,
)
from inboxnet.message.signature_words import NAME_PARTICLES, reads_as_prose
from inboxnet.message.vocabulary import read_vocabulary, read_words
from inboxnet.message.wall_time import WallTime, find_wall_time

MAX_LINE_CHARACTERS = 400
_MAX_WRAPPED_LINES = 4
_MAX_NAME_CHARACTERS = 80

_VERBS = re.compile(
    r"(?<![^\W\d_])(?:wrote|writes|said|schrieb(?:en)?|a écrit|écrit|écrivait|escribió|escribio|"
    r"ha scritto|scrisse|schreef(?: het volgende)?|het volgende geschreven|escreveu|skrev|"
    r"napisał(?:\(a\)|a)?|pisze|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|napisao(?: je|/la)?|"
    r"написал(?:\(а\)|а)?|пишет|пише|написав(?:\(ла\))?|kirjoitti|a scris|şunu yazdı|şunları yazdı|"
    r"yazdı|írta|έγραψε|ha escrit|menulis|va escriure|đã viết|viết|"
    r"napisal(?:\(a\)|a)?|rakstīja|rašė|geschrieben|napisana przez|написа|написао/ла|"
    r"kirjutas|skrifaði|isinulat ni)"
    r"(?![^\W\d_])|写道|寫道|さんは書きました|のメッセージ|のメール|님이 (?:작성|다음과)|작성|"
    r"כתב/ה|כתב|كتب|كتابة|เขียนว่า|ने लिखा",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\s,，、;:|()\[\]<>«»“”\"'*·–—-]+")

_VOCABULARY = read_vocabulary("quotations")
_ORIGINAL = frozenset(_VOCABULARY["original"])
_FORWARDED = frozenset(_VOCABULARY["forwarded"])
_FORWARDED_BY = _VOCABULARY["forwarded-by"]
_OPENERS = read_words("quotations", "openers")
_STOP_WORDS = frozenset(_MARKS.sub("", word) for word in read_words("quotations", "stop-words")) | {
    ""
}
_ENDS = ":："
_DIGIT = re.compile(r"\d")
_BRACKETED_ADDRESS = re.compile(r"[<(\[]{0,2}[^\s<>()\[\]]{1,64}@[^\s<>()\[\]]{1,200}[>)\]]{0,2}")
# A clock and an address in brackets, in either order: with a year, an attribution in any language.
_SHAPE = re.compile(
    r"\d[:.]\d\d\D.{0,80}[<(\[][^\s<>@]{1,64}@[^\s<>@]{1,100}[>)\]]"
    r"|[<(\[][^\s<>@]{1,64}@[^\s<>@]{1,100}[>)\]].{0,80}\d[:.]\d\d(?!\d)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20|25)\d\d(?!\d)")
_ADDRESS_AT_END = re.compile(r"[>)\]]\s?[:：]$")


@dataclass(frozen=True, slots=True)
class Attribution:
    """The lines that introduce a quotation.

    Attributes:
        start: The first of them.
        end: The line after the last of them.
        forwarded: They announce a forwarded message.
        heading: They may as well be the heading of the author's own letter, if nothing stands
            above them.
    """

    start: int
    end: int
    author: str = ""
    address: str | None = None
    sent: datetime | None = None
    subject: str | None = None
    forwarded: bool = False
    heading: bool = False


def find_attribution(
    lines: Sequence[str], at: int, depths: Sequence[int], *, floor: int = 0
) -> Attribution | None:
    """Read the attribution to which the non-empty line ``at`` belongs.

    Args:
        lines: Stripped of quotation marks and white space, each of at most
            `MAX_LINE_CHARACTERS` characters.
        at: For wrapped attribution lines the last, for header blocks and markers the first line.
        depths: The number of quotation marks before each line.
        floor: Lines before it belong to something else.
    """
    line = lines[at]
    first = line[0]
    if (first in "-_=*>~O" or line[-1] in _ENDS) and (marker := _read_marker(lines, at)):
        return marker
    if ":" in line or "：" in line:
        if field_kind(line) is not None and (block := read_header_block(lines, at)) is not None:
            return _from_block(block)
        if is_notes_date(lines, at) and (block := read_notes_block(lines, at)) is not None:
            return _from_block(block, floor=floor)
    if line[-1] in _ENDS:
        return _read_attribution_line(lines, at, depths, floor)
    return None


def _from_block(block: HeaderBlock, *, floor: int = 0) -> Attribution:
    return Attribution(
        start=max(block.start, floor),
        end=block.end,
        author=block.author,
        address=block.address,
        sent=block.sent,
        subject=block.subject,
        heading=not block.dispatched,
    )


def _read_marker(lines: Sequence[str], at: int) -> Attribution | None:
    line = lines[at]
    words = line.strip("-_=*~> :：").lower()
    forwarded = words in _FORWARDED
    end = at + 1
    processed = words.startswith("original message processed by")
    if not forwarded and not processed and words not in _ORIGINAL:
        ruled = line.startswith(("---", "==="))
        if not words:
            return _read_rule(lines, at)
        if not ruled or not words.startswith(_FORWARDED_BY):
            return None
        forwarded = True
        for i in range(at, min(len(lines), at + 4)):
            if lines[i].endswith("---") and (i > at or len(line) > 40):
                end = i + 1
                break
    elif not (processed or line[0] in "-_=*~" or line[-1] in _ENDS):
        return None
    found = _block_below(lines, end)
    if found is None:
        return Attribution(at, end, forwarded=forwarded)
    return Attribution(
        start=at,
        end=found.end,
        author=found.author,
        address=found.address,
        sent=found.sent,
        subject=found.subject,
        forwarded=forwarded,
    )


def _read_rule(lines: Sequence[str], at: int) -> Attribution | None:
    """Read the rule that Outlook puts above the header block."""
    below = at + 1
    while below < min(len(lines), at + 4) and not lines[below]:
        below += 1
    if below >= min(len(lines), at + 4) or field_kind(lines[below]) is None:
        return None
    block = read_header_block(lines, below)
    if block is None:
        return None
    found = _from_block(block)
    return Attribution(
        at, found.end, found.author, found.address, found.sent, found.subject, found.forwarded
    )


def _block_below(lines: Sequence[str], at: int) -> HeaderBlock | None:
    """Read the header block that follows a marker, after some blank and layout lines."""
    seen = 0
    for i in range(at, min(len(lines), at + 14)):
        line = lines[i]
        if not line:
            continue
        if field_kind(line) is not None:
            block = None
            if is_notes_date(lines, i):
                block = read_notes_block(lines, i)
            return block or read_header_block(lines, i, marked=True)
        if is_notes_date(lines, i) and (notes := read_notes_block(lines, i)) is not None:
            return notes
        seen += 1
        if seen > 4:
            break
    return None


def _read_attribution_line(
    lines: Sequence[str], at: int, depths: Sequence[int], floor: int
) -> Attribution | None:
    depth = depths[at]
    line = lines[at]
    above = lines[at - 1] if at > floor else ""
    if "@" not in line and _DIGIT.search(f"{above}{line}") is None and _last_verb(line) is None:
        return None
    joined = ""
    shaped: tuple[int, str] | None = None
    for start in range(at, max(floor, at - _MAX_WRAPPED_LINES) - 1, -1):
        line = lines[start]
        if not line or depths[start] != depth or len(line) > 200:
            break
        joined = " ".join(f"{line} {joined}".split())
        if len(joined) > MAX_LINE_CHARACTERS:
            break
        verb = _last_verb(joined)
        written = find_wall_time(joined)
        if shaped is None and _SHAPE.search(joined) and _YEAR.search(joined):
            shaped = start, joined
        if written is None and verb is None:
            if start < at - 1:
                break
            continue
        if written is None or not _is_attribution(joined, verb, written):
            continue
        name = _name_in("", joined, verb, written)
        # "As I wrote on 7 May 2025:" is prose, unless a quotation follows.
        doubtful = "@" not in joined and (written.sent is None or _is_prose(name))
        if doubtful and not _quotation_follows(depths, lines, at):
            continue
        nameless = not name
        first, above = _grow(lines, start, depths, floor, nameless=nameless)
        return _build(joined, verb, written, above=above, span=(first, at + 1))
    if shaped is not None:
        start, joined = shaped
        return Attribution(start, at + 1, _name_before_address(joined), find_address(joined))
    line = lines[at]
    yahoo = line.startswith("---") and "@" in line and _last_verb(line) is not None
    if not yahoo and not _quotation_follows(depths, lines, at):
        return None
    verb = _last_verb(line)
    written = find_wall_time(line)
    if (verb is None and written is None and "@" not in line) or len(line) > 150:
        return None
    if written is None and "@" not in line and not _is_nameable(_name_in("", line, verb, None)):
        return None
    if verb is not None and verb.start() == 0 and at > floor and lines[at - 1]:
        joined = f"{lines[at - 1]} {line}"
        return _build(joined, _last_verb(joined), written, above="", span=(at - 1, at + 1))
    return _build(line, verb, written, above="", span=(at, at + 1))


def _name_before_address(text: str) -> str:
    """Return the words between the date and the address, where neither can be read."""
    match = _BRACKETED_ADDRESS.search(text)
    words = text[: match.start()].split() if match else []
    dated = [place for place, word in enumerate(words) if _DIGIT.search(word)]
    words = words[dated[-1] + 1 :] if dated else words
    while words and words[0][0].islower():
        words.pop(0)
    return clean_name(" ".join(words))[:_MAX_NAME_CHARACTERS]


def _is_attribution(joined: str, verb: re.Match[str] | None, written: WallTime) -> bool:
    """Tell an attribution from prose that has a date, a verb of writing and a colon at its end."""
    if verb is None:
        # Only "date name <address>:" is known to do without a verb.
        return _ADDRESS_AT_END.search(joined) is not None and written.start < 40
    if "@" in joined:
        return True
    tail = len(joined) - verb.end()
    return tail <= _MAX_NAME_CHARACTERS and len(joined) < 200


def _is_prose(name: str) -> bool:
    words = name.split()
    return len(words) > 6 or (len(words) > 1 and reads_as_prose(words))


def _is_nameable(name: str) -> bool:
    """Tell a name from the words of a sentence such as ``As my uncle always said:``."""
    words = [word for word in name.split() if word.lower() not in NAME_PARTICLES]
    lower = sum(word[0].islower() for word in words)
    return lower == 0 or (lower == len(words) and lower < 3)


def _grow(
    lines: Sequence[str], start: int, depths: Sequence[int], floor: int, *, nameless: bool
) -> tuple[int, str]:
    """Take in the line above if the attribution begins on it (``On Wed,`` or the name)."""
    above = start - 1
    if above < floor or depths[above] != depths[start] or not 0 < len(lines[above]) < 120:
        return start, ""
    line = lines[above]
    words = [_MARKS.sub("", word) for word in line.lower().split()]
    if len(words) < 6 and all(word in _STOP_WORDS for word in words):
        return above, line + " "
    if line[-1] in ".!?:":
        return start, ""
    here = lines[start].lower().split(None, 1)[0]
    opened = _MARKS.sub("", here) in _STOP_WORDS or lines[start][0].isdigit()
    opens = words[0] in _OPENERS and (not opened or len(line) < 15)
    names = nameless and (
        "@" in line or (len(words) <= 4 and all(word[0].isupper() for word in line.split()))
    )
    return (above, line + " ") if opens or names else (start, "")


def _quotation_follows(depths: Sequence[int], lines: Sequence[str], at: int) -> bool:
    for i in range(at + 1, min(len(lines), at + 4)):
        if depths[i] > depths[at]:
            return True
        if lines[i]:
            return False
    return False


def _last_verb(text: str) -> re.Match[str] | None:
    last = _VERBS.search(text)
    following = last
    while following is not None:
        last = following
        following = _VERBS.search(text, last.end())
    return last


def _build(
    text: str,
    verb: re.Match[str] | None,
    written: WallTime | None,
    *,
    above: str,
    span: tuple[int, int],
) -> Attribution:
    address = find_address(text) or find_address(above)
    return Attribution(
        start=span[0],
        end=span[1],
        author=_name_in(above, text, verb, written),
        address=address,
        sent=written.sent if written else None,
    )


def _name_in(above: str, text: str, verb: re.Match[str] | None, written: WallTime | None) -> str:
    """Return the longest run of words that is no date, verb, address or word of the formula."""
    cut = list(text)
    for span in (verb.span() if verb else None, (written.start, written.end) if written else None):
        if span:
            cut[span[0] : span[1]] = ["\n"] * (span[1] - span[0])
    rest = f"{above}\n{''.join(cut).rstrip(_ENDS)}"
    if "@" in rest:
        rest = _BRACKETED_ADDRESS.sub("\n", rest)
    best = ""
    for part in rest.split("\n"):
        words = [word for word in part.split(" ") if word]
        while words and _MARKS.sub("", words[0].lower()) in _STOP_WORDS:
            words.pop(0)
        while words and (
            not words[-1][:1].isupper() and _MARKS.sub("", words[-1].lower()) in _STOP_WORDS
        ):
            words.pop()
        name = clean_name(" ".join(words))
        if len(name) > len(best):
            best = name
    return best[:_MAX_NAME_CHARACTERS] or ""
