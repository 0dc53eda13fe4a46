"""What a report says, as plain values. Durations in seconds, instants in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from datetime import datetime

SECTIONS: Final = ("owed", "waiting", "slow", "coverage", "excluded")
"""In the order of every report."""

Direction = Literal["to_me", "from_me"]


@dataclass(frozen=True, slots=True)
class LabelScore:
    """What the classifier (or the owner) says of one label of one person.

    Attributes:
        label: One of the six of the public relation ``labels``.
        probability: Calibrated, 0...1.
        assigned: Whether the person carries it.
        source: ``model`` or ``owner``.
    """

    label: str
    probability: float
    assigned: bool
    source: str


@dataclass(frozen=True, slots=True)
class Who:
    """A person as the report names them; ``labels`` the likeliest first, assigned or not."""

    person_id: int
    name: str
    address: str
    kind: str
    organization: str | None
    title: str | None
    labels: tuple[LabelScore, ...]


@dataclass(frozen=True, slots=True)
class Debt:
    """An open exchange: in ``owed`` the owner has not answered, in ``waiting`` the other side.

    Attributes:
        who: The other side.
        exchange_id: In ``exchanges``.
        thread_id: In ``threads``.
        message_id: In ``messages``: the first unanswered message of the turn.
        msg_id: Its RFC 5322 Message-ID without ``<>``, or None.
        subject: Of that message.
        asked: The sentence of it that most looks like the question, white space folded.
        opened_at: When it was sent; None if it has no date.
        age_seconds: From then to the moment of the report.
        chasers: How often they asked again.
        expects_reply: The probability that an answer is due.
        why: Why the exchange is open, in words.
        priority: See `inboxnet.report.priority`.
    """

    who: Who
    exchange_id: int
    thread_id: int
    message_id: int
    msg_id: str | None
    subject: str
    asked: str
    opened_at: datetime | None
    age_seconds: int | None
    chasers: int
    expects_reply: float
    why: str
    priority: float


@dataclass(frozen=True, slots=True)
class Reason:
    """How often one reason was given."""

    reason: str
    n: int


@dataclass(frozen=True, slots=True)
class DebtSection:
    """Sections ``owed`` and ``waiting``.

    That ``n`` is 0 clears nobody unless ``unknown`` is 0 and there are no ``gaps``.

    Attributes:
        direction: Who owes: ``to_me`` in ``owed``, ``from_me`` in ``waiting``.
        n: All open exchanges from which an answer is expected; ``rows`` may be fewer.
        people: Of how many people these are.
        perhaps: Open exchanges where an answer is somewhat less likely expected; not in ``rows``.
        answered: Exchanges of the same kind that were answered.
        unknown: Exchanges that cannot be judged, as mail is missing; never in ``rows``.
        unknown_reasons: Why, the commonest first.
        gaps: Which mail was not read without which nobody can say that nothing is open, in words.
        rows: What matters most first.
    """

    direction: Direction
    n: int
    people: int
    perhaps: int
    answered: int
    unknown: int
    unknown_reasons: tuple[Reason, ...]
    gaps: tuple[str, ...]
    rows: tuple[Debt, ...]


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """An answer of the owner that came late by the owner's own norm.

    Attributes:
        who: Whom it was for.
        exchange_id: In ``exchanges``.
        message_id: In ``messages``: the message that was answered.
        msg_id: Its RFC 5322 Message-ID without ``<>``, or None.
        subject: Of that message.
        opened_at: When it was sent.
        answered_at: When the answer was sent.
        latency_seconds: The time between, wall time.
        percentile: Mid-rank of this latency among the answers of the norm, 0...1.
        norm: Which answers it is compared with: to this ``person``, to a ``label``, or ``all``.
        norm_label: The label, if ``norm`` is ``label``.
        norm_n: How many answers the norm rests on.
        norm_median_seconds: Their median latency.
    """

    who: Who
    exchange_id: int
    message_id: int
    msg_id: str | None
    subject: str
    opened_at: datetime | None
    answered_at: datetime | None
    latency_seconds: int
    percentile: float
    norm: Literal["person", "label", "all"]
    norm_label: str | None
    norm_n: int
    norm_median_seconds: int


@dataclass(frozen=True, slots=True)
class SlowSection:
    """Section ``slow``: ``n`` late answers out of ``answers`` that could be compared."""

    n: int
    people: int
    answers: int
    rows: tuple[LateAnswer, ...]


@dataclass(frozen=True, slots=True)
class MailboxCoverage:
    """One row of the public relation ``coverage``."""

    account: str
    mailbox: str
    role: str
    first_at: datetime | None
    last_at: datetime | None
    messages: int
    quarantined: int
    complete: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class CoverageSection:
    """Section ``coverage``: what the report rests on.

    Attributes:
        owner: The owner's addresses.
        messages: Distinct messages; copies in several mailboxes count once.
        received: Messages to the owner.
        sent: Messages from the owner.
        people: Persons and role mailboxes, the owner not counted.
        writers: How many of them ever wrote; the others are only named in the mail.
        machines: Mailing lists and automated senders.
        first_at: The oldest date in the mailboxes.
        last_at: The newest date in the mailboxes.
        undated: Messages of which no date could be found.
        quarantined: What could not be read or parsed.
        no_mail: How much of it is files that are no mail at all.
        quarantine_reasons: Why, the commonest first.
        notes: What is missing, one line each.
        mailboxes: The public relation ``coverage``.
    """

    owner: tuple[str, ...]
    messages: int
    received: int
    sent: int
    people: int
    writers: int
    machines: int
    first_at: datetime | None
    last_at: datetime | None
    undated: int
    quarantined: int
    no_mail: int
    quarantine_reasons: tuple[Reason, ...]
    notes: tuple[str, ...]
    mailboxes: tuple[MailboxCoverage, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A sender whose mail was left out, by which rule, with one of the messages."""

    address_or_domain: str
    rule: str
    messages: int
    sample_message_id: int | None
    sample_subject: str | None
    sample_sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExcludedSection:
    """Section ``excluded``: ``n`` senders and rules, ``messages`` in all."""

    n: int
    messages: int
    rows: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report; sections that were not asked for are None.

    Attributes:
        as_of: The moment from which ages are counted.
        labels: Only people with one of these labels; empty for all.
        since: Only exchanges opened at or after it.
        until: Only exchanges opened before it.
        limit: At most so many rows a section, or None.
    """

    as_of: datetime
    labels: tuple[str, ...]
    since: datetime | None
    until: datetime | None
    limit: int | None
    owed: DebtSection | None = None
    waiting: DebtSection | None = None
    slow: SlowSection | None = None
    coverage: CoverageSection | None = None
    excluded: ExcludedSection | None = None
