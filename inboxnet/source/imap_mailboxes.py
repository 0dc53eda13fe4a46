"""LIST answers to mailboxes: which can be opened, their names and roles."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from inboxnet.source.base import Mailbox, Role
from inboxnet.source.role import role_by_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inboxnet.source.imap_response import ListedMailbox

_SPECIAL_USE: dict[str, Role] = {
    "\\sent": "sent",
    "\\drafts": "drafts",
    "\\junk": "junk",
    "\\trash": "trash",
    "\\archive": "archive",
    "\\all": "archive",
}
_NOT_SELECTABLE = {"\\noselect", "\\nonexistent"}


def build_mailboxes(listed: Iterable[ListedMailbox]) -> list[Mailbox]:
    """Describe the mailboxes that can be opened.

    Args:
        listed: In any order.

    Returns:
        One for each name, with the role of SPECIAL-USE (RFC 6154), else by name; the inbox first,
        the others by name.
    """
    names: set[str] = set()
    mailboxes: dict[str, Mailbox] = {}
    for entry in listed:
        if entry.attributes & _NOT_SELECTABLE or entry.handle in mailboxes:
            continue
        name = decode_mailbox_name(entry.handle)
        # Two spellings of one name would give two messages one locator.
        name = entry.handle if name in names else name
        names.add(name)
        mailboxes[entry.handle] = _build_mailbox(name, entry)
    return sorted(mailboxes.values(), key=lambda box: (box.name.upper() != "INBOX", box.name))


def _build_mailbox(name: str, entry: ListedMailbox) -> Mailbox:
    if name.upper() == "INBOX":
        return Mailbox(name, "inbox", "name", entry.handle)
    for attribute, role in _SPECIAL_USE.items():
        if attribute in entry.attributes:
            return Mailbox(name, role, "special-use", entry.handle)
    # The components of `role_by_name` are parted by a slash.
    path = name.replace(entry.delimiter, "/") if entry.delimiter else name
    return Mailbox(name, role_by_name(path), "name", entry.handle)


def decode_mailbox_name(handle: str) -> str:
    """Decode modified UTF-7 (RFC 3501 section 5.1.3).

    A name that is not well-formed, and so can be no other server's, stays as it is, read as UTF-8
    if it is that.
    """
    raw = handle.encode("latin-1")
    try:
        if not handle.isascii():
            return _printable(raw.decode("utf-8"))
        head, *shifted = handle.split("&")
        return _printable(head + "".join(map(_decode_shifted, shifted)))
    except (ValueError, binascii.Error):
        return raw.decode("utf-8", "backslashreplace")


def _decode_shifted(text: str) -> str:
    encoded, end, rest = text.partition("-")
    if not end:
        raise ValueError("a shift that does not end")
    if not encoded:
        return "&" + rest
    padded = encoded.replace(",", "/") + "=" * (-len(encoded) % 4)
    return base64.b64decode(padded, validate=True).decode("utf-16-be") + rest


def _printable(name: str) -> str:
    if "\0" in name:
        raise ValueError("NUL in a name")
    return name
