"""What an IMAP server answered: FETCH, LIST and SEARCH data to plain values (RFC 9051 section 7).

One answer is read at a time and with bounded depth, so that a malformed one costs its own message
and not the batch it came in. Only what a server can be trusted for is an error here; what is
missing is for the caller to find.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Node = bytes | None | list["Node"]
"""A string or atom, NIL, or a parenthesised list."""

Record = bytes | tuple[bytes, bytes]
"""A line as `imaplib` gives it, or the start of a line and the literal that follows it."""

DEPTH_CAP = 100

_TOKEN = re.compile(
    rb"[ \t]*(?:"
    rb"([()])"
    rb'|"([^"\\]*(?:\\.[^"\\]*)*)"'
    rb"|(~?\{\d+\+?\}\Z)"
    rb'|([^ \t()"\[{]*\[[^\]]*\][^ \t()"\[{]*|[^ \t()"\[{]+)'
    # Whatever is left matches too, so that the search never runs ahead from a position in vain.
    rb"|(.)"
    rb")",
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_LIST_LINE = re.compile(rb'\(([^()]*)\) +(?:"((?:[^"\\]|\\.)*)"|NIL) +(.*)', re.DOTALL)
_INTERNAL_DATE = re.compile(
    rb" ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        b"jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}


class BadAnswer(ValueError):
    """One answer breaks the grammar."""


@dataclass(frozen=True, slots=True)
class ListedMailbox:
    """One LIST answer.

    Attributes:
        attributes: Lower case, with their backslash.
        delimiter: Of the hierarchy, or empty.
        handle: The name as it must be sent back, one character a byte.
    """

    attributes: frozenset[str]
    delimiter: str
    handle: str


def split_records(records: Iterable[Record | None]) -> Iterator[list[Record]]:
    """Group the records of `imaplib` into answers: literals go with the line that ends them."""
    answer: list[Record] = []
    for record in records:
        if record is None:
            continue
        answer.append(record)
        if isinstance(record, bytes):
            yield answer
            answer = []


def parse_nodes(answer: Sequence[Record]) -> list[Node]:
    """Read the values of one answer.

    Raises:
        BadAnswer: Parentheses or quotes do not match, or lists lie deeper than `DEPTH_CAP`.
    """
    top: list[Node] = []
    open_lists = [top]
    for record in answer:
        text, literal = record if isinstance(record, tuple) else (record, b"")
        for token in _TOKEN.finditer(text):
            kind = token.lastindex
            if kind == 1:
                if token[1] == b"(":
                    if len(open_lists) > DEPTH_CAP:
                        raise BadAnswer("lists beyond all depth")
                    inner: list[Node] = []
                    open_lists[-1].append(inner)
                    open_lists.append(inner)
                else:
                    open_lists.pop()
                    if not open_lists:
                        raise BadAnswer("a parenthesis closes what was not open")
            elif kind == 2:
                value = token[2]
                open_lists[-1].append(_ESCAPED.sub(rb"\1", value) if b"\\" in value else value)
            elif kind == 3:
                open_lists[-1].append(literal)
            elif kind == 4:
                value = token[4]
                open_lists[-1].append(None if value.upper() == b"NIL" else value)
            elif token[5] not in b" \t":
                raise BadAnswer("a character that no value starts with")
    if len(open_lists) != 1:
        raise BadAnswer("a parenthesis is not closed")
    return top


def parse_fetch(answer: Sequence[Record]) -> tuple[int, dict[bytes, Node]] | None:
    """Read one FETCH answer.

    Returns:
        The UID and the fields by upper-case name, the origin of a partial (``<0>``) taken off; or
        None if it names no UID, as news of flags do.

    Raises:
        BadAnswer: It breaks the grammar.
    """
    nodes = parse_nodes(answer)
    values = nodes[1] if len(nodes) > 1 else None
    if not isinstance(values, list):
        raise BadAnswer("no list of fields")
    fields: dict[bytes, Node] = {}
    for name, value in zip(values[::2], values[1::2], strict=False):
        if isinstance(name, bytes):
            fields[name.upper().removesuffix(b"<0>")] = value
    uid = parse_number(fields.get(b"UID"))
    return None if uid is None else (uid, fields)


def parse_fetches(records: Iterable[Record | None]) -> dict[int, dict[bytes, Node]]:
    """Read all FETCH answers that can be read, by UID; those that cannot be are left out."""
    found: dict[int, dict[bytes, Node]] = {}
    for answer in split_records(records):
        try:
            parsed = parse_fetch(answer)
        except BadAnswer:
            continue
        if parsed is not None:
            found.setdefault(parsed[0], {}).update(parsed[1])
    return found


def parse_uids(records: Iterable[Record | None]) -> set[int]:
    """Read the numbers of SEARCH answers, however many lines they came in."""
    uids: set[int] = set()
    for record in records:
        if isinstance(record, bytes):
            # What follows a parenthesis is MODSEQ (RFC 7162 section 3.1.5).
            numbers = record.partition(b"(")[0].split()
            uids.update(int(number) for number in numbers if _is_number(number))
    return uids


def parse_list(records: Iterable[Record | None]) -> list[ListedMailbox]:
    """Read LIST answers; lines that are none are left out."""
    mailboxes: list[ListedMailbox] = []
    for answer in split_records(records):
        first = answer[0]
        text, literal = first if isinstance(first, tuple) else (first, None)
        line = _LIST_LINE.match(text)
        if line is None:
            continue
        name = line[3].strip() if literal is None else literal
        if literal is None and len(name) >= 2 and name[:1] == name[-1:] == b'"':
            name = _ESCAPED.sub(rb"\1", name[1:-1])
        attributes = frozenset(line[1].decode("latin-1").lower().split())
        delimiter = _ESCAPED.sub(rb"\1", line[2] or b"").decode("latin-1")
        mailboxes.append(ListedMailbox(attributes, delimiter, name.decode("latin-1")))
    return mailboxes


def parse_number(node: Node) -> int | None:
    """Read a number of RFC 9051, below 2^63, or None if it is not one."""
    return int(node) if isinstance(node, bytes) and _is_number(node) else None


def parse_internal_date(fields: Mapping[bytes, Node]) -> datetime | None:
    """Read INTERNALDATE in UTC, or None if there is none that a calendar has."""
    value = fields.get(b"INTERNALDATE")
    match = _INTERNAL_DATE.fullmatch(value) if isinstance(value, bytes) else None
    if match is None or match[2].lower() not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(match[group]) for group in (1, 3, 4, 5, 6))
    offset = timedelta(hours=int(match[8]), minutes=int(match[9]))
    try:
        zone = timezone(-offset if match[7] == b"-" else offset)
        wall = datetime(year, _MONTHS[match[2].lower()], day, hour, minute, second, tzinfo=zone)
        return wall.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _is_number(text: bytes) -> bool:
    return text.isdigit() and len(text) < 19
