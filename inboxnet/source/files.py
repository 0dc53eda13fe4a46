"""Folders of files with one message each: ``.eml`` exports, MH, Enron's ``inbox/23.``."""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inboxnet.errors import SourceError
from inboxnet.message.model import Failure, Locator, RawMessage, SyncState
from inboxnet.source.base import Event, Mailbox, Vanished, suddenly_empty
from inboxnet.source.local import (
    BATCH,
    MESSAGE_CAP_BYTES,
    join_handle,
    path_text,
    read_regular_file,
    read_token,
    real_path,
    settled_mtime,
    token_number,
    unreadable,
)
from inboxnet.source.role import role_by_name
from inboxnet.source.separator import holds_another, match_opening, skip_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HEAD_BYTES: Final = 4096
"""How much of a file tells whether it is a message."""

ROOT_NAME: Final = "."
"""The mailbox of the files that lie in the folder itself."""

_DEPTH_CAP: Final = 40
# Written by mail programs and file managers beside the mail; nobody would miss them.
_PROGRAM_FILES: Final = re.compile(
    r"(?:\..*|.*\.(?:msf|lock|dat|ini)|Thumbs\.db|maildirfolder|subscriptions|courierimap.*"
    r"|dovecot[.-].*)",
    re.DOTALL | re.IGNORECASE,
)
_FIELD_LINE: Final = re.compile(rb"([A-Za-z0-9!#$%&'*+._-]{1,76})[ \t]*:")
# One of these makes a header; of the plainer words, which notes have too, it takes two.
_TELLING: Final = frozenset(
    b"from sender reply-to received return-path message-id mime-version delivered-to envelope-to "
    b"in-reply-to references resent-from resent-date dkim-signature authentication-results "
    b"x-mozilla-status x-mailer list-id x-uidl x-received arc-seal".split()
)
_PLAIN: Final = frozenset(b"date subject to cc bcc content-type importance priority".split())


