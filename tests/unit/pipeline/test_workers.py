from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest

from inboxnet.message.model import Failure, Locator, Message, RawMessage
from inboxnet.pipeline import workers
from inboxnet.pipeline.workers import ParsePool

NOW = datetime(2026, 3, 1, tzinfo=UTC)

# Another process imports the parser by name: it cannot be a function of this file.
HOSTILE = """
import os, time
from inboxnet.pipeline.workers import parse_one

def parse(raw, now):
    if b"Subject: hang" in raw.content:
        time.sleep(60)
    if b"Subject: die" in raw.content:
        os._exit(1)
    return parse_one(raw, now)
"""


def raw(number: int, subject: str = "hello") -> RawMessage:
    content = (
        f"From: a@b.example\r\nSubject: {subject}\r\nMessage-ID: <{number}@b.example>\r\n\r\nhi\r\n"
    ).encode()
    return RawMessage(Locator("acc", "INBOX", 1, str(number)), content, len(content))


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., object]]:
    (tmp_path / "hostile_parser.py").write_text(HOSTILE)
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("hostile_parser").parse
    del sys.modules["hostile_parser"]


def run(pool: ParsePool, raws: list[RawMessage]) -> dict[str, object]:
    found = {}
    order = []
    with pool:
        for message in raws:
            for done, parsed in pool.add(message):
                order.append(done.locator.key)
                found[done.locator.key] = parsed
        for done, parsed in pool.drain():
            order.append(done.locator.key)
            found[done.locator.key] = parsed
    assert order == [message.locator.key for message in raws]
    return found


def test_in_other_processes_as_here() -> None:
    raws = [raw(number) for number in range(250)]
    here = run(ParsePool(now=NOW, workers=0), raws)
    there = run(ParsePool(now=NOW, inline_first=10), raws)
    assert here == there
    assert all(isinstance(parsed, Message) for parsed in here.values())


def test_a_short_scan_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "start_workers", None)
    assert len(run(ParsePool(now=NOW), [raw(number) for number in range(50)])) == 50


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ("hang", "parsing took longer than 1 s"),
        ("die", "parsing it ended the process"),
    ],
)
def test_what_breaks_a_worker_fails_alone(
    hostile: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
    subject: str,
    reason: str,
) -> None:
    monkeypatch.setattr(workers, "CHUNK", 4)
    raws = [raw(number, subject if number == 5 else "hello") for number in range(12)]
    pool = ParsePool(now=NOW, inline_first=0, message_seconds=1, chunk_seconds=2, parse=hostile)
    found = run(pool, raws)
    failure = found.pop("5")
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.stage, failure.size) == (reason, "parse", raws[5].size)
    assert failure.sha256
    assert len(found) == 11
    assert all(isinstance(parsed, Message) for parsed in found.values())
