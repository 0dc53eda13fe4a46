"""The words with which mail asks, thanks, closes and declines, in seven languages and in CJK.

A cue is a sequence of words that speaks of a kind (``request``, ``thanks`` ...); they stand in
``cues.txt``. They are looked up word by word in a trie, so a text costs its length whatever the
number of cues. Case and Latin accents are folded, as many people write without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_FOLD: Final = str.maketrans(
    "àáâãäåāăèéêëēėęìíîïīıòóôõöőùúûüūůűýÿçčćñńłśşšžźżďřğ’‘ʼ`´",
    "aaaaaaaaeeeeeeeiiiiiioooooouuuuuuuyycccnnlssszzzdrg'''''",
    "\N{COMBINING ACUTE ACCENT}\N{COMBINING GRAVE ACCENT}\N{COMBINING DIAERESIS}"
    "\N{COMBINING CEDILLA}\N{COMBINING TILDE}\N{COMBINING CIRCUMFLEX ACCENT}",
) | {ord("ß"): "ss", ord("æ"): "ae", ord("œ"): "oe", ord("ø"): "o"}
_FOLD_ALIGNED: Final = {
    code: to for code, to in _FOLD.items() if isinstance(to, int) or (to and len(to) == 1)
}

_CJK: Final = re.compile("[぀-ヿ㐀-鿿가-힯]")
_CJK_CUES: Final = {
    "request": re.compile(
        "ください|下さい|いただけ|頂け|お願い|教えて|知らせ|いかがでしょう|よろしいでしょう"
        "|请|請|能否|能不能|可否|麻烦|麻煩|告诉我|告訴我|回复我|回覆我|怎么样|怎麼樣|是否"
        "|주세요|부탁|가능할까|알려|될까요|있을까요|주시겠"
    ),
    "thanks": re.compile("ありがと|感謝|谢谢|多谢|謝謝|感谢|감사|고맙"),
    "acknowledge": re.compile(
        "了解|承知|かしこまり|わかりました|收到|好的|没问题|沒問題|明白|知道了|알겠|확인했"
    ),
    "wishes": re.compile("おめでと|恭喜|祝你|生日快乐|生日快樂|축하"),
    "awaits": re.compile("お待ちして|ご連絡|ご返事|等你|等您|盼复|盼覆|기다리"),
    "no_reply_needed": re.compile("返信は?不要|ご返信には及び|不用回|无需回|無需回"),
    "decline": re.compile("残念|見送|遗憾|遺憾|抱歉|아쉽|죄송"),
}
_CJK_QUESTION: Final = re.compile("(?:か|かな|の|吗|嗎|呢|까|까요|나요)[。.\\s]*$")

_Trie = dict[str, "_Trie"]


def fold(text: str) -> str:
    """Return ``text`` in lower case, without Latin accents and with straight apostrophes."""
    lowered = text.lower()
    return lowered if lowered.isascii() else lowered.translate(_FOLD)


def fold_aligned(text: str) -> str:
    """Return ``text`` folded as far as each character stays at its offset (``ß`` stays)."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered.translate(_FOLD_ALIGNED)


def words(folded: str) -> list[str]:
    """Return the words of a text that `fold` gave; any number is the word ``#``."""
    return ["#" if word[0] in "0123456789" else word for word in _WORD.findall(folded)]


def is_cjk(text: str) -> bool:
    """Tell whether ``text`` has a character of a script that writes no spaces, or Hangul."""
    return not text.isascii() and _CJK.search(text) is not None


def cjk_kinds(sentence: str) -> list[str]:
    """Return the kinds of the cues in a sentence with CJK, and ``asks`` if it is a question."""
    kinds = [kind for kind, cue in _CJK_CUES.items() if cue.search(sentence)]
    if _CJK_QUESTION.search(sentence):
        kinds.append("asks")
    return kinds


@dataclass(slots=True)
class Lexicon:
    """The cues of ``cues.txt``.

    Attributes:
        openers: Word to the kinds it speaks of at the start of a sentence.
        trie: Word to the words that may follow; the key "" leads to the kinds of the cue.
    """

    openers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    trie: _Trie = field(default_factory=dict)

    def kinds(self, sentence: list[str]) -> list[str]:
        """Return the kind of each cue in ``sentence``, with repetitions.

        Args:
            sentence: As `words` gives it.
        """
        found: list[str] = []
        trie = self.trie
        for index, word in enumerate(sentence):
            node = trie.get(word)
            if node is None:
                continue
            behind = index + 1
            while True:
                here = node.get("")
                if here is not None:
                    found += here
                if behind == len(sentence):
                    break
                node = node.get(sentence[behind])
                if node is None:
                    break
                behind += 1
        return found


@cache
def lexicon() -> Lexicon:
    """Return the cues that ship with the package."""
    return read_lexicon(files(__package__).joinpath("cues.txt").read_text("utf-8").splitlines())


def read_lexicon(lines: Iterable[str]) -> Lexicon:
    """Read cues in the format that ``cues.txt`` explains.

    Args:
        lines: With or without line ends.
    """
    told = Lexicon()
    section = ""
    for line in lines:
        text = fold(line).strip()
        if not text or text[0] == ";":
            continue
        if text[0] == "[":
            section = text.strip("[]")
            continue
        for phrase in product(*(place.split("|") for place in text.split())):
            if section.startswith("opens "):
                kind = section.removeprefix("opens ")
                if kind not in told.openers.get(phrase[0], ()):
                    told.openers[phrase[0]] = (*told.openers.get(phrase[0], ()), kind)
                continue
            node = told.trie
            for word in phrase:
                node = node.setdefault(word, {})
            kinds = node.setdefault("", {})
            kinds[section] = {}
    return told
