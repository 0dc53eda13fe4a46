"""Whether a machine wrote a mail, or sent one mail to many.

Every sign of the header, the sender and the text adds its weight, in units of log-odds, to one kind
of automatic mail or to all; signs of a person take some away. No sign decides alone unless a
standard gives it that meaning: people write through relays that add List-Unsubscribe, through
ticket systems and from addresses called "notification".
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from inboxnet.message.evidence import Evidence
from inboxnet.message.header_traits import first
from inboxnet.message.machine_answer import weigh_answers
from inboxnet.message.model import Address, Body, Headers
from inboxnet.message.name import fold
from inboxnet.message.phrases import PhraseIndex
from inboxnet.message.sender_kind import (
    is_generated,
    is_no_reply,
    looks_personal,
    named_at_own_domain,
    names_organization,
    relayed_by_own_domain,
    sender_kind_hint,
)
from inboxnet.message.sign_off import LONGEST_SIGNED, is_letter, is_signed
from inboxnet.message.vocabulary import read_vocabulary, read_words

_WORDS = read_vocabulary("automatic")
_ASIDE = ("bounce-texts", "personal-texts")
_PHRASES = PhraseIndex(
    {
        name: phrases
        for name, phrases in _WORDS.items()
        if name.endswith(("-texts", "-hints", "-details")) and name not in _ASIDE
    },
    common=read_words("automatic", "common-words"),
)
# Apart, as they stand in every other letter and are wanted for few.
_PERSONAL_TEXTS = PhraseIndex({"personal-texts": _WORDS["personal-texts"]})
_ZONE = 1000
_NOTIFIER_FIELDS = read_words("mailers", "notifier-fields")
_NEWSLETTERS = read_words("senders", "newsletters")
_TEAMS = read_words("senders", "teams")
_BULK_HOSTS = read_words("senders", "bulk-hosts")
_PREFIX = re.compile(
    r"^(?:\s*\[(?:ext|extern|external|spam)\w*\]\s*|\s*\*+ext\w*\*+\s*)+", re.IGNORECASE
)
_WRITTEN_BY_HAND = frozenset(
    f"mailer:{family}"
    for family in ("apple", "groupwise", "lotus", "mobile", "outlook", "thunderbird", "webmail")
)
_PERSONAL_LETTER = ("inmail", "member-to-member", "member_message")
_MADE_BY_PROGRAM = frozenset({"generated-texts", "unsubscribe-texts"})
_MAX_COUNTED = 20_000
_QUESTION = re.compile(r"[?？](?:\s|$)")
_SEVERAL_LINKS = 5
_MANY_LINKS = 15
_LINK_TO_ACT_ON = re.compile(r"(?:^|[:：])[ \t]{0,3}https?://\S{1,500}[ \t]{0,3}$", re.MULTILINE)
_NOTICE_SUBJECT = re.compile(
    r"^\[[^\]]{2,40}\]|[#№]\s?\d{2}|\b(?:n[°º]|nr\.?|inc|req|ref)\s?[\d-]{3}|\b\d{5}|<<"
    r"|^(?:order|booking|shipping|delivery|payment|reminder|action required|alert|problem|resolved"
    r"|erinnerung|rappel|recordatorio|promemoria|herinnering|lembrete|påminnelse|przypomnienie"
    r"|напоминание|confirmation|password|your (?:\w+ ){1,3}(?:is|has|was|are|will)\b)"
)
_YOUR_AFFAIR = re.compile(
    r"(?:ihre?|deine?|votre|ton|ta|su|tu|il tuo|la tua|uw|je|din|ditt|twoje|twoja|twój|a sua|o seu)"
    r" \w"
)
_BULK_TRAITS = (
    ("list-unsubscribe", 1.0, "List-Unsubscribe"),
    ("list-unsubscribe-post", 0.5, "List-Unsubscribe-Post"),
    ("list-id", 1.0, "List-Id without List-Post"),
    ("esp", 1.0, "campaign header"),
    ("relay", 0.5, "relay header"),
    ("mailer:esp", 0.5, "X-Mailer"),
)
_BULK_TEXTS = (
    ("unsubscribe-texts", 1.5, "text says how to unsubscribe"),
    ("subscription-texts", 1.5, "text says why it was sent"),
    ("view-texts", 1.0, "text made like a page"),
    ("mass-texts", 1.0, "addressed to many"),
    ("legal-texts", 0.5, "text of a company"),
)


def automatic_reason(
    headers: Headers,
    *,
    author: Address | None,
    subject: str,
    text: str,
    body: Body,
    traits: AbstractSet[str],
) -> str | None:
    """Say why a mail is not one that a person wrote to its recipients.

    Args:
        headers: All header fields.
        author: The first mailbox of From.
        subject: Decoded.
        text: The first text part, decoded; may be empty.
        body: Its zones.
        traits: `header_traits` of the header fields.

    Returns:
        None if a person wrote it, else ``kind: signs``, see
        `inboxnet.message.model.Message.automatic`.
    """
    subject = _PREFIX.sub("", subject[:300]).strip().lower()
    # What is quoted or forwarded was written by somebody else.
    own = body.own if body.quoted or body.forwarded else text
    zone = own if len(own) <= 2 * _ZONE else f"{own[:_ZONE]}\n{own[-_ZONE:]}"
    found = _PHRASES.search(zone)
    firm = author is not None and names_organization(author)
    evidence = Evidence()
    _weigh_fields(evidence, headers, traits)
    weigh_answers(evidence, headers, author, subject, body, text, found)
    _weigh_bulk(evidence, author, subject, own, traits, found)
    _weigh_notice(evidence, headers, author, subject, traits, found, firm=firm)
    if author is not None:
        _weigh_sender(evidence, headers, author, firm=firm)
    if evidence.is_suspicious():
        _weigh_layout(evidence, headers, author, own, body, firm=firm)
        if "unsubscribe-texts" not in found:
            found |= _PERSONAL_TEXTS.search(zone)
        _weigh_person(evidence, author, body, traits, found)
    return evidence.verdict()


def _weigh_fields(evidence: Evidence, headers: Headers, traits: AbstractSet[str]) -> None:
    """Weigh what the header says of who writes, apart from who is named in From."""
    if "return-path-empty" in traits:
        evidence.add("", 2.0, "Return-Path <>")
    if "auto-response-suppress" in traits:
        evidence.add("", 0.5, "X-Auto-Response-Suppress")
    if "mailer:script" in traits:
        evidence.add("notification", 0.5, "X-Mailer")
    for name in sorted(_NOTIFIER_FIELDS.intersection(headers)):
        letter = first(headers, name).startswith(_PERSONAL_LETTER)
        evidence.add("notification", 1.0 if letter else 5.0, name)


def _weigh_notice(
    evidence: Evidence,
    headers: Headers,
    author: Address | None,
    subject: str,
    traits: AbstractSet[str],
    found: AbstractSet[str],
    *,
    firm: bool,
) -> None:
    """Weigh what the header and the text say of a service that tells of an event."""
    submitted = first(headers, "auto-submitted")
    if submitted and not submitted.startswith(("no", "auto-replied")):
        # Ticket systems say auto-generated of what their agents write, too.
        human = (
            ("ticket" in traits or "ticket-texts" in found)
            and "reply" in traits
            and not found & {"generated-texts", "notice-texts"}
        )
        evidence.add("notification", 2.0 if human else 5.0, "Auto-Submitted")
    if "generated-texts" in found:
        evidence.add("notification", 2.5, "text says it is automatic")
    via = ""
    if author is not None and "list-id" not in traits:
        via = relayed_by_own_domain(author)
    if via:
        evidence.add("notification", 2.0, "name via service")
    if "event-texts" in found:
        evidence.add("notification", 2.0, "text tells of an event")
    elif "notice-texts" in found:
        evidence.add("notification", 1.0, "text of a notice")
    elif not firm and not evidence.is_suspicious():
        return
    if "notice-details" in found:
        evidence.add("notification", 1.0, "details of a notice")
    if _NOTICE_SUBJECT.search(subject):
        evidence.add("notification", 1.0, "subject of a notice")
    elif _YOUR_AFFAIR.match(subject):
        # Shops write so by hand, too.
        evidence.add("notification", 0.5, "subject of a notice")
    if (
        author is not None
        and " via " in author.display_name
        and "list-id" not in traits
        and not via
    ):
        evidence.add("notification", 1.5, "name via service")


def _weigh_bulk(
    evidence: Evidence,
    author: Address | None,
    subject: str,
    own: str,
    traits: AbstractSet[str],
    found: AbstractSet[str],
) -> None:
    discussion = "list-post" in traits
    if traits & {"precedence-bulk", "precedence-junk"}:
        evidence.add("bulk", 0.5 if discussion else 2.5, "Precedence")
    if discussion:
        return
    for trait, weight, sign in _BULK_TRAITS:
        if trait in traits:
            evidence.add("bulk", weight, sign)
    for name, weight, sign in _BULK_TEXTS:
        if name in found:
            evidence.add("bulk", weight, sign)
    links = own.count("http", 0, _MAX_COUNTED)
    if links >= _SEVERAL_LINKS:
        evidence.add("bulk", 1.5 if links >= _MANY_LINKS else 0.5, "many links")
    if own.count("[IMAGE]", 0, _MAX_COUNTED) > 1:
        evidence.add("bulk", 1.0, "pictures")
    if "bulk" not in evidence.weights:
        return
    if author is not None:
        names = re.findall(r"\w+", f"{author.local_part} {author.display_name[:200].lower()}")
        if not _NEWSLETTERS.isdisjoint(names):
            evidence.add("bulk", 1.0, "newsletter's name")
        hosts = re.sub(r"\d", "", author.domain).split(".")[:-2]
        if not _BULK_HOSTS.isdisjoint(hosts):
            evidence.add("bulk", 0.5, "newsletter's host")
    if not _NEWSLETTERS.isdisjoint(re.findall(r"\w+", subject)):
        evidence.add("bulk", 0.5, "newsletter's subject")


def _weigh_layout(
    evidence: Evidence,
    headers: Headers,
    author: Address | None,
    own: str,
    body: Body,
    *,
    firm: bool,
) -> None:
    """Weigh how the text is laid out, in mail that other signs speak against."""
    if first(headers, "content-type").startswith("text/html"):
        evidence.add("machine", 1.0 if firm else 0.5, "no plain text")
    if _LINK_TO_ACT_ON.search(own[:_MAX_COUNTED]):
        evidence.add("machine", 0.5, "link to act on")
    closing = f"{body.own[-LONGEST_SIGNED:]}\n{body.signature[:LONGEST_SIGNED]}".splitlines()
    last = next((line for line in reversed(closing) if line.strip()), "")
    team = not _TEAMS.isdisjoint(re.findall(r"\w+", last.lower()))
    name = fold(author.display_name) if author is not None else ""
    if team or (firm and name and "://" not in last and name in fold(last)):
        # Who shares a mailbox signs so, too.
        shared = author is not None and sender_kind_hint(author) == "role"
        evidence.add("machine", 0.5 if shared else 1.0, "signed by a firm")
    # Templates begin with who sends, as nobody does who writes a letter.
    if name and fold(own[:LONGEST_SIGNED].lstrip().partition("\n")[0]) == name:
        evidence.add("machine", 1.0, "begins with the sender's name")


def _weigh_sender(evidence: Evidence, headers: Headers, author: Address, *, firm: bool) -> None:
    """Weigh what the sender's address and name say."""
    hint = sender_kind_hint(author)
    if hint == "automated":
        if author.local_part != "postmaster":
            kind = "no-reply" if is_no_reply(author.local_part) else "notification"
            evidence.add(kind, 5.0, author.local_part)
    elif firm:
        kind = "machine" if evidence.is_suspicious() else "notification"
        # People answer from shared mailboxes, and some are named with their firm.
        task = hint is None and not named_at_own_domain(author)
        evidence.add(kind, 1.5 if task else 1.0, "impersonal sender")
    if not evidence.is_suspicious():
        return
    if hint != "automated" and is_generated(author.local_part):
        evidence.add("bulk", 1.5, "made-up sender")
    if _answers_reach_a_person(headers, author):
        evidence.doubt(("no-reply", "notification"), 2.0)


