"""LIST answers to mailboxes: which can be opened, their names and roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inboxnet.source.base import Mailbox, Role
from inboxnet.source.mailbox_name import decode_modified_utf7
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
    """Decode the name of a mailbox as the server lists it, its octets read as Latin-1.

    A name that is not well-formed, and so can be no other server's, stays as it is, read as UTF-8
    if it is that.
    """
    if handle.isascii():
        return decode_modified_utf7(handle)
    return handle.encode("latin-1").decode("utf-8", "backslashreplace")
