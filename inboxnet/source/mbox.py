"""mbox files (RFC 4155): one file, or a folder of them as Thunderbird, Takeout and Apple keep it.

Files are read in chunks, not mapped: a mail program that truncates its mailbox would kill a reader
that has it mapped (SIGBUS), and mapped pages count as the reader's memory.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inboxnet.errors import SourceError
from inboxnet.message.model import Locator, RawMessage, SyncState
from inboxnet.source.base import Event, Mailbox, Role, suddenly_empty
from inboxnet.source.local import (
    BATCH,
    MESSAGE_CAP_BYTES,
    join_handle,
    path_text,
    read_token,
    real_path,
    token_number,
    unique_name,
    unreadable,
)
from inboxnet.source.maildir import is_maildir_part
from inboxnet.source.role import role_by_name
from inboxnet.source.separator import Span, iter_spans, match_opening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MBOX_SUFFIXES: Final = (".mbox", ".mbx", ".mboxrd", ".mboxo")

_HEAD_BYTES: Final = 4096
_TAIL_BYTES: Final = 16384
_LABEL_SCAN_BYTES: Final = 65536
_DEPTH_CAP: Final = 40
_QUOTED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
# Thunderbird rewrites these in place when a mail is read or tagged: the mail is still the same.
_VOLATILE: Final = re.compile(rb"^(X-Mozilla-(?:Status2?|Keys):)[^\r\n]*", re.MULTILINE)


class MboxSource:
    """One mbox file, or a folder of mbox files, as a source.

    A separator is a line that `inboxnet.source.separator` believes; ``>From `` and ``>>From `` in a
    message lose one ``>`` (mboxrd; right for mboxo but for lines quoted already by their author).
    ``key`` is the byte offset of the separator. A file that only grew is read from its old end; one
    that was rewritten gets the next ``uidvalidity`` and is read anew.

    In a folder every file that starts with a separator is a mailbox: ``Inbox.sbd/Work`` of
    Thunderbird is ``Inbox/Work``, ``Sent.mbox/mbox`` of Apple is ``Sent``. Other files are indexes
    and settings and passed over, but for those named ``.mbox``; so are the messages of a Maildir.
    Links below the folder are not followed.

    Args:
        path: The file or folder.
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
        """List the mbox files in the order of their names.

        Raises:
            SourceError: The path cannot be read or holds no mbox file.
        """
        try:
            if not self._root.is_dir():
                with _opened(self._root) as file:
                    _opening(file)
                return [self._mailbox("", _bare_name(self._root.name), set())]
            handles = sorted(_iter_handles(self._root, self._root, 0))
        except OSError as error:
            raise unreadable(self._root, error) from error
        if not handles:
            raise SourceError(
                f"{self._account} holds no mbox file", advice="Name the folder that holds the mail"
            )
        taken: set[str] = set()
        return [self._mailbox(h, _mailbox_name(self._root, h), taken) for h in handles]

    def fetch(
        self, mailbox: Mailbox, *, state: SyncState | None, known: Callable[[Locator], bool]
    ) -> Iterator[Event]:
        """Yield what was appended since ``state``, oldest first; see `Source.fetch`.

        Raises:
            SourceError: The file cannot be read, is no mbox, changes under the reader, or had
                messages and is empty now.
        """
        path = join_handle(self._root, mailbox.handle)
        try:
            with _opened(path) as file:
                yield from self._fetch(file, mailbox, state, known)
        except FileNotFoundError as error:
            if state is not None and token_number(read_token(state.token), "offset"):
                raise suddenly_empty(self._account, mailbox) from error
            raise unreadable(path, error) from error
        except OSError as error:
            raise unreadable(path, error) from error

    def close(self) -> None:
        """Do nothing: no file stays open between calls."""

    def _mailbox(self, handle: str, name: str, taken: set[str]) -> Mailbox:
        """Return the mailbox of one file, under its full name where the short one is taken."""
        name = unique_name(name, handle, taken)
        role: Role = role_by_name(name)
        if role == "other" and _has_gmail_labels(join_handle(self._root, handle)):
            role = "archive"
        return Mailbox(name=name, role=role, handle=handle)

    def _fetch(
        self,
        file: _File,
        mailbox: Mailbox,
        state: SyncState | None,
        known: Callable[[Locator], bool],
    ) -> Iterator[Event]:
        token = read_token(state.token) if state else {}
        uidvalidity = state.uidvalidity if state else 1
        start = token_number(token, "offset")
        if start and not file.size:
            raise suddenly_empty(self._account, mailbox)
        dated_only = _opening(file)
        if start and not _only_grew(file, start, token, dated_only=dated_only):
            uidvalidity += 1
            start = 0

        def sync_state(offset: int, *, complete: bool) -> SyncState:
            prints = {"offset": offset, **_prints(file, offset)}
            return SyncState(self._account, mailbox.name, uidvalidity, json.dumps(prints), complete)

        since_state = 0
        for span in file.spans(start, dated_only=dated_only):
            separator = span.separator
            if since_state >= BATCH:
                since_state = 0
                yield sync_state(separator.start, complete=False)
            locator = Locator(self._account, mailbox.name, uidvalidity, str(separator.start))
            if not known(locator):
                since_state += 1
                yield self._read(file, locator, span)
        yield sync_state(file.size, complete=True)

    def _read(self, file: _File, locator: Locator, span: Span) -> RawMessage:
        separator = span.separator
        length = span.end - separator.end
        wanted = min(length, self._cap)
        content = file.read(separator.end, wanted)
        if len(content) < wanted:
            raise SourceError(
                f"{path_text(file.path)} became shorter while it was read",
                advice="Let the mail program finish and run again",
            )
        if span.quoted:
            content = _QUOTED.sub(rb"\1", content)
        return RawMessage(
            locator=locator,
            content=content,
            size=length,
            internal_date=separator.date,
            truncated=wanted < length,
        )


