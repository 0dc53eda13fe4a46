"""A content fingerprint: equal for the copies of one mail, whatever the way they came."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from inboxnet.message.subject import base_subject

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from inboxnet.message.model import Address

_MAX_TEXT = 2000
"""Letters and digits that count: far below every source's cap on the text."""
_MAX_SCANNED = 1 << 14
_OTHER = re.compile(r"[\W_]+")


def fingerprint(
    *,
    author: Address | None,
    written: datetime | None,
    subject: str,
    recipients: Sequence[Address],
    text: str,
) -> str:
    """Return 128 bits in hex.

    Message-ID does not count (copies in PST exports differ in it), nor Bcc (only the author's copy
    has it), nor white space and punctuation of the text (sources differ in line ends, ``>From``
    and trailing lines). To and Cc count: the same short answer to two people is two mails.

    Args:
        author: The first mailbox of From.
        written: The instant in the Date field itself, None where it has none that is valid: other
            dates differ between the sources.
        subject: Decoded.
        recipients: To and Cc together.
        text: The whole text, quotations included.
    """
    words = _OTHER.sub("", text[:_MAX_SCANNED])[:_MAX_TEXT].lower()
    parts = (
        author.addr_spec if author else "",
        written.isoformat() if written else "",
        base_subject(subject)[0],
        *sorted({address.addr_spec for address in recipients}),
        words,
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
