"""Text from mail made safe for a terminal: the one sanitiser, and numbers in words.

A subject may carry escape sequences that repaint the terminal, bidirectional controls that reverse
what is read, or invisible characters that make two names look alike (Unicode TR 36, TR 39). All of
them are shown, none is obeyed.
"""

from __future__ import annotations

import re
import unicodedata

_JOINER = re.compile("[\u200c\u200d]")
_SPACE_RUN = re.compile(r"[ \t\r\n\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_DELETE = 0x7F
_CONTROL_PICTURES = 0x2400
_DELETE_PICTURE = "\u2421"
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_ESCAPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_MONTH_DAYS, _YEAR_DAYS = 30.44, 365.25


class _Escapes(dict[int, str]):
    """A translation table that is filled as characters are met."""

    def __missing__(self, codepoint: int) -> str:
        escaped = _escape(codepoint)
        self[codepoint] = escaped
        return escaped


def _escape(codepoint: int) -> str:
    character = chr(codepoint)
    category = unicodedata.category(character)
    if category not in _ESCAPED_CATEGORIES and character not in _BLANK_LETTERS:
        return character
    if codepoint < 0x20:
        return chr(_CONTROL_PICTURES + codepoint)
    if codepoint == _DELETE:
        return _DELETE_PICTURE
    if codepoint <= 0xFF:
        return f"\\x{codepoint:02x}"
    return f"\\u{codepoint:04x}" if codepoint <= 0xFFFF else f"\\U{codepoint:08x}"


_escapes = _Escapes()


def escape_controls(text: str) -> str:
    """Return ``text`` on one line with nothing in it that a terminal would obey or hide.

    Runs of white space become one space. C0 controls become their pictures (ESC is shown as
    U+241B); C1 and bidirectional controls, zero-width and blank characters, line separators and
    lone surrogates become backslash escapes. A joiner or non-joiner passes between two visible
    characters outside ASCII: Persian, the scripts of India and emoji are written with them. Linear
    in the text.
    """
    folded = _SPACE_RUN.sub(" ", text).strip(" ")
    shown, start = [], 0
    for joiner in _JOINER.finditer(folded):
        at = joiner.start()
        if 0 < at < len(folded) - 1 and _is_joined(folded[at - 1]) and _is_joined(folded[at + 1]):
            shown += [folded[start:at].translate(_escapes), joiner.group()]
            start = at + 1
    return "".join([*shown, folded[start:].translate(_escapes)])


def _is_joined(character: str) -> bool:
    return not character.isascii() and _escapes[ord(character)] == character


def cut_on_word(text: str, limit: int) -> str:
    """Return ``text``, cut to ``limit`` characters behind a whole word, with an ellipsis."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    word_end = kept.rfind(" ")
    if word_end > limit // 2:
        kept = kept[:word_end]
    return kept.rstrip(" ,;:-") + "\u2026"


def spell_duration(seconds: float) -> str:
    """Return a duration in the one unit a reader needs, e.g. ``3 weeks``."""
    days = seconds / _DAY
    if seconds < 90 * _MINUTE:
        return f"{max(0, round(seconds / _MINUTE))} min"
    if days < 2:
        return f"{round(seconds / _HOUR)} hours"
    if days < 14:
        return f"{round(days)} days"
    if days < 9 * 7:
        return f"{round(days / 7)} weeks"
    if days < 2 * _YEAR_DAYS:
        return f"{round(days / _MONTH_DAYS)} months"
    return f"{round(days / _YEAR_DAYS)} years"


def spell_probability(probability: float) -> str:
    """Return a probability as a percentage that never claims certainty."""
    if probability > 0.99:
        return ">99%"
    if probability < 0.01:
        return "<1%"
    return f"{round(100 * probability)}%"


def spell_count(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun, e.g. ``1 message`` or ``12,000 messages``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
