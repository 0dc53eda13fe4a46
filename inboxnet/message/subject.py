"""The base subject of RFC 5256 section 2.1, with the reply prefixes of other languages."""

from __future__ import annotations

import re

_REPLY = (
    "re|aw|antw|antwort|sv|vs|rif|odp|ynt|atb|bls|res|ref|r|ha|na|vá|vedr|vast|svar|hl|"
    "отв|ответ|на|σχετ|απ|תגובה|השב|رد|回复|回覆|答复|答覆|返信|回信|답장|re의"
)
_FORWARD = (
    "fw|fwd|wg|tr|rv|enc|vb|vl|vs fwd|i|pd|ilt|i̇lt|doorst|fs|továbbítás|továbbított|videresendt|"
    "trans|переслать|пересл|пер|πρθ|προωθ|הועבר|إعادة توجيه|转发|轉寄|轉發|転送|전달"
)
_BLOB = r"\[[^\[\]]{0,100}\]\s*"
_COUNT = r"(?:\s?(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3}|\*\d{1,3}|\d))?"
_LEADER = re.compile(
    rf"(?:{_BLOB})*+(?:(?:{_REPLY})|({_FORWARD})){_COUNT}\s*(?:\[[^\[\]]{{0,100}}\]\s*)?[:：]\s*"
)
_BLOBS = re.compile(rf"(?:{_BLOB}(?=.))++")
_TRAILER = re.compile(r"(?:\s*\((?:fwd|fw|wg)\))+$")
_SPACE = re.compile(r"\s+")
_MAX_SUBJECT = 1000


def base_subject(subject: str) -> tuple[str, bool]:
    """Return the base subject and whether the subject was that of a reply or forward.

    Lower case, white space folded; list tags (``[list] …``), counters (``RE[2]:``) and stacked
    prefixes are dropped. Empty if nothing else is there.
    """
    base, leaders = _strip(subject)
    return base, bool(leaders)


def is_forward(subject: str) -> bool:
    """Return whether the outermost mark says that a message is passed on."""
    return _strip(subject)[1][:1] == "f"


def _strip(subject: str) -> tuple[str, str]:
    """Return the base and the marks, outermost first, as a string of ``r`` and ``f``."""
    text = _SPACE.sub(" ", subject[:_MAX_SUBJECT]).strip().lower()
    marks = ""
    while True:
        before = text
        if trailer := _TRAILER.search(text):
            text = text[: trailer.start()]
            marks += "f"
        while leader := _LEADER.match(text):
            marks += "f" if leader[1] else "r"
            text = text[leader.end() :]
        if blobs := _BLOBS.match(text):
            text = text[blobs.end() :]
        elif text.startswith("[fwd:") and text.endswith("]"):
            text = text.partition(":")[2][:-1].strip()
            marks += "f"
        if text == before:
            return text, marks
