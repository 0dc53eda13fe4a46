"""Sentences, and which of them asks for an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from inboxnet.reciprocity import cues

QUOTE_LENGTH: Final = 240
"""Characters; a longer sentence is quoted in part."""

_SCAN_LENGTH: Final = 65_536

Role = Literal["greeting", "words", "closing"]

_BOUNDARY: Final = re.compile(
    r"""(?<![.!?…؟])[.!?…؟]++[)\]"'’”»]*+(?=\s|$)|[。！？｡]+[」』”)）]*|\n\s*""",
)
_LEAD: Final = re.compile(r"[\s>|*•·–—\-]*(?:\(?[0-9]{1,2}[.)]\s+)?")
_LIST_MARKER: Final = re.compile(r"[-*•·–—]\s|\(?(?:[0-9]{1,2}|[a-zA-Z])[.)]\s")
_SHORT_LINE: Final = 50  # characters; few mail programs wrap lines as short,
_SHORTER_LINE: Final = 24  # and none as short as this
_ABBREVIATION: Final = re.compile(
    # with dots inside, or no word of its own in any of the languages
    r"[^\W\d_](?:[.][^\W\d_])+|mrs?|ms|dr|prof|st|vs|cf|eg|ie|approx|attn|messrs|co"
    r"|nr|n°|nº|núm|bzw|resp|inkl|exkl|zzgl|evtl|ggf|ggü|vgl|bsp|lfd|abt|ca|hr|fr|lt"
    r"|mme|mlle|sra?|srta|sig|dott|avv|ing|arq|lic|exm[oa]|dhr|mevr|mw|bijv"
)
_NUMBERED: Final = re.compile(
    r"no|fig|art|vol|pp|p[áa]g|chap|kap|cap|sec|abs|str|tel|ref|r[ée]f|rif|az|max|min"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mär|okt|dez|janv|févr|avr|juil|déc"
    r"|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|mrt|mei"
)
"""Short for something only before a number: no, max and mag are words, too."""
_NUMBER: Final = re.compile(r"\s+[(+#]?[^\s\d]{0,8}\d")
_MONTH: Final = re.compile(
    r"\s+(?:[a-zà-ÿ]|Jan|Feb|Mär|Mar|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[kc]t|Nov|De[zc])"
)
_LETTER: Final = re.compile(r"[^\W\d_]")
_LEAD_LENGTH: Final = 40
_CLOSERS: Final = " \t\r\n\"'’”»)]"

