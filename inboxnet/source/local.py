"""What the sources on the local disk share: caps, names of paths, and their errors."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inboxnet.errors import SourceError
from inboxnet.message.date import EARLIEST

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGE_CAP_BYTES: Final = 16 * 1024 * 1024
"""More of one message than this is not handed on: what people write stands before it."""

BATCH: Final = 500
"""Messages between two `SyncState` events."""

_LATEST_SECONDS: Final = 4_102_444_800  # the year 2100
_SETTLED_SECONDS: Final = 2.0
_ADVICE_CHECK: Final = "Check its permissions and run again"


def path_text(path: str | os.PathLike[str]) -> str:
    r"""Return a path as text that UTF-8 can hold: bytes that are not UTF-8 become ``\xff``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def real_path(path: str | os.PathLike[str]) -> Path:
    """Return the absolute path without links; of links in a circle, the path as it is."""
    # Path.resolve raises RuntimeError on a circle.
    return Path(os.path.realpath(path))


def join_handle(root: Path, handle: str) -> Path:
    """Return the path of a mailbox from its source's root and its handle (a relative path)."""
    return root / handle if handle else root


def unique_name(name: str, handle: str, taken: set[str]) -> str:
    """Return a mailbox's name, or a longer one where that is taken, and take it."""
    if name in taken:
        name = path_text(handle)
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def unreadable(path: str | os.PathLike[str], error: OSError) -> SourceError:
    """Return the error for a mailbox that the system does not let us read."""
    reason = (error.strerror or type(error).__name__).lower()
    return SourceError(f"{path_text(path)} cannot be read: {reason}", advice=_ADVICE_CHECK)


def read_regular_file(
    path: str | os.PathLike[str], cap_bytes: int = MESSAGE_CAP_BYTES
) -> tuple[bytes, os.stat_result]:
    """Read at most ``cap_bytes`` of a regular file, without following a link.

    Raises:
        OSError: It cannot be read, or is no regular file.
    """
    # Without O_NONBLOCK the opening of a named pipe would wait for its writer for ever.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a regular file")
        blocks: list[bytes] = []
        left = min(cap_bytes, status.st_size)
        while left > 0 and (block := file.read(left)):
            blocks.append(block)
            left -= len(block)
        return blocks[0] if len(blocks) == 1 else b"".join(blocks), status


def instant(seconds: float) -> datetime | None:
    """Return a POSIX time as an instant, None where it is no date that mail can have."""
    known = EARLIEST.timestamp() <= seconds < _LATEST_SECONDS
    return datetime.fromtimestamp(seconds, UTC) if known else None


def read_token(token: str) -> Mapping[str, object]:
    """Read a `SyncState` token; a token that is not ours counts as none."""
    try:
        value = json.loads(token)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def token_number(token: Mapping[str, object], name: str) -> int:
    """Return a number of a token, 0 where it has none."""
    value = token.get(name)
    return value if isinstance(value, int) else 0


def settled_mtime(path: Path, now: float) -> int | None:
    """Return a directory's mtime in nanoseconds; None where it could still change unseen.

    A clock tick of the file system may hold two changes, so one that is fresh proves nothing.

    Raises:
        OSError: There is no such directory.
    """
    status = path.stat()
    return None if abs(now - status.st_mtime) < _SETTLED_SECONDS else status.st_mtime_ns
