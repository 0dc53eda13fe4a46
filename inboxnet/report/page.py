"""A page of text for the terminal: headings, paragraphs and numbered cards.

Whatever comes from mail enters through `mail_text`, so that nothing in it is obeyed by the
terminal; none of rich's markup is ever read. Cards instead of columns: they stay readable at 80
columns, with long names and with scripts of double width.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from inboxnet.report.text import escape_controls, spell_probability

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from inboxnet.report.model import LabelScore, Who

HEADING: Final = "bold"
NAME: Final = "bold cyan"
QUOTE: Final = "italic"
FAINT: Final = "dim"
SEPARATOR: Final = " · "
WARNING: Final = "yellow"
LABEL: Final = "green"
_WORTH_TELLING: Final = 0.25
"""Below this the likeliest label of a person without one is not worth a word."""
_WIDEST: Final = 110
"""Longer lines are hard to read, however wide the terminal."""


class Page:
    """Collects what is to be printed.

    Args:
        width: Columns to fill.
        color: Whether to use the terminal's sixteen colours.
    """

    def __init__(self, *, width: int, color: bool) -> None:
        self._buffer = io.StringIO()
        self._console = Console(
            file=self._buffer,
            width=max(40, min(width, _WIDEST)),
            force_terminal=color,
            no_color=not color,
            color_system="standard" if color else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def heading(self, text: Text) -> None:
        """Add the heading of a section, with a blank line above it."""
        if self._buffer.tell():
            self._console.print()
        text.stylize(HEADING)
        self._console.print(text)

    def line(self, text: str | Text, style: str = "") -> None:
        """Add a paragraph, ``style`` below what its text has of its own."""
        paragraph = text.copy() if isinstance(text, Text) else Text(text)
        paragraph.stylize_before(style)
        self._console.print(paragraph)

    def cards(self, cards: Iterable[Sequence[Text]]) -> None:
        """Add numbered cards, each of a few lines."""
        for number, lines in enumerate(cards, 1):
            grid = Table.grid(padding=(0, 1, 0, 0))
            grid.add_column(width=3, justify="right")
            grid.add_column(overflow="fold")
            grid.add_row(Text(f"{number}."), Text("\n").join(lines))
            self._console.print(grid)

    def entries(self, entries: Iterable[tuple[str, Text]], *, width: int = 1) -> None:
        """Add indented entries with a mark of at most ``width`` columns in front of each."""
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=1)
        grid.add_column(width=width, justify="right")
        grid.add_column(overflow="fold")
        for mark, text in entries:
            grid.add_row("", Text(mark), text)
        if grid.row_count:
            self._console.print(grid)

    def table(self, header: Sequence[str], rows: Iterable[Sequence[Text]], right: int) -> None:
        """Add a table with ``right`` right-justified columns at its left end."""
        table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style=FAINT)
        for position, name in enumerate(header):
            table.add_column(name, justify="right" if position < right else "left", overflow="fold")
        for row in rows:
            table.add_row(*row)
        self._console.print(table)

    def text(self) -> str:
        """Return the page, without blanks at line ends."""
        lines = self._buffer.getvalue().split("\n")
        return "\n".join(line.rstrip() for line in lines)


def mail_text(text: str, style: str = "") -> Text:
    """Return text that comes from mail, with nothing left in it that a terminal would obey."""
    return Text(escape_controls(text), style=style)


def listed(facts: Sequence[str]) -> Text:
    """Return facts in one sentence."""
    return Text("; ").join(mail_text(fact) for fact in facts).append(".")


def quoted(text: str) -> Text:
    """Return a quotation, in quotation marks."""
    return Text.assemble("“", mail_text(text, QUOTE), "”")


def day(instant: datetime | None) -> str:
    """Return the day of an instant in UTC."""
    return "without date" if instant is None else instant.date().isoformat()


def name_line(who: Who) -> Text:
    """Return name, title and organisation of a person."""
    line = mail_text(who.name, NAME)
    facts = [fact for fact in (who.title, who.organization) if fact]
    if len(facts) > 1 and facts[1] in facts[0]:
        facts.pop()
    if facts:
        line.append(", ").append_text(mail_text(", ".join(facts)))
    return line


def label_text(labels: Sequence[LabelScore]) -> Text:
    """Return the assigned labels, or the likeliest one in doubt, with their probabilities."""
    assigned = [label for label in labels if label.assigned]
    if assigned:
        return Text(", ").join(Text(_spell_label(label), style=LABEL) for label in assigned)
    if labels and labels[0].probability >= _WORTH_TELLING:
        return Text(f"no label; perhaps {_spell_label(labels[0])}", style=FAINT)
    return Text("no label", style=FAINT)


def _spell_label(label: LabelScore) -> str:
    name = label.label.replace("_", " ")
    if label.source == "owner":
        return f"{name} (you said so)"
    return f"{name} {spell_probability(label.probability)}"
