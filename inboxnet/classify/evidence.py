"""What speaks for and against a label: sentences word for word, and facts in words.

Every stage is linear, so what a word, a cue or a fact adds to the log-odds of a label is known
exactly; evidence is what adds most.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from spacy.attrs import IDX

from inboxnet.classify.components import Zone, cue_phrases
from inboxnet.classify.features import FACTS
from inboxnet.classify.rows import CUE_GROUPS, NAMES, TEXT, Row
from inboxnet.classify.sample import LABELS, Evidence, Label
from inboxnet.classify.stacker import Floats, Stages
from inboxnet.classify.text import TextFeatures

MAX_QUOTES = 2
MAX_FACTS = 3
MAX_QUOTE_CHARACTERS = 280
_MIN_WEIGHT = 0.1
_MIN_AGAINST = 0.4
_MIN_WORDS = 3

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|\n[^\S\n]*\n\s*")
_COURTESY = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|morning|moin|hallo"
    r"|guten (?:tag|morgen)|liebe[rs]?|sehr geehrte[rs]?|bonjour|bonsoir|salut|cher|chère"
    r"|coucou|hola|buenos días|buenas"
    r"|estimad[oa]|querid[oa]|ciao|buongiorno|gentile|car[oa]|olá|bom dia|beste|geachte|dag"
    r"|thanks|thank you|many thanks|best|kind|warm|regards|best regards|cheers|sincerely|yours|love"
    r"|danke|vielen dank|viele grüße|liebe grüße|beste grüße|mit freundlichen|gruß|grüße|merci"
    r"|cordialement|bien à vous|bises|bisous|gracias|saludos|un abrazo|un saludo|grazie|saluti"
    r"|obrigad[oa]|abraço|groet|groeten)\b[^.?\n]{0,40}[,.!]?",
    re.IGNORECASE,
)


class EvidenceFinder:
    """Knows what each word, cue and fact adds to each label.

    Args:
        categorizer: The model of the text categorizer.
        stages: The fitted regressions.
    """

    def __init__(self, categorizer: Any, stages: Stages) -> None:
        self._features: TextFeatures = categorizer.attrs["features"]
        self._own = stages.final.coefficients[:, : len(LABELS)] @ stages.stacker.coefficients
        self._others = stages.final.coefficients[:, len(LABELS) :]
        self._words: Floats = categorizer.get_param("W") @ self._own[:, TEXT].T

    def find(
        self, row: Row, others: Floats, labels: Sequence[int]
    ) -> dict[Label, tuple[Evidence, ...]]:
        """Return for each label what speaks for it and, after that, against it.

        Args:
            row: The person.
            others: Their row of `inboxnet.classify.rows.peer_columns`.
            labels: Indices of `LABELS`.

        Returns:
            Only labels for which something speaks.
        """
        if not labels:
            return {}
        sentences = self._sentences(row)
        found: dict[Label, tuple[Evidence, ...]] = {}
        for k in labels:
            facts = sorted(self._facts(row, others, k), key=lambda e: -e.weight)
            quotes = sorted(_quotes(row, sentences, k), key=lambda e: -e.weight)
            favour = [
                *[e for e in quotes if e.weight >= _MIN_WEIGHT][:MAX_QUOTES],
                *[e for e in facts if e.weight >= _MIN_WEIGHT][:MAX_FACTS],
            ]
            if not favour:
                continue
            favour.sort(key=lambda e: -e.weight)
            against = [e for e in (*quotes[-1:], *facts[-1:]) if e.weight <= -_MIN_AGAINST]
            found[LABELS[k]] = (*favour, *sorted(against, key=lambda e: e.weight))
        return found

    def _facts(self, row: Row, others: Floats, k: int) -> Iterator[Evidence]:
        added = (self._own[k, : len(FACTS)] * row.values[: len(FACTS)]).tolist()
        title = row.facts.title
        of_title = 0.0
        for (name, shows), weight in zip(FACTS.items(), added, strict=True):
            if title is not None and name.startswith(_OF_TITLE):
                of_title += weight
            elif weight:
                yield Evidence(LABELS[k], None, "", 0, 0, round(weight, 3), shows)
        if title is not None and of_title:
            mail = row.person.mails[title.mail]
            signed = title.zone == "signature"
            end = title.start + len(title.text)
            yield Evidence(
                LABELS[k],
                mail.message_id,
                (mail.signature if signed else mail.text)[title.start : end],
                title.start,
                end,
                round(of_title, 3),
                "signature: title" if signed else "signs with this title",
            )
        peers = float(self._others[k] @ others)
        if peers:
            yield Evidence(LABELS[k], None, "", 0, 0, round(peers, 3), _PEERS)

    def _sentences(self, row: Row) -> list[_Sentence]:
        """Return the sentences of the own words with what each adds to each label."""
        if not len(row.doc):
            return []
        by_token = self._features.by_token(row.doc, self._words)
        before = np.vstack([np.zeros(len(LABELS)), np.cumsum(by_token, axis=0)])
        starts = row.doc.to_array([IDX])
        sides = ["owner" if z.out else "they" for _, z in row.zoned]
        columns = [_COLUMN[side, c.group] for side, (c, _) in zip(sides, row.zoned, strict=True)]
        total = Counter(columns)
        sentences = []
        for zone in row.doc.user_data["zones"]:
            if zone.kind != "own":
                continue
            text = row.person.mails[zone.mail].text[: zone.end - zone.start]
            cues = [
                (cue, self._own[:, column] * (row.values[column] / total[column]))
                for (cue, place), column in zip(row.zoned, columns, strict=True)
                if place is zone
            ]
            spans = list(split_sentences(text))
            if not spans:
                continue
            edges = np.searchsorted(
                starts, np.array(spans, dtype=np.uint64) + np.uint64(zone.start)
            )
            for (start, end), (first, last) in zip(spans, edges.tolist(), strict=True):
                inside = [
                    (cue.group, added)
                    for cue, added in cues
                    if start <= cue.start - zone.start and cue.end - zone.start <= end
                ]
                words = before[last] - before[first]
                sentences.append(_Sentence(zone, start, end, words, inside))
        return sentences


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the own words of one mail: what its words and its cues add, label by label."""

    zone: Zone
    start: int
    end: int
    words: Floats
    cues: list[tuple[str, Floats]]


