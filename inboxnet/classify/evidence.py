"""What speaks for and against a label: sentences word for word, and facts in words.

Every stage is linear, so what a word, a cue or a fact adds to the log-odds of a label is known
exactly; evidence is what adds most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from inboxnet.classify.components import Floats, TextFeatures, Zone, cue_phrases
from inboxnet.classify.features import FACTS
from inboxnet.classify.rows import NAMES, TEXT, Row
from inboxnet.classify.sample import LABELS, Evidence, Label

if TYPE_CHECKING:
    from spacy.language import Language

    from inboxnet.classify.model import Stages

MAX_QUOTES = 2
MAX_FACTS = 3
MAX_QUOTE_CHARACTERS = 280
_MIN_WEIGHT = 0.1
_MIN_AGAINST = 0.4
_MIN_WORDS = 3

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|\s*\n\s*\n\s*")
_COURTESY = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|morning|hallo|guten (?:tag|morgen)|moin"
    r"|liebe[rs]?|sehr geehrte[rs]?|bonjour|bonsoir|salut|cher|chère|coucou|hola|buenos días|buenas"
    r"|estimad[oa]|querid[oa]|ciao|buongiorno|gentile|car[oa]|olá|bom dia|beste|geachte|dag"
    r"|thanks|thank you|many thanks|best|kind|warm|regards|best regards|cheers|sincerely|yours|love"
    r"|danke|vielen dank|viele grüße|liebe grüße|beste grüße|mit freundlichen|gruß|grüße|merci"
    r"|cordialement|bien à vous|bises|bisous|gracias|saludos|un abrazo|un saludo|grazie|saluti"
    r"|obrigad[oa]|abraço|groet|groeten)\b[^.?\n]{0,40}[,.!]?",
    re.IGNORECASE,
)


def find_evidence(
    row: Row, others: Floats, label_index: int, nlp: Language, stages: Stages
) -> tuple[Evidence, ...]:
    """Return the evidence for a label and after it that against; empty if none speaks for it.

    Args:
        row: The person.
        others: Their row of `inboxnet.classify.rows.peer_columns`.
        label_index: Of the label in `LABELS`.
        nlp: The pipeline, for the weights of the text categorizer.
        stages: The fitted regressions.
    """
    label = LABELS[label_index]
    own = stages.final.coefficients[label_index, : len(LABELS)]
    weights = own @ stages.stacker.coefficients
    facts = sorted(_facts(row, others, label_index, weights, stages), key=lambda e: -e.weight)
    quotes = sorted(_sentences(row, label, weights, nlp), key=lambda e: -e.weight)
    favour = [
        *[e for e in quotes if e.weight >= _MIN_WEIGHT][:MAX_QUOTES],
        *[e for e in facts if e.weight >= _MIN_WEIGHT][:MAX_FACTS],
    ]
    if not favour:
        return ()
    favour.sort(key=lambda e: -e.weight)
    against = [e for e in (*quotes[-1:], *facts[-1:]) if e.weight <= -_MIN_AGAINST]
    return (*favour, *sorted(against, key=lambda e: e.weight))


def _facts(
    row: Row, others: Floats, label_index: int, weights: Floats, stages: Stages
) -> Iterator[Evidence]:
    label = LABELS[label_index]
    added = weights[: len(FACTS)] * row.values[: len(FACTS)]
    title = row.facts.title
    of_title = 0.0
    for name, weight in zip(FACTS, added.tolist(), strict=True):
        if title is not None and name.startswith(("title_", "does_", "senior_")):
            of_title += weight
        elif weight and row.values[NAMES.index(name)] > 0:
            yield Evidence(label, None, "", 0, 0, round(weight, 3), FACTS[name])
    if title is not None and of_title:
        mail = row.person.mails[title.mail]
        place = mail.signature if title.zone == "signature" else mail.text
        end = title.start + len(title.text)
        yield Evidence(
            label,
            mail.message_id,
            place[title.start : end],
            title.start,
            end,
            round(of_title, 3),
            "signature: title" if title.zone == "signature" else "signs with this title",
        )
    peers = float(stages.final.coefficients[label_index, len(LABELS) :] @ others)
    if peers:
        yield Evidence(label, None, "", 0, 0, round(peers, 3), "what others of their organisation are")


def _sentences(row: Row, label: Label, weights: Floats, nlp: Language) -> Iterator[Evidence]:
    """Yield each sentence of the own words with what it adds."""
    model = cast("Any", nlp.get_pipe("textcat_multilabel")).model
    features: TextFeatures = model.attrs["features"]
    token_weights = features.by_token(row.doc, model.get_param("W") @ weights[TEXT])
    starts = np.array([token.idx for token in row.doc])
    for zone in row.doc.user_data["zones"]:
        if zone.kind != "own":
            continue
        mail = row.person.mails[zone.mail]
        for start, end in split_sentences(mail.text[: zone.end - zone.start]):
            first, last = np.searchsorted(starts, [zone.start + start, zone.start + end])
            weight = float(token_weights[first:last].sum())
            by_cue = _cues_in(row, zone, start, end, weights)
            weight += sum(by_cue.values())
            best = max(by_cue, key=lambda group: by_cue[group], default=None)
            what = "the owner's words to them" if zone.out else "the wording"
            if best is not None and by_cue[best] > 0:
                what = cue_phrases()[best][0]
            quote = mail.text[start:end]
            yield Evidence(label, mail.message_id, quote, start, end, round(weight, 3), what)


def _cues_in(row: Row, zone: Zone, start: int, end: int, weights: Floats) -> dict[str, float]:
    """Return what each cue group found in a sentence adds: its share of the group's column."""
    added: dict[str, float] = {}
    for cue, place in row.zoned:
        if place == zone and start <= cue.start - zone.start and cue.end - zone.start <= end:
            side = "owner" if zone.out else "they"
            column = NAMES.index(f"{side}: {cue.group}")
            total = sum(
                c.group == cue.group and z.out == zone.out and z.kind != "signature"
                for c, z in row.zoned
            )
            share = float(weights[column] * row.values[column]) / total
            added[cue.group] = added.get(cue.group, 0.0) + share
    return added


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
