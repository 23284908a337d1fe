"""What stands in the guides is run, all of it, and works."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import GUIDES, WAYS, WITH_SESSION, WITHOUT_SESSION, all_blocks, blocks
from tests.fakes.session_bus import ROOT, in_session
from tests.patience import PROCESS_S

pytestmark = pytest.mark.slow
ON_A_BUS = pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="dbus-run-session and gnome-keyring-daemon are not installed",
)


def run(command: list[str], folder: Path) -> str:
    # options for these tests are not meant for those of a guide
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    return done.stdout


def test_every_block_says_how_it_is_run() -> None:
    found = all_blocks()
    assert len(found) > 10
    assert [(b.page, b.line) for b in found if b.way not in WAYS] == []
    for page in GUIDES:  # none is overlooked because it is written otherwise
        fences = len(re.findall(r"^\s*(?:```|~~~)", page.read_text("utf-8"), re.MULTILINE))
        assert fences == 2 * len(blocks(page)), page.name


def test_every_block_of_python_is_right_for_strict_type_checks(tmp_path: Path) -> None:
    written = [block for block in all_blocks() if block.language == "python"]
    assert written
    for block in written:
        name = f"{block.page.replace('-', '_')}_{block.line}.py"
        (tmp_path / name).write_text(block.code, "utf-8")
    config = ["--config-file", str(ROOT / "pyproject.toml")]
    run([sys.executable, "-m", "mypy", *config, str(tmp_path)], ROOT)


def test_every_test_module_of_the_guides_passes(tmp_path: Path) -> None:
    tests = [block for block in all_blocks() if block.way == "pytest"]
    for block in tests:
        name = f"test_{block.page.replace('-', '_')}_{block.line}.py"
        (tmp_path / name).write_text(block.code, "utf-8")
    plugin = ["-p", "desktop_login.testing.plugin"] if not _is_installed() else []
    printed = run([sys.executable, "-m", "pytest", *plugin, "-W", "error", "-q"], tmp_path)
    passed = re.search(r"(\d+) passed in", printed)
    assert passed is not None
    assert (
        int(passed[1])
        == sum(len(re.findall(r"^def test_", b.code, re.MULTILINE)) for b in tests)
        > 0
    )
    assert "skipped" not in printed


def _is_installed() -> bool:
    """Whether pytest finds the plugin by itself."""
    from importlib.metadata import entry_points

    return "desktop_login" in entry_points(group="pytest11").names


def test_every_program_of_the_guides_runs(tmp_path: Path) -> None:
    programs = [block for block in all_blocks() if block.way == "script"]
    assert programs
    for block in programs:
        assert block.language == "python"
        run([sys.executable, "-W", "error", "-c", block.code], tmp_path)


@ON_A_BUS
def test_every_block_that_needs_a_session_or_none_works(tmp_path: Path) -> None:
    done = in_session(f'"{sys.executable}" -m tests.docs.blocks_play', tmp_path / "home")
    assert done.returncode == 0, done.stderr[-6000:]
    results: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    wanted = [b for b in all_blocks() if b.way in WITHOUT_SESSION + WITH_SESSION]
    assert len(results) == len(wanted) > 0
    assert [one for one in results if one["status"] != 0] == []
    assert [one for one in results if "nauthorized" in one["out"]] == []
    # an exception in a slot of Qt ends no program
    assert [one for one in results if "Traceback" in one["err"]] == []
    files = {name: text for one in results for name, text in one["files"].items()}
    assert files["token.json"].startswith("{")
    assert files["access.txt"].startswith("eyJ")