_PEERS = "what the others of their organisation are"
_OF_TITLE = ("title_", "does_", "senior_")
_COLUMN = {
    (side, group): NAMES.index(f"{side}: {group}")
    for side in ("they", "owner")
    for group in CUE_GROUPS
}


def _quotes(row: Row, sentences: Sequence[_Sentence], k: int) -> Iterator[Evidence]:
    for sentence in sentences:
        cues = [(float(added[k]), group) for group, added in sentence.cues]
        weight = float(sentence.words[k]) + sum(added for added, _ in cues)
        strongest, group = max(cues, default=(0.0, ""))
        what = "the owner's words to them" if sentence.zone.out else "the wording"
        if strongest > 0:
            what = cue_phrases()[group][0]
        mail = row.person.mails[sentence.zone.mail]
        yield Evidence(
            LABELS[k],
            mail.message_id,
            mail.text[sentence.start : sentence.end],
            sentence.start,
            sentence.end,
            round(weight, 3),
            what,
        )


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the sentences of ``text`` that say something.

    Greetings, sign-offs and sentences of one or two words are left out; long ones are cut at a
    space.
    """
    start = 0
    for match in [*_SENTENCE_END.finditer(text), None]:
        end = match.start() if match else len(text)
        yield from _trimmed(text, start, end)
        start = match.end() if match else end


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and (text[start].isspace() or text[start] in ">*-•"):
        start += 1
    line_end = text.find("\n", start, end)
    if line_end > 0 and _is_courtesy(text[start:line_end]):
        yield from _trimmed(text, line_end + 1, end)
        return
    while start < end and text[end - 1].isspace():
        end -= 1
    if end - start > MAX_QUOTE_CHARACTERS:
        cut = text.rfind(" ", start + MAX_QUOTE_CHARACTERS // 2, start + MAX_QUOTE_CHARACTERS)
        end = cut if cut > 0 else start + MAX_QUOTE_CHARACTERS
    piece = text[start:end]
    if len(piece.split()) >= _MIN_WORDS and not _is_courtesy(piece):
        yield start, end


def _is_courtesy(line: str) -> bool:
    return len(line) <= 60 and _COURTESY.fullmatch(line.strip()) is not None
