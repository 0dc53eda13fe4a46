"""What the classifier is given of a person, and what it answers: plain values, no spaCy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Label = Literal["recruiter", "client", "decision_maker", "vendor", "colleague", "personal"]
LABELS: tuple[Label, ...] = get_args(Label)
"""The six labels, in the order of every report."""

MAILS_WANTED = 12
"""More mails of one person than this add nothing measurable."""


@dataclass(frozen=True, slots=True)
class MailSample:
    """One mail between the owner and the person.

    Attributes:
        message_id: The store's id.
        direction: ``in``: the person wrote it; ``out``: the owner did.
        sent_at: In UTC; None if the mail has no date.
        subject: Decoded.
        text: The author's own words: no quotations, no signature.
        signature: The signature block, lines as written.
        addressing: How the receiving side was addressed: alone, with others, or in Cc.
        traits: Facts of the header (`inboxnet.message.automatic.header_traits`).
        automatic: None, or why the mail was written by a machine or is bulk.
    """

    message_id: int
    direction: Literal["in", "out"]
    sent_at: datetime | None
    subject: str
    text: str
    signature: str = ""
    addressing: Literal["to", "group", "cc"] = "to"
    traits: tuple[str, ...] = ()
    automatic: str | None = None


@dataclass(frozen=True, slots=True)
class PersonSample:
    """One person as the owner's mail shows them.

    Attributes:
        person_id: The store's id.
        names: Display names, the most used first.
        addresses: Lower-cased addr-specs, the most used first.
        kind: As in the relation ``people``; all but ``person`` get no label.
        owner_domains: Domains of the owner's work addresses; free mail is not among them.
        owner_surnames: Surnames the owner goes by.
        received: All mails the person sent to the owner, not only the samples.
        sent: All mails the owner sent to the person.
        first_by_them: The first mail between the two was the person's.
        mails: About `MAILS_WANTED`, both directions, the first and the newest among them.
        free_mail_domain: The mailbox shows that unrelated people share the person's domain.
    """

    person_id: int
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    kind: str
    owner_domains: frozenset[str]
    owner_surnames: frozenset[str]
    received: int
    sent: int
    first_by_them: bool
    mails: tuple[MailSample, ...]
    free_mail_domain: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for or against a label.

    Attributes:
        label: The label it is about.
        message_id: The mail quoted; None for a fact about the person as a whole.
        quote: Word for word ``text[start:end]`` of that mail, or of its signature if ``what``
            begins with ``signature``; empty for a fact.
        start: Character offset of the quote; 0 for a fact.
        end: Offset behind the quote; 0 for a fact.
        weight: Log-odds it adds; negative is counter-evidence.
        what: What it shows, in words.
    """

    label: Label
    message_id: int | None
    quote: str
    start: int
    end: int
    weight: float
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the classifier says of a person.

    Attributes:
        person_id: As given.
        probabilities: Calibrated, for each of `LABELS`; empty if the kind gets no labels.
        assigned: The labels that hold; each has evidence.
        evidence: For the assigned labels, strongest first, counter-evidence last.
        title: As the person signs, if they do.
        organization: As the person signs, if they do.
    """

    person_id: int
    probabilities: Mapping[Label, float]
    assigned: frozenset[Label]
    evidence: tuple[Evidence, ...] = ()
    title: str | None = None
    organization: str | None = None
