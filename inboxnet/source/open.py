"""What the owner names as SOURCE, opened: a path on this machine or an IMAP account."""

from __future__ import annotations

import os
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inboxnet.errors import LoginRefused, UsageError
from inboxnet.source.files import HEAD_BYTES, FilesSource, is_program_file, looks_like_message
from inboxnet.source.folder import FolderSource, Kind, find_kinds
from inboxnet.source.local import MESSAGE_CAP_BYTES, path_text, read_regular_file, real_path
from inboxnet.source.maildir import MaildirSource, is_maildir
from inboxnet.source.mbox import MboxSource, count_messages, is_mbox_name
from inboxnet.source.role import role_by_name
from inboxnet.source.separator import match_opening

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from inboxnet.source.base import Source

_PROBES_CAP: Final = 5000
_COUNT_WITHIN_BYTES: Final = 8 << 20
_SOURCES: Final = (
    "Name an mbox file, a Maildir, a folder of messages or of mbox files, or imaps://user@host"
)
_PACKED: Final = (
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a zip file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"BZh", "a bzip2 file"),
    (b"7z\xbc\xaf", "a 7z file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
)
_OTHERS: Final = (
    (b"!BDN", "an Outlook data file", "Export it to mbox, e.g. with readpst, and name that"),
    (b"\xd0\xcf\x11\xe0", "an Outlook message", "Save it as .eml and name that"),
    (b"SQLite format 3\0", "a database", _SOURCES),
    (b"%PDF", "a PDF file", _SOURCES),
)


def open_source(
    spec: str,
    *,
    password: Callable[[], str] | None = None,
    since: datetime | None = None,
    message_cap_bytes: int = MESSAGE_CAP_BYTES,
) -> Source:
    """Return the source that the owner names.

    Args:
        spec: A path, or ``imaps://user@host[:port]`` (``imap://`` to loopback).
        password: Asked for when the server wants it; needed by IMAP alone.
        since: An aware instant: IMAP does not fetch older mail. Files are read as a whole.
        message_cap_bytes: For files: more of one message is cut.

    Raises:
        UsageError: There is nothing at the path, it cannot be read, or it holds no mail.
    """
    scheme, separator, _ = spec.partition("://")
    if separator and scheme.isalnum():
        if scheme.lower() in {"imap", "imaps"}:
            return _open_imap(spec, password=password or _no_password, since=since)
        if not os.path.lexists(spec):
            raise UsageError(f"{scheme}:// is no source of mail", advice=_SOURCES)
    path = _expand(spec)
    try:
        kinds = _kinds_of_folder(path) if path.is_dir() else [_kind_of_file(path)]
    except FileNotFoundError as error:
        raise UsageError(f"{path_text(path)} does not exist", advice=_SOURCES) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        denied = isinstance(error, PermissionError)
        raise UsageError(
            f"{path_text(path)} cannot be read: {reason.lower()}",
            advice="Check its permissions" if denied else _SOURCES,
        ) from error
    if len(kinds) > 1:
        return FolderSource(path, kinds=kinds, message_cap_bytes=message_cap_bytes)
    if kinds == ["mbox"]:
        return MboxSource(path, message_cap_bytes=message_cap_bytes)
    if kinds == ["maildir"]:
        return MaildirSource(path, message_cap_bytes=message_cap_bytes)
    return FilesSource(path, message_cap_bytes=message_cap_bytes)


def _expand(spec: str) -> Path:
    try:
        return Path(spec).expanduser()
    except RuntimeError as error:
        raise UsageError(
            f"{spec} does not exist: there is no such user on this machine", advice=_SOURCES
        ) from error


def _open_imap(url: str, *, password: Callable[[], str], since: datetime | None) -> Source:
    # imapclient costs 0.1 s to import, which a scan of files need not pay.
    from inboxnet.source.imap import ImapSource  # noqa: PLC0415

    return ImapSource.from_url(url, password=password, since=since)


def _no_password() -> str:
    raise LoginRefused("no password was given", advice="Give one and run again")


def _kind_of_file(path: Path) -> Kind:
    """Tell an mbox file from a single message.

    Raises:
        OSError: It cannot be read.
        UsageError: It is neither.
    """
    head, status = read_regular_file(real_path(path), HEAD_BYTES)
    if not status.st_size:
        # Mail programs leave empty mbox files behind; any other empty file is a mistake.
        if is_mbox_name(path) or role_by_name(path.name) != "other":
            return "mbox"
        raise UsageError(f"{path_text(path)} is empty", advice=_SOURCES)
    if match_opening(head) is not None:
        is_message = path.suffix.lower() == ".eml" and looks_like_message(head)
        return "files" if is_message and _count(path) < 2 else "mbox"
    if looks_like_message(head):
        return "files"
    for magic, what in _PACKED:
        if head.startswith(magic):
            raise UsageError(
                f"{path_text(path)} is {what}", advice="Unpack it and name what it holds"
            )
    for magic, what, advice in _OTHERS:
        if head.startswith(magic):
            raise UsageError(f"{path_text(path)} is {what}", advice=advice)
    raise UsageError(
        f"{path_text(path)} is no mail: it starts neither with a 'From ' line nor a mail header",
        advice=_SOURCES,
    )


def _kinds_of_folder(path: Path) -> list[Kind]:
    kinds = find_kinds(path, _first_kind(path))
    # Beside mbox files what looks like mail is read, in a folder of messages all is accounted for.
    return sorted(kinds, key=("mbox", "maildir", "files").index) if "mbox" in kinds else kinds


def _first_kind(path: Path) -> Kind:
    """Tell what a folder holds from the first mail found in it, nearest to its top.

    Raises:
        OSError: It cannot be listed.
        UsageError: It holds no mail.
    """
    folders = deque([path])
    probes = 0
    any_file = False
    while folders and probes < _PROBES_CAP:
        folder = folders.popleft()
        if is_maildir(folder):
            return "maildir"
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            if folder == path:
                raise
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                any_file = True
                if is_program_file(entry.name):
                    continue
                probes += 1
                kind = _kind_inside(Path(entry.path))
                if kind is not None:
                    return kind
    if not any_file:
        raise UsageError(f"{path_text(path)} is empty", advice=_SOURCES)
    raise UsageError(f"no mail was found in {path_text(path)}", advice=_SOURCES)


def _kind_inside(path: Path) -> Kind | None:
    """Tell what one file says of the folder it lies in, None where it says nothing."""
    try:
        head, status = read_regular_file(path, HEAD_BYTES)
        if not status.st_size:
            return "mbox" if is_mbox_name(path) else None
        if match_opening(head) is not None:
            named = is_mbox_name(path) or role_by_name(path.name) != "other" or path.name == "mbox"
            return "mbox" if named or _count(path) > 1 else "files"
    except OSError:
        return None
    return "files" if looks_like_message(head) else None


def _count(path: Path) -> int:
    return count_messages(path, most=2, within_bytes=_COUNT_WITHIN_BYTES)
