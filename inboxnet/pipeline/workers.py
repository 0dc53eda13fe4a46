"""Parsing in other processes, with limits on what one message may take.

What is promised: a message given to another process fails alone if it takes longer than
``message_seconds``, more memory than the limit, or ends the process; it becomes a `Failure`, and
the messages around it are parsed. What is not: a message parsed in this process has no limit but
the caps of `inboxnet.message.parse`. So only small and plain ones are, and only the first: a short
scan of ordinary mail starts no process. If no process can be started at all, all is parsed here.

The limit on memory is that of the address space (RLIMIT_AS). Linux holds it; where the system has
none, or does not tell how much is in use, there is no limit.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import resource
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from pathlib import Path
from types import TracebackType
from typing import Self

from inboxnet.message.model import Failure, Message, RawMessage
from inboxnet.message.parse import parse_message

Parsed = Message | Failure
Parse = Callable[[RawMessage, datetime], Parsed]

WORKERS = 2
CHUNK = 100
CHUNK_BYTES = 4 << 20
_IN_FLIGHT = 2 * WORKERS
_IN_FLIGHT_BYTES = 28 << 20
_INLINE_FIRST = 300
_INLINE_BYTES = 256 << 10
_INLINE_BOUNDARIES = 100
_MESSAGE_SECONDS = 20.0
_CHUNK_SECONDS = 60.0
_START_SECONDS = 60.0
_MEMORY_BYTES = 1536 << 20
"""Address space that a worker may take beyond what it has when it starts."""

NO_WORKER = (BrokenProcessPool, OSError, EOFError)
"""What comes of a process that is gone or cannot be started; `TimeoutError` is an OSError."""


def parse_one(raw: RawMessage, now: datetime) -> Parsed:
    """Parse one message."""
    return parse_message(raw, now=now)


def parse_chunk(parse: Parse, raws: Sequence[RawMessage], now: datetime) -> list[Parsed]:
    """Parse messages; the work of one process."""
    return [parse(raw, now) for raw in raws]


class ParsePool:
    """Parses messages in the order in which they come.

    However large they are, not much more than 32 MiB of them are held at a time: the source is
    asked for no more before some are parsed.

    Args:
        now: The clock; see `parse_message`.
        workers: Processes beside this one; 0 parses all here.
        inline_first: So many messages are parsed here, up to the first that is not small, before
            others are started.
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
        self._chunk_bytes = 0
        self._running: deque[_Job] = deque()
        self._running_bytes = 0

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
        if self._workers == 0:
            yield from self.drain()
            yield raw, self._parse(raw, self._now)
            return
        if self._inline_left > 0 and _is_small(raw):
            self._inline_left -= 1
            yield raw, self._parse(raw, self._now)
            return
        # The first that is not small starts the processes: from now on they are there for all.
        self._inline_left = 0
        self._chunk.append(raw)
        self._chunk_bytes += _bytes_of(raw)
        if len(self._chunk) >= CHUNK or self._chunk_bytes >= CHUNK_BYTES:
            self._submit()
            while len(self._running) > _IN_FLIGHT or self._running_bytes > _IN_FLIGHT_BYTES:
                yield from self._next()

    def drain(self) -> Iterator[tuple[RawMessage, Parsed]]:
        """Yield all that was taken and not yielded yet."""
        if self._chunk:
            self._submit()
        while self._running:
            yield from self._next()

    def _submit(self) -> None:
        chunk, self._chunk = self._chunk, []
        size, self._chunk_bytes = self._chunk_bytes, 0
        self._running.append(_Job(chunk, size, self._start(chunk)))
        self._running_bytes += size

    def _start(self, chunk: list[RawMessage]) -> Future[list[Parsed]] | None:
        """Give a chunk to the workers; None if they are broken, which `_next` looks into."""
        if self._workers == 0:
            return None
        if self._executor is None:
            self._executor = start_workers(self._workers, memory_bytes=_MEMORY_BYTES)
        with suppress(*NO_WORKER):
            return self._executor.submit(parse_chunk, self._parse, chunk, self._now)
        return None

    def _next(self) -> Iterator[tuple[RawMessage, Parsed]]:
        job = self._running.popleft()
        self._running_bytes -= job.size
        parsed: list[Parsed] | None = None
        if job.future is not None:
            # Out of time, the process gone, no memory for the answer: which message it was shows
            # when they are parsed one by one.
            with suppress(Exception):
                parsed = job.future.result(timeout=self._chunk_seconds)
        yield from zip(job.chunk, parsed or self._isolate(job.chunk), strict=True)

    def _isolate(self, chunk: Sequence[RawMessage]) -> list[Parsed]:
        """Parse a chunk one by one in one process, and give what waits to new workers."""
        self._stop()
        parsed: list[Parsed] = []
        alone: ProcessPoolExecutor | None = None
        try:
            for raw in chunk:
                alone = alone or self._start_alone()
                if alone is None:
                    parsed.append(self._parse(raw, self._now))
                    continue
                outcome = self._parse_alone(alone, raw)
                if isinstance(outcome, str):
                    end_workers(alone)
                    alone = None
                    outcome = _failure(raw, outcome)
                parsed.append(outcome)
        finally:
            if alone is not None:
                end_workers(alone)
        for job in self._running:
            if not job.is_done():
                job.future = self._start(job.chunk)
        return parsed

    def _start_alone(self) -> ProcessPoolExecutor | None:
        """Start one process; None, from now on, if that cannot be done whatever the mail."""
        if self._workers:
            executor = start_workers(1, memory_bytes=_MEMORY_BYTES)
            with suppress(*NO_WORKER):
                executor.submit(os.getpid).result(timeout=_START_SECONDS)
                return executor
            end_workers(executor)
            self._workers = 0
        return None

    def _parse_alone(self, executor: ProcessPoolExecutor, raw: RawMessage) -> Parsed | str:
        """Parse one message; return in words what went wrong if the process is of no use now."""
        try:
            return executor.submit(self._parse, raw, self._now).result(
                timeout=self._message_seconds
            )
        except TimeoutError:
            return f"parsing took longer than {self._message_seconds:g} s"
        except BrokenProcessPool:
            return "parsing it ended the process"
        except Exception as error:  # noqa: BLE001 - whatever one message does, the run goes on
            return f"parsing it failed: {type(error).__name__}"

    def _stop(self) -> None:
        if self._executor is not None:
            end_workers(self._executor)
            self._executor = None


