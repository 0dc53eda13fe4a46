"""A folder with mail of several kinds: mbox files, Maildirs and files of one message."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from inboxnet.source.files import HEAD_BYTES, FilesSource, is_program_file, looks_like_message
from inboxnet.source.local import (
    MESSAGE_CAP_BYTES,
    path_text,
    read_regular_file,
    real_path,
    unique_name,
    unreadable,
)
from inboxnet.source.maildir import MaildirSource, is_maildir, is_maildir_part
from inboxnet.source.mbox import MBOX_SUFFIXES, MboxSource, is_mbox_name
from inboxnet.source.separator import match_opening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inboxnet.message.model import Locator, SyncState
    from inboxnet.source.base import Event, Mailbox, Source

Kind = Literal["mbox", "maildir", "files"]

_DEPTH_CAP: Final = 40


class FolderSource:
    """Several sources over one folder, each of which reads what the others leave.

    The mailboxes are named as in `MboxSource`, `MaildirSource` and `FilesSource`; where two have
    one name, the latter gets a longer one. Of the files outside mbox files and Maildirs those are
    read that `looks_like_message`; beside mailboxes all others are indexes and settings.

    Args:
        path: The folder.
        kinds: What it holds, as `find_kinds` tells; names go to the first.
        message_cap_bytes: More of one message is cut (``truncated``).
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        kinds: Sequence[Kind],
        message_cap_bytes: int = MESSAGE_CAP_BYTES,
    ) -> None:
        root = real_path(path)
        self._account = path_text(root)
        self._sources: dict[str, Source] = {}
        for kind in kinds:
            if kind == "mbox":
                self._sources[kind] = MboxSource(root, message_cap_bytes=message_cap_bytes)
            elif kind == "maildir":
                self._sources[kind] = MaildirSource(root, message_cap_bytes=message_cap_bytes)
            else:
                self._sources[kind] = FilesSource(
                    root, message_cap_bytes=message_cap_bytes, wanted=is_stray_message
                )

    @property
    def account(self) -> str:
        """The absolute path."""
        return self._account

    def mailboxes(self) -> Sequence[Mailbox]:
        """List the mailboxes of one kind after the other.

        Raises:
            SourceError: The folder cannot be read.
        """
        taken: set[str] = set()
        return [
            replace(
                mailbox,
                name=unique_name(mailbox.name, f"{mailbox.name} ({kind})", taken),
                handle=f"{kind}:{mailbox.handle}",
            )
            for kind, source in self._sources.items()
            for mailbox in source.mailboxes()
        ]

    def fetch(
        self, mailbox: Mailbox, *, state: SyncState | None, known: Callable[[Locator], bool]
    ) -> Iterator[Event]:
        """Yield what is new in a mailbox; see the source of its kind.

        Raises:
            SourceError: The mailbox cannot be read.
        """
        kind, _, handle = mailbox.handle.partition(":")
        return self._sources[kind].fetch(replace(mailbox, handle=handle), state=state, known=known)

    def close(self) -> None:
        """Close the sources."""
        for source in self._sources.values():
            source.close()


def find_kinds(path: str | os.PathLike[str], first: Kind) -> list[Kind]:
    """Return what kinds of mail a folder holds, ``first`` among them and before the others.

    A folder of message files is not searched file by file: an mbox file in it is known by its name,
    or comes as a `inboxnet.message.model.Failure` of `FilesSource`.

    Raises:
        SourceError: The folder cannot be listed.
    """
    root = real_path(path)
    kinds: list[Kind] = [first]
    try:
        for kind in _iter_kinds(root, by_name=first == "files"):
            if kind not in kinds:
                kinds.append(kind)
            if len(kinds) == len(("mbox", "maildir", "files")):
                break
    except OSError as error:
        raise unreadable(root, error) from error
    return kinds


def is_stray_message(path: Path) -> bool:
    """Tell whether a file outside mbox files and Maildirs is a message, by its first lines."""
    return not is_maildir_part(path.parent) and _kind_of_file(path) == "files"


def _iter_kinds(folder: Path, *, by_name: bool, depth: int = 0) -> Iterator[Kind]:
    if is_maildir(folder):
        yield "maildir"
    with os.scandir(folder) as entries:
        listed = list(entries)
    names = {entry.name for entry in listed}
    for entry in listed:
        if entry.is_dir(follow_symlinks=False):
            if depth >= _DEPTH_CAP or is_maildir_part(Path(entry.path)):
                continue
            try:
                yield from _iter_kinds(Path(entry.path), by_name=by_name, depth=depth + 1)
            except PermissionError:
                continue
        elif entry.is_file(follow_symlinks=False) and not is_program_file(entry.name):
            named = entry.name.lower().endswith(MBOX_SUFFIXES) or f"{entry.name}.msf" in names
            if (named or not by_name) and (kind := _kind_of_file(Path(entry.path))) is not None:
                yield kind


def _kind_of_file(path: Path) -> Kind | None:
    """Tell what one file is by its first lines; an empty one by its name."""
    try:
        head, status = read_regular_file(path, HEAD_BYTES)
    except OSError:
        return None
    if not status.st_size:
        return "mbox" if is_mbox_name(path) else None
    if match_opening(head) is not None:
        return "mbox"
    return "files" if looks_like_message(head) else None
