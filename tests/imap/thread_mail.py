"""Mail whose identifiers, dates and subjects are as bad as threading can meet them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.header import Header
from random import Random

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

_BASES = (
    "Lunch",
    "lunch ",
    "Offer  42",
    "Straße",
    "STRASSE",
    "STRAßE",
    "ǆ",
    "Ǆ",
    "ﬁn",
    "Éa",
    "E\u0301A",
    "[draft]",
    "re",
    "Regarding: x",
    "",
    "",
)
_PREFIXES = (
    *("Re: ", "RE:", "re : ", "Re[2]: ", "Fwd: ", "FW: ", "fwd [x]:", "[list] ", "[list][2] "),
    *("[list] Re: ", "AW: ", "SV: ", "Re^2: ", "[", "  "),
)
_NO_IDS = ("(none)", "<>", "Your message of Monday", "<no at sign here>", '"<"', "a message by a@b")
_NO_DATES = ("yesterday", "", "Mon, 99 Foo 2026 10:00:00 +0000", "99999999")
_ODD_DATES = (
    *("Thu, 01 Jan 1970 00:00:07 +0000", "Mon, 19 Oct 2037 09:05:11 +0100"),
    *("1 Mar 26 09:10 GMT", "Sun, 1 Mar 2026 9:15:00 +0100 (CET)"),
)
_ZONES = ("+0000", "+0200", "-0730", "GMT", "EST", "-0000")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message and when the mailbox got it."""

    content: bytes
    internal_date: datetime


def make_mailbox(random: Random, size: int) -> list[Delivery]:
    """Return ``size`` messages, in the order of their sequence numbers."""
    ids = [f"{case}{n}" for n in range(max(2, size)) for case in ("i", "I")[: 1 + n % 2]]
    conversations: dict[str, list[str]] = {}
    return [_message(random, ids, conversations, number) for number in range(size)]


def _message(
    random: Random, ids: list[str], conversations: dict[str, list[str]], number: int
) -> Delivery:
    own = random.choice(ids)
    fields = [f"X-Number: {number + 1}", "From: Ann <ann@a.example>"]
    fields += _message_id(random, own)
    fields += _references(random, own, ids, conversations)
    sent = START + timedelta(minutes=random.randrange(40))
    fields += _date(random, sent)
    if random.random() < 0.95:
        fields.append(_subject(random))
    random.shuffle(fields)
    content = "\r\n".join((*fields, "", "Hello", "")).encode()
    return Delivery(content, START + timedelta(minutes=random.randrange(40)))


def _message_id(random: Random, own: str) -> list[str]:
    """Return the field, or none; identifiers are drawn with repetition, so some are taken."""
    chance = random.random()
    if chance < 0.06:
        return []
    if chance < 0.12:
        return [f"Message-ID: {random.choice(_NO_IDS)}"]
    return [f"Message-ID: {_msg_id(random, own)}"]


def _msg_id(random: Random, name: str) -> str:
    """Return one of the ways to write an identifier (RFC 5322 sections 3.6.4 and 4.5.4)."""
    if name.endswith("7"):
        return f"<{name}@[192.0.2.1]>"
    ways = (f"<{name}@x.example>",) * 6 + (
        f'<"{name}"@x.example>',
        f'<"\\{name}"@x.example>',
        f"<{name}@ x.example>",
        f"<{name}\r\n @x.example>",
    )
    return random.choice(ways)


def _references(
    random: Random, own: str, ids: list[str], conversations: dict[str, list[str]]
) -> list[str]:
    chance = random.random()
    conversations.setdefault(own, [])
    if chance < 0.2:
        return []
    if chance < 0.55:
        # An answer whose References may have been shortened, in front or in the middle.
        parent = random.choice(list(conversations))
        line = [*conversations[parent], parent]
        conversations[own] = line if own not in line else []
        named = [name for name in line[:-1] if random.random() < 0.7] + [parent]
    elif chance < 0.8:
        named = [random.choice(ids) for _ in range(random.randrange(1, 6))]
    elif chance < 0.85:
        named = [random.choice(ids), own]
    else:
        fields = [f"In-Reply-To: {_in_reply_to(random, ids)}"]
        if random.random() < 0.3:
            fields.append(f"References: {random.choice(_NO_IDS)}")
        return fields
    between = random.choice((" ", " ", "\r\n\t", "", ",", " and "))
    fields = ["References: " + between.join(_msg_id(random, name) for name in named)]
    if random.random() < 0.5:
        fields.append(f"In-Reply-To: {_in_reply_to(random, ids)}")
    return fields


def _in_reply_to(random: Random, ids: list[str]) -> str:
    first, second = (_msg_id(random, random.choice(ids)) for _ in range(2))
    return random.choice(
        (
            first,
            first,
            f"{first} {second}",
            f"{first} from ann@a.example",
            f"Your message of Monday, {first}",
            random.choice(_NO_IDS),
        )
    )


def _date(random: Random, sent: datetime) -> list[str]:
    chance = random.random()
    if chance < 0.05:
        return []
    if chance < 0.1:
        return [f"Date: {random.choice(_NO_DATES + _ODD_DATES)}"]
    return [f"Date: {sent:%a, %d %b %Y %H:%M:%S} {random.choice(_ZONES)}"]


def _subject(random: Random) -> str:
    text = random.choice(_BASES)
    for _ in range(random.choice((0, 0, 1, 1, 2, 3))):
        text = random.choice(_PREFIXES) + text
    chance = random.random()
    if chance < 0.1:
        text = f"{text} (fwd)"
    elif chance < 0.15:
        text = f"[Fwd: {text}]"
    if not text.isascii() or random.random() < 0.05:
        return f"Subject: {Header(text, 'utf-8').encode()}"
    return f"Subject: {text}" if random.random() < 0.9 else f"Subject:\r\n\t{text}"