class FilesSource:
    """A folder of message files, each directory in it a mailbox, or one message file.

    A mailbox is named by its path in the folder. A file is a message if it starts like an RFC 5322
    header (see `looks_like_message`); every other regular file is a `Failure`, but for dotfiles and
    the indexes and locks of mail programs. No link is followed: one that leads into the folder
    would give its mail twice, and one that leads out of it is a `Failure`. ``key`` is the file's
    path in the folder. There is no internal date: a file's mtime tells when it was exported.

    A directory that did not change since the last complete run is not listed again. In one that
    did, a known file whose status changed (``st_ctime``) since it was last listed may hold another
    message, as MH gives the numbers of deleted messages again: it is read as ``path#mtime_ns``. Of
    a file that was merely moved or copied this makes a second copy, of the same fingerprint. A file
    rewritten in place in a directory that did not change otherwise is not noticed.

    Args:
        path: The folder or file.
        message_cap_bytes: More of one message is cut (``truncated``).
        wanted: Which files to read, if not all that is no program's; directories without any
            are then no mailboxes.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        message_cap_bytes: int = MESSAGE_CAP_BYTES,
        wanted: Callable[[Path], bool] | None = None,
    ) -> None:
        self._root = real_path(path)
        self._account = path_text(self._root)
        self._cap = message_cap_bytes
        self._wanted = wanted

    @property
    def account(self) -> str:
        """The absolute path."""
        return self._account

    def mailboxes(self) -> Sequence[Mailbox]:
        """List the directories that hold files, or nothing at all, in the order of their paths.

        Raises:
            SourceError: The folder cannot be read or is empty.
        """
        try:
            if not self._root.is_dir():
                self._root.stat()
                return [Mailbox(name=path_text(self._root.stem), role="other", handle="")]
            handles = sorted(self._iter_handles(self._root, 0))
        except OSError as error:
            raise unreadable(self._root, error) from error
        if not handles and self._wanted is None:
            raise SourceError(
                f"{self._account} is empty", advice="Name the folder that holds the mail"
            )
        return [
            Mailbox(name=path_text(handle), role=role_by_name(path_text(handle)), handle=handle)
            if handle
            else Mailbox(name=ROOT_NAME, role=role_by_name(path_text(self._root.name)), handle="")
            for handle in handles
        ]

    def fetch(
        self, mailbox: Mailbox, *, state: SyncState | None, known: Callable[[Locator], bool]
    ) -> Iterator[Event]:
        """Yield the files that are not `known` or have changed, in the order of their names.

        Raises:
            SourceError: The directory cannot be listed, or had messages and is empty now.
        """
        folder = join_handle(self._root, mailbox.handle)
        token = read_token(state.token) if state else {}
        uidvalidity = state.uidvalidity if state else 1
        try:
            print_ = settled_mtime(folder, time.time())
            if state and state.complete and print_ and token.get("dir") == print_:
                yield state
                return
            single = not folder.is_dir()
            listed_ns = time.time_ns()
            names = [folder.name] if single else sorted(self._list_names(folder))
        except FileNotFoundError as error:
            if token_number(token, "count"):
                raise suddenly_empty(self._account, mailbox) from error
            raise unreadable(folder, error) from error
        except OSError as error:
            raise unreadable(folder, error) from error
        if not names and token_number(token, "count"):
            raise suddenly_empty(self._account, mailbox)

        before = token_number(token, "seen")
        newest = 0
        since_state = 0
        for name in names:
            key = f"{mailbox.handle}/{name}" if mailbox.handle else name
            path = folder if single else folder / name
            changed, modified = _times(path)
            newest = max(newest, changed)
            locator = Locator(self._account, mailbox.name, uidvalidity, path_text(key))
            if known(locator):
                if not before or changed <= before:
                    continue
                locator = replace(locator, key=f"{locator.key}#{modified}")
                if known(locator):
                    continue
            if since_state >= BATCH:
                since_state = 0
                interim = json.dumps({"count": len(names), "seen": before or listed_ns})
                yield SyncState(self._account, mailbox.name, uidvalidity, interim, complete=False)
            since_state += 1
            yield self._read(path, locator)
        # A file server's clock may differ from ours: what comes later is later than both.
        seen = max(before, min(newest, listed_ns))
        last = json.dumps({"count": len(names), "dir": print_, "seen": seen})
        yield SyncState(self._account, mailbox.name, uidvalidity, last, complete=True)

    def close(self) -> None:
        """Do nothing: no file stays open between calls."""

    def _list_names(self, folder: Path) -> Iterator[str]:
        """Yield the names of a directory's files and of its links that lead out of the root."""
        with os.scandir(folder) as entries:
            for entry in entries:
                if is_program_file(entry.name):
                    continue
                if entry.is_symlink():
                    target = real_path(entry.path)
                    if target.is_relative_to(self._root) and target.exists():
                        continue
                elif not entry.is_file(follow_symlinks=False):
                    continue
                if self._wanted is None or self._wanted(Path(entry.path)):
                    yield entry.name

    def _iter_handles(self, folder: Path, depth: int) -> Iterator[str]:
        """Yield the paths of the directories that hold files, or nothing at all."""
        root = self._root
        with os.scandir(folder) as entries:
            directories = [
                Path(entry.path)
                for entry in entries
                if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")
            ]
        holds_file = next(self._list_names(folder), None) is not None
        empty = self._wanted is None and not directories and folder != root
        if holds_file or empty:
            yield "" if folder == root else os.path.relpath(folder, root)
        if depth >= _DEPTH_CAP:
            return
        for directory in directories:
            try:
                yield from self._iter_handles(directory, depth + 1)
            except PermissionError:
                # Listed all the same, so that the trouble shows when it is fetched.
                yield os.path.relpath(directory, root)

    def _read(self, path: Path, locator: Locator) -> Event:
        if path.is_symlink():
            reason = "not read: a link that leads nowhere or out of the folder"
            return Failure(locator, "fetch", reason)
        try:
            content, status = read_regular_file(path, self._cap)
        except FileNotFoundError:
            return Vanished(locator)
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            return Failure(locator, "fetch", f"cannot be read: {reason}")
        defect = _no_message(content)
        if defect is not None:
            return Failure(locator, "fetch", f"not a message: {defect}", size=status.st_size)
        start = _message_start(content)
        return RawMessage(
            locator=locator,
            content=content[start:] if start else content,
            size=status.st_size,
            truncated=len(content) < status.st_size,
        )


def looks_like_message(head: bytes) -> bool:
    """Tell whether the first bytes of a file are an RFC 5322 header.

    Its first line has to be a field, and among its fields one that only mail has (``From``,
    ``Received``, ``Message-ID`` …) or two of ``Date``, ``Subject``, ``To``, ``Cc`` and the like. A
    byte order mark, empty lines and a ``From `` line may stand before it.
    """
    telling = plain = 0
    for line in head[_message_start(head) : HEAD_BYTES].split(b"\n"):
        if line[:1] in {b" ", b"\t"} or line.startswith(b">From "):
            continue
        field = _FIELD_LINE.match(line)
        if field is None:
            break
        name = field[1].lower()
        telling += name in _TELLING
        plain += name in _PLAIN
    return telling > 0 or plain > 1


def is_program_file(name: str) -> bool:
    """Tell whether a file's name says that it is an index, a lock or a setting of a program."""
    return _PROGRAM_FILES.fullmatch(name) is not None


def _message_start(content: bytes) -> int:
    """Return the offset of the header: behind byte order mark, empty lines and ``From `` line."""
    opening = match_opening(content[:HEAD_BYTES])
    return opening[0].end if opening is not None else skip_blank(content)


def _no_message(content: bytes) -> str | None:
    """Return what a file is instead of a message, if so."""
    if not content.strip():
        return "the file is empty"
    if not looks_like_message(content[:HEAD_BYTES]):
        return "it does not start with a mail header"
    if holds_another(content):
        return "several messages in one file; scan it by itself, as an mbox file"
    return None


def _times(path: Path) -> tuple[int, int]:
    """Return when a file's status and its content changed, in nanoseconds; 0 where it is gone."""
    try:
        status = path.lstat()
    except OSError:
        return 0, 0
    return status.st_ctime_ns, status.st_mtime_ns
