"""What can be told of a message that bears on whether it expects an answer.

Features are of two sorts: named ones, each with a meaning that holds in any language, and the
words and word pairs of the own words and the subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from math import log, log1p
from typing import TYPE_CHECKING, Final

from inboxnet.reciprocity import cues
from inboxnet.reciprocity.asking import Sentence, asks, read_sentences
from inboxnet.reciprocity.expects_offers import without_courtesies

if TYPE_CHECKING:
    from inboxnet.reciprocity.expects import Ask

ASKS: Final = 2.0
"""A sentence above this strength (see `asks`) asks."""
_HEAD: Final = 3_000  # characters
_TAIL: Final = 1_500
_SMALL_TALK_WORDS: Final = 8  # "How are you?"; a longer question asks something besides
_MOST_RECIPIENTS: Final = 64
_MOST_WORDS: Final = 300  # a longer mail expects no more
_FEW_LINKS: Final = 2
_LENGTHS: Final = (4, 8, 16, 32, 64, 128)
_MONEY: Final = re.compile(r"[€£$¥]\s?[0-9]|[0-9]\s?(?:[€£$¥k%]|eur|usd)", re.IGNORECASE)

_STATED: Final = frozenset(
    {
        "request",
        "please",
        "proposal",
        "deadline",
        "awaits",
        "chases",
        "thanks",
        "fyi",
        "no_reply_needed",
        "wishes",
        "decline",
        "promise",
        "enclosed",
        "sells",
        "machine",
        "choice",
        "you",
        "me",
        "small_talk",
        "acknowledge",
        "order",
        "inverted",
        "formula",
    }
)
_REPEATED: Final = frozenset({"request", "promise", "acknowledge", "thanks", "sells", "you", "me"})
_FIRST: Final = frozenset(
    {"thanks", "acknowledge", "wishes", "decline", "enclosed", "promise", "fyi"}
)
_LAST: Final = frozenset({"thanks", "acknowledge", "wishes", "promise", "request", "order"})
_SUBJECT: Final = frozenset(
    {"request", "chases", "thanks", "deadline", "proposal", "sells", "machine", "fyi", "wishes"}
)
_COURTESY: Final = frozenset({"thanks", "acknowledge", "wishes"})
_IN_REPLIES: Final = ("question", "question last", "asks", "states request", "states order")


def features(ask: Ask) -> tuple[dict[str, float], set[str]]:
    """Return the named features that are not zero, and the words.

    Time is bounded: of a long text its beginning and end are read. Offers ("feel free to call")
    and formulas ("please find attached") are not.
    """
    text = ask.text
    if len(text) > _HEAD + _TAIL:
        text = f"{text[:_HEAD]}\n\n{text[-_TAIL:]}"
    text = without_courtesies(text)
    read = read_sentences(text)
    body = [sentence for sentence in read if sentence.role == "words"]
    named = _envelope(ask)
    _length(named, body)
    _questions(named, body)
    _statements(named, body)
    for sentence in read:
        if sentence.role == "greeting":
            named["greets"] = 1.0
        elif sentence.role == "closing" and "thanks" in sentence.kinds:
            named["closes with thanks"] = 1.0
    if _MONEY.search(text):
        named["money"] = 1.0
    links = text.count("http://") + text.count("https://") + text.count("www.")
    if links:
        named["links"] = 1.0
        if links > _FEW_LINKS:
            named["links many"] = 1.0
    if "!" in text:
        named["exclaims"] = 1.0
    subject = cues.words(cues.fold(ask.subject[:200]))
    for kind in cues.lexicon().kinds(subject):
        if kind in _SUBJECT:
            named[f"subject {kind}"] = 1.0
    if "?" in ask.subject or "？" in ask.subject:
        named["subject question"] = 1.0
    if not subject:
        named["subject empty"] = 1.0
    if ask.is_reply:
        _cross(named)
    return named, _words(body, subject)


def _envelope(ask: Ask) -> dict[str, float]:
    named = {"recipients": log(max(1, min(ask.recipients, _MOST_RECIPIENTS)))}
    if ask.addressing != "to":
        named[f"addressed {ask.addressing}"] = 1.0
    if ask.is_reply:
        named["reply"] = 1.0
    if ask.is_forward:
        named["forward"] = 1.0
    if ask.chaser:
        named["chaser"] = 1.0
    if "list-unsubscribe" in ask.traits:
        named["list-unsubscribe"] = 1.0
    return named


def _length(named: dict[str, float], body: list[Sentence]) -> None:
    count = sum(len(sentence.words) for sentence in body)
    if not count:
        named["empty"] = 1.0
    named["length"] = log1p(min(count, _MOST_WORDS))
    for limit in _LENGTHS:
        if count <= limit:
            named[f"length to {limit}"] = 1.0


def _questions(named: dict[str, float], body: list[Sentence]) -> None:
    count = 0
    for sentence in body:
        if not sentence.question:
            continue
        kinds = sentence.kinds
        size = len(sentence.words)
        if "small_talk" in kinds and size <= _SMALL_TALK_WORDS:
            named["question small_talk"] = 1.0
            continue
        count += 1
        for kind in ("you", "request", "question", "choice", "proposal", "inverted"):
            if kind in kinds:
                named[f"question {kind}"] = 1.0
        if size <= 3:
            named["question short"] = 1.0
    if count:
        named["question"] = 1.0
        named["questions"] = log1p(count)
        if count == len(body):
            named["question only"] = 1.0
    if body and body[0].question:
        named["question first"] = 1.0
    if body and body[-1].question:
        named["question last"] = 1.0
    elif len(body) > 1 and body[-2].question:
        named["question last but one"] = 1.0


def _statements(named: dict[str, float], body: list[Sentence]) -> None:
    strongest = 0.0
    courteous = bool(body)
    for sentence in body:
        strongest = max(strongest, asks(sentence))
        kinds = sentence.kinds
        courteous = courteous and not kinds.isdisjoint(_COURTESY) and not sentence.question
        if sentence.question:
            continue
        for kind in kinds:
            if kind in _STATED:
                name = f"states {kind}"
                if name in named and kind in _REPEATED:
                    named[f"repeats {kind}"] = 1.0
                named[name] = 1.0
        if "question" in kinds:
            named["question without mark"] = 1.0
    named["strength"] = min(strongest, 6.0) / 3.0
    if strongest > ASKS:
        named["asks"] = 1.0
    elif courteous:
        named["courtesy only"] = 1.0
    if body:
        for kind in body[0].kinds & _FIRST:
            named[f"first {kind}"] = 1.0
        for kind in body[-1].kinds & _LAST:
            named[f"last {kind}"] = 1.0
        opening = body[0].words[:1]
        if opening and "acknowledge" in cues.lexicon().trie.get(opening[0], {}).get("", {}):
            named["opens acknowledge"] = 1.0


def _cross(named: dict[str, float]) -> None:
    named["reply: length"] = named["length"]
    for name in _IN_REPLIES:
        if name in named:
            named[f"reply: {name}"] = 1.0


def _words(body: Iterable[Sentence], subject: list[str]) -> set[str]:
    found: set[str] = set()
    opening = "^^ "
    for sentence in body:
        listed = sentence.words
        found.update(listed)
        found.update([f"{one} {two}" for one, two in pairwise(listed)])
        if listed:
            found.add(f"^ {listed[0]}")
            found.add(opening + listed[0])
            opening = "^ "
    found.update([f"subject: {word}" for word in subject])
    return found
