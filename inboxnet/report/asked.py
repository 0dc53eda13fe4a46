"""The sentence of a message that most looks like what was asked, quoted word for word.

No classifier: a question mark, a word of request in the languages that mail is mostly written in,
and the position say enough to choose one of the author's own sentences. What is chosen is always a
passage of the text, with white space folded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from inboxnet.report.text import cut_on_word

if TYPE_CHECKING:
    from collections.abc import Iterator

QUOTE_CHARACTERS: Final = 160
_TEXT_CHARACTERS: Final = 8_000
"""What is asked stands at the beginning; more is not looked at."""
_LINES: Final = 200
_TERSE_CHARACTERS: Final = 40
"""A shorter question is quoted with the sentence before it: "Thursday?" tells nothing alone."""
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…؟])[\"'”’)\]]?\s+|(?<=[。？！])")
_QUESTION_MARKS: Final = "?？؟\u037e"
_QUESTION: Final = re.compile(rf"[{_QUESTION_MARKS}](?:[\s\"'”’)\]]|$)")
"""Not the question mark inside an address of the web."""
_REQUEST: Final = re.compile(
    r"\b(?:could you|can you|would you|will you|are you able|please|kindly|let me know|"
    r"get back to me|send me|looking forward to (?:your|hearing)|i need your|we need your|"
    r"waiting for your|your (?:thoughts|answer|reply|decision|approval|feedback)|remind you|"
    r"bitte|könnten sie|können sie|kannst du|könntest du|würden sie|melde[nt]? (?:sie|dich)|"
    r"rückmeldung|pourriez|pouvez|peux-tu|pourrais-tu|merci de|veuillez|dites-moi|tenez-moi|"
    r"por favor|podría[sn]?|puede[sn]? (?:usted|enviar|decir)|puedes|me dices|avísame|"
    r"quedo a la espera|"
    r"kunt u|kun je|kan je|zou je|zou u|graag|laat (?:me|het)|"
    r"per favore|potrebbe|potresti|può|puoi|fammi sapere|mi faccia sapere|"
    r"poderia|pode|avise-me|aguardo|proszę|czy może(?:sz)?|daj znać|"
    r"voisitko|voitko|kan du|kunne du|vänligen|snälla)\b"
    r"|教えて|ください|ご返信|ご連絡|請|请|"
    r"пожалуйста|можете|"
    r"дайте знать",
    re.IGNORECASE,
)
_PLEASANTRY: Final = re.compile(
    r"\b(?:how are you|how have you been|how's (?:it going|life|things)|how are things|"
    r"hope (?:you|all|this)|"
    r"wie geht|ça va|comment (?:vas|allez)|cómo estás|qué tal|hoe gaat|come stai|come va|"
    r"tudo bem|all well|remember me)\b",
    re.IGNORECASE,
)
_GREETING: Final = re.compile(
    r"^\W*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|morning|greetings|hallo|"
    r"guten (?:tag|morgen|abend)|moin|servus|liebe[r]?|sehr geehrte[r]?|bonjour|salut|chère?|"
    r"coucou|"
    r"hola|buen[oa]s|estimad[oa]|querid[oa]|beste|geachte|dag|goede\w*|ciao|buongiorno|gentile|"
    r"caro|cara|"
    r"olá|oi|prezad[oa]|cześć|dzień dobry|szanown[ay]|hei|moi|hej|käre?)\b",
    re.IGNORECASE,
)
_SIGN_OFF: Final = re.compile(
    r"^\W*(?:(?:many |with )?(?:thanks|thank you|thx|cheers|ta)|(?:kind|best|warm|"
    r"all the)\b.{0,20}|regards|"
    r"best|sincerely|yours\b.{0,20}|take care|love|talk soon|speak soon|xx?x?|"
    r"(?:mit |viele |liebe |beste |schöne )+.{0,25}grü(?:ß|ss)en?|lg|vg|mfg|gruß|"
    r"danke(?: schön)?|"
    r"(?:bien )?cordialement|bien à (?:toi|vous)|merci|bises|amitiés|(?:un )?(?:saludo|"
    r"abrazo)s?|gracias|"
    r"(?:met vriendelijke |vriendelijke |hartelijke )?groet(?:en|jes)?|mvg|bedankt|"
    r"(?:cordiali |distinti )?saluti|grazie|atenciosamente|obrigad[oa]|abraços?|pozdrawiam)\W*$",
    re.IGNORECASE,
)
_GREETING_WORDS: Final = 6


def pick_asked(text: str, *, limit: int = QUOTE_CHARACTERS) -> str:
    """Return the sentence of ``text`` that most looks like what was asked.

    Args:
        text: The author's own words, without quotations and signature.
        limit: Longest result, in characters; a longer sentence is cut behind a word.

    Returns:
        A passage of the text with white space folded; empty if the text has none but greetings.
    """
    best, best_score, position = "", -1.0, 0
    for paragraph in _iter_paragraphs(text[:_TEXT_CHARACTERS]):
        before = 0
        for start, end in _iter_sentences(paragraph):
            score = _score(paragraph[start:end], position)
            if score > best_score:
                terse = end - start < _TERSE_CHARACTERS and end - before <= limit
                best, best_score = paragraph[before if terse else start : end], score
            before, position = start, position + 1
    return _cut(best, limit)


def _cut(sentence: str, limit: int) -> str:
    """Cut a long question at its head: what is asked stands at its end."""
    if len(sentence) <= limit or sentence[-1] not in _QUESTION_MARKS:
        return cut_on_word(sentence, limit)
    kept = sentence[1 - limit :]
    word_start = kept.find(" ")
    return "…" + kept[word_start + 1 if 0 <= word_start < limit // 2 else 0 :]


def _score(sentence: str, position: int) -> float:
    asks = _QUESTION.search(sentence) is not None
    requests = _REQUEST.search(sentence) is not None
    if asks and _PLEASANTRY.search(sentence):
        asks = False
    score = 3.0 * asks + 2.0 * requests
    score += min(len(sentence), 60) / 60  # "Yes?" tells less than the question behind it
    return score - 0.02 * min(position, 20)


def _iter_sentences(paragraph: str) -> Iterator[tuple[int, int]]:
    start = 0
    ends = [match.end() for match in _SENTENCE_END.finditer(paragraph)]
    for end in (*ends, len(paragraph)):
        sentence = paragraph[start:end]
        if any(character.isalnum() for character in sentence):
            yield start, start + len(sentence.rstrip())
        start = end


def _iter_paragraphs(text: str) -> Iterator[str]:
    """Yield runs of lines on one line each, without greeting and sign-off lines."""
    run: list[str] = []
    for line in text.splitlines()[:_LINES]:
        folded = " ".join(line.split())
        if not folded or _is_greeting(folded) or _SIGN_OFF.match(folded):
            if run:
                yield " ".join(run)
                run = []
        else:
            run.append(folded)
    if run:
        yield " ".join(run)


def _is_greeting(line: str) -> bool:
    return (
        len(line.split()) <= _GREETING_WORDS
        and line[-1] not in "?？."
        and (_GREETING.match(line) is not None)
    )
