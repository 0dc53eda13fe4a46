"""Signs of mail that a program sends in answer: absence notes, bounces, calendar and read receipts.

RFC 3834 (automatic responses), RFC 3464 (delivery reports), RFC 8098 (read receipts), RFC 6047
(calendar) name fields for them; many programs set none, so subject and text are weighed as well.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from inboxnet.message.evidence import Evidence
from inboxnet.message.header_traits import first
from inboxnet.message.model import Address, Body, Headers
from inboxnet.message.sender_kind import sender_kind_hint
from inboxnet.message.sign_off import is_signed
from inboxnet.message.vocabulary import read_vocabulary, read_words

_WORDS = read_vocabulary("automatic")
_AUTO_REPLY_SUBJECTS = _WORDS["auto-reply-subjects"]
_ABSENCE_SUBJECTS = _WORDS["absence-subjects"]
_BOUNCE_SUBJECTS = _WORDS["bounce-subjects"]
_CALENDAR_SUBJECTS = _WORDS["calendar-subjects"]
_RECEIPT_SUBJECTS = _WORDS["receipt-subjects"]
_AUTO_REPLY_FIELDS = read_words("mailers", "auto-reply-fields")
_CALENDAR_FIELDS = read_words("mailers", "calendar-fields")
_COLON = re.compile(r"[\s\d./-]*[:：]")
_ANSWERED = re.compile(r"[:：]\s*(?:re|aw|antw?|sv|vs|odp|ответ|回复|r|rif|fwd?|wg|tr)\s*[:：]")
_GREETING = re.compile(
    r"\s*(?:dear|hi|hello|hey|hallo|hej|liebe[rs]?|lieber|moin|sehr|bonjour|cher|chère|salut|hola"
    r"|estimad[oa]|querid[oa]|ciao|gentile|car[oa]|beste|hoi|olá|oi|kära|kære|hei|cześć|dzień"
    r"|здравствуй|привет|ahoj|dobrý|guten|good (?:morning|afternoon|evening|day))\b"
)
_YET = re.compile(r"\b(?:but|aber|mais|pero|però|maar|mas|men|mutta|ale|но)\b")
_NOTICES = frozenset({"generated-texts", "notice-texts"})
_ABSENCES = frozenset({"absence-texts", "machine-texts"})
_LONG = 150
_DATE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th|er|º|\.)? (?:de |of |d')?[^\W\d_]{3,}|\b\d{1,2}[./]\d{1,2}\b"
)
_MAX_TEXT = 4000
_MAX_RECEIPT = 1500
_MAILER_DAEMONS = (
    "mailer-daemon",
    "mailerdaemon",
    "mailer",
    "postmaster",
    "mail-daemon",
    "microsoftexchange",
)
# As Exchange and Gmail name who writes their reports.
_DAEMON_NAMES = (
    "mail delivery",
    "mailer-daemon",
    "mail-daemon",
    "system administrator",
    "microsoft outlook",
    "postmaster",
)
# RFC 3464 fields, RFC 3463 codes.
_DELIVERY_CODE = re.compile(r"\b[45]\d\d[ #-]{1,2}[45]\.\d+\.\d|reporting-mta:|diagnostic-code:")


def weigh_answers(
    evidence: Evidence,
    headers: Headers,
    author: Address | None,
    subject: str,
    body: Body,
    text: str,
    found: AbstractSet[str],
) -> None:
    """Add the signs of the kinds ``auto-reply bounce calendar receipt``.

    Args:
        evidence: Takes the signs.
        headers: All header fields.
        author: The first mailbox of From.
        subject: In lower case.
        body: The zones of the text.
        text: The whole first text part.
        found: The lists of ``words/automatic.txt`` of which the text has a phrase.
    """
    _weigh_reports(evidence, headers)
    _weigh_auto_reply(evidence, headers, author, subject, body, found)
    _weigh_bounce(evidence, headers, author, subject, text)
    if subject.startswith(_CALENDAR_SUBJECTS):
        _weigh_calendar(evidence, author, body, found)
    if subject.startswith(_RECEIPT_SUBJECTS):
        _weigh_receipt(evidence, author, body, text, found)


def _weigh_reports(evidence: Evidence, headers: Headers) -> None:
    """Weigh what a standard gives one meaning only."""
    content_type = first(headers, "content-type")
    if content_type.startswith("multipart/report"):
        if "disposition-notification" in content_type:
            evidence.add("receipt", 8.0, "multipart/report")
        elif "delivery-status" in content_type or "feedback-report" not in content_type:
            evidence.add("bounce", 8.0, "multipart/report")
        else:
            evidence.add("notification", 6.0, "feedback report")
    if "x-failed-recipients" in headers:
        evidence.add("bounce", 8.0, "X-Failed-Recipients")
    if content_type.startswith("text/calendar"):
        evidence.add("calendar", 8.0, "text/calendar")
    elif "calendarmessage" in first(headers, "content-class"):
        evidence.add("calendar", 6.0, "Content-Class")
    if not _CALENDAR_FIELDS.isdisjoint(headers):
        evidence.add("calendar", 3.0, "calendar header")
    if "calendar-notification@google.com" in first(headers, "sender"):
        evidence.add("calendar", 4.0, "Sender")


def _weigh_auto_reply(
    evidence: Evidence,
    headers: Headers,
    author: Address | None,
    subject: str,
    body: Body,
    found: AbstractSet[str],
) -> None:
    before = len(evidence.signs)
    replied = first(headers, "auto-submitted").startswith("auto-replied")
    if replied:
        kind = "auto-reply"
        if author is not None and _is_daemon(author):
            kind = "bounce"
        elif subject.startswith(_CALENDAR_SUBJECTS):
            kind = "calendar"
        elif found & _NOTICES and not found & _ABSENCES:
            kind = "notification"
        evidence.add(kind, 6.0, "Auto-Submitted")
    for name in sorted(_AUTO_REPLY_FIELDS.intersection(headers)):
        if first(headers, name) not in ("", "no", "false", "0"):
            evidence.add("auto-reply", 5.0, name)
    if first(headers, "precedence") in ("auto_reply", "auto-reply"):
        evidence.add("auto-reply", 6.0, "Precedence")
    declared = len(evidence.signs) > before or first(headers, "return-path") == "<>"
    declared |= _weigh_absence(evidence, subject, body, found)
    if len(evidence.signs) == before or replied:
        return
    doubts = 0.0
    if not declared and not (author is not None and sender_kind_hint(author) == "role"):
        # People write of their absence in the same words.
        doubts += 2.0 if body.quoted else 1.0
    if "past-absence-texts" in found and "left-texts" not in found:
        doubts += 2.0
    if "?" in body.own or "？" in body.own:
        doubts += 1.5
    if "," in first(headers, "to") or "cc" in headers:
        doubts += 1.5
    if len(body.own) > _LONG and _YET.search(body.own[:_MAX_TEXT].lower()):
        doubts += 1.0
    evidence.doubt(("auto-reply",), doubts)


def _weigh_absence(evidence: Evidence, subject: str, body: Body, found: AbstractSet[str]) -> bool:
    """Weigh subject and text; tell whether they have the words of machines, not of people."""
    declared = "machine-texts" in found
    if prefix := _beginning(subject, _AUTO_REPLY_SUBJECTS):
        rest = subject[len(prefix) :]
        named = not rest or prefix.endswith(":") or _COLON.match(rest)
        evidence.add("auto-reply", 4.0 if named else 1.5, "subject")
        declared = True
    elif prefix := _beginning(subject, _ABSENCE_SUBJECTS):
        rest = subject[len(prefix) :]
        if _ANSWERED.search(subject):
            evidence.add("auto-reply", 3.0, "subject")
            declared = True
        elif not rest or prefix.endswith(":") or _COLON.match(rest):
            evidence.add("auto-reply", 1.5, "subject")
            declared = True
        elif "absence-texts" in found:
            evidence.add("auto-reply", 0.5, "subject")
    if "machine-texts" in found:
        evidence.add("auto-reply", 2.5, "text says it is automatic")
    if "left-texts" in found:
        evidence.add("auto-reply", 1.5, "text says who has left")
    elif "absence-texts" in found:
        evidence.add("auto-reply", 1.0, "text says absent")
    elif "machine-texts" not in found:
        return declared
    for name, weight, sign in (
        ("thanks-texts", 1.5, "thanks for the mail"),
        ("urgent-texts", 1.0, "names a deputy"),
        ("generated-texts", 1.0, "text says it is automatic"),
    ):
        if name in found:
            evidence.add("auto-reply", weight, sign)
    if "return-texts" in found or _DATE.search(body.own[:_MAX_TEXT]):
        evidence.add("auto-reply", 0.5, "says when back")
    return declared


def _beginning(subject: str, beginnings: tuple[str, ...]) -> str:
    if not subject.startswith(beginnings):
        return ""
    return max((b for b in beginnings if subject.startswith(b)), key=len)


def _weigh_bounce(
    evidence: Evidence, headers: Headers, author: Address | None, subject: str, text: str
) -> None:
    daemon = author is not None and _is_daemon(author)
    report = (
        daemon
        or first(headers, "return-path") == "<>"
        or first(headers, "content-type").startswith("message/delivery-status")
    )
    named = subject.startswith(_BOUNCE_SUBJECTS)
    if not (report or named):
        return
    whole = text[:_MAX_TEXT].lower()
    if not report:
        # People write of deliveries that failed, too: goods, and mail.
        if not (named and author is not None and sender_kind_hint(author) is not None):
            return
        if not _DELIVERY_CODE.search(whole):
            return
    if daemon and author is not None:
        certain = author.local_part.startswith(("mailer-daemon", "mailerdaemon"))
        evidence.add("bounce", 5.0 if certain else 2.0, author.local_part)
    if named:
        evidence.add("bounce", 2.0, "subject")
    if (daemon or named) and any(phrase in whole for phrase in _WORDS["bounce-texts"]):
        evidence.add("bounce", 2.0, "text")


def _is_daemon(author: Address) -> bool:
    return (
        author.local_part in _MAILER_DAEMONS
        or author.local_part.startswith(("microsoftexchange", "mailer-daemon", "mailerdaemon"))
        or author.display_name.lower().startswith(_DAEMON_NAMES)
    )


def _weigh_calendar(
    evidence: Evidence, author: Address | None, body: Body, found: AbstractSet[str]
) -> None:
    evidence.add("calendar", 2.0, "subject")
    if "calendar-texts" in found:
        evidence.add("calendar", 2.5, "text")
    elif "calendar-hints" in found:
        evidence.add("calendar", 1.5, "text")
    elif not body.own.strip() and not body.signature.strip():
        evidence.add("calendar", 2.5, "no text")
    if "?" in body.own and "calendar-texts" not in found:
        evidence.add("calendar", -1.5, "")
    if _GREETING.match(body.own[:40].lower()):
        evidence.add("calendar", -1.0, "")
    if author is not None and is_signed(author, body):
        evidence.add("calendar", -1.0, "")


def _weigh_receipt(
    evidence: Evidence, author: Address | None, body: Body, text: str, found: AbstractSet[str]
) -> None:
    evidence.add("receipt", 2.0, "subject")
    if not text.strip():
        evidence.add("receipt", 2.5, "no text")
    elif len(text) > _MAX_RECEIPT:
        return
    elif "receipt-texts" in found:
        evidence.add("receipt", 2.5, "text")
    else:
        # Either alone is said of any letter or parcel.
        for name in ("message-hints", "receipt-hints"):
            if name in found:
                evidence.add("receipt", 0.5, "text")
    if "?" in body.own:
        evidence.add("receipt", -1.5, "")
    if _GREETING.match(body.own[:40].lower()):
        evidence.add("receipt", -1.0, "")
    if author is not None and is_signed(author, body):
        evidence.add("receipt", -2.0, "")