_GREETING: Final = re.compile(
    r"(?:hi|hiya|hello|hey|heya|dear|good (?:morning|afternoon|evening|day)|morning|afternoon"
    r"|evening|greetings|hallo|hi zusammen|moin|servus|guten (?:tag|morgen|abend)|gr[üu][ßs]+ gott"
    r"|sehr geehrte[rs]?|geehrte[rs]?|liebe[rs]?|bonjour|bonsoir|salut|coucou|ch[eè]re?s?|hola"
    r"|buen(?:os|as) (?:d[ií]as|tardes|noches)|estimad[oa]s?|querid[oa]s?|apreciad[oa]s?|ciao"
    r"|buongiorno|buonasera|salve|gentile|gentilissim[oa]|car[oaei]|egregio|spett\.?(?:le)?"
    r"|goedemorgen|goedemiddag|goedenavond|goedendag|dag|beste|geachte|ol[áa]|bom dia|boa tarde"
    r"|boa noite|prezad[oa]s?|exm[oa]s?\.?)\b[^,!.?:;\n–—]{0,48}(?:[,!:;–—.]+|\n|$| - )\s*",
    re.IGNORECASE,
)
_CJK_GREETING: Final = re.compile(
    "[^\n。！？]{0,24}(?:様|さん|先生|您好|你好|님)[、，,:：！!。\\s]*|(?:お世話になって|こんにちは)[^\n。]{0,30}[。\n]?"
)
_SIGN_OFF: Final = re.compile(
    r"(?:(?:with |my |many |all my |all the |lots of |much )?(?:kind(?:est)?|best|warm(?:est)?"
    r"|friendly|sincere)?\s?(?:regards?|wishes|greetings|love|best)|rgds|br|kr|yours(?: \w+)?"
    r"|sincerely(?: yours)?|respectfully|cordially|cheers|thanks?(?: you)?(?: so much| a lot"
    r"| again| very much| in advance| and regards)?|many thanks|thx|ta|take care|talk soon|x+o*x*"
    r"|speak soon|see you soon|(?:mit |viele|beste|liebe|herzliche|sch[öo]ne|freundliche)n? ?"
    r"(?:freundlichen |besten |herzlichen |lieben )?gr[üu](?:[ßs]+en?|[ßs]+e?)|lg|vg|mfg|gru[ßs]+"
    r"|hochachtungsvoll|danke(?: dir| ihnen)?|vielen dank|besten dank|(?:bien )?[àa] (?:vous|toi"
    r"|bient[ôo]t|plus)|cordialement|bien cordialement|cdlt|bises|bisous|amiti[ée]s|amicalement"
    r"|merci(?: d'avance| beaucoup| bien)?|un (?:cordial )?(?:saludo|abrazo)|saludos"
    r"(?: cordiales)?|atentamente|besos|gracias|muchas gracias|abrazo"
    r"|cordiali saluti|distinti saluti|un (?:caro )?saluto|saluti|un abbraccio|a presto|grazie"
    r"|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|mvg|gr|liefs|bedankt"
    r"|(?:com os )?(?:melhores )?cumprimentos|atenciosamente|abra[çc]os?|beijos?|beijinhos?"
    r"|obrigad[oa]|atc?iosamente)",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"(?:[A-ZÀ-Þ][\w'’.-]{0,20})(?: [A-ZÀ-Þ][\w'’.-]{0,20}){0,2}$")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the sentences of ``text``, in order, white space and bullets apart.

    A line end ends a sentence if the line is short, or a list line or an empty line follows.
    Time is linear in the length of ``text``.
    """
    start = 0
    line_start = 0
    for boundary in _BOUNDARY.finditer(text):
        at, end = boundary.span()
        mark = text[at]
        if mark == "\n":
            length = at - line_start
            wrapped = (
                end < len(text)
                and (length >= _SHORT_LINE or (length >= _SHORTER_LINE and text[end].islower()))
                and "\n" not in boundary.group()[1:]
                and not _LIST_MARKER.match(text, end)
            )
            line_start = end
            if wrapped:
                continue
        elif mark == "." and end - at == 1 and not _ends_sentence(text, start, at):
            continue
        yield from _trimmed(text, start, at if mark == "\n" else end)
        start = end
    yield from _trimmed(text, start, len(text))


def _ends_sentence(text: str, start: int, stop: int) -> bool:
    """Return whether the full stop at ``stop`` ends the sentence that began at ``start``."""
    before = text[max(start, stop - 12) : stop].split()
    word = before[-1].lstrip("(\"'“„«").lower() if before else ""
    following = text[stop + 1 : stop + 4].lstrip()[:1]
    if word.isdigit() and len(word) <= 2:
        # a German ordinal (am 3. Mai), or the number of a list line
        alone = stop - start <= _LEAD_LENGTH and text[start:stop].strip() == word
        return _MONTH.match(text, stop + 1) is None and not alone
    if (len(word) == 1 and word.isalpha()) or _ABBREVIATION.fullmatch(word):
        # an initial (J. Smith), but "Yours, J."
        return not following
    if _NUMBERED.fullmatch(word) and _NUMBER.match(text, stop + 1):
        return False
    if following.islower():
        # an abbreviation, unless the author writes without capitals
        first = _LETTER.search(text, start, min(stop, start + _LEAD_LENGTH))
        return first is not None and first.group().islower()
    return True


def _trimmed(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    lead = _LEAD.match(text, start, stop)
    if lead is not None:
        start = lead.end()
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    if any(character.isalnum() for character in text[start:stop]) or "?" in text[start:stop]:
        yield start, stop


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and what it does.

    Attributes:
        start: Character offset.
        end: Offset behind it.
        role: ``greeting`` and ``closing`` (sign-off and name) are not among what the mail says.
        words: Folded; see `cues.words`.
        question: It ends in a question mark, or is a question of CJK.
        kinds: Of its cues, each once; ``question`` and ``order`` if it opens as one.
    """

    start: int
    end: int
    role: Role
    words: list[str]
    question: bool
    kinds: frozenset[str]


def read_sentences(text: str) -> list[Sentence]:
    """Return the sentences of ``text`` with their roles; at least one has the role ``words``.

    The result is empty only if the text has no sentence.
    """
    spans = list(sentences(text))
    if not spans:
        return []
    spans, greetings = _greeting(text, spans)
    closings = _closing(text, spans, greetings)
    lexicon = cues.lexicon()
    read: list[Sentence] = []
    for index, (start, end) in enumerate(spans):
        quote = text[start:end]
        word_list = cues.words(cues.fold(quote))
        kinds = lexicon.kinds(word_list)
        if word_list:
            kinds += lexicon.openers.get(word_list[0], ())
        tail = quote.rstrip(_CLOSERS)[-3:]
        question = "?" in tail or "？" in tail or "؟" in tail
        if cues.is_cjk(quote):
            cjk = cues.cjk_kinds(quote)
            question = question or "asks" in cjk
            kinds += cjk
        role: Role = "words"
        if index < greetings:
            role = "greeting"
        elif index >= closings:
            role = "closing"
        read.append(Sentence(start, end, role, word_list, question, frozenset(kinds)))
    return read


