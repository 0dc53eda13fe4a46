"""The value types that cross layers.

Names follow RFC 5322 (author is From, sender is Sender), RFC 9051 (uid, uidvalidity, internal
date) and RFC 5256 (base subject, sent date). All instants are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Headers = Mapping[str, tuple[str, ...]]
"""Lower-cased field name to its unfolded bodies in order, RFC 2047 words not yet decoded."""

DateSource = Literal["date", "received", "internal_date", "none"]


@dataclass(frozen=True, slots=True)
class Locator:
    """Where one copy of a message lies.

    Attributes:
        account: The source, e.g. ``imaps://me@host`` or an absolute path.
        mailbox: The mailbox's name inside the source.
        uidvalidity: RFC 9051 section 2.3.1.1; sources without one count generations.
        key: Unique inside (account, mailbox, uidvalidity): the UID in decimal, the byte offset in
            an mbox, the unique name in a Maildir, the relative path in a folder of files.
    """

    account: str
    mailbox: str
    uidvalidity: int
    key: str


@dataclass(frozen=True, slots=True)
class TextPart:
    """The first text part of a message of which the rest was not fetched.

    Attributes:
        media_type: Lower case, ``text/plain`` or ``text/html``.
        charset: As declared, or None.
        transfer_encoding: Lower case Content-Transfer-Encoding, ``7bit`` if undeclared.
        content: Still encoded; cut at the source's cap.
        truncated: Whether the cap cut it.
        content_type: The body of the part's Content-Type field, empty if the source does not know
            it: whether the text is flowed (RFC 3676) stands there alone.
    """

    media_type: str
    charset: str | None
    transfer_encoding: str
    content: bytes
    truncated: bool = False
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message as a source gives it.

    Attributes:
        locator: Where it lies.
        content: The whole RFC 5322 message, or, if ``partial``, its header alone.
        size: RFC822.SIZE, or the size in the file, in bytes, of the whole message.
        internal_date: When the mailbox received it, if it tells.
        partial: ``content`` is the header alone, and ``text_part`` (None where there is no text)
            is all that was fetched of the body.
        text_part: See ``partial``.
        truncated: ``content`` was cut at the source's cap.
    """

    locator: Locator
    content: bytes
    size: int
    internal_date: datetime | None = None
    partial: bool = False
    text_part: TextPart | None = None
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """One message that could not be read or parsed: it goes to quarantine.

    Attributes:
        locator: Where it lies.
        stage: ``fetch`` or ``parse``.
        reason: One line in words.
        size: Bytes, if known.
        sha256: Hex digest of its bytes, if they were read.
    """

    locator: Locator
    stage: Literal["fetch", "parse"]
    reason: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class SyncState:
    """How far a mailbox has been read; stored in the transaction of the mail it covers.

    Attributes:
        account: As in `Locator`.
        mailbox: As in `Locator`.
        uidvalidity: As in `Locator`.
        token: Opaque to all but the source that wrote it.
        complete: All mail the source was asked for has been given.
    """

    account: str
    mailbox: str
    uidvalidity: int
    token: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Address:
    """An RFC 5322 mailbox.

    Attributes:
        addr_spec: Lower case, the domain as A-label.
        display_name: Decoded, without quotes; empty if there is none.
    """

    addr_spec: str
    display_name: str = ""

    @property
    def local_part(self) -> str:
        """What stands before the last ``@``."""
        return self.addr_spec.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """What stands behind the last ``@``."""
        return self.addr_spec.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class QuotedBlock:
    """What a quotation says of the message it quotes.

    Attributes:
        author: Name or address as written in the attribution line or the ``From:`` line.
        author_address: Its addr-spec in lower case, if written.
        sent: As written: aware if a zone was written, else naive wall time of somebody's zone.
        subject: From the ``Subject:`` line, if any.
        opening: The first 120 characters of the quoted words, white space folded, lower case.
    """

    author: str
    author_address: str | None
    sent: datetime | None
    subject: str | None
    opening: str


@dataclass(frozen=True, slots=True)
class Body:
    """The zones of a text body.

    Attributes:
        own: The author's own words: no quotations, signature, disclaimers, forwarded text.
        signature: The signature block, lines as written.
        quoted: The blocks the mail quotes, nearest first.
        forwarded: A forwarded message follows the own words.
    """

    own: str
    signature: str = ""
    quoted: tuple[QuotedBlock, ...] = ()
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One parsed message.

    Attributes:
        msg_id: Without ``<>``; None where the mail has none.
        in_reply_to: A tuple, as the grammar is ``1*msg-id`` (RFC 5322 section 3.6.4).
        references: Oldest first.
        sent_date: RFC 5256 section 2.1; None where no date could be found.
        date_source: Which field ``sent_date`` comes from.
        author: The first mailbox of From; None where From names none.
        subject: Decoded and unfolded.
        body: See `Body`; the text capped at 64 KiB.
        automatic: None, or why the mail was written by a machine or is bulk, e.g.
            ``auto-reply: Auto-Submitted``. The word before the colon is the kind, one of
            ``auto-reply bounce calendar receipt bulk notification no-reply``.
        list_id: RFC 2919, lower case, without ``<>``.
        delivered_to: Addresses of Delivered-To, X-Original-To, Envelope-To in lower case.
        traits: Facts of the header that are evidence for the classifier, e.g. ``list-unsubscribe``.
        defects: What had to be mended, one token each.
        server_thread: See `inboxnet.message.server_thread.server_thread`.
        fingerprint: Hex; equal for the copies of one mail whatever their Message-ID, line ends and
            added header fields.
    """

    msg_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sent_date: datetime | None
    date_source: DateSource
    author: Address | None
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    subject: str
    body: Body
    automatic: str | None
    list_id: str | None
    delivered_to: tuple[str, ...]
    traits: tuple[str, ...]
    size: int
    defects: tuple[str, ...]
    fingerprint: str
    media_types: tuple[str, ...] = field(default=())
    server_thread: str | None = None
