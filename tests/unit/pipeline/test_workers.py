from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from inboxnet.message.model import Failure, Locator, Message, RawMessage
from inboxnet.pipeline import workers
from inboxnet.pipeline.workers import ParsePool, start_workers

NOW = datetime(2026, 3, 1, tzinfo=UTC)

# Another process imports the parser by name: it cannot be a function of this file.
HOSTILE = """
import os, time
from inboxnet.message.model import Failure
from inboxnet.pipeline.workers import parse_one

def parse(raw, now):
    if b"Subject: hang" in raw.content:
        time.sleep(60)
    if b"Subject: die" in raw.content:
        os._exit(1)
    if b"Subject: grow" in raw.content:
        bytearray(2 << 30)
    return parse_one(raw, now)

def tell_process(raw, now):
    return Failure(raw.locator, "parse", str(os.getpid()))
"""


def raw(number: int, subject: str = "hello") -> RawMessage:
    content = (
        f"From: a@b.example\r\nSubject: {subject}\r\nMessage-ID: <{number}@b.example>\r\n\r\nhi\r\n"
    ).encode()
    return RawMessage(Locator("acc", "INBOX", 1, str(number)), content, len(content))


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    (tmp_path / "hostile_parser.py").write_text(HOSTILE)
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("hostile_parser")
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
        ("grow", "parsing it failed: MemoryError"),
    ],
)
def test_what_breaks_a_worker_fails_alone(
    hostile: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    subject: str,
    reason: str,
) -> None:
    monkeypatch.setattr(workers, "CHUNK", 4)
    raws = [raw(number, subject if number == 5 else "hello") for number in range(12)]
    pool = ParsePool(
        now=NOW, inline_first=0, message_seconds=1, chunk_seconds=1, parse=hostile.parse
    )
    found = run(pool, raws)
    failure = found.pop("5")
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.stage, failure.size) == (reason, "parse", raws[5].size)
    assert failure.sha256
    assert len(found) == 11
    assert all(isinstance(parsed, Message) for parsed in found.values())


def test_a_source_that_is_slower_than_a_break(
    hostile: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "CHUNK", 2)
    raws = [raw(number, "die" if number == 1 else "hello") for number in range(6)]
    found = {}
    with ParsePool(now=NOW, inline_first=0, parse=hostile.parse) as pool:
        for message in raws:
            found.update(pool.add(message))
            deadline = time.monotonic() + 30
            while message is raws[1] and not pool._executor._broken:
                assert time.monotonic() < deadline
                time.sleep(0.005)
        found.update(pool.drain())
    assert [isinstance(found[message], Failure) for message in raws] == [
        number == 1 for number in range(6)
    ]


def test_a_break_starts_few_processes(hostile: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    def count(number: int, **values: Any) -> Executor:
        started.append(number)
        return start_workers(number, **values)

    monkeypatch.setattr(workers, "CHUNK", 20)
    monkeypatch.setattr(workers, "start_workers", count)
    raws = [raw(number, "die" if number == 30 else "hello") for number in range(80)]
    found = run(ParsePool(now=NOW, inline_first=0, parse=hostile.parse), raws)
    assert sum(isinstance(parsed, Failure) for parsed in found.values()) == 1
    # The first chunk may be under suspicion as well: it was at work at the same time.
    assert len(started) <= 6


class HereAndNow(Executor):
    """Does what it is given at once, in this process."""

    _processes = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class NotHere(HereAndNow):
    """Cannot start a process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        raise BlockingIOError(11, "Resource temporarily unavailable")


@pytest.mark.parametrize(("size", "count"), [(5 << 20, 60), (100_000, 600)])
def test_what_is_held_is_bounded_by_bytes(
    monkeypatch: pytest.MonkeyPatch, size: int, count: int
) -> None:
    monkeypatch.setattr(workers, "start_workers", lambda number, **values: HereAndNow())
    content = raw(0).content + b"x" * size
    held = most = 0
    with ParsePool(now=NOW, inline_first=0) as pool:
        for number in range(count):
            held += size
            held -= size * sum(
                1
                for _ in pool.add(
                    RawMessage(Locator("acc", "INBOX", 1, str(number)), content, size)
                )
            )
            most = max(most, held)
        assert held == size * sum(1 for _ in pool.drain())
    assert most <= 38 << 20


def test_without_other_processes_all_is_parsed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "start_workers", lambda number, **values: NotHere())
    monkeypatch.setattr(workers, "CHUNK", 10)
    found = run(ParsePool(now=NOW, inline_first=5), [raw(number) for number in range(200)])
    assert len(found) == 200
    assert all(isinstance(parsed, Message) for parsed in found.values())


@pytest.mark.parametrize("telling", [b"x" * 300_000, b"\n--" * 200])
def test_the_first_that_is_not_small_goes_to_another_process(
    hostile: ModuleType, telling: bytes
) -> None:
    small, other = raw(1), raw(2)
    large = RawMessage(Locator("acc", "INBOX", 1, "3"), other.content + telling, 1)
    found = run(ParsePool(now=NOW, parse=hostile.tell_process), [small, large, other])
    reasons = [parsed.reason for parsed in found.values() if isinstance(parsed, Failure)]
    assert reasons[0] == str(os.getpid())
    assert str(os.getpid()) not in reasons[1:]
    assert len(reasons) == 3
