"""Another project's tests, in an environment with the wheel and nothing of this checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S

pytestmark = pytest.mark.slow
SAMPLE = ROOT / "examples" / "sample-project"


def ordered(command: list[str], folder: Path) -> str:
    ours = ("PYTHON", "PYTEST_", "COV")  # options for these tests are not meant for others
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        command,
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_tests_of_the_sample_project_pass_in_a_fresh_environment(tmp_path: Path) -> None:
    project = shutil.copytree(SAMPLE, tmp_path / "orders", ignore=shutil.ignore_patterns(".*"))
    ordered(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(tmp_path), "."],
        ROOT,
    )
    (wheel,) = tmp_path.glob("desktop_login-*.whl")
    ordered([sys.executable, "-m", "venv", str(tmp_path / "venv")], tmp_path)
    python = tmp_path / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    constraints = ["-c", str(ROOT / "constraints.txt")]
    ordered(
        [str(python), "-m", "pip", "install", "--quiet", *constraints, str(wheel), ".[test]"],
        project,
    )
    printed = ordered([str(python), "-m", "pytest", "-p", "no:cacheprovider"], project)
    written = sum(
        len(re.findall(r"^def test_", path.read_text("utf-8"), re.MULTILINE))
        for path in (project / "tests").glob("test_*.py")
    )
    passed = re.search(r"(\d+) passed in", printed)
    assert passed is not None, printed
    assert int(passed[1]) >= written > 10
    assert "desktop-login-" in printed  # what pytest says of the plugins that it has found
