from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from inboxnet.classify.sample import LABELS, MailSample, PersonSample, Verdict
from inboxnet.pipeline import elsewhere
from inboxnet.pipeline.elsewhere import ClassifierElsewhere

if TYPE_CHECKING:
    import pytest

WHEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def person(number: int) -> PersonSample:
    text = "Could you send me your quote for the roof?" if number % 3 else "Are you open to a role?"
    return PersonSample(
        person_id=number,
        names=(f"Ann Lee{number}",),
        addresses=(f"p{number}@firm{number // 3}.com",),
        kind="person",
        owner_domains=frozenset({"own.com"}),
        owner_surnames=frozenset({"owner"}),
        received=1,
        sent=0,
        first_by_them=True,
        mails=(MailSample(number, "in", WHEN, "Question", text),),
    )


def answers(*, many: bool) -> dict[int, Verdict]:
    with ClassifierElsewhere(many=many) as classifier:
        return {v.person_id: v for v in classifier.classify(person(n) for n in range(40))}


def test_elsewhere_as_here() -> None:
    here = answers(many=False)
    assert answers(many=True) == here
    assert len(here) == 40
    assert set(here[0].probabilities) == set(LABELS)


def test_few_people_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "start_workers", None)
    assert len(answers(many=False)) == 40


def test_if_the_other_process_dies_people_are_judged_here() -> None:
    people = [person(n) for n in range(40)]
    here = answers(many=False)
    with ClassifierElsewhere(many=True) as classifier:
        executor = classifier._executor
        assert executor is not None
        for process in executor._processes.values():
            process.kill()
        assert {v.person_id: v for v in classifier.classify(people)} == here
