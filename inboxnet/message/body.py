"""The zones of a text body: the author's own words, quotations, signature.

A line scanner: each line is looked at a bounded number of times and on at most
`inboxnet.message.attribution.MAX_LINE_CHARACTERS` characters, so time is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from inboxnet.message.attribution import MAX_LINE_CHARACTERS, Attribution, find_attribution
from inboxnet.message.model import Body, QuotedBlock
from inboxnet.message.notes_columns import unfold_columns
from inboxnet.message.signature import split_signature
from inboxnet.message.signature_words import reads_as_prose
from inboxnet.message.text import unquote_printable

MAX_CHARACTERS = 65_536
MAX_BLOCKS = 32
OPENING_CHARACTERS = 120
_MAX_LISTED = 30
_MAX_LISTED_CHARACTERS = 60

_POINTS_BELOW = re.compile(
    r"\b(?:below|in ?line|inside|between|underneath|beneath|in (?:red|blue|green|caps|bold)|unten"
    r"|(?:dar)?unter|zwischen|inline|ci-dessous|plus bas|dessous|entre|abajo|debajo|m[aá]s abajo"
    r"|sotto|qui sotto|onder|hieronder|tussen|abaixo|nedan|nedenfor|poni[zż]ej)\b",
    re.IGNORECASE,
)
_BIDI_CONTROLS = (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_INVISIBLE = {0x200B: None, 0xFEFF: None, 0xA0: " ", 0x202F: " ", **dict.fromkeys(_BIDI_CONTROLS)}


def split_body(text: str, *, author: str = "") -> Body:
    """Split a decoded plain text into its zones.

    Args:
        text: Any line ends; what is beyond `MAX_CHARACTERS` is left out.
        author: The display name of From: a last line that is this name, or its first name, then
            counts as signature.

    Returns:
        Answers between quoted lines are own words. ``quoted`` has at most `MAX_BLOCKS` blocks in
        the order of the text, which for answers above the quotation is nearest first.
    """
    text = text[:MAX_CHARACTERS]
    if not text.isascii():
        text = text.translate(_INVISIBLE)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    scanner = _Scanner(unfold_columns(unquote_printable(text).split("\n")))
    scanner.run()
    zones = split_signature(scanner.own_lines(), author=author)
    return Body(
        own=zones.own,
        signature=zones.signature,
        quoted=tuple(block.build() for block in scanner.blocks),
        forwarded=scanner.forwarded,
    )


@dataclass(slots=True)
class _Block:
    attribution: Attribution | None
    depth: int
    words: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, line: str) -> None:
        if self.size < OPENING_CHARACTERS and line:
            self.words.append(line[:OPENING_CHARACTERS])
            self.size += len(line) + 1

    def build(self) -> QuotedBlock:
        said = self.attribution
        opening = " ".join(" ".join(self.words).lower().split())[:OPENING_CHARACTERS].rstrip()
        if said is None:
            return QuotedBlock("", None, None, None, opening)
        return QuotedBlock(said.author, said.address, said.sent, said.subject, opening)


class _Scanner:
    def __init__(self, lines: list[str]) -> None:
        self.raw = lines
        self.bare = [line.strip() for line in lines]
        self.depths = [0] * len(lines)
        for i, bare in enumerate(self.bare):
            if bare and bare[0] == ">":
                if bare.startswith(">From ") and not self._beside_quotation(i):
                    # An mbox writer escaped it (RFC 4155): no quotation.
                    self.raw[i] = self.bare[i] = bare[1:]
                    continue
                if lines[i].startswith(("    ", "\t")):
                    # Code, or a list: no mail program indents what it quotes.
                    continue
                self.depths[i], self.bare[i] = _strip_quote_marks(bare)
            if len(bare) > MAX_LINE_CHARACTERS:
                self.bare[i] = self.bare[i][:MAX_LINE_CHARACTERS]
        self.own: list[int] = []
        self.blocks: list[_Block] = []
        self.forwarded = False

    def _beside_quotation(self, at: int) -> bool:
        around = self.raw[max(0, at - 1) : at] + self.raw[at + 1 : at + 2]
        return any(line.lstrip().startswith(">") for line in around)

    def run(self) -> None:
        """Sort the lines into own words and blocks."""
        bare, depths, own = self.bare, self.depths, self.own
        count = len(bare)
        quoted_to_the_end = False
        floor = 0
        i = 0
        while i < count:
            line = bare[i]
            depth = depths[i]
            if not line:
                if not quoted_to_the_end and not depth:
                    own.append(i)
                i += 1
                continue
            found = None
            if ":" in line or "：" in line or line[0] in "-_=*O":
                found = find_attribution(bare, i, depths, floor=floor)
            if found is not None:
                while own and own[-1] >= found.start:
                    own.pop()
                if found.heading and not self.blocks and not any(bare[k] for k in own):
                    own.clear()
                    i = floor = found.end
                    continue
                self._open(found, i)
                if not depth and not quoted_to_the_end:
                    self.forwarded = self.forwarded or found.forwarded
                quoted_to_the_end = quoted_to_the_end or self._covers_the_rest(found, depth)
                i = floor = found.end
                continue
            if depth and not self.blocks and (end := self._end_of_list(i)) > i:
                own.extend(range(i, end))
                i = end
                continue
            if quoted_to_the_end or depth:
                self._quote(line, depth)
            elif self._is_broken_quote(i):
                self._quote(line, depths[i - 1])
            else:
                own.append(i)
            i += 1

    def own_lines(self) -> list[str]:
        """Return the author's lines, white space at their ends stripped."""
        return [self.raw[i].rstrip() for i in self.own]

    def _open(self, found: Attribution, at: int) -> None:
        depth = max(self.depths[at], self._next_depth(found.end))
        if len(self.blocks) < MAX_BLOCKS:
            self.blocks.append(_Block(found, depth))

    def _quote(self, line: str, depth: int) -> None:
        for block in reversed(self.blocks):
            if block.depth <= depth:
                block.add(line)
                return
        if not self.blocks:
            block = _Block(None, depth)
            block.add(line)
            self.blocks.append(block)

    def _covers_the_rest(self, found: Attribution, depth: int) -> bool:
        """Tell whether all below is quoted, because its lines carry no quotation marks.

        Below header fields marks may be those of the message that is quoted, which answered
        between lines. So they are if the author has said his own above and points to nothing below.
        """
        if depth:
            return False
        if self._next_depth(found.end) == 0:
            return True
        said = [self.bare[i] for i in self.own if self.bare[i]]
        return found.subject is not None and bool(said) and not _POINTS_BELOW.search(" ".join(said))

    def _next_depth(self, at: int) -> int:
        for i in range(at, min(len(self.bare), at + 6)):
            if self.bare[i] or self.depths[i]:
                return self.depths[i]
        return 0

    def _end_of_list(self, at: int) -> int:
        """Return the line after a list of which the author marked the items with ``>``, or ``at``.

        It stands below a heading; its items are short and no sentences.
        """
        heading = next((self.bare[i] for i in reversed(self.own[-3:]) if self.bare[i]), "")
        if heading[-1:] != ":" or reads_as_prose(heading.split()):
            return at
        end = at
        while end < min(len(self.bare), at + _MAX_LISTED) and self.depths[end] == 1:
            item = self.bare[end]
            if not 0 < len(item) <= _MAX_LISTED_CHARACTERS or item[-1] in ".,:?!":
                return at
            end += 1
        return end if end > at + 1 and not any(self.depths[end : end + 2]) else at

    def _is_broken_quote(self, at: int) -> bool:
        """Tell whether a mail program wrapped the quoted line above onto this one."""
        if not 0 < at < len(self.bare) - 1:
            return False
        return (
            self.depths[at - 1] > 0
            and self.depths[at + 1] > 0
            and len(self.raw[at - 1]) >= 65
            and len(self.bare[at]) <= 40
            and self.bare[at][0].islower()
            and self.bare[at - 1][-1:] not in ".!?:"
        )


def _strip_quote_marks(line: str) -> tuple[int, str]:
    """Return the number of ``>`` before a line and what follows them."""
    depth = 0
    at = 0
    for char in line:
        if char == ">":
            depth += 1
        elif char not in " \t":
            break
        at += 1
    return depth, line[at:]
