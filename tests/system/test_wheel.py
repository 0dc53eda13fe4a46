"""What is built and installed is whole: code, model, demo mailbox, type information."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, ROOT],
        check=True,
        capture_output=True,
    )
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked far from the checkout, as an installer would."""
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run(installed: Path, *arguments: str) -> str:
    code = (
        "import sys, inboxnet\n"
        f"assert inboxnet.__file__.startswith({str(installed)!r}), inboxnet.__file__\n"
        "from inboxnet.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
        cwd=installed.parent,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "HOME": "/nonexistent"},
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_everything_is_in_it(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "inboxnet").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert tracked <= names, "a file of the package was left out of the wheel"
    for name in ("demo/mail/INBOX.mbox", "demo/mail/Sent.mbox", "demo/truth.json", "py.typed"):
        assert f"inboxnet/{name}" in names
    assert any(name.startswith("inboxnet/classify/shipped/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "docs/", "fixtures/")) for name in names)


def test_help(installed: Path) -> None:
    assert "inboxnet demo" in run(installed, "--help")


def test_demo(installed: Path) -> None:
    data = json.loads(run(installed, "demo", "--format", "json"))
    owner = data["sections"]["coverage"]["owner"]
    assert "daniel.okafor@brightwater.example" in owner
    assert data["sections"]["owed"]["n"] > 0
    assert any(
        label["assigned"]
        for row in data["sections"]["owed"]["rows"]
        for label in row["who"]["labels"]
    )
