"""A report as text for a terminal or a file."""

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
    from collections.abc import Callable

    from inboxnet.report.model import (
        CoverageSection,
        Debt,
        DebtSection,
        ExcludedSection,
        Exclusion,
        LateAnswer,
        Report,
        SlowSection,
    )

    TellRest = Callable[[str, int], str]
    """Given a section and how many rows it has, says how to see them all; empty for no word."""

_REASONS: Final = 3
_NORM_WORDS: Final = {
    "person": "them",
    "all": "anyone",
    "recruiter": "recruiters",
    "client": "clients",
    "decision_maker": "decision makers",
    "vendor": "vendors",
    "colleague": "colleagues",
    "personal": "friends and family",
}
_DEBT_WORDS: Final = {
    "to_me": ("You owe an answer", "Nobody waits for an answer of yours", "they asked again"),
    "from_me": ("They owe you an answer", "Nobody owes you an answer", "you asked again"),
}


def _tell_limit(_: str, n: int) -> str:
    return f"--limit {n} lists them all."


def render_report(
    report: Report,
    *,
    width: int,
    color: bool = False,
    brief: bool = False,
    tell_rest: TellRest = _tell_limit,
) -> str:
    """Return the report as text.

    Args:
        report: What to say.
        width: Columns of the terminal.
        color: Whether it may have colours.
        brief: Of the coverage only totals and gaps, not every mailbox.
        tell_rest: Says how to see the rows that were left out.
    """
    page = Page(width=width, color=color)
    _add_filters(page, report)
    for name, section in (("owed", report.owed), ("waiting", report.waiting)):
        if section is not None:
            _add_debts(page, section)
            _add_rest(page, section.n, len(section.rows), tell_rest(name, section.n))
    if report.slow is not None:
        _add_slow(page, report.slow)
        n = report.slow.n
        _add_rest(page, n, len(report.slow.rows), tell_rest("slow", n))
    if report.coverage is not None:
        _add_coverage(page, report.coverage, brief=brief)
    if report.excluded is not None:
        _add_excluded(page, report.excluded)
        n = report.excluded.n
        _add_rest(page, n, len(report.excluded.rows), tell_rest("excluded", n))
    return page.text()


def _add_filters(page: Page, report: Report) -> None:
    words = []
    if report.labels:
        words.append("only " + " or ".join(label.replace("_", " ") for label in report.labels))
    if report.since is not None:
        words.append(f"since {day(report.since)}")
    if report.until is not None:
        words.append(f"before {day(report.until)}")
    if words:
        page.line(f"Showing {', '.join(words)}.", FAINT)


def _add_debts(page: Page, section: DebtSection) -> None:
    title, none, again = _DEBT_WORDS[section.direction]
    if section.n:
        messages = spell_count(section.n, "message")
        people = spell_count(section.people, "person", "people")
        page.heading(Text(f"{title}: {messages}, {people}"))
    else:
        found = "none found" if section.unknown or section.gaps else "0 messages"
        page.heading(Text(f"{title}: {found}"))
    if section.gaps and not section.unknown:
        page.line(Text("Not all was read: ").append_text(listed(section.gaps)), WARNING)
    if section.unknown:
        _add_unknown(page, section)
    if not section.n and not section.unknown and not section.gaps:
        page.line(f"{none}, as far as the mail tells.")
    _add_context(page, section)
    page.cards(_build_debt_card(debt, again) for debt in section.rows)


def _add_unknown(page: Page, section: DebtSection) -> None:
    judged = spell_count(section.unknown, "further message" if section.n else "message")
    page.line(f"Not judged, as mail may be missing: {judged}.", WARNING)
    told = [(reason.n, reason.reason) for reason in section.unknown_reasons[:_REASONS]]
    rest = section.unknown - sum(n for n, _ in told)
    if rest:
        told.append((rest, "for other reasons"))
    width = len(f"{max(n for n, _ in told):,}")
    page.entries(((f"{n:,}", mail_text(reason)) for n, reason in told), width=width)


def _add_context(page: Page, section: DebtSection) -> None:
    context = []
    if section.answered:
        total = section.answered + section.n
        context.append(f"{section.answered:,} of {total:,} that were due an answer got one")
    if section.perhaps:
        context.append(f"{section.perhaps:,} more where an answer is rather not expected")
    if context:
        page.line("; ".join(context) + ".", FAINT)


def _build_debt_card(debt: Debt, again: str) -> list[Text]:
    when = "without date"
    if debt.age_seconds is not None:
        when = f"{spell_duration(debt.age_seconds)} ago ({day(debt.opened_at)})"
    facts = [label_text(debt.who.labels), Text(when)]
    if debt.chasers:
        facts.append(Text(f"{again} {_spell_times(debt.chasers)}", style=WARNING))
    facts.append(Text(f"due {spell_probability(debt.expects_reply)}"))
    lines = [name_line(debt.who), Text(SEPARATOR).join(facts)]
    if debt.asked:
        lines.append(quoted(debt.asked))
    return [*lines, _subject(debt.subject).append_text(_ids(debt))]


