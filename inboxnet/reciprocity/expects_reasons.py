"""Why a message is thought to expect an answer, in short words for the report.

Features are told in groups, as a reader would: all that is known of questions is one reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

_TELLING: Final = 0.25  # log-odds; weaker reasons are not told
_MOST_REASONS: Final = 5

# group to its features, each by its name or by words its name begins with
_GROUPS: Final[dict[str, str]] = {
    "addressed group": "group",
    "addressed cc": "cc",
    "addressed list": "list",
    "recipients": "recipients",
    "reply": "reply",
    "forward": "forward",
    "chaser": "chaser",
    "states chases": "chaser",
    "subject chases": "chaser",
    "list-unsubscribe": "bulk",
    "links": "bulk",
    "states machine": "bulk",
    "subject machine": "bulk",
    "states sells": "sells",
    "repeats sells": "sells",
    "subject sells": "sells",
    "length": "length",
    "reply: length": "length",
    "empty": "length",
    "question": "question",
    "questions": "question",
    "subject question": "question",
    "reply: question": "question",
    "strength": "request",
    "asks": "request",
    "states request": "request",
    "states inverted": "question",
    "states please": "request",
    "states order": "request",
    "states awaits": "request",
    "repeats request": "request",
    "last request": "request",
    "last order": "request",
    "subject request": "request",
    "reply: asks": "request",
    "reply: states": "request",
    "states proposal": "proposal",
    "subject proposal": "proposal",
    "states choice": "proposal",
    "states deadline": "deadline",
    "subject deadline": "deadline",
    "states thanks": "thanks",
    "repeats thanks": "thanks",
    "first thanks": "thanks",
    "last thanks": "thanks",
    "subject thanks": "thanks",
    "closes with thanks": "thanks",
    "courtesy only": "courtesy",
    "states acknowledge": "acknowledge",
    "repeats acknowledge": "acknowledge",
    "first acknowledge": "acknowledge",
    "last acknowledge": "acknowledge",
    "opens acknowledge": "acknowledge",
    "states fyi": "fyi",
    "first fyi": "fyi",
    "subject fyi": "fyi",
    "states no_reply_needed": "no reply",
    "states wishes": "wishes",
    "first wishes": "wishes",
    "last wishes": "wishes",
    "subject wishes": "wishes",
    "states decline": "decline",
    "first decline": "decline",
    "states promise": "promise",
    "repeats promise": "promise",
    "first promise": "promise",
    "last promise": "promise",
    "states enclosed": "enclosed",
    "first enclosed": "enclosed",
}

# what is told where the message has a feature of the group and that speaks for an answer, or
# against one; and where it has none and that speaks against one
_REASONS: Final[dict[str, tuple[str, str, str]]] = {
    "group": ("", "one of several addressed", ""),
    "cc": ("", "only in Cc", ""),
    "list": ("", "through a list or Bcc", ""),
    "recipients": ("", "several recipients", ""),
    "reply": ("", "a reply", ""),
    "forward": ("forwarded", "forwarded", ""),
    "chaser": ("writes again", "", ""),
    "bulk": ("", "reads like bulk mail", ""),
    "sells": ("", "sells", ""),
    "length": ("", "few words", ""),
    "question": ("asks a question", "", "asks no question"),
    "request": ("requests something", "", "requests nothing"),
    "proposal": ("proposes something", "", ""),
    "deadline": ("sets a date", "sets a date", ""),
    "thanks": ("thanks", "thanks", ""),
    "courtesy": ("", "thanks only", ""),
    "acknowledge": ("", "acknowledges", ""),
    "fyi": ("", "for information", ""),
    "no reply": ("", "no need to reply", ""),
    "wishes": ("", "congratulates or wishes well", ""),
    "decline": ("", "declines", ""),
    "promise": ("", "promises something", ""),
    "enclosed": ("sends something", "sends something", ""),
    "words": ("its wording", "its wording", ""),
}
# always there, so that they do not tell whether a message has the group
_SILENT: Final = frozenset({"strength"})


@cache
def group_of(name: str) -> str:
    """Return the group of a feature, ``other`` for those of which nothing is told."""
    while name:
        if name in _GROUPS:
            return _GROUPS[name]
        name = name.rpartition(" ")[0]
    return "other"


def tell_reasons(groups: Mapping[str, float], named: Iterable[str]) -> tuple[str, ...]:
    """Return the reasons, each with its sign, strongest first.

    Args:
        groups: Log-odds that each group adds to those of the average message.
        named: The names of the features that the message has.
    """
    present = {group_of(name) for name in named if name not in _SILENT} | {"words"}
    telling = [(-abs(odds), group, odds) for group, odds in groups.items() if abs(odds) > _TELLING]
    told: list[str] = []
    for _, group, odds in sorted(telling):
        plus, minus, absent = _REASONS.get(group, ("", "", ""))
        if odds > 0:
            reason = plus if group in present else ""
        else:
            reason = minus if group in present else absent
        if reason and len(told) < _MOST_REASONS:
            told.append(f"{'+' if odds > 0 else '-'} {reason}")
    return tuple(told)
