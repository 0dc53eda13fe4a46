from __future__ import annotations

import hashlib
import lzma
from typing import TYPE_CHECKING

import pytest

from inboxnet.classify.labelled import read_examples, training_files
from inboxnet.classify.model import load_classifier
from inboxnet.classify.sample import LABELS
from inboxnet.classify.train import train
from inboxnet.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inboxnet.classify.sample import PersonSample


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    return total.hexdigest()


def test_same_data_same_bytes(
    tiny_corpus: Path, tmp_path: Path, make_person: Callable[..., PersonSample]
) -> None:
    report = train(tiny_corpus, tmp_path / "one")
    again = train(sorted(tiny_corpus.glob("*.jsonl")), tmp_path / "two")
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    assert report == again
    assert report.people == 96
    assert report.macro_f1 > 0.8
    assert set(report.f1) == set(LABELS)
    assert report.authors == 4

    classifier = load_classifier(tmp_path / "one")
    assert classifier.version == report.version
    text = "I have an open role for you, would you send me your CV this week?"
    (verdict,) = classifier.classify([make_person("x@new.test", ("in", text))])
    assert max(verdict.probabilities, key=lambda k: verdict.probabilities[k]) == "recruiter"


def test_other_data_other_version(tiny_corpus: Path, tmp_path: Path) -> None:
    first = train(tiny_corpus, tmp_path / "one").version
    file = tiny_corpus / "a3.jsonl"
    file.write_text(file.read_text("utf-8").replace("harbour", "station"), "utf-8")
    assert train(tiny_corpus, tmp_path / "two").version != first


def test_too_little_data(tiny_corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="four authors"):
        train([tiny_corpus / "a1.jsonl"], tmp_path / "out")
    with pytest.raises(ModelError, match="four authors"):
        train(tmp_path / "nothing", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_label_without_example(tiny_corpus: Path, tmp_path: Path) -> None:
    for file in tiny_corpus.glob("*.jsonl"):
        file.write_text(file.read_text("utf-8").replace('["vendor"]', "[]"), "utf-8")
    with pytest.raises(ModelError, match="vendor"):
        train(tiny_corpus, tmp_path / "out")


@pytest.mark.parametrize("content", [b"not json\n", b"[1]\n", b'{"kind": "person"}\n', b"\xff\xfe"])
def test_unreadable_data(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)
    with pytest.raises(ModelError, match=r"a\.jsonl"):
        train([tmp_path / "a.jsonl"], tmp_path / "out")


def test_machines_are_left_out_and_own_words_taken(tmp_path: Path, tiny_corpus: Path) -> None:
    text = (tiny_corpus / "a1.jsonl").read_text("utf-8")
    lines = text.splitlines(keepends=True)
    lines[0] = lines[0].replace('"kind": "person"', '"kind": "automated"')
    file = tmp_path / "b1.jsonl.xz"
    file.write_bytes(lzma.compress("".join(lines).encode()))
    examples = read_examples([file])
    assert len(examples) == len(lines) - 1
    assert {e.author for e in examples} == {"b1"}
    assert all("Robin" not in e.person.mails[0].text for e in examples)


def test_training_files_are_of_several_authors() -> None:
    examples = read_examples(training_files(None))
    assert len({e.author for e in examples}) >= 5
    assert {label for e in examples for label in e.labels} == set(LABELS)