@dataclass(frozen=True, slots=True)
class _File:
    """An open mbox file and its size when it was opened: what comes later is for the next run."""

    path: Path
    descriptor: int
    size: int

    def read(self, offset: int, length: int) -> bytes:
        """Read at most ``length`` bytes from an offset, never beyond the size."""
        return os.pread(self.descriptor, max(0, min(length, self.size - offset)), offset)

    def spans(self, start: int, *, dated_only: bool) -> Iterator[Span]:
        """Find the messages from an offset on."""
        return iter_spans(self.descriptor, start=start, end=self.size, dated_only=dated_only)


def is_mbox_name(path: Path) -> bool:
    """Tell whether a file's name or neighbour says that it is an mbox."""
    return path.suffix.lower() in MBOX_SUFFIXES or path.with_name(path.name + ".msf").exists()


def count_messages(path: Path, *, most: int, within_bytes: int) -> int:
    """Count the messages of an mbox file up to ``most``; 0 where it is none.

    Raises:
        OSError: It cannot be read.
    """
    with _opened(path) as file:
        opening = match_opening(file.read(0, _HEAD_BYTES))
        if opening is None:
            return 0
        end = min(file.size, within_bytes)
        found = iter_spans(file.descriptor, start=0, end=end, dated_only=opening[1])
        return sum(1 for _, _ in zip(range(most), found, strict=False))


@contextmanager
def _opened(path: Path) -> Iterator[_File]:
    """Open a regular file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise SourceError(
                f"{path_text(path)} is not an mbox file", advice="Name a file or a folder of mail"
            )
        yield _File(path, descriptor, status.st_size)
    finally:
        os.close(descriptor)


def _opening(file: _File) -> bool:
    """Check that the file is an mbox; return whether its separators have dates."""
    if not file.size:
        return True
    head = file.read(0, _HEAD_BYTES)
    opening = match_opening(head)
    if opening is not None:
        return opening[1]
    if not head.strip(b"\r\n") and len(head) == file.size:
        return True
    raise SourceError(
        f"{path_text(file.path)} is not an mbox file: it does not start with a 'From ' line",
        advice="Name an mbox file, a Maildir or a folder of messages",
    )


def _prints(file: _File, offset: int) -> dict[str, str]:
    """Return hashes of the first bytes of the file and of those before an offset."""
    return {
        "head": _print(file.read(0, min(_HEAD_BYTES, offset))),
        "tail": _print(file.read(max(0, offset - _TAIL_BYTES), min(_TAIL_BYTES, offset))),
    }


def _print(content: bytes) -> str:
    # The ends are cut at line ends, so that a volatile line is never seen in half.
    whole_lines = content[content.find(b"\n") + 1 : content.rfind(b"\n") + 1] or content
    return hashlib.blake2b(_VOLATILE.sub(rb"\1", whole_lines), digest_size=16).hexdigest()


def _only_grew(file: _File, offset: int, token: object, *, dated_only: bool) -> bool:
    """Tell whether the file still has what was read of it, and a whole message behind it."""
    prints = _prints(file, offset) if file.size >= offset else None
    if prints is None or token != {"offset": offset, **prints}:
        return False
    added = file.read(offset, _HEAD_BYTES)
    if not added.strip(b"\r\n"):
        return file.size - offset <= len(added)
    first = next(file.spans(offset, dated_only=dated_only), None)
    # Anything before the first separator would belong to a message that was given already.
    return first is not None and not added[: first.separator.start - offset].strip(b"\r\n")


def _iter_handles(root: Path, folder: Path, depth: int) -> Iterator[str]:
    """Yield the relative paths of all mbox files below a folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if depth < _DEPTH_CAP and not is_maildir_part(Path(entry.path)):
                    try:
                        yield from _iter_handles(root, Path(entry.path), depth + 1)
                    except PermissionError:
                        continue
            elif entry.is_file(follow_symlinks=False) and _is_mailbox(Path(entry.path)):
                yield os.path.relpath(entry.path, root)


def _is_mailbox(path: Path) -> bool:
    """Tell whether a file in a folder is an mbox: by its first line, else by its name."""
    try:
        with _opened(path) as file:
            if match_opening(file.read(0, _HEAD_BYTES)):
                return True
            size = file.size
    except OSError:
        size = 0
    # Empty and unreadable ones are listed, so that the trouble shows when they are fetched.
    if path.name.startswith("."):
        return False
    return is_mbox_name(path) or (size == 0 and not path.suffix)


def _has_gmail_labels(path: Path) -> bool:
    """Tell whether the file is a Takeout export: mail of all kinds, its labels in the header."""
    try:
        with _opened(path) as file:
            return b"\nX-Gmail-Labels:" in file.read(0, _LABEL_SCAN_BYTES)
    except (OSError, SourceError):
        return False


def _bare_name(name: str) -> str:
    file = Path(name)
    return path_text(file.stem if file.suffix.lower() in MBOX_SUFFIXES else name)


def _mailbox_name(root: Path, handle: str) -> str:
    """Return the mailbox's name without what the programs add to the files' names."""
    parts = list(Path(handle).parts) or [root.name]
    if parts[-1] == "mbox":
        parent = parts[-2] if len(parts) > 1 else root.name
        if parent.lower().endswith(".mbox"):
            parts = [*parts[:-2], parent]
    return "/".join(_bare_name(part.removesuffix(".sbd")) for part in parts)
