from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from inboxnet.classify.evaluate import KEYWORDS, Evaluation, evaluate
from inboxnet.classify.features import FACTS, GROUPS
from inboxnet.classify.rows import NAMES
from inboxnet.classify.sample import LABELS
from inboxnet.cli import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def found(tiny_corpus: Path) -> Evaluation:
    return evaluate(tiny_corpus, ablation=True, learning=True)


def test_the_model_beats_the_simpler_ones(found: Evaluation) -> None:
    by_name = {part.name: part for part in found.baselines}
    assert found.whole.macro_f1 > 0.8
    assert by_name["the most frequent label"].macro_f1 < 0.5 < found.whole.macro_f1
    assert set(by_name) == {
        "the most frequent label",
        "keyword list",
        "header flags",
        "words",
        "words and header flags",
    }
    assert all(part.people == found.people for part in found.baselines)


def test_figures_agree_with_each_other(found: Evaluation) -> None:
    assert found.people == sum(part.people for part in found.mails)
    assert found.people == sum(part.people for part in found.languages)
    assert found.low <= found.whole.macro_f1 <= found.high
    mean = sum(figures.f1 for figures in found.labels.values()) / len(LABELS)
    assert mean == pytest.approx(found.whole.macro_f1)
    for figures in found.labels.values():
        assert figures.low <= figures.f1 <= figures.high
    shares = [share for _, share, _ in found.coverage]
    assert shares == sorted(shares, reverse=True)
    assert [part.people for part in found.learning][-1] == found.people


def test_every_feature_is_of_one_group() -> None:
    grouped = [name for group in GROUPS.values() for name in group]
    assert sorted(grouped) == sorted(FACTS)
    assert {name for names in KEYWORDS.values() for name in names} <= set(NAMES)


def test_the_command_tells_it(tiny_corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "--data", str(tiny_corpus)]) == 0
    shown = capsys.readouterr().out
    assert "beside simpler models" in shown
    assert all(label.replace("_", " ") in shown for label in LABELS)
    assert run(["evaluate", "--data", str(tiny_corpus), "--format", "json"]) == 0
    assert set(json.loads(capsys.readouterr().out)["labels"]) == set(LABELS)
