"""The model that ships is what its training mail gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inboxnet.classify.model import shipped_model
from inboxnet.classify.train import train

if TYPE_CHECKING:
    from pathlib import Path


def test_training_gives_the_shipped_model_bit_for_bit(tmp_path: Path) -> None:
    report = train(None, tmp_path)
    shipped = shipped_model()
    files = sorted(f.relative_to(shipped) for f in shipped.rglob("*") if f.is_file())
    assert files == sorted(f.relative_to(tmp_path) for f in tmp_path.rglob("*") if f.is_file())
    for file in files:
        assert (shipped / file).read_bytes() == (tmp_path / file).read_bytes(), file
    assert report.macro_f1 > 0.8
    assert report.calibration_error < 0.04
