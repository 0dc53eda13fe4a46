"""The block of header fields that mail programs put above the message they quote.

Outlook's ``From:/Sent:/To:/Subject:``, in the languages it speaks, and Lotus Notes' name and date
above ``To:/cc:/Subject:``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from inboxnet.message.signature_words import has_legal_form
from inboxnet.message.vocabulary import read_vocabulary
from inboxnet.message.wall_time import find_wall_time

MAX_BLOCK_LINES = 300
MAX_FIELD_CHARACTERS = 1000
_MAX_NAME_CHARACTERS = 24
_MAX_NOTES_LINES = 14

_KINDS = {
    name: section.removeprefix("field ")
    for section, names in reversed(list(read_vocabulary("quotations").items()))
    if section.startswith("field ")
    for name in names
}
_CORE = frozenset({"from", "date", "to", "subject"})
_LABEL = re.compile(rf"([^:：]{{1,{_MAX_NAME_CHARACTERS + 5}}})[:：]")
_CLOCK = re.compile(r"\d[:.h時时시点] ?\d\d")
_ADDRESS = re.compile(r"[\w.+%&'/=~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,24}")
_NOTES_DATE = re.compile(
    r"\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d) +\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?(?: [A-Z]{3,4})?$"
)
_NOTES_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})? [AP]M")
_NOTES_ROUTE = re.compile(r"(?:/[\w&. -]{1,40}){1,6}(?:@[\w .-]{1,40})?$|@[\w .-]{1,40}$")


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """What a block of quoted header fields says.

    Attributes:
        end: The line after its last one.
        author: The name in the ``From:`` line, without address.
        address: Lower-cased addr-spec, if written.
        sent: See `inboxnet.message.wall_time`.
        subject: None if there is no such line.
        start: Its first line.
        dispatched: It says when and to whom the message was sent, as mail programs do and letters
            that begin with ``From:``, ``To:``, ``Subject:`` do not.
    """

    end: int
    author: str = ""
    address: str | None = None
    sent: datetime | None = None
    subject: str | None = None
    start: int = 0
    dispatched: bool = True


@dataclass(slots=True)
class _Fields:
    values: dict[str, str] = field(default_factory=dict)
    last: str = ""
    end: int = 0


def field_kind(line: str) -> str | None:
    """Return the kind of header field that a stripped line starts, e.g. ``from``, else None."""
    label = _LABEL.match(line)
    return _KINDS.get(label.group(1).strip("*_ \t").lower()) if label else None


def _value(line: str) -> str:
    label = _LABEL.match(line)
    return line[label.end() :] if label else line


def find_address(text: str) -> str | None:
    """Return the first addr-spec in ``text`` in lower case."""
    match = _ADDRESS.search(text[:MAX_FIELD_CHARACTERS]) if "@" in text else None
    return match.group().lower().lstrip("'") if match else None


def clean_name(text: str) -> str:
    """Return the name of a written mailbox: without address, quotes, brackets or Notes route."""
    name = text[:MAX_FIELD_CHARACTERS]
    for bracket in ("<", "[", "(mailto:", "&lt;"):
        name = name.partition(bracket)[0] or name
    name = name.partition(" On Behalf Of ")[2] or name
    name = name.replace('"', "").replace("*", "").strip(" \t,，、;:'<>()")
    if "@" in name or "/" in name:
        name = _NOTES_ROUTE.sub("", name).strip() if not _ADDRESS.fullmatch(name) else name
    return " ".join(name.split())


def read_header_block(lines: Sequence[str], at: int, *, marked: bool = False) -> HeaderBlock | None:
    """Read the header fields that start at the stripped line ``at``.

    Args:
        lines: Stripped of quotation marks and white space.
        at: A line of which `field_kind` is not None.
        marked: A line such as ``-----Original Message-----`` stands above, so less proof is asked.

    Returns:
        None if it is not a header block.
    """
    fields = _read_fields(lines, at)
    values = fields.values
    kinds = len(_CORE & values.keys())
    if kinds < (2 if marked else 3) or ("from" not in values and not marked):
        return None
    sender = values.get("from", "")
    sent = None
    if "date" in values:
        written = find_wall_time(" ".join(values["date"].split()))
        sent = written.sent if written else None
    if sent is None and "date" not in values and sender:
        written = find_wall_time(sender)
        if written is not None:
            sent, sender = written.sent, sender[: written.start].removesuffix(" on ")
    if not marked and "subject" not in values and sent is None and "@" not in sender:
        return None
    return HeaderBlock(
        end=fields.end,
        author=clean_name(sender),
        address=find_address(sender),
        sent=sent,
        subject=_clean(values["subject"]) if "subject" in values else None,
        start=at,
        dispatched="to" in values and _CLOCK.search(values.get("date", sender)) is not None,
    )


def _clean(text: str) -> str:
    return " ".join(text.strip("* \t").split())


def _read_fields(lines: Sequence[str], at: int) -> _Fields:
    fields = _Fields(end=at)
    stop = min(len(lines), at + MAX_BLOCK_LINES)
    i = at
    blanks = 0
    while i < stop:
        line = lines[i]
        if not line:
            blanks += 1
            if blanks > 3 or fields.values.keys() >= _CORE:
                break
            i += 1
            continue
        kind = field_kind(line)
        if kind is None:
            if blanks or not _continues(lines, i, stop, fields):
                break
            fields.values[fields.last] += " " + line[:MAX_FIELD_CHARACTERS]
        else:
            if kind in fields.values and kind != "other":
                break
            if blanks and fields.last == "subject" and kind == "other":
                break
            fields.values[kind] = _value(line).strip("* \t")[:MAX_FIELD_CHARACTERS]
            fields.last = kind
        blanks = 0
        i += 1
        fields.end = i
    return fields


def _continues(lines: Sequence[str], at: int, stop: int, fields: _Fields) -> bool:
    """Tell whether the line wraps the field above: another field follows without a blank line."""
    if fields.last == "subject" and len(fields.values["subject"]) > 50:
        return at + 1 >= len(lines) or not lines[at + 1] or field_kind(lines[at + 1]) is not None
    if fields.last == "other":
        return False
    if fields.last in ("to", "cc") and (lines[at][-1] in ";,>" or "@" in lines[at]):
        return True
    for i in range(at + 1, min(stop, at + 12)):
        if not lines[i]:
            # Notes leaves a blank line before the subject.
            return fields.last in ("to", "cc") and any(
                field_kind(line) == "subject" for line in lines[i + 1 : i + 3]
            )
        kind = field_kind(lines[i])
        if kind is not None:
            return kind not in fields.values or kind == "other"
    return False


def is_notes_date(lines: Sequence[str], at: int) -> bool:
    """Tell whether the non-empty line ``at`` ends as the first lines of a Notes quotation do."""
    line, _ = _notes_head(lines, at)
    return (
        len(line) < 200
        and (line[-1].isdigit() or line[-1] in "MT")
        and _NOTES_DATE.search(line, max(0, len(line) - 40)) is not None
    )


def _notes_head(lines: Sequence[str], at: int) -> tuple[str, int]:
    """Return the line with what was wrapped of it onto the line above, and where it begins."""
    line = lines[at]
    if at and line[0].isdigit() and line[-1] == "M" and _NOTES_CLOCK.fullmatch(line):
        return f"{lines[at - 1]} {line}", at - 1
    return line, at


def read_notes_block(lines: Sequence[str], at: int) -> HeaderBlock | None:
    """Read the Lotus Notes header of which the line ``at`` ends with date and time.

    Forms: ``Name`` above ``12/07/2000 06:31 AM``, ``From: Name  11/13/2000 07:51 AM``,
    ``name@host on 05/07/2001 01:20:04 PM``, also wrapped before the time; then, after at most a few
    lines, ``To:``.
    """
    line, start = _notes_head(lines, at)
    match = _NOTES_DATE.search(line, max(0, len(line) - 40))
    written = find_wall_time(" ".join(line[match.start() :].split())) if match else None
    if match is None or written is None:
        return None
    stop = min(len(lines), at + _MAX_NOTES_LINES)
    to = next((i for i in range(at + 1, stop) if field_kind(lines[i]) in ("to", "subject")), None)
    if to is None or any(len(lines[i]) > 100 for i in range(at + 1, to)):
        return None
    fields = _read_fields(lines, to)
    if len({"to", "cc", "subject"} & fields.values.keys()) < 2:
        return None
    name = line[: match.start()].strip()
    name = name.removesuffix(" on") if name != "on" else ""
    if field_kind(name) == "from":
        name = _value(name)
        start = _letterhead(lines, at)
    elif not name:
        start, name = _name_above(lines, at)
    elif "From:" in name:
        name = name.partition("From:")[2]
    return HeaderBlock(
        end=fields.end,
        author=clean_name(name),
        address=find_address(name),
        sent=written.sent,
        subject=_clean(fields.values["subject"]) if "subject" in fields.values else None,
        start=start,
    )


def _name_above(lines: Sequence[str], at: int) -> tuple[int, str]:
    start, name = at, ""
    for i in range(at - 1, max(-1, at - 5), -1):
        line = lines[i]
        if not line:
            if name:
                break
            continue
        if not _looks_like_sender(line):
            break
        start, name = i, line
        if not line.startswith("Sent by:"):
            break
    if name.startswith("Sent by:"):
        name = name.partition(":")[2]
    if field_kind(name) == "from":
        name = name.partition(":")[2]
    return start, name


def _looks_like_sender(line: str) -> bool:
    words = line.split()
    return (
        len(line) <= 70
        and len(words) <= 7
        and line[-1] not in ".!?,:"
        and ("@" in line or line.startswith("Sent by:") or words[0][0].isupper())
        and (len(words) > 1 or "@" in line)
    )


def _letterhead(lines: Sequence[str], at: int) -> int:
    """Return the line of the company's name that Notes puts above the header, else ``at``."""
    for i in range(at - 1, max(-1, at - 4), -1):
        line = lines[i]
        if line:
            found = len(line) < 60 and (has_legal_form(line[-10:]) or line.endswith("Services"))
            return i if found else at
    return at
