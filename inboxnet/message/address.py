"""Address lists by the grammar of RFC 5322 section 3.4 and 4.4, strict where it matters.

An address is given only where the text can mean no other: ``alice@example.org)bob@evil.com`` is
nobody's address (CVE-2023-27043). What many mailers write wrongly but clearly is mended and a
defect tells: an unquoted comma in a name, a missing bracket, apostrophes around an address.
One pass over the tokens; time is linear in the length of the field.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from inboxnet.message.header import decode_words
from inboxnet.message.model import Address

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_RECIPIENTS = 2000
_MAX_BODY = 1 << 18
_MAX_NAME = 256
_MAX_ADDR_SPEC = 1000
_MAX_NAME_PARTS = 3
_MAX_COMMENT_DEPTH = 100
_ADDR_SPEC_KINDS = frozenset({"atom", "quoted", "literal", "@"})

# the form of nearly all mail: name <local@domain> or local@domain, no quoting inside
_ATEXT = r'[^\s"(),:;<>@\[\]\\\x00-\x1f\x7f\x80-\U0010ffff]'
_COMMON = re.compile(
    rf"[ \t]*+(?:"
    rf'(?:"([^"\\]*+)"[ \t]*+|([^"(),:;<>@\[\]\\]*+))<({_ATEXT}++@[A-Za-z0-9.-]++)>'
    rf"|({_ATEXT}++@[A-Za-z0-9.-]++)"
    rf")[ \t]*+(?:,|\Z)"
)
_TOKEN = re.compile(r'\s++|[^\s"(),:;<>@\[\]\\]++|.', re.DOTALL)
_DOMAIN = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_DOT_ATOM = re.compile(r"[^\s\"(),:;<>@\[\]\\]+")
_COMMENT_MARK = re.compile(r"\\.|[()]", re.DOTALL)
_SPACE = re.compile(r"\s+")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)

Token = tuple[str, str]
"""Kind (``atom quoted comment literal space`` or the special itself) and text."""


def parse_address_list(
    bodies: Sequence[str], defects: list[str], *, limit: int = MAX_RECIPIENTS
) -> tuple[Address, ...]:
    """Parse the bodies of an address field, e.g. of all To fields of a message.

    Groups give their members, routes and comments are dropped, the same address twice counts once.

    Args:
        bodies: Unfolded, encoded words not yet decoded.
        defects: Receives tokens that begin with ``address-``, and ``recipients-capped``.
        limit: At most so many addresses are read.

    Returns:
        Addresses in order.
    """
    found: dict[str, Address] = {}
    for whole in bodies:
        body = whole
        if len(body) > _MAX_BODY:
            body = body[:_MAX_BODY].rpartition(",")[0]
            defects.append("recipients-capped")
        position, length = 0, len(body)
        while position < length and len(found) < limit:
            item = _COMMON.match(body, position)
            if item is None:
                _parse_hard(body[position:], found, defects, limit)
                break
            quoted, phrase, angle, bare = item.groups()
            _add(found, quoted or phrase or "", angle or bare, defects)
            position = item.end()
    if len(found) >= limit:
        defects.append("recipients-capped")
    return tuple(found.values())


def _add(found: dict[str, Address], name: str, addr_spec: str, defects: list[str]) -> None:
    known = _normalise(addr_spec)
    defects.extend(known[1])
    if known[0] and (known[0] not in found or not found[known[0]].display_name):
        display_name = _display_name(name, addr_spec, defects) if name else ""
        found[known[0]] = Address(known[0], display_name)


@lru_cache(maxsize=65536)
def _normalise(addr_spec: str) -> tuple[str, tuple[str, ...]]:
    """Return the canonical addr-spec ('' if it is none) and defects."""
    if _is_x500(addr_spec):
        return addr_spec[:_MAX_ADDR_SPEC].lower(), ("address-x500",)
    local, at, domain = addr_spec.rpartition("@")
    defects: tuple[str, ...] = ()
    # control and bidi characters would make it look like another
    if not at or len(addr_spec) > _MAX_ADDR_SPEC or not addr_spec.isprintable():
        return "", ("address-invalid",)
    if local.startswith('"'):
        bare = _ESCAPED.sub(r"\1", local[1:-1])
        if _DOT_ATOM.fullmatch(bare):
            local = bare
    # Outlook and PST exports write 'me@example.org' with the apostrophes in the address
    if local.startswith("'") or domain.endswith("'"):
        local, domain = local.strip("'"), domain.strip("'")
        defects = ("address-apostrophe",)
    domain = domain.rstrip(".").lower()
    if not local or not domain:
        return "", ("address-invalid",)
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii").lower()
        except (UnicodeError, ValueError):
            return f"{local.lower()}@{domain}", (*defects, "address-domain")
    if not domain.startswith("[") and not _DOMAIN.fullmatch(domain):
        defects = (*defects, "address-domain")
    return f"{local.lower()}@{domain}", defects


def _display_name(name: str, addr_spec: str, defects: list[str]) -> str:
    name = _SPACE.sub(" ", decode_words(name, defects)).strip()
    while len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return "" if name.lower() == addr_spec.lower().strip("'") else name[:_MAX_NAME].rstrip()


def _parse_hard(body: str, found: dict[str, Address], defects: list[str], limit: int) -> None:
    waiting: list[list[Token]] = []  # words without an address: perhaps a name cut at its comma
    for separator, element in _split(_tokenise(body, defects)):
        if len(found) >= limit:
            return
        if not any(kind in {"<", "@"} or _is_x500(text) for kind, text in element):
            waiting.append(element)
            if separator != "," or len(waiting) > _MAX_NAME_PARTS:
                _give_up(waiting, defects)
            continue
        name: list[Token] = []
        if any(kind == "<" for kind, _ in element):
            for part in waiting:
                name += [*part, ("atom", ",")]
        else:
            _give_up(waiting, defects)
        if any(kind in {"atom", "quoted"} and text != "," for kind, text in name):
            defects.append("address-unquoted-comma")
            element[:0] = name
        waiting.clear()
        mailbox = _parse_mailbox(element, defects)
        if mailbox is None:
            defects.append("address-invalid")
        else:
            _add(found, *mailbox, defects)
    _give_up(waiting, defects)


def _give_up(waiting: list[list[Token]], defects: list[str]) -> None:
    if any(kind in {"atom", "quoted"} for part in waiting for kind, _ in part):
        defects.append("address-missing")
    waiting.clear()


def _is_x500(text: str) -> bool:
    return text[:3].lower() == "/o="


def _tokenise(body: str, defects: list[str]) -> list[Token]:
    tokens: list[Token] = []
    position, length = 0, len(body)
    unclosed: set[str] = set()  # what has no end further on: not looked for twice
    while position < length:
        char = body[position]
        if char in '"([' and char not in unclosed:
            end = _END_OF[char](body, position)
            if end:
                kind = _KIND_OF[char]
                inner = body[position + 1 : end - 1]
                tokens.append((kind, inner if kind == "comment" else body[position:end]))
                position = end
                continue
            unclosed.add(char)
            defects.append("address-unclosed")
        match = _TOKEN.match(body, position)
        assert match is not None
        text = match[0]
        kind = "space" if text.isspace() else "atom"
        tokens.append((text if text in _SPECIALS else kind, text))
        position = match.end()
    return tokens


def _end_of_quoted(body: str, start: int) -> int:
    position = start + 1
    while True:
        quote = body.find('"', position)
        if quote < 0:
            return 0
        backslash = body.find("\\", position, quote)
        if backslash < 0:
            return quote + 1
        position = backslash + 2


def _end_of_comment(body: str, start: int) -> int:
    depth = 0
    for mark in _COMMENT_MARK.finditer(body, start):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if depth == 0 and mark[0] == ")":
            return mark.end()
        if depth > _MAX_COMMENT_DEPTH:
            return 0
    return 0


def _end_of_literal(body: str, start: int) -> int:
    end = body.find("]", start)
    return end + 1


_END_OF = {'"': _end_of_quoted, "(": _end_of_comment, "[": _end_of_literal}
_KIND_OF = {'"': "quoted", "(": "comment", "[": "literal"}
_SPECIALS = frozenset('"(),:;<>@[]\\')


def _split(tokens: list[Token]) -> list[tuple[str, list[Token]]]:
    """Cut at commas and semicolons; the name of a group is dropped."""
    elements: list[tuple[str, list[Token]]] = []
    element: list[Token] = []
    angle = route = False
    for token in tokens:
        kind = token[0]
        if angle:
            # a bracket that is never closed ends at the comma, unless that is one of a route
            if not route and kind == "@" and element[-1][0] == "<":
                route = True
            if kind == ">" or (kind == "," and not route) or kind == ";":
                angle = False
            if kind == ":":
                route = False
        elif kind == "<":
            angle, route = True, False
        elif kind == ":" and not any(k == "@" for k, _ in element):
            element = []
            continue
        if not angle and kind in {",", ";"}:
            elements.append((kind, element))
            element = []
        else:
            element.append(token)
    elements.append(("", element))
    return elements


def _parse_mailbox(element: list[Token], defects: list[str]) -> tuple[str, str] | None:
    """Return the raw name and the addr-spec, or None where the text is not clearly one."""
    kinds = [kind for kind, _ in element]
    comments = [text for kind, text in element if kind == "comment"]
    if "<" not in kinds:
        words = [token for token in element if token[0] != "comment"]
        addr_spec = _join_addr_spec(words)
        if addr_spec is None:
            return _find_bare(words, defects)
        return " ".join(comments), addr_spec
    opened = kinds.index("<")
    closed = kinds.index(">", opened) if ">" in kinds[opened:] else len(kinds)
    if closed == len(kinds):
        defects.append("address-unclosed")
    angle = element[opened + 1 : closed]
    if [text.lower() for _, text in angle[:2]] == ["mailto", ":"]:
        angle = angle[2:]
    if any(kind == ":" for kind, _ in angle) and angle[0][0] == "@":
        last = len(angle) - 1 - [kind for kind, _ in angle][::-1].index(":")
        angle = angle[last + 1 :]
    addr_spec = _join_addr_spec([token for token in angle if token[0] != "comment"])
    if addr_spec is None:
        return None
    behind = [token for token in element[closed + 1 :] if token[0] not in {"space", "comment"}]
    before = element[:opened]
    if any(kind in {"(", ")", "<", ">"} for kind, _ in chain(before, behind)):
        return None
    if any(kind == "@" for kind, _ in behind):
        return None
    if behind or any(kind in {"@", ":", "[", "]", "\\"} for kind, _ in before):
        defects.append("address-phrase")
    name = "".join(
        _ESCAPED.sub(r"\1", text[1:-1]) if kind == "quoted" else text
        for kind, text in before
        if kind != "comment"
    )
    return name.strip() or " ".join(comments), addr_spec


def _join_addr_spec(tokens: list[Token]) -> str | None:
    """Return ``local@domain`` if the tokens are that and nothing else.

    White space may only stand around ``@`` and the dots (obs-local-part, obs-domain).
    """
    if any(_is_x500(text) for _, text in tokens):
        return "".join(text for _, text in tokens).strip()
    parts: list[str] = []
    kinds: list[str] = []
    gap = False
    for kind, text in tokens:
        if kind == "space":
            gap = True
            continue
        if kind not in _ADDR_SPEC_KINDS:
            return None
        if gap and parts and not (parts[-1][-1:] in {"@", "."} or text[0] in "@."):
            return None
        gap = False
        parts.append(text)
        kinds.append(kind)
    if kinds.count("@") != 1:
        return None
    local, domain = kinds[: kinds.index("@")], kinds[kinds.index("@") + 1 :]
    if not local or not domain or "literal" in local or "quoted" in domain:
        return None
    if "literal" in domain and (len(domain) > 1 or "@" in parts[-1]):
        return None
    return "".join(parts)


def _find_bare(tokens: list[Token], defects: list[str]) -> tuple[str, str] | None:
    """Find the one address among plain words: ``John Smith john@example.org``."""
    kinds = [kind for kind, _ in tokens]
    if kinds.count("@") != 1 or not {"atom", "quoted", "space", "@"}.issuperset(kinds):
        return None
    at = kinds.index("@")
    if kinds[at - 1 : at] != ["atom"] or kinds[at + 1 : at + 2] != ["atom"]:
        return None
    if at > 1 and kinds[at - 2] != "space":
        return None
    if at + 2 < len(kinds) and kinds[at + 2] != "space":
        return None
    defects.append("address-phrase")
    words = [text.strip('"') for kind, text in tokens[: at - 1] + tokens[at + 2 :]]
    return "".join(words).strip(), "".join(text for _, text in tokens[at - 1 : at + 2])
