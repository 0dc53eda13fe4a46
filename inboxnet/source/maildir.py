"""Maildirs: Maildir++ (Dovecot, Courier), nested Maildirs (mbsync, offlineimap, Thunderbird)."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inboxnet.errors import SourceError
from inboxnet.message.model import Failure, Locator, RawMessage, SyncState
from inboxnet.source.base import Event, Mailbox, Vanished, suddenly_empty
from inboxnet.source.local import (
    BATCH,
    MESSAGE_CAP_BYTES,
    instant,
    join_handle,
    path_text,
    read_regular_file,
    read_token,
    real_path,
    settled_mtime,
    token_number,
    unique_name,
    unreadable,
)
from inboxnet.source.mailbox_name import decode_modified_utf7
from inboxnet.source.role import role_by_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_DEPTH_CAP: Final = 40
_RELISTINGS: Final = 20
_INFO: Final = re.compile(r"[:;!]2,([^:;!]*)$")
# mbsync writes the UID into the unique name once it knows it.
_MBSYNC_UID: Final = re.compile(r",U=\d+")
_DELIVERED: Final = re.compile(r"(\d{9,10})\.")


class MaildirSource:
    """A Maildir with the Maildirs in it.

    The root is ``INBOX``; ``.Archive.2024`` (Maildir++) and ``Archive/2024`` (nested) are both
    ``Archive/2024``. Names in modified UTF-7 (RFC 3501 section 5.1.3) are decoded; malformed ones
    stay raw. ``key`` is the unique name without its flags and without mbsync's ``,U=``, so that a
    flag or the way from ``new`` to ``cur`` does not make a message new. ``internal_date`` is the
    file's mtime, which Dovecot and mbsync set to INTERNALDATE, or the time in the unique name if
    that is earlier (a copied Maildir has fresh mtimes).

    A message flagged ``D`` (draft) outside a Sent mailbox was never sent and is not asked for.
    A mailbox whose directories did not change since the last complete run is not listed again.

    Args:
        path: The directory.
        message_cap_bytes: More of one message is cut (``truncated``).
    """

    def __init__(
        self, path: str | os.PathLike[str], *, message_cap_bytes: int = MESSAGE_CAP_BYTES
    ) -> None:
        self._root = real_path(path)
        self._account = path_text(self._root)
        self._cap = message_cap_bytes

    @property
    def account(self) -> str:
        """The absolute path."""
        return self._account

    def mailboxes(self) -> Sequence[Mailbox]:
        """List the Maildirs, the root first, the others in the order of their paths.

        Raises:
            SourceError: The path cannot be read or holds no Maildir.
        """
        try:
            handles = sorted(_iter_handles(self._root, self._root, 0))
        except OSError as error:
            raise unreadable(self._root, error) from error
        if not handles:
            raise SourceError(
                f"{self._account} holds no Maildir",
                advice="Name the directory that has cur and new in it, or holds such directories",
            )
        boxes: list[Mailbox] = []
        taken: set[str] = set()
        for handle in handles:
            name = unique_name(_mailbox_name(handle), handle, taken)
            role = role_by_name(name)
            boxes.append(Mailbox(name=name, role=role, handle=handle))
        return boxes

    def fetch(
        self, mailbox: Mailbox, *, state: SyncState | None, known: Callable[[Locator], bool]
    ) -> Iterator[Event]:
        """Yield the messages that are not `known`, in the order of their unique names.

        Raises:
            SourceError: The Maildir cannot be listed, or had messages and is empty now.
        """
        folder = join_handle(self._root, mailbox.handle)
        token = read_token(state.token) if state else {}
        uidvalidity = state.uidvalidity if state else 1
        try:
            prints = _prints(folder)
            if state and state.complete and prints and token.get("dirs") == prints:
                yield state
                return
            files = _list_files(folder)
        except FileNotFoundError as error:
            if token_number(token, "count"):
                raise suddenly_empty(self._account, mailbox) from error
            raise unreadable(folder, error) from error
        except OSError as error:
            raise unreadable(folder, error) from error
        if not files and token_number(token, "count"):
            raise suddenly_empty(self._account, mailbox)

        listing = _Listing(folder, files)
        since_state = 0
        for key in sorted(files):
            locator = Locator(self._account, mailbox.name, uidvalidity, path_text(key))
            if _is_unsent_draft(mailbox, files[key]) or known(locator):
                continue
            if since_state >= BATCH:
                since_state = 0
                interim = json.dumps({"count": len(files)})
                yield SyncState(self._account, mailbox.name, uidvalidity, interim, complete=False)
            since_state += 1
            yield self._read(listing, key, locator)
        last = json.dumps({"count": len(files), "dirs": prints})
        yield SyncState(self._account, mailbox.name, uidvalidity, last, complete=True)

    def close(self) -> None:
        """Do nothing: no file stays open between calls."""

    def _read(self, listing: _Listing, key: str, locator: Locator) -> Event:
        while True:
            path = listing.path(key)
            if path is None:
                return Vanished(locator)
            try:
                content, status = read_regular_file(path, self._cap)
                break
            except FileNotFoundError:
                if not listing.relist():
                    return Vanished(locator)
            except OSError as error:
                reason = (error.strerror or type(error).__name__).lower()
                return Failure(locator, "fetch", f"cannot be read: {reason}")
        defect = _no_message(content)
        if defect is not None:
            return Failure(locator, "fetch", defect, size=status.st_size)
        delivered = _DELIVERED.match(key)
        seconds = status.st_mtime
        if delivered is not None and instant(named := int(delivered[1])):
            seconds = min(seconds, named)
        return RawMessage(
            locator=locator,
            content=content,
            size=status.st_size,
            internal_date=instant(seconds),
            truncated=len(content) < status.st_size,
        )


class _Listing:
    """Where the messages of one Maildir are, listed again when one is not where it was."""

    def __init__(self, folder: Path, files: Mapping[str, str]) -> None:
        self._folder = folder
        self._files = files
        self._relistings = 0

    def path(self, key: str) -> Path | None:
        """Return the path of a message, None where the last listing lacks it."""
        name = self._files.get(key)
        return None if name is None else self._folder / name

    def relist(self) -> bool:
        """List again; False where that was done too often, so that the cost stays linear."""
        self._relistings += 1
        if self._relistings > _RELISTINGS:
            return False
        try:
            self._files = _list_files(self._folder)
        except OSError:
            return False
        return True


def is_maildir(path: Path) -> bool:
    """Tell whether a directory is a Maildir (Thunderbird's have no ``new``)."""
    return (path / "cur").is_dir() and ((path / "new").is_dir() or (path / "tmp").is_dir())


def is_maildir_part(path: Path) -> bool:
    """Tell whether a directory is the ``cur``, ``new`` or ``tmp`` of a Maildir."""
    return path.name in {"cur", "new", "tmp"} and is_maildir(path.parent)


def _iter_handles(root: Path, folder: Path, depth: int) -> Iterator[str]:
    """Yield the relative paths of all Maildirs in a directory, itself included."""
    if is_maildir(folder):
        yield "" if folder == root else os.path.relpath(folder, root)
    if depth >= _DEPTH_CAP:
        return
    with os.scandir(folder) as entries:
        children = [
            Path(entry.path)
            for entry in entries
            if entry.is_dir(follow_symlinks=False) and entry.name not in {"cur", "new", "tmp"}
        ]
    for child in children:
        try:
            yield from _iter_handles(root, child, depth + 1)
        except PermissionError:
            # Listed all the same, so that the trouble shows when it is fetched.
            yield os.path.relpath(child, root)


def _mailbox_name(handle: str) -> str:
    """Return the mailbox's name, its levels separated by ``/``."""
    if not handle:
        return "INBOX"
    levels: list[str] = []
    for part in Path(handle).parts:
        dotted = part.startswith(".") and len(part) > 1
        levels += [level for level in part.split(".") if level] if dotted else [part]
    return "/".join(path_text(decode_modified_utf7(level)) for level in levels)


def _list_files(folder: Path) -> dict[str, str]:
    """Map each unique name to its path in the Maildir.

    ``new`` comes first: a message on its way to ``cur`` is then seen once or twice, never not.
    """
    files: dict[str, str] = {}
    for part in ("new", "cur"):
        try:
            entries = os.scandir(folder / part)
        except FileNotFoundError:
            if part == "new":
                continue
            raise
        with entries:
            for entry in entries:
                if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
                    unique = _INFO.sub("", entry.name, count=1)
                    if ",U=" in unique:
                        unique = _MBSYNC_UID.sub("", unique)
                    files[unique] = f"{part}/{entry.name}"
    return files


def _prints(folder: Path) -> list[int] | None:
    """Return what changes when a file comes, goes or is renamed; None while it is too fresh."""
    now = time.time()
    cur = settled_mtime(folder / "cur", now)
    new = settled_mtime(folder / "new", now) if (folder / "new").exists() else 0
    return None if cur is None or new is None else [cur, new]


def _is_unsent_draft(mailbox: Mailbox, name: str) -> bool:
    info = _INFO.search(name)
    return info is not None and "D" in info[1].split(",")[0] and mailbox.role != "sent"


def _no_message(content: bytes) -> str | None:
    """Return why a file of a Maildir holds no message, if so."""
    if not content.strip():
        return "not a message: the file is empty"
    if content.startswith((b"\x1f\x8b", b"BZh", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ")):
        return "not a message: the file is compressed"
    return None
