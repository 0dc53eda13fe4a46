"""Classifying in this process and in another one at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Self
from zlib import crc32

from inboxnet.classify.sample import PersonSample, Verdict
from inboxnet.pipeline.workers import end_workers, start_workers

if TYPE_CHECKING:
    from inboxnet.classify.model import Classifier

_WORTH_IT = 300
"""With fewer people, starting another process takes longer than it saves."""


class SplitClassifier:
    """Gives half of the people, whole organisations at a time, to another process.

    Its answers are those of one `inboxnet.classify.model.Classifier`: people of one organisation,
    which tell about each other, stay together.

    Args:
        ahead: Start the other process now, since there will be much to classify: it loads the
            model while this process still derives what comes before.
    """

    def __init__(self, *, ahead: bool) -> None:
        self._executor: ProcessPoolExecutor | None = None
        if ahead:
            self._start()

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
        """Yield a verdict a person."""
        here: list[PersonSample] = []
        there: list[PersonSample] = []
        for person in people:
            (there if _goes_elsewhere(person) else here).append(person)
        if len(here) + len(there) < _WORTH_IT:
            yield from _classifier().classify([*here, *there])
            return
        executor = self._executor or self._start()
        answer: Future[list[Verdict]] = executor.submit(_classify, there)
        yield from _classifier().classify(here)
        yield from answer.result()

    def _start(self) -> ProcessPoolExecutor:
        self._executor = start_workers(1)
        self._executor.submit(_classifier)
        return self._executor


def _goes_elsewhere(person: PersonSample) -> bool:
    from inboxnet.classify.rows import organization_of  # noqa: PLC0415 - imports numpy

    organization = organization_of(person) or str(person.person_id)
    return bool(crc32(organization.encode()) & 1)


def _classify(people: list[PersonSample]) -> list[Verdict]:
    return list(_classifier().classify(people))


@cache
def _classifier() -> Classifier:
    """Return the classifier of this process, loaded once: spaCy takes most of a second."""
    from inboxnet.classify.model import load_classifier  # noqa: PLC0415 - as said

    return load_classifier()
