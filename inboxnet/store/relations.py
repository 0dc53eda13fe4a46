"""What the public relations of the database mean, column by column.

Scripts, dashboards and pages of users read these tables and views by name, so they change only by
adding. The tables of the README are made from this module, and a test holds it equal to the schema.
Instants are UTC in ISO 8601 with offset ``+00:00``, durations seconds, booleans 0 or 1, addresses
lower-cased addr-specs with the domain as A-label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view that users may rely on.

    Attributes:
        meaning: What one row is.
        columns: The meaning of each column, in the order of the schema.
    """

    meaning: str
    columns: Mapping[str, str]


RELATIONS: Final[Mapping[str, Relation]] = {
    "people": Relation(
        "One person, shared mailbox, list or machine, with all their addresses.",
        {
            "person_id": "key",
            "name": "as they write it most often",
            "kind": "`owner`, `person`, `role` (a shared mailbox answered by people), `list` or"
            " `automated`",
            "organization": "from the signature or the domain",
            "title": "from the signature",
            "primary_address": "the address used most",
            "first_message_at": "oldest message from or to them",
            "last_message_at": "newest message from or to them",
            "last_two_way_at": "when one side last answered the other",
            "received": "messages from them",
            "sent": "messages to them",
        },
    ),
    "addresses": Relation(
        "One address that occurs in the mail.",
        {
            "address": "key",
            "person_id": "whose it is, in `people`",
            "display_name": "the name that stands beside it most often",
            "messages": "messages that carry it",
        },
    ),
    "candidates": Relation(
        "One person who may be the same as another, though the evidence is not enough to say so;"
        " each pair stands twice, once from either side.",
        {
            "person_id": "in `people`",
            "other_person_id": "who may be the same, in `people`",
            "score": "probability that both are one person",
            "evidence": "what speaks for it, and what against it, in words",
        },
    ),
    "employers": Relation(
        "One organisation from which a person wrote, or was written to.",
        {
            "person_id": "in `people`",
            "organization": "its name, as people there sign; NULL if none does",
            "domain": "its registrable domain; free mail is none",
            "address": "the person's address there, the one used most",
            "first_at": "the oldest message from that address, or else to it",
            "last_at": "the newest one",
        },
    ),
    "messages": Relation(
        "One message; its copies in several mailboxes are one row.",
        {
            "id": "key",
            "msg_id": "Message-ID without `<>`; NULL where the mail has none",
            "sent_at": "when it was sent; NULL where no date can be read",
            "direction": "`in`, `out`, `self` (the owner to the owner) or `other`",
            "author_id": "who wrote it, in `people`",
            "subject": "decoded",
            "text": "the author's own words, without quotations and signature",
            "thread_id": "in `threads`",
            "mailbox": "one mailbox in which it lies",
            "automatic": "NULL, or why it was written by a machine",
            "expects_reply": "probability that an answer is due; NULL for mail that is owed none",
        },
    ),
    "recipients": Relation(
        "One recipient of a message.",
        {
            "message_id": "in `messages`",
            "person_id": "in `people`",
            "address": "in `addresses`",
            "field": "`to`, `cc` or `bcc`",
        },
    ),
    "threads": Relation(
        "One conversation.",
        {
            "thread_id": "key",
            "subject": "of its first message",
            "first_at": "its oldest message",
            "last_at": "its newest message",
            "messages": "how many messages",
            "people": "how many people wrote in it",
        },
    ),
    "replies": Relation(
        "One message that was answered; an answer to several messages has one row for each.",
        {
            "message_id": "what was answered, in `messages`",
            "answered_by": "the answer, in `messages`",
            "latency_seconds": "wall time between both",
            "working_seconds": "the same in working hours",
            "method": "how it was found: `references`, `server` (the mail server's own thread),"
            " `quoted`, `subject`, `thread` (later in the conversation), `separate` (in a mail of"
            " its own)",
            "confidence": "0 to 1",
        },
    ),
    "unseen_originals": Relation(
        "One answer to a message that is not in the mail (deleted, or never read), known by what"
        " the answer quotes.",
        {
            "answered_by": "the answer, in `messages`",
            "person_id": "the other side, in `people`",
            "direction": "`to_me`: they wrote and the owner answered; `from_me`: the reverse",
            "sent_at": "when the message was sent, by the quotation",
            "latency_seconds": "wall time from then to the answer",
            "working_seconds": "the same in working time; empty as yet",
            "method": "how it was found: `quoted`",
            "confidence": "0…1",
        },
    ),
    "exchanges": Relation(
        "One turn of a conversation: the unit of a debt.",
        {
            "exchange_id": "key",
            "person_id": "the other side, in `people`",
            "direction": "`to_me` (they wrote, I owe) or `from_me`",
            "thread_id": "in `threads`",
            "opened_by": "the first unanswered message of the run, in `messages`",
            "opened_at": "when it was sent: the clock starts here",
            "chasers": "how often they asked again; the clock does not start anew",
            "answered_by": "the answer, in `messages`",
            "answered_at": "when it was sent",
            "latency_seconds": "wall time from opening to answer",
            "working_seconds": "the same in working hours",
            "expects_reply": "probability that an answer is due",
            "state": "`answered`, `open`, `closed` (nothing is due), `settled` (by the owner) or"
            " `unknown` (mail is missing)",
            "why": "the reasons, in words",
        },
    ),
    "labels": Relation(
        "What one person is to the owner, and how sure that is.",
        {
            "person_id": "in `people`",
            "label": "`recruiter`, `client`, `decision_maker`, `vendor`, `colleague` or `personal`",
            "probability": "calibrated",
            "assigned": "whether the person carries the label",
            "source": "`model` or `owner`",
            "model_version": "which model said so",
        },
    ),
    "evidence": Relation(
        "One passage that speaks for a label, or against it.",
        {
            "evidence_id": "key",
            "person_id": "in `people`",
            "label": "as in `labels`",
            "message_id": "where it stands, in `messages`",
            "quote": "word for word",
            "start": "first character of the quotation in the text",
            "end": "behind its last character",
            "weight": "how much it tells; negative: against the label",
            "what": "what it shows, in words",
        },
    ),
    "reciprocity": Relation(
        "How one person and the owner answer each other.",
        {
            "person_id": "key, in `people`",
            "turns_to_me": "turns of theirs that expected an answer",
            "answered_by_me": "how many got one",
            "p_1d_me": "probability that I answer within a day",
            "p_3d_me": "within three days",
            "p_7d_me": "within seven days",
            "rmst_me_seconds": "restricted mean time until I answer",
            "turns_to_them": "turns of mine that expected an answer",
            "answered_by_them": "how many got one",
            "p_1d_them": "probability that they answer within a day",
            "p_3d_them": "within three days",
            "p_7d_them": "within seven days",
            "rmst_them_seconds": "restricted mean time until they answer",
            "golden_gap": "log ratio of both restricted means",
            "golden_gap_low": "lower end of its interval",
            "golden_gap_high": "upper end of its interval",
            "initiated_by_me": "conversations that I began",
            "initiated_by_them": "conversations that they began",
            "balance": "share of the conversations that I began",
            "open_to_me": "turns that still wait for me",
            "oldest_open_at": "since when",
            "strength": "how strong the tie is",
            "priority": "sorting key of what matters",
        },
    ),
    "exclusions": Relation(
        "One sender whose mail was left out.",
        {
            "address_or_domain": "who",
            "rule": "by which rule",
            "messages": "how many messages",
            "sample_message_id": "one of them, in `messages`",
        },
    ),
    "coverage": Relation(
        "One mailbox that was read.",
        {
            "account": "the source",
            "mailbox": "its name there",
            "role": "`inbox`, `sent`, `archive` …",
            "first_at": "its oldest message",
            "last_at": "its newest message",
            "messages": "messages stored from it",
            "quarantined": "messages that could not be read",
            "complete": "whether the last attempt to read it came to its end",
            "note": "what is missing and who else uses it, in words",
        },
    ),
    "quarantine": Relation(
        "One message that could not be read or parsed.",
        {
            "account": "the source",
            "mailbox": "where it lies",
            "uidvalidity": "RFC 9051; a generation number elsewhere",
            "locator": "UID, byte offset or path",
            "sha256": "of its bytes, if they were read",
            "bytes": "its size, if known",
            "stage": "`fetch` or `parse`",
            "reason": "in words",
            "first_seen_at": "when it was first met",
            "attempts": "how often it was tried",
        },
    ),
    "runs": Relation(
        "One run of `scan` or `sync`.",
        {
            "run_id": "key",
            "started_at": "when",
            "ended_at": "when; NULL while it runs, or if it was killed",
            "command": "which command",
            "status": "`ok`, `partial`, `failed`, `interrupted` or `running`",
            "messages_new": "messages stored by it, even if it failed then",
            "messages_total": "messages in the database behind it",
            "quarantined": "messages that it could not read or parse, each put into `quarantine`",
            "seconds": "how long it took",
            "error": "what ended it",
        },
    ),
    "messages_fts": Relation(
        "Full-text search (FTS5): `rowid` is the id in `messages`.",
        {"subject": "as in `messages`", "text": "as in `messages`"},
    ),
}
