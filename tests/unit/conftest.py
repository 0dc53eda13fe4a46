from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from inboxnet.threads.mail import ThreadMail


@pytest.fixture
def mail() -> Callable[..., ThreadMail]:
    """Return a maker of messages: everything but the id has a default."""

    def make(mail_id: int, *, to: Iterable[int] = (), cc: Iterable[int] = (), **values: Any):
        defaults: dict[str, Any] = {
            "msg_id": f"m{mail_id}@x",
            "references": (),
            "sent": mail_id * 1000,
            "author": 1,
            "base_subject": "s",
            "is_reply": False,
            "is_forward": False,
            "automatic": None,
            "direction": "in",
            "list_id": None,
            "quoted": None,
            "opening": "",
        }
        return ThreadMail(
            mail_id=mail_id, to=frozenset(to), cc=frozenset(cc), **(defaults | values)
        )

    return make
