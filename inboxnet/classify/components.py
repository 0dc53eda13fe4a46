"""The spaCy pipeline of one person: its language, its Docs and the cues in them.

All sampled mails of a person become one Doc of zones (subject, own words, signature), tokenized
once: a categorizer of whole persons beat one of single mails by far (measured, leaving one author
out). Words of the owner and of signatures are other features than the person's own words:
'invoice attached' means one thing from them and the opposite from the owner.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from spacy.attrs import NORM
from spacy.language import BaseDefaults, Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import DummyTokenizer, registry

from inboxnet.classify.rules import fold

if TYPE_CHECKING:
    from inboxnet.classify.sample import PersonSample

MAX_TEXT = 1200
"""Characters of own words that are read; who somebody is shows early in a mail."""
MAX_SUBJECT = 200
MAX_SIGNATURE = 400
MAX_MAILS = 16
"""Mails of one person that are read."""

_GAP = "\n\n"
_TOKEN = re.compile(
    r"https?://\S+|www\.\S+"
    r"|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}"
    r"|\d+(?:[.,:/]\d+)+"
    r"|[ldjsnmctLDJSNMCT]['’](?=[^\W\d_]{2})"  # a French or Italian elision
    r"|['’][^\W\d_]{1,2}\b"  # 's, 're
    r"|[^\W_]+|\s+|[^\w\s]|_"
)


def norm(text: str) -> str:
    """Return the form under which a token is counted and matched."""
    folded = fold(text).replace("’", "'")
    if any(c.isdigit() for c in folded):
        return "0" * min(len(folded), 5) if folded.isdigit() else "0x"
    return folded


class WordTokenizer(DummyTokenizer):
    """Splits mail in any language into words, numbers, addresses and marks.

    Five times as fast as spaCy's neutral rules, which look up affixes of every word. ``doc.text``
    is the text.
    """

    def __init__(self, vocab: Any) -> None:  # a Vocab; its stub lacks the attribute
        self.vocab = vocab
        # Of a new word only what is read is worked out: not its shape, prefix, and a dozen more.
        vocab.lex_attr_getters = {NORM: vocab.lex_attr_getters[NORM]}

    def __call__(self, text: str) -> Doc:
        """Return the Doc of ``text``."""
        words: list[str] = []
        spaces: list[bool] = []
        for word in _TOKEN.findall(text):
            if word == " " and spaces and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(word)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)


def make_word_tokenizer() -> Callable[[Language], WordTokenizer]:
    """Return what makes the tokenizer of a pipeline."""
    return lambda nlp: WordTokenizer(nlp.vocab)


registry.tokenizers.register("inboxnet.words.v1", func=make_word_tokenizer)

_MailDefaults = type(
    "MailDefaults",
    (BaseDefaults,),
    {"lex_attr_getters": {**BaseDefaults.lex_attr_getters, NORM: norm}},
)
registry.languages.register(
    "mail", func=type("MailLanguage", (Language,), {"lang": "mail", "Defaults": _MailDefaults})
)

ZoneKind = Literal["subject", "own", "signature"]


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of a person's Doc that comes from one place of one mail.

    Attributes:
        mail: Index of the mail in the sample.
        kind: Which place of the mail.
        out: The owner wrote it.
        start: Character offset in the Doc.
        end: Character offset behind it.
    """

    mail: int
    kind: ZoneKind
    out: bool
    start: int
    end: int


def person_text(person: PersonSample) -> tuple[str, tuple[Zone, ...]]:
    """Return the text of a person's Doc and its zones, in order."""
    parts: list[str] = []
    zones: list[Zone] = []
    at = 0
    for index, mail in enumerate(person.mails[:MAX_MAILS]):
        out = mail.direction == "out"
        signature = "" if out else mail.signature[:MAX_SIGNATURE]
        texts: tuple[tuple[ZoneKind, str], ...] = (
            ("subject", mail.subject[:MAX_SUBJECT]),
            ("own", mail.text[:MAX_TEXT]),
            ("signature", signature),
        )
        for kind, text in texts:
            if text.strip():
                zones.append(Zone(index, kind, out, at, at + len(text)))
                parts.append(text)
                at += len(text) + len(_GAP)
    return _GAP.join(parts), tuple(zones)


def person_docs(nlp: Language, people: Iterable[PersonSample]) -> Iterator[Doc]:
    """Make the Docs of people; the zones stand in ``doc.user_data["zones"]``."""
    for person in people:
        text, zones = person_text(person)
        doc = nlp.make_doc(text)
        doc.user_data["zones"] = zones
        yield doc


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase found in the own words.

    Attributes:
        group: What it says: a table of ``data/cues.toml``.
        start: Character offset in the Doc.
        end: Character offset behind it.
    """

    group: str
    start: int
    end: int


@lru_cache(maxsize=1)
def cue_phrases() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return for each cue group what it shows, in words, and its phrases."""
    text = resources.files(__package__).joinpath("data", "cues.toml").read_text("utf-8")
    groups = {}
    for group, table in tomllib.loads(text).items():
        phrases = (p.strip() for line in table["phrases"].splitlines() for p in line.split(";"))
        groups[group] = (table["what"], tuple(dict.fromkeys(p for p in phrases if p)))
    return groups


class CueMatcher:
    """Finds the cues of ``data/cues.toml`` and leaves them in ``doc.user_data["cues"]``."""

    def __init__(self, nlp: Language) -> None:
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        self._groups: dict[int, str] = {}
        for group, (_, phrases) in cue_phrases().items():
            self._matcher.add(group, [nlp.make_doc(phrase) for phrase in phrases])
            self._groups[nlp.vocab.strings[group]] = group

    def __call__(self, doc: Doc) -> Doc:
        """Find the cues of one person."""
        cues = []
        for key, start, end in self._matcher(doc):
            last = doc[end - 1]
            cues.append(Cue(self._groups[key], doc[start].idx, last.idx + len(last)))
        doc.user_data["cues"] = tuple(cues)
        return doc


@Language.factory("mail_cues")
def make_cues(nlp: Language, name: str) -> CueMatcher:
    """Build the cue matcher (its phrases ship with the package, so it has no weights)."""
    del name
    return CueMatcher(nlp)
