"""What the README shows is what a user sees."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generated() -> Any:
    spec = importlib.util.spec_from_file_location("generated", ROOT / "docs" / "generated.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_parts_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "-I", "docs", "README.md"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"run 'make docs': {done.stdout}{done.stderr}"


def test_the_demo_is_real(generated: Any) -> None:
    """Percentages may differ a little between machines, and lines break elsewhere; no more."""
    shown = README.partition(generated.DEMO_BEGIN)[2].partition(generated.DEMO_END)[0]
    real = f"```text\n$ inboxnet demo\n{generated.run_demo()}```\n"

    def mask(text: str) -> list[str]:
        return re.sub(r"[<>]?\d+%", "__%", text).split()

    assert mask(shown) == mask(real), "run 'make docs'"


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("https://"):
            assert (ROOT / target).exists(), target


def test_shorten_demo(generated: Any) -> None:
    cards = "".join(f"{n:2}. Name\n    fact\n" for n in range(1, 12))
    text = f"Head\n{cards}    and 9 more: --limit 20 lists them all.\n\nNext\n 1. A\n"
    assert generated.shorten_demo(text) == (
        "Head\n 1. Name\n    fact\n 2. Name\n    fact\n 3. Name\n    fact\n    …\n\nNext\n 1. A\n"
    )
