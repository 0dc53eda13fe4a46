"""Whether a machine wrote a mail, or sent one mail to many.

Weighed evidence from header fields and text: one strong sign decides, weak ones add up. Header
rules are evidence, not gates: people write through mailing lists, ticket systems and relays that
add List-Unsubscribe.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from inboxnet.message.header_traits import first
from inboxnet.message.model import Address, Headers
from inboxnet.message.sender_kind import is_no_reply, sender_kind_hint
from inboxnet.message.vocabulary import read_vocabulary, read_words

_WORDS = read_vocabulary("automatic")
THRESHOLD = 3.0
_MAX_TEXT = 4000
_AUTO_REPLY_FIELDS = read_words("mailers", "auto-reply-fields")
_NOTIFIER_FIELDS = read_words("mailers", "notifier-fields")
_NEWSLETTERS = read_words("senders", "newsletters")
_PREFIX = re.compile(
    r"^(?:\s*\[(?:ext|extern|external|spam)\w*\]\s*|\s*\*+ext\w*\*+\s*)+", re.IGNORECASE
)
_MAILER_DAEMONS = (
    "mailer-daemon",
    "mailerdaemon",
    "mailer",
    "postmaster",
    "mail-daemon",
    "microsoftexchange",
)
# RFC 3464 fields, RFC 3463 codes.
_DELIVERY_CODE = re.compile(r"\b[45]\d\d[ #-]{1,2}[45]\.\d+\.\d|reporting-mta:|diagnostic-code:")
# As Exchange and Gmail name who writes their reports.
_DAEMON_NAMES = (
    "mail delivery",
    "mailer-daemon",
    "system administrator",
    "microsoft outlook",
    "postmaster",
)


@dataclass(slots=True)
class _Evidence:
    weights: dict[str, float] = field(default_factory=dict)
    signs: list[tuple[float, str, str]] = field(default_factory=list)

    def add(self, kind: str, weight: float, sign: str) -> None:
        self.weights[kind] = self.weights.get(kind, 0.0) + weight
        if weight > 0:
            self.signs.append((weight, kind, sign))

    def verdict(self) -> str | None:
        """Return the heaviest kind if it, with what tells for all kinds, reaches the threshold."""
        common = self.weights.get("", 0.0)
        kinds = [(weight, kind) for kind, weight in self.weights.items() if kind]
        if not kinds:
            return None
        weight, kind = max(kinds, key=lambda item: item[0])
        if weight + common < THRESHOLD:
            return None
        signs = sorted((s for s in self.signs if s[1] in (kind, "")), key=lambda s: -s[0])
        names = [sign for _, _, sign in signs]
        return f"{kind}: {', '.join(names[:1] if signs[0][0] >= THRESHOLD else names[:3])}"


def automatic_reason(
    headers: Headers,
    *,
    author: Address | None,
    subject: str,
    text: str,
    own_text: str,
    traits: AbstractSet[str],
) -> str | None:
    """Say why a mail is not one that a person wrote to its recipients.

    Args:
        headers: All header fields.
        author: The first mailbox of From.
        subject: Decoded.
        text: The first text part, decoded; may be empty.
        own_text: `inboxnet.message.model.Body.own` of it.
        traits: `header_traits` of the header fields.

    Returns:
        None if a person wrote it, else ``kind: signs``, see
        `inboxnet.message.model.Message.automatic`.
    """
    subject = _PREFIX.sub("", subject[:300]).strip().lower()
    own = own_text[:_MAX_TEXT].lower()
    whole = text[:_MAX_TEXT].lower()
    evidence = _Evidence()
    if certain := _certain(headers, author, subject):
        return certain
    _weigh_submitted(evidence, headers, author, traits, own)
    _weigh_absence(evidence, subject, own)
    _weigh_bounce(evidence, headers, author, subject, whole, traits)
    _weigh_calendar(evidence, subject, own)
    _weigh_receipt(evidence, subject, whole)
    _weigh_sender(evidence, headers, author, traits)
    _weigh_bulk(evidence, author, traits, whole)
    if _any(own, _WORDS["generated-texts"]):
        evidence.add("notification", 2.0, "text says it is automatic")
    doubts = ("reply" in traits and "auto-submitted" not in traits) + _is_personal(author)
    for kind in ("bulk", "notification", "bounce"):
        evidence.add(kind, -1.0 * doubts, "")
    return evidence.verdict()


def _certain(headers: Headers, author: Address | None, subject: str) -> str | None:
    """Return the reason if one field proves it."""
    content_type = first(headers, "content-type")
    if content_type.startswith("multipart/report"):
        if "disposition-notification" in content_type:
            return "receipt: multipart/report"
        if "delivery-status" in content_type or "feedback-report" not in content_type:
            return "bounce: multipart/report"
        return "notification: feedback report"
    if "x-failed-recipients" in headers:
        return "bounce: X-Failed-Recipients"
    if content_type.startswith("text/calendar") or "calendarmessage" in first(
        headers, "content-class"
    ):
        return "calendar: text/calendar"
    submitted = first(headers, "auto-submitted")
    local = author.local_part if author else ""
    if submitted.startswith("auto-replied"):
        if local in _MAILER_DAEMONS or subject.startswith(_WORDS["bounce-subjects"]):
            return "bounce: Auto-Submitted"
        if subject.startswith(_WORDS["calendar-subjects"]):
            return "calendar: Auto-Submitted"
        return "auto-reply: Auto-Submitted"
    for name in sorted(_AUTO_REPLY_FIELDS.intersection(headers)):
        if first(headers, name) not in ("", "no", "false", "0"):
            return f"auto-reply: {name}"
    precedence = first(headers, "precedence")
    if precedence in ("auto_reply", "auto-reply"):
        return "auto-reply: Precedence"
    if subject.startswith(_WORDS["auto-reply-subjects"]):
        return "auto-reply: subject"
    if local.startswith(("mailer-daemon", "mailerdaemon")):
        return "bounce: mailer-daemon"
    return None


def _weigh_submitted(
    evidence: _Evidence,
    headers: Headers,
    author: Address | None,
    traits: AbstractSet[str],
    own: str,
) -> None:
    submitted = first(headers, "auto-submitted")
    if submitted and not submitted.startswith("no"):
        # Ticket systems say auto-generated of what their agents write, too.
        human = (
            "ticket" in traits and "reply" in traits and not _any(own, _WORDS["generated-texts"])
        )
        evidence.add("notification", 1.5 if human else 6.0, "Auto-Submitted")
    if notifier := sorted(_NOTIFIER_FIELDS.intersection(headers)):
        evidence.add("notification", 4.0, notifier[0])
    if "auto-response-suppress" in traits:
        evidence.add("", 0.5, "X-Auto-Response-Suppress")
    if (
        author is not None
        and " via " in author.display_name
        and sender_kind_hint(author) == "automated"
    ):
        evidence.add("notification", 4.0, "name via service")
    if "mailer:script" in traits:
        evidence.add("notification", 0.5, "X-Mailer")


def _weigh_absence(evidence: _Evidence, subject: str, own: str) -> None:
    if not _any(own, _WORDS["absence-texts"]) and not _any(own, _WORDS["machine-texts"]):
        return
    evidence.add("auto-reply", 1.0, "text says absent")
    if subject.startswith(_WORDS["absence-subjects"]):
        evidence.add("auto-reply", 1.0, "subject")
    for weight, phrases, sign in (
        (0.5, _WORDS["return-texts"], "says when back"),
        (1.0, _WORDS["urgent-texts"], "names a deputy"),
        (1.5, _WORDS["thanks-texts"], "thanks for the mail"),
        (3.0, _WORDS["machine-texts"], "text says it is automatic"),
    ):
        if _any(own, phrases):
            evidence.add("auto-reply", weight, sign)
    if own.count("?"):
        evidence.add("auto-reply", -1.0, "")


def _weigh_bounce(
    evidence: _Evidence,
    headers: Headers,
    author: Address | None,
    subject: str,
    text: str,
    traits: AbstractSet[str],
) -> None:
    weight = 0.0
    report = "return-path-empty" in traits or first(headers, "content-type").startswith(
        "message/delivery-status"
    )
    if "return-path-empty" in traits:
        evidence.add("", 2.0, "Return-Path <>")
    if author is not None and sender_kind_hint(author) is not None:
        report = report or _DELIVERY_CODE.search(text) is not None
    if author is not None and _is_daemon(author):
        evidence.add("bounce", 2.0, author.local_part)
        weight += 1
        report = True
    if not report:
        # People write of deliveries that failed, too: goods, and mail.
        return
    if subject.startswith(_WORDS["bounce-subjects"]):
        evidence.add("bounce", 2.0, "subject")
        weight += 1
    if weight and _any(text, _WORDS["bounce-texts"]):
        evidence.add("bounce", 2.0, "text")


def _is_daemon(author: Address) -> bool:
    return (
        author.local_part in _MAILER_DAEMONS
        or author.local_part.startswith("microsoftexchange")
        or author.display_name.lower().startswith(_DAEMON_NAMES)
    )


def _weigh_calendar(evidence: _Evidence, subject: str, own: str) -> None:
    if not subject.startswith(_WORDS["calendar-subjects"]):
        return
    length = len(own.split())
    if _any(own, _WORDS["calendar-texts"]):
        evidence.add("calendar", 4.5, "subject and text")
    elif length <= 3:
        evidence.add("calendar", 4.5, "subject without text")


def _weigh_receipt(evidence: _Evidence, subject: str, text: str) -> None:
    if subject.startswith(_WORDS["receipt-subjects"]) and (
        not text.strip() or (len(text) < 1500 and _any(text, _WORDS["receipt-texts"]))
    ):
        evidence.add("receipt", 4.5, "subject and text")


def _weigh_sender(
    evidence: _Evidence, headers: Headers, author: Address | None, traits: AbstractSet[str]
) -> None:
    if author is None or sender_kind_hint(author) != "automated":
        return
    if author.local_part == "postmaster":
        return
    kind = "no-reply" if is_no_reply(author.local_part) else "notification"
    if _answers_reach_a_person(headers, author) and not traits & {
        "list-unsubscribe", "precedence-bulk", "auto-submitted", "esp"
    }:  # fmt: skip
        evidence.add(kind, 2.0, author.local_part)
        return
    evidence.add(kind, 5.0, author.local_part)


def _answers_reach_a_person(headers: Headers, author: Address) -> bool:
    """Tell whether Reply-To names a person elsewhere: forms and relays write for people so."""
    reply_to = first(headers, "reply-to")
    match = re.search(r"([^\s<>,;\"]{1,64})@([^\s<>,;\"]{3,200})", reply_to)
    if match is None or match.group(2) == author.domain:
        return False
    return sender_kind_hint(Address(match.group().strip("<>"))) is None


def _weigh_bulk(
    evidence: _Evidence, author: Address | None, traits: AbstractSet[str], text: str
) -> None:
    discussion = "list-post" in traits
    before = evidence.weights.get("bulk", 0.0)
    if traits & {"precedence-bulk", "precedence-junk"}:
        evidence.add("bulk", 0.5 if discussion else 4.0, "Precedence")
    if discussion:
        return
    if "list-unsubscribe" in traits:
        evidence.add("bulk", 1.0, "List-Unsubscribe")
    if "list-unsubscribe-post" in traits:
        evidence.add("bulk", 0.5, "List-Unsubscribe-Post")
    if "list-id" in traits:
        evidence.add("bulk", 1.0, "List-Id without List-Post")
    if "precedence-list" in traits and "list-unsubscribe" in traits:
        evidence.add("bulk", 0.5, "Precedence")
    if "esp" in traits:
        evidence.add("bulk", 1.5, "campaign header")
    if traits & {"relay", "mailer:esp"}:
        evidence.add("bulk", 0.5, "relay header")
    if evidence.weights.get("bulk", 0.0) == before:
        return
    if _any(text, _WORDS["unsubscribe-texts"]):
        evidence.add("bulk", 1.0, "text says how to unsubscribe")
    if author is not None and not _is_personal(author):
        evidence.add("bulk", 1.0, "impersonal sender")
        names = re.findall(r"\w+", f"{author.local_part} {author.display_name[:200].lower()}")
        if not _NEWSLETTERS.isdisjoint(names):
            evidence.add("bulk", 0.5, "newsletter's name")


def _is_personal(author: Address | None) -> bool:
    """Tell whether the local part looks made from the display name, as a person's does."""
    if author is None or sender_kind_hint(author) is not None:
        return False
    local = re.sub(r"[^\w]", "", author.local_part)
    names = re.findall(r"[^\W\d_]{2,}", author.display_name.lower())
    if not names:
        return "." in author.local_part
    if len(names) > 4:
        return False
    if any(len(name) >= 3 and name[:4] in local for name in (names[0], names[-1])):
        return len(names) >= 2 or names[0] in local
    initials = "".join(name[0] for name in names)
    return local in (initials, initials[::-1])


def _any(text: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in text for phrase in phrases)
