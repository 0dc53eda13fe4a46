"""Courtesies that read like requests: "please contact me if you have any questions".

Mail says so by habit and expects nothing; what stands beside it may be a request all the same, so
only the clause is cut. The phrases stand in ``expects_offers.txt``, in the languages of
`inboxnet.reciprocity.cues`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Final

from inboxnet.reciprocity import cues
from inboxnet.reciprocity.asking import sentences

_FAR: Final = 90  # characters between what to do and its condition
_LEAD: Final = 40  # characters before an offer that belong to it


def without_courtesies(text: str) -> str:
    """Return ``text`` without offers ("feel free to call") and without "please find" and its like.

    A question is left as it is. Time is linear in the length of ``text``.
    """
    folded = cues.fold_aligned(text)
    if not any(_pattern(kind).search(folded) for kind in ("condition", "offer", "formula")):
        return text
    cuts: list[tuple[int, int]] = []
    for start, end in sentences(text):
        if "?" in text[max(start, end - 3) : end]:
            continue
        offer = _find_offer(folded, start, end)
        if offer is not None:
            cuts.append(offer)
        cuts += [found.span() for found in _pattern("formula").finditer(folded, start, end)]
    kept: list[str] = []
    behind = 0
    for start, end in sorted(cuts):
        kept.append(text[behind : max(behind, start)])
        behind = max(behind, end)
    kept.append(text[behind:])
    return "".join(kept)


def _find_offer(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where the offer of a sentence stands, with what belongs to it."""
    found = [
        match
        for kind in ("condition", "offer")
        if (match := _pattern(kind).search(folded, start, end)) is not None
    ]
    if not found:
        return None
    begin = first = min(match.start() for match in found)
    last = max(match.end() for match in found)
    for then in reversed(list(_pattern("then").finditer(folded, max(start, first - _FAR), first))):
        between = folded[then.end() : begin]
        if begin != first and not _pattern("between").fullmatch(between):
            break
        if _pattern("end").search(between):
            break
        begin = then.start()
    lead = _pattern("lead").search(folded, max(start, begin - _LEAD), begin)
    begin = lead.start() if lead is not None else begin
    if begin == first:
        behind = _pattern("then").search(folded, last, end)
        last = behind.end() if behind is not None else last
    stop = _pattern("end").search(folded, last, end)
    return begin, stop.start() if stop is not None else end


@cache
def _pattern(section: str) -> re.Pattern[str]:
    joined = _alternatives(section)
    if section == "between":
        return re.compile(rf"(?:[\s/,]|\b(?:{joined})\b){{0,12}}")
    if section == "lead":
        return re.compile(rf"(?:[\s,;:–—-]*(?<!\w)(?:{joined})(?=[\s,:]))*[\s,;:–—-]*$")
    if section == "end":
        return re.compile(rf";|\s[–—-]\s|,?\s(?:{joined})\b")
    return re.compile(rf"\b(?:{joined})\b")


def _alternatives(section: str) -> str:
    sections = _sections()
    for name in ("questions", "more"):
        sections[section] = [
            line.replace(f"{{{name}}}", "|".join(sections[name])) for line in sections[section]
        ]
    # Mail wraps its lines at any space.
    return "|".join(sections[section]).replace(" ", r"\s+")


def _sections() -> dict[str, list[str]]:
    sections: defaultdict[str, list[str]] = defaultdict(list)
    section = ""
    text = files(__package__).joinpath("expects_offers.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and line[0] != ";":
            # Nothing is taken from the groups.
            sections[section].append(re.sub(r"\((?!\?)", "(?:", line))
    return sections
