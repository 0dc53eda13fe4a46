"""Nothing is left out in silence: with INBOXNET_REQUIRE_ALL a skipped test is a failed one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"
SKIPPING = """\
import pytest

def test_passes():
    pass

@pytest.mark.skip
def test_is_marked():
    pass

def test_skips_itself():
    pytest.skip("no server")

@pytest.fixture
def server():
    pytest.skip("no server")

def test_has_no_server(server):
    pass
"""


@pytest.mark.parametrize(
    ("required", "module", "code", "closing"),
    [
        (False, True, 0, "1 passed, 4 skipped"),
        (True, True, 2, "1 error"),
        (True, False, 1, "1 failed, 1 passed, 2 errors"),
    ],
)
def test_a_skipped_test_fails_if_all_are_required(
    tmp_path: Path, required: bool, module: bool, code: int, closing: str
) -> None:
    shutil.copy(CONFTEST, tmp_path / "conftest.py")
    (tmp_path / "test_some.py").write_text(SKIPPING)
    if module:
        (tmp_path / "test_none.py").write_text(
            "import pytest\npytest.skip('no server', allow_module_level=True)\n"
        )
    environment = {k: v for k, v in os.environ.items() if k != "INBOXNET_REQUIRE_ALL"}
    if required:
        environment["INBOXNET_REQUIRE_ALL"] = "1"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        check=False,
        capture_output=True,
        cwd=tmp_path,
        env=environment,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout.splitlines()[-1].split(" in ")[0]) == (code, closing)
