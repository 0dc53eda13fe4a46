"""Parsing in other processes, with a limit on the time that one message may take.

The first messages are parsed in this process: a short scan never pays for starting others. What
breaks a worker or its limit is parsed again alone in a process of its own, and fails alone.
"""

from __future__ import annotations

import hashlib
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from types import TracebackType
from typing import Self

from inboxnet.message.model import Failure, Message, RawMessage
from inboxnet.message.parse import parse_message

Parsed = Message | Failure
Parse = Callable[[RawMessage, datetime], Parsed]

WORKERS = 2
CHUNK = 100
_IN_FLIGHT = 2 * WORKERS
_INLINE_FIRST = 1000
_MESSAGE_SECONDS = 20.0
_CHUNK_SECONDS = 60.0


def parse_one(raw: RawMessage, now: datetime) -> Parsed:
    """Parse one message."""
    return parse_message(raw, now=now)


def parse_chunk(parse: Parse, raws: Sequence[RawMessage], now: datetime) -> list[Parsed]:
    """Parse messages; the work of one process."""
    return [parse(raw, now) for raw in raws]


class ParsePool:
    """Parses messages in the order in which they come.

    Args:
        now: The clock; see `parse_message`.
        workers: Processes beside this one; 0 parses all here.
        inline_first: So many messages are parsed here before others are started.
        message_seconds: A message that takes longer alone fails.
        chunk_seconds: A chunk that takes longer is parsed message by message.
        parse: What parses; importable by name in another process.
    """

    def __init__(
        self,
        *,
        now: datetime,
        workers: int = WORKERS,
        inline_first: int = _INLINE_FIRST,
        message_seconds: float = _MESSAGE_SECONDS,
        chunk_seconds: float = _CHUNK_SECONDS,
        parse: Parse = parse_one,
    ) -> None:
        self._now = now
        self._workers = workers
        self._inline_left = inline_first
        self._message_seconds = message_seconds
        self._chunk_seconds = chunk_seconds
        self._parse = parse
        self._executor: ProcessPoolExecutor | None = None
        self._chunk: list[RawMessage] = []
        self._running: deque[tuple[list[RawMessage], Future[list[Parsed]]]] = deque()

    def __enter__(self) -> Self:
        """Return the pool; no process is started yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the other processes."""
        self._stop()

    def add(self, raw: RawMessage) -> Iterator[tuple[RawMessage, Parsed]]:
        """Take one message, and yield what is ready of those taken before."""
        if self._workers == 0 or self._inline_left > 0:
            self._inline_left -= 1
            yield raw, self._parse(raw, self._now)
            return
        self._chunk.append(raw)
        if len(self._chunk) >= CHUNK:
            self._submit()
            while len(self._running) > _IN_FLIGHT:
                yield from self._next()

    def drain(self) -> Iterator[tuple[RawMessage, Parsed]]:
        """Yield all that was taken and not yielded yet."""
        if self._chunk:
            self._submit()
        while self._running:
            yield from self._next()

    def _submit(self) -> None:
        chunk, self._chunk = self._chunk, []
        if self._executor is None:
            self._executor = start_workers(self._workers)
        self._running.append(
            (chunk, self._executor.submit(parse_chunk, self._parse, chunk, self._now))
        )

    def _next(self) -> Iterator[tuple[RawMessage, Parsed]]:
        chunk, future = self._running.popleft()
        try:
            parsed = future.result(timeout=self._chunk_seconds)
        except (TimeoutError, BrokenProcessPool):
            parsed = self._isolate(chunk)
        yield from zip(chunk, parsed, strict=True)

    def _isolate(self, chunk: Sequence[RawMessage]) -> list[Parsed]:
        """Parse each message of a chunk alone, and give the other chunks new workers."""
        self._stop()
        parsed = [self._parse_alone(raw) for raw in chunk]
        self._executor = start_workers(self._workers)
        waiting = [other for other, _ in self._running]
        self._running.clear()
        for other in waiting:
            self._running.append(
                (other, self._executor.submit(parse_chunk, self._parse, other, self._now))
            )
        return parsed

    def _parse_alone(self, raw: RawMessage) -> Parsed:
        executor = start_workers(1)
        try:
            return executor.submit(self._parse, raw, self._now).result(
                timeout=self._message_seconds
            )
        except TimeoutError:
            reason = f"parsing took longer than {self._message_seconds:g} s"
        except BrokenProcessPool:
            reason = "parsing it ended the process"
        finally:
            end_workers(executor)
        digest = hashlib.sha256(raw.content).hexdigest()
        return Failure(raw.locator, "parse", reason, size=raw.size, sha256=digest)

    def _stop(self) -> None:
        if self._executor is not None:
            end_workers(self._executor)
            self._executor = None


def start_workers(workers: int) -> ProcessPoolExecutor:
    """Return an executor of so many other processes."""
    # Not fork: a progress display may run a thread. The fork server imports the parser once.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["inboxnet.message.parse"])
    return ProcessPoolExecutor(workers, mp_context=context)


def end_workers(executor: ProcessPoolExecutor) -> None:
    """End an executor at once, whatever its processes are doing."""
    processes = list((executor._processes or {}).values())  # noqa: SLF001 - no public kill before 3.14
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
    for process in processes:
        process.join()
