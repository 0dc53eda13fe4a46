"""Classifying in another process while this one goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Self

from inboxnet.classify.sample import PersonSample, Verdict
from inboxnet.pipeline.workers import NO_WORKER, end_workers, start_workers

if TYPE_CHECKING:
    from inboxnet.classify.model import Classifier


class ClassifierElsewhere:
    """Classifies people here, or, where there will be many, in another process.

    The answers are the same. The other process loads the model while this one still derives what
    comes before, and judges while this one derives what does not depend on it; and this one never
    holds spaCy. If no process can be had, or it dies, people are judged here.

    Args:
        many: There will be so much to classify that another process pays.
    """

    def __init__(self, *, many: bool) -> None:
        self._executor: ProcessPoolExecutor | None = None
        if many:
            self._executor = start_workers(1)
            with suppress(*NO_WORKER):
                self._executor.submit(_classifier)

    def __enter__(self) -> Self:
        """Return the classifier."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the other process."""
        if self._executor is not None:
            end_workers(self._executor)
            self._executor = None

    def classify(self, people: Iterable[PersonSample]) -> Iterator[Verdict]:
        """Yield a verdict a person; the other process begins at once."""
        if self._executor is not None:
            people = list(people)
            with suppress(*NO_WORKER):
                return _await(self._executor.submit(_classify_all, people), people)
        return _classify_here(people)


def _classify_here(people: Iterable[PersonSample]) -> Iterator[Verdict]:
    yield from _classifier().classify(people)


def _await(answer: Future[list[Verdict]], people: list[PersonSample]) -> Iterator[Verdict]:
    try:
        verdicts = answer.result()
    except NO_WORKER:
        verdicts = _classify_all(people)
    yield from verdicts


def _classify_all(people: list[PersonSample]) -> list[Verdict]:
    return list(_classifier().classify(people))


@cache
def _classifier() -> Classifier:
    """Return the classifier of this process, loaded once: spaCy takes most of a second."""
    from inboxnet.classify.model import load_classifier  # noqa: PLC0415 - as said

    return load_classifier()