def _weigh_person(
    evidence: Evidence,
    author: Address | None,
    body: Body,
    traits: AbstractSet[str],
    found: AbstractSet[str],
) -> None:
    """Weigh what speaks for a person who wrote a letter."""
    doubts = 0.0
    personal = author is not None and looks_personal(author)
    signed = author is not None and is_signed(author, body)
    # Who signs with the name of the address writes a letter, whatever his program adds to it.
    doubts += 1.5 * personal + 1.5 * signed + 1.0 * (personal and signed)
    if author is not None and signed and named_at_own_domain(author):
        doubts -= 0.5
    if (
        author is not None
        and not signed
        and not found & _MADE_BY_PROGRAM
        and sender_kind_hint(author) != "automated"
        and is_letter(author, body)
    ):
        doubts += 2.0
    if "personal-texts" in found:
        doubts += 1.0
    if "auto-submitted" not in traits:
        if "reply" in traits:
            doubts += 1.0
        if body.quoted or body.forwarded:
            doubts += 0.5
    if traits & _WRITTEN_BY_HAND:
        doubts += 0.5
    if _QUESTION.search(body.own) and (signed or not found & _MADE_BY_PROGRAM):
        doubts += 0.5
    evidence.add("machine", -doubts, "")


def _answers_reach_a_person(headers: Headers, author: Address) -> bool:
    """Tell whether Reply-To names a person: forms and relays write for people so."""
    match = re.search(
        r"([^\s<>,;\"]{1,64})@([^\s<>,;\"]{3,200})", reply_to := first(headers, "reply-to")
    )
    if match is None:
        return False
    if sender_kind_hint(Address(match.group().strip("<>"))) is not None:
        return False
    named = len(author.display_name) > 3 and author.display_name.lower() in reply_to
    return named or match.group(2) != author.domain