def _spell_times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _ids(row: Debt | LateAnswer) -> Text:
    return Text(f"  [person {row.who.person_id}, message {row.message_id}]", style=FAINT)


def _subject(subject: str) -> Text:
    return Text("Subject: ", style=FAINT).append_text(mail_text(subject or "(none)", FAINT))


def _add_rest(page: Page, n: int, shown: int, how: str) -> None:
    if n > shown:
        words = f"and {n - shown:,} more" + (f": {how}" if how else ".")
        page.line(Text("    ").append_text(mail_text(words)), FAINT)


def _add_slow(page: Page, section: SlowSection) -> None:
    answers = spell_count(section.answers, "answer")
    page.heading(Text(f"You answered late, by your own norm: {section.n:,} of {answers}"))
    if not section.answers:
        page.line("There are too few answers of yours to tell what is late for you.")
    elif not section.n:
        page.line("No answer of yours came late.")
    page.cards(_build_late_card(late) for late in section.rows)


def _build_late_card(late: LateAnswer) -> list[Text]:
    norm = _NORM_WORDS[late.norm_label or late.norm]
    facts = [
        label_text(late.who.labels),
        Text(f"after {spell_duration(late.latency_seconds)}", style=WARNING),
        Text(f"asked {day(late.opened_at)}, answered {day(late.answered_at)}"),
    ]
    usual = (
        f"Usually you answer {norm} within {spell_duration(late.norm_median_seconds)}"
        f" (median, n = {late.norm_n:,})."
    )
    return [
        name_line(late.who),
        Text(SEPARATOR).join(facts),
        Text(usual),
        _subject(late.subject).append_text(_ids(late)),
    ]


def _add_coverage(page: Page, section: CoverageSection, *, brief: bool) -> None:
    messages = spell_count(section.messages, "message")
    boxes = spell_count(len(section.mailboxes), "mailbox", "mailboxes")
    page.heading(Text(f"What this rests on: {messages} in {boxes}"))
    if section.first_at and section.last_at:
        people = spell_count(section.people, "person", "people")
        machines = spell_count(section.machines, "list or machine", "lists and machines")
        page.line(
            f"From {day(section.first_at)} to {day(section.last_at)}: {section.received:,} to you,"
            f" {section.sent:,} from you; {people}, of whom {section.writers:,} wrote; {machines}."
        )
    owner = Text(", ").join(mail_text(address) for address in section.owner)
    page.line(
        Text("You are ").append_text(owner).append(" (if not, scan with --owner).")
        if section.owner
        else Text("Nobody is known to be you: scan with --owner ADDRESS.", style=WARNING)
    )
    if section.undated:
        page.line(f"{spell_count(section.undated, 'message')} without a date that can be read.")
    if section.quarantined:
        _add_quarantine(page, section)
    elif section.mailboxes and all(box.complete for box in section.mailboxes):
        page.line("Every message could be read; nothing is in quarantine.")
    for note in section.notes:
        page.line(mail_text(note, WARNING))
    if brief:
        return
    page.table(
        ("messages", "in quarantine", "from", "to", "role", "mailbox"),
        (
            (
                Text(f"{box.messages:,}"),
                Text(f"{box.quarantined:,}", style=WARNING if box.quarantined else ""),
                Text(day(box.first_at) if box.first_at else ""),
                Text(day(box.last_at) if box.last_at else ""),
                mail_text(box.role),
                mail_text(f"{box.mailbox}" + ("" if box.complete else " (in part)")),
            )
            for box in section.mailboxes
        ),
        right=2,
    )


def _add_quarantine(page: Page, section: CoverageSection) -> None:
    reasons, messages = section.quarantine_reasons, section.quarantined - section.no_mail
    counts = [spell_count(messages, "message")] if messages else []
    if section.no_mail:
        counts.append(
            spell_count(section.no_mail, "file that is no mail", "files that are no mail")
        )
    text = Text(f"In quarantine: {' and '.join(counts)} (", style=WARNING)
    text.append_text(Text("; ").join(mail_text(f"{r.reason}: {r.n:,}") for r in reasons[:_REASONS]))
    if len(reasons) > _REASONS:
        text.append(f"; {len(reasons) - _REASONS} other reasons")
    page.line(text.append(")."))


def _add_excluded(page: Page, section: ExcludedSection) -> None:
    page.heading(
        Text(
            f"Left out: {spell_count(section.messages, 'message')} of"
            f" {spell_count(section.n, 'sender')}"
        )
    )
    if not section.n:
        page.line("No sender was left out.")
        return
    page.entries(((f"{row.messages:,}", _exclusion_text(row)) for row in section.rows), width=7)


def _exclusion_text(row: Exclusion) -> Text:
    text = mail_text(f"{row.address_or_domain}{SEPARATOR}{row.rule}")
    if row.sample_subject:
        text.append(SEPARATOR).append_text(quoted(row.sample_subject))
    return text
