"""Decoded text parts to plain lines: HTML (RFC 1866 and its heirs) and format=flowed (RFC 3676)."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_TEXT = 1 << 16
"""Characters of a text that are kept."""
MAX_HTML = 1 << 17
"""Characters of HTML that are read."""
_MAX_NODES = 50_000
_MAX_UNCLOSED = 5000
_MAX_QUOTE_DEPTH = 20
_MAX_DESCENT = 20

_DROPPED = frozenset(
    {
        "head", "style", "script", "title", "meta", "link", "noscript", "template", "object",
        "iframe", "svg", "math", "select", "textarea", "button", "audio", "video", "canvas",
        "base", "area", "map",
    }
)  # fmt: skip
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr",
        "html", "li", "main", "nav", "ol", "pre", "section", "summary", "table", "tbody", "tfoot",
        "thead", "tr", "ul",
    }
)  # fmt: skip
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
_CELLS = frozenset({"td", "th"})
_BULLET = "- "
_WORD_LINE = "p.Mso"
"""Word's paragraph without margins: one line of text."""
_BLANK = re.compile(r"[^\S\n]+")
_TAG = re.compile(r"<[^<>]*+>")
_FOLD = re.compile(r"\s+")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|max-height\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
# a zero-width non-joiner belongs to Persian words, but pads preheaders
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u034f\u115f]+|(?<![^\\W\\d_])\u200c+")
_ENCODED = re.compile("(?:=[0-9A-F]{2})+")
_MIN_SOFT_BREAKS = 2
_SOFT_BREAK_AT = (72, 78)
"""Lengths of the lines that encoders break: the standard allows 76."""
_OUTLOOK_RULE = re.compile(r"border-top\s*:\s*solid\s+#[0-9A-F]{6}\s+1\.0pt", re.IGNORECASE)
_FIELD = re.compile(r"\s*[^\W\d_][^\n:：<>@]{1,24}[:：]")
_REPLY_MARKER = "-----Original Message-----"
"""Stands for the rule above the message that Outlook quotes, whatever its language."""
_SIGNATURES = ("gmail_signature", "moz-signature", "Signature", "ms-outlook-mobile-signature")
_DELIMITERS = ("--", "—", "––")
_HIDES = ("none", "hidden", "mso-hide", "max-height")


