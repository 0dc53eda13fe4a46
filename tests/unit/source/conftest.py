"""What the tests of the local sources share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


def read_mailbox(
    source: Any, name: str | None = None, *, state: Any = None, known: Any = ()
) -> list[Any]:
    """Fetch one mailbox, the first if it is not named, and return all events."""
    mailbox = next(m for m in source.mailboxes() if name in {None, m.name})
    return list(source.fetch(mailbox, state=state, known=lambda locator: locator in known))


@pytest.fixture
def read() -> Callable[..., list[Any]]:
    """The function that fetches one mailbox."""
    return read_mailbox
