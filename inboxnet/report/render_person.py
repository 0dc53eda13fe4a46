"""One person as text for a terminal or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from inboxnet.report.page import (
    FAINT,
    SEPARATOR,
    WARNING,
    Page,
    day,
    label_text,
    listed,
    mail_text,
    name_line,
    quoted,
)
from inboxnet.report.text import spell_count, spell_duration, spell_probability

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from inboxnet.report.model import LabelScore
    from inboxnet.report.person import Employer, Evidence, Person, ReplyFigures, TimelineEntry

_KINDS: Final = {
    "owner": "you",
    "person": "a person",
    "role": "a shared mailbox answered by people",
    "list": "a mailing list",
    "automated": "a machine",
}
_WORTH_TELLING: Final = 0.05
"""An unassigned label below this, and without evidence, is left to the JSON."""
_PASSAGES: Final = 4
_MAYBE_SAME: Final = 5
_QUOTE_CHARACTERS: Final = 240


def render_person(person: Person, *, width: int, color: bool = False) -> str:
    """Return what is known of a person as text."""
    page = Page(width=width, color=color)
    _add_who(page, person)
    _add_labels(page, person)
    _add_replies(page, person)
    _add_debts(page, person)
    _add_timeline(page, person)
    return page.text()


def _add_who(page: Page, person: Person) -> None:
    who = person.who
    page.line(name_line(who))
    page.line(
        label_text(who.labels).append(
            f"{SEPARATOR}{_KINDS[who.kind]}{SEPARATOR}person {who.person_id}"
        )
    )
    page.entries(
        ("", mail_text(entry.address).append(f" ({spell_count(entry.messages, 'message')})"))
        for entry in person.addresses
    )
    page.entries(("", line) for line in _spell_employers(person))
    page.entries(("", line) for line in _spell_maybe_same(person))
    page.line(
        f"{spell_count(person.received, 'message')} from them, {person.sent:,} to them,"
        f" {day(person.first_message_at)} to {day(person.last_message_at)};"
        f" last both ways {_spell_last(person.last_two_way_at)}."
    )


def _spell_employers(person: Person) -> list[Text]:
    """Tell of a job change; of one employer alone the addresses tell enough."""
    if len(person.employers) < 2:
        return []
    latest, *former = person.employers
    lines = [
        Text("writes from ")
        .append_text(_employer_text(latest))
        .append(f" since {day(latest.first_at)}")
    ]
    lines += [
        Text("wrote from ")
        .append_text(_employer_text(employer))
        .append(f" {day(employer.first_at)} to {day(employer.last_at)}")
        for employer in former
    ]
    return lines


def _employer_text(employer: Employer) -> Text:
    if employer.organization is None:
        return mail_text(employer.domain)
    return (
        mail_text(employer.organization)
        .append(" (")
        .append_text(mail_text(employer.domain))
        .append(")")
    )


def _spell_maybe_same(person: Person) -> list[Text]:
    lines = []
    for other in person.maybe_same[:_MAYBE_SAME]:
        line = Text("perhaps the same person as ").append_text(mail_text(other.name))
        line.append(" <").append_text(mail_text(other.primary_address)).append(">: ")
        line.append_text(mail_text(other.evidence))
        line.append(f"  [person {other.person_id}, {other.score:.0%}]", style=FAINT)
        lines.append(line)
    if len(person.maybe_same) > _MAYBE_SAME:
        rest = len(person.maybe_same) - _MAYBE_SAME
        lines.append(Text(f"and perhaps as {rest} more of a like name", style=FAINT))
    return lines


def _spell_last(instant: datetime | None) -> str:
    return "never" if instant is None else day(instant)


def _add_labels(page: Page, person: Person) -> None:
    told = [
        label
        for label in person.who.labels
        if label.assigned
        or label.probability >= _WORTH_TELLING
        or any(passage.label == label.label for passage in person.evidence)
    ]
    assigned = sum(label.assigned for label in told)
    page.heading(Text(f"Labels: {assigned} assigned"))
    if not told:
        page.line("Nothing in the mail speaks for any label.")
    for label in told:
        page.line(_label_line(label))
        passages = [entry for entry in person.evidence if entry.label == label.label]
        page.entries(_build_passages(passages))


def _label_line(label: LabelScore) -> Text:
    name = label.label.replace("_", " ")
    if label.source == "owner":
        return Text(f"{name}: " + ("you said so" if label.assigned else "you said no"))
    verdict = "assigned" if label.assigned else "not assigned"
    return Text(f"{name} {spell_probability(label.probability)}, {verdict}")


def _build_passages(passages: Sequence[Evidence]) -> list[tuple[str, Text]]:
    """The weightiest passages for and against, in that order."""
    speaking_for = [entry for entry in passages if entry.weight >= 0]
    against = [entry for entry in passages if entry.weight < 0]
    lines = []
    for sign, entries in (("+", speaking_for), ("-", against)):
        for entry in entries[:_PASSAGES]:
            line = Text()
            if entry.quote:
                line.append_text(quoted(_shorten(entry.quote))).append(" ")
            line.append_text(mail_text(entry.what))
            if entry.message_id is not None:
                line.append(f"  [{day(entry.sent_at)}, message {entry.message_id}]", style=FAINT)
            lines.append((sign, line))
        if len(entries) > _PASSAGES:
            lines.append((sign, Text(f"and {len(entries) - _PASSAGES} more", style=FAINT)))
    return lines


def _shorten(quote: str) -> str:
    if len(quote) <= _QUOTE_CHARACTERS:
        return quote
    return quote[: _QUOTE_CHARACTERS - 1] + "…"


def _add_replies(page: Page, person: Person) -> None:
    page.heading(Text("Answers"))
    page.line(_spell_figures("You to them", person.by_me))
    page.line(_spell_figures("They to you", person.by_them))


def _spell_figures(side: str, figures: ReplyFigures) -> str:
    if not figures.due and not figures.answers and not figures.unknown:
        return f"{side}: nothing was asked."
    parts = []
    if figures.due:
        parts.append(f"{figures.answered:,} of {figures.due:,} that were due an answer got one")
    if figures.open:
        parts.append(f"{figures.open:,} open")
    if figures.unknown:
        parts.append(f"{figures.unknown:,} cannot be judged, as mail may be missing")
    if figures.median_seconds is not None:
        parts.append(
            f"half of all answers within {spell_duration(figures.median_seconds)}"
            f" (n = {figures.answers:,}{_spell_unseen(figures)})"
        )
    return f"{side}: {'; '.join(parts)}."


def _spell_unseen(figures: ReplyFigures) -> str:
    if not figures.unseen:
        return ""
    return f", {figures.unseen:,} of them to mail that is not here, by what they quote"


def _add_debts(page: Page, person: Person) -> None:
    page.heading(Text(f"Open: {len(person.open_debts):,}"))
    unknown = person.by_me.unknown + person.by_them.unknown
    if unknown:
        exchanges = spell_count(unknown, "exchange")
        page.line(f"Not judged, as mail may be missing: {exchanges}.", WARNING)
    elif person.gaps:
        page.line(Text("Not all was read: ").append_text(listed(person.gaps)), WARNING)
    elif not person.open_debts:
        page.line("No answer is due, on either side, as far as the mail tells.")
    page.cards(_build_debt(entry, person.as_of) for entry in person.open_debts)


def _build_debt(entry: TimelineEntry, as_of: datetime) -> list[Text]:
    owes = "you owe an answer" if entry.direction == "to_me" else "they owe you an answer"
    age = ""
    if entry.opened_at is not None:
        age = f" for {spell_duration((as_of - entry.opened_at).total_seconds())}"
    first = Text(
        f"{day(entry.opened_at)}: {owes}{age}, due {spell_probability(entry.expects_reply)}"
    )
    first.append(f"  [message {entry.message_id}]", style=FAINT)
    lines = [first, mail_text(entry.why)]
    if entry.asked:
        lines.append(quoted(entry.asked))
    return [*lines, Text("Subject: ", style=FAINT).append_text(mail_text(entry.subject, FAINT))]


def _add_timeline(page: Page, person: Person) -> None:
    shown = len(person.timeline)
    page.heading(Text(f"Last exchanges: {shown:,} of {person.exchanges:,}"))
    if not shown:
        page.line("There is no exchange with them.")
        return
    page.table(
        ("opened", "by", "state", "why", "subject"),
        (
            (
                Text(day(entry.opened_at)),
                Text("them" if entry.direction == "to_me" else "you"),
                Text(_spell_state(entry)),
                mail_text(entry.why.partition(" (")[0]),
                mail_text(entry.subject),
            )
            for entry in person.timeline
        ),
        right=0,
    )


def _spell_state(entry: TimelineEntry) -> str:
    if entry.state == "answered" and entry.latency_seconds is not None:
        return f"answered after {spell_duration(entry.latency_seconds)}"
    return entry.state