@dataclass(slots=True)
class _Job:
    """A chunk in the hands of the workers."""

    chunk: list[RawMessage]
    size: int
    future: Future[list[Parsed]] | None

    def is_done(self) -> bool:
        """Tell whether its messages are parsed."""
        future = self.future
        return (
            future is not None
            and future.done()
            and not future.cancelled()
            and future.exception() is None
        )


def _failure(raw: RawMessage, reason: str) -> Failure:
    digest = hashlib.sha256(raw.content).hexdigest()
    return Failure(raw.locator, "parse", reason, size=raw.size, sha256=digest)


def _bytes_of(raw: RawMessage) -> int:
    return len(raw.content) + (len(raw.text_part.content) if raw.text_part else 0)


def _is_small(raw: RawMessage) -> bool:
    """Tell whether parsing it here cannot take long."""
    return _bytes_of(raw) <= _INLINE_BYTES and raw.content.count(b"\n--") <= _INLINE_BOUNDARIES


def start_workers(workers: int, *, memory_bytes: int | None = None) -> ProcessPoolExecutor:
    """Return an executor of so many other processes.

    Args:
        workers: How many.
        memory_bytes: Address space that each may take beyond what it has when it starts, where
            the system can tell and hold that.
    """
    return ProcessPoolExecutor(
        workers, mp_context=_context(), initializer=_begin_worker, initargs=(memory_bytes,)
    )


def prepare_workers() -> None:
    """Let the fork server import the parser now, since there will be much to parse."""
    _context()
    forkserver.ensure_running()


def _context() -> BaseContext:
    # Not fork: a progress display may run a thread. The fork server imports the parser once.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["inboxnet.pipeline.workers"])
    return context


def _begin_worker(memory_bytes: int | None) -> None:
    # Ctrl-C goes to all processes of the terminal; this one is ended by the one that started it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory_bytes is not None:
        with suppress(OSError, ValueError):
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            limit = pages * resource.getpagesize() + memory_bytes
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            if hard == resource.RLIM_INFINITY or limit < hard:
                resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def end_workers(executor: ProcessPoolExecutor) -> None:
    """End an executor at once, whatever its processes are doing."""
    processes = list((executor._processes or {}).values())  # noqa: SLF001 - no public kill before 3.14
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
    for process in processes:
        process.join()
