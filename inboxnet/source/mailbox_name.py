"""Modified UTF-7 (RFC 3501 section 5.1.3), in which IMAP servers and Maildirs write names."""

from __future__ import annotations

import base64
import binascii


def decode_modified_utf7(name: str) -> str:
    """Decode a mailbox's name; one that is malformed, or not ASCII, is returned as it is."""
    if "&" not in name or not name.isascii():
        return name
    head, *shifted = name.split("&")
    try:
        decoded = head + "".join(map(_decode_shifted, shifted))
    except (ValueError, binascii.Error):
        return name
    return name if "\0" in decoded else decoded


def _decode_shifted(text: str) -> str:
    encoded, end, rest = text.partition("-")
    if not end:
        raise ValueError("a shift that does not end")
    if not encoded:
        return "&" + rest
    padded = encoded.replace(",", "/") + "=" * (-len(encoded) % 4)
    return base64.b64decode(padded, validate=True).decode("utf-16-be") + rest