def _greeting(text: str, spans: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], int]:
    """Split a greeting from the first sentence; return the spans and how many greet."""
    start, end = spans[0]
    found = _GREETING.match(text, start, end) or _CJK_GREETING.match(text, start, end)
    if found is not None and len(spans) + (found.end() < end) > 1:
        if found.end() >= end:
            return spans, 1
        greeting_end = start + len(found.group().rstrip())
        return [(start, greeting_end), (found.end(), end), *spans[1:]], 1
    name = text[start:end].rstrip(" ,!:;–—-")
    if len(spans) > 1 and end - start <= 40 and "\n" in text[end : spans[1][0]]:
        telling = text[end - 1] in ",:–—-" or _NAME.match(name)
        if telling and len(name.split()) <= 4 and not _speaks(name):
            return spans, 1
    return spans, 0


def _speaks(short: str) -> bool:
    kinds = cues.lexicon().kinds(cues.words(cues.fold(short)))
    return any(kind not in {"you", "me", "choice"} for kind in kinds)


def _closing(text: str, spans: list[tuple[int, int]], greetings: int) -> int:
    """Return the index of the first sentence of the sign-off, or how many sentences there are."""
    first = max(greetings + 1, len(spans) - 12)
    for index in range(first, len(spans)):
        start, end = spans[index]
        if end - start > 60 or "\n" not in text[spans[index - 1][1] : start]:
            continue
        line = text[start:end]
        found = _SIGN_OFF.match(line)
        if found is None:
            continue
        rest = line[found.end() :].strip(" ,.!–—-")
        signs = not rest or (found.end() < len(line) and _NAME.match(rest))
        if signs and "?" not in text[start:]:
            return index
    last = len(spans)
    while last - 1 > greetings and len(spans) - last < 4:
        start, end = spans[last - 1]
        line = text[start:end]
        on_its_own = "\n" in text[spans[last - 2][1] : start]
        if not on_its_own or not _NAME.match(line.rstrip(" .")) or _speaks(line):
            break
        last -= 1
    return last


_WEIGHTS: Final = {
    "request": 3.0,
    "question": 0.5,
    "order": 0.8,
    "please": 1.5,
    "inverted": 0.8,
    "formula": -5.0,
    "proposal": 1.5,
    "deadline": 1.0,
    "choice": 0.3,
    "awaits": 0.8,
    "chases": 0.5,
    "you": 0.7,
    "thanks": -1.0,
    "acknowledge": -0.4,
    "fyi": -0.5,
    "no_reply_needed": -1.5,
    "wishes": -1.0,
    "decline": -0.5,
    "small_talk": -4.0,
    "promise": -0.3,
    "machine": -1.0,
}


def asks(sentence: Sentence) -> float:
    """Return how strongly a sentence asks: above 2 it does."""
    strength = sum(_WEIGHTS.get(kind, 0.0) for kind in sentence.kinds)
    if "thanks" in sentence.kinds and "request" in sentence.kinds:
        # thanks for what is asked for
        strength -= _WEIGHTS["thanks"]
    if sentence.question:
        strength += 3.0
    elif "question" in sentence.kinds and len(sentence.words) < 4:
        strength -= 0.5
    return strength


def asking_sentence(text: str, *, limit: int | None = QUOTE_LENGTH) -> tuple[int, int] | None:
    """Return the offsets of the sentence of ``text`` that asks best.

    If none asks, it is the most telling sentence; never a greeting, a sign-off or a name, unless
    there is nothing else.

    Args:
        text: The author's own words.
        limit: A sentence of more characters is cut at a word; None for a whole sentence.

    Returns:
        ``text[start:end]`` is the sentence; None if the text has none.
    """
    best: Sentence | None = None
    most = 0.0
    for sentence in read_sentences(text[:_SCAN_LENGTH]):
        if sentence.role != "words":
            continue
        # length breaks ties between sentences that ask nothing
        strength = asks(sentence) + min(len(sentence.words), 12) / 12
        if best is None or strength > most:
            best, most = sentence, strength
    if best is None:
        return None
    return (best.start, best.end) if limit is None else _cut(text, best, limit)


def _cut(text: str, sentence: Sentence, limit: int) -> tuple[int, int]:
    start, end = sentence.start, sentence.end
    if end - start <= limit:
        return start, end
    if sentence.question:
        # what is asked stands at the end of a question
        cut = end - limit
        space = text.find(" ", cut, cut + limit // 2)
        return (space + 1 if space >= 0 else cut), end
    cut = start + limit
    space = text.rfind(" ", start + limit // 2, cut)
    return start, (space if space >= 0 else cut)