class _Lines:
    """Collects words into lines behind the marks of the quotation they stand in."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0
        self._words: list[str] = []
        self._blank = True

    @property
    def at_bullet(self) -> bool:
        """Nothing but the mark of a list item stands in the line."""
        return self._words == [_BULLET]

    @property
    def last(self) -> str:
        """The last line that is not blank, without quotation marks."""
        filled = (line.strip("> ") for line in reversed(self.lines[-3:]))
        return next((line for line in filled if line), "")

    def write(self, text: str) -> None:
        self._words.append(text)

    def end_line(self, *, always: bool = False) -> None:
        """Close the line; an empty one only ``always``."""
        line = _BLANK.sub(" ", "".join(self._words)).strip()
        self._words.clear()
        if line:
            self._add(line)
        elif always:
            self.blank_line()

    def blank_line(self) -> None:
        """Leave one blank line, never two."""
        if not self._blank:
            self._add("")

    def write_lines(self, text: str) -> None:
        """Write preformatted text."""
        head, *rest = text.split("\n")
        self.write(head)
        for line in rest:
            self.end_line(always=True)
            self.write(line)

    def _add(self, line: str) -> None:
        mark = ">" * min(self.depth, _MAX_QUOTE_DEPTH)
        self.lines.append(f"{mark} {line}" if mark and line else mark or line)
        self._blank = not line


def html_to_text(html: str) -> str:
    """Return what a reader sees of an HTML part, line by line.

    Blocks and ``<br>`` end lines, ``<blockquote>`` becomes ``> `` as in plain mail, cells stand
    apart by a space, links give their text alone. What is not shown (style, script, hidden
    preheaders, invisible characters) is dropped.
    """
    html = html[:MAX_HTML]
    lowered = html.lower()
    unclosed = lowered.count("<") - 2 * lowered.count("</")
    if unclosed - lowered.count("<br") - lowered.count("<img") > _MAX_UNCLOSED:
        # lexbor takes quadratic time in the depth of nesting
        return unescape(_TAG.sub("\n", html))
    hides = any(word in lowered for word in _HIDES)
    tree = LexborHTMLParser(html)
    root = tree.body or tree.root
    lines = _Lines()
    if root is not None:
        _walk(root, lines, hides=hides, word="mso" in lowered)
    lines.end_line()
    text = "\n".join(lines.lines).strip("\n")
    return _INVISIBLE.sub("", text)


def _walk(root: LexborNode, lines: _Lines, *, hides: bool, word: bool) -> None:
    # a loop, as hostile mail nests deeper than any stack
    node: LexborNode | None = root
    stack: list[tuple[LexborNode, str]] = []
    pre = 0
    for _ in range(_MAX_NODES):
        child: LexborNode | None = None
        if node is None:
            if not stack:
                return
            closed, tag = stack.pop()
            pre -= tag == "pre"
            _close(tag, lines)
            node = closed.next if stack else None
            continue
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            if pre:
                lines.write_lines(text)
            else:
                lines.write(_FOLD.sub(" ", text))
        elif tag in {"br", "hr"}:
            lines.end_line(always=tag == "br")
        elif tag and tag[0] not in "-!" and tag not in _DROPPED and not (hides and _hidden(node)):
            if tag == "div":
                _mark(node, lines)
            if word and tag == "p" and "Mso" in (node.attributes.get("class") or ""):
                tag = _WORD_LINE
            _open(tag, lines)
            pre += tag == "pre"
            stack.append((node, tag))
            child = node.child
            node = child
            continue
        if not stack:
            return
        node = node.next
    while stack:
        _close(stack.pop()[1], lines)


def _mark(node: LexborNode, lines: _Lines) -> None:
    """Write the line that plain mail has where this element begins a quotation or a signature."""
    attributes = node.attributes
    name = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    style = attributes.get("style") or ""
    if "divRplyFwdMsg" in name or (
        "border" in style and _OUTLOOK_RULE.search(style) and _FIELD.match(_first_text(node))
    ):
        lines.end_line()
        lines.write(_REPLY_MARKER)
        lines.end_line()
    elif name.strip() and any(mark in name.split() for mark in _SIGNATURES):
        lines.end_line()
        if lines.last not in _DELIMITERS:
            lines.write("-- ")
            lines.end_line()


def _first_text(node: LexborNode) -> str:
    at: LexborNode | None = node.child
    for _ in range(_MAX_DESCENT):
        if at is None:
            break
        text = (at.text_content or "")[:100] if at.tag == "-text" else ""
        if text.strip():
            return text
        at = at.child or at.next
    return ""


def _open(tag: str, lines: _Lines) -> None:
    if lines.at_bullet and tag in {"p", "div", _WORD_LINE}:
        return
    if tag in _SPACED:
        lines.end_line()
        lines.blank_line()
    elif tag == _WORD_LINE:
        lines.end_line()
    elif tag in _BLOCKS:
        lines.end_line()
        if tag == "blockquote":
            lines.depth += 1
        elif tag == "li":
            lines.write(_BULLET)
    elif tag in _CELLS:
        lines.write(" ")


def _close(tag: str, lines: _Lines) -> None:
    if tag in _SPACED:
        lines.end_line()
        lines.blank_line()
    elif tag == _WORD_LINE:
        lines.end_line(always=True)
    elif tag in _BLOCKS:
        lines.end_line()
        if tag == "blockquote":
            lines.depth -= 1


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def unquote_printable(text: str) -> str:
    """Decode the quoted-printable (RFC 2045 section 6.7) that a gateway left in a text.

    Without two soft line breaks where encoders put them the text is returned as it is.

    Args:
        text: With LF line ends.
    """
    if text.count("=\n") < _MIN_SOFT_BREAKS:
        return text
    lines = text.split("\n")
    if sum(map(_is_broken, lines)) < _MIN_SOFT_BREAKS:
        return text
    joined = "".join(line[:-1] if _is_broken(line) else line + "\n" for line in lines)
    return _ENCODED.sub(_decoded, joined)


def _is_broken(line: str) -> bool:
    return _SOFT_BREAK_AT[0] <= len(line) <= _SOFT_BREAK_AT[1] and line[-1] == "=" != line[-2]


def _decoded(match: re.Match[str]) -> str:
    octets = bytes.fromhex(match.group().replace("=", ""))
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def unflow(text: str, *, del_sp: bool = False) -> str:
    """Join the soft line breaks of format=flowed (RFC 3676 section 4.1).

    Args:
        text: With LF line ends.
        del_sp: The DelSp parameter: the space that marks a soft break is no part of the text.
    """
    return "\n".join(_iter_unflowed(text.split("\n"), del_sp=del_sp))


def _iter_unflowed(lines: Iterable[str], *, del_sp: bool) -> Iterable[str]:
    paragraph: list[str] = []
    depth = -1
    for line in lines:
        bare = line.lstrip(">")
        marks = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        signature = bare == "-- "
        if paragraph and (marks != depth or signature):
            yield _quote(paragraph, depth)
            paragraph = []
        depth = marks
        if bare.endswith(" ") and not signature:
            paragraph.append(bare[:-1] if del_sp else bare)
            continue
        yield _quote([*paragraph, bare], depth)
        paragraph = []
    if paragraph:
        yield _quote(paragraph, depth)


def _quote(paragraph: list[str], depth: int) -> str:
    text = "".join(paragraph)
    return f"{'>' * depth} {text}" if depth else text
