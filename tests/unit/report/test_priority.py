from __future__ import annotations

import itertools

import pytest

from inboxnet.report.priority import (
    LABEL_WEIGHTS,
    NO_LABEL_WEIGHT,
    age_factor,
    chaser_factor,
    label_weight,
    priority,
)

DAY = 86_400


def test_those_who_decide_come_first() -> None:
    order = ["decision_maker", "recruiter", "personal", "colleague", "vendor"]
    weights = [label_weight([(label, 0.95)]) for label in order] + [label_weight([])]
    assert all(heavier > lighter for heavier, lighter in itertools.pairwise(weights))
    assert set(LABEL_WEIGHTS) == {*order, "client"}


def test_a_label_counts_as_much_as_it_is_believed() -> None:
    weights = [label_weight([("client", p / 10)]) for p in range(11)]
    assert weights == sorted(weights)
    assert weights[0] == NO_LABEL_WEIGHT


def test_age_rises_then_falls() -> None:
    hour, week, fortnight, half_year, years = (
        age_factor(days * DAY) for days in (1 / 24, 7, 14, 182, 730)
    )
    assert hour < years < half_year < fortnight
    assert hour < week
    assert 0 <= age_factor(-DAY) < hour
    assert years < age_factor(None) < fortnight


def test_two_years_stand_behind_two_weeks() -> None:
    def debt(days: int) -> float:
        return priority(
            labels=[("client", 0.9)], expects_reply=0.9, age_seconds=days * DAY, chasers=0
        )

    assert debt(730) < debt(14)


@pytest.mark.parametrize("chasers", range(5))
def test_who_asks_again_means_it(chasers: int) -> None:
    assert chaser_factor(chasers + 1) > chaser_factor(chasers)
