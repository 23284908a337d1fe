"""The example programs do what they say: under Xvfb, without a window, with every warning an error."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.session_bus import in_session
from tests.patience import PROCESS_S

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
NOBODY = "Nobody is signed in. Please sign in.\n"

needs_bus = pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="needs a session bus and gnome-keyring",
)


def play(name: str, home: Path, display: str = "", platform: str = "xcb") -> Any:
    line = f"{display} {sys.executable} -W error -X dev -m tests.embedding.examples_play {name}"
    done = in_session(line, home / "home", AWS_CONFIG_FILE="/nowhere", QT_QPA_PLATFORM=platform)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr, done.stderr
    assert "Exception ignored" not in done.stderr, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
@needs_bus
def test_script_prints_the_answer_or_says_that_nobody_is_signed_in(tmp_path: Path) -> None:
    seen = play("script", tmp_path)
    assert seen["nobody"] == {"status": 3, "out": "", "err": NOBODY}
    assert seen["somebody"]["status"] == 0
    assert seen["tokens"] == [True]
    assert seen["refused"]["status"] == 1
    assert (seen["nowhere"]["status"], seen["nowhere"]["out"]) == (5, "")
    assert (seen["no address"]["status"], seen["no address"]["out"]) == (2, "")
    assert seen["no address"]["err"].startswith("usage: ")
    assert seen["qt"] == []


@pytest.mark.slow
@needs_bus
def test_bucket_reads_the_file_of_who_is_signed_in(tmp_path: Path) -> None:
    seen = play("bucket", tmp_path)
    assert seen["nobody"] == {"status": 3, "out": "", "err": NOBODY}
    assert seen["somebody"]["status"] == 0
    assert seen["somebody"]["out"].strip()


@pytest.mark.real_window
@needs_bus
@pytest.mark.skipif(not shutil.which("xvfb-run"), reason="needs a display of its own")
def test_window_opens_behind_a_sign_in(tmp_path: Path) -> None:
    seen = play("window", tmp_path, "xvfb-run -a")
    assert seen["first"] == {"status": 0, "out": "", "err": ""}
    assert seen["by hand"] == 1
    assert seen["texts"] == ["Orders of confirmed@example.com"]
    assert "Welcome back!" in seen["words"]


@pytest.mark.slow
@needs_bus
def test_window_with_a_brand_opens_behind_its_own_words_without_a_display(tmp_path: Path) -> None:
    seen = play("brand", tmp_path, platform="offscreen")
    assert seen["first"] == {"status": 0, "out": "", "err": ""}
    assert seen["by hand"] == 1
    assert seen["texts"] == ["Orders of confirmed@example.com at Acme"]
    assert "Sign in to see your orders" in seen["words"]


@pytest.mark.slow
def test_examples_are_strictly_typed_for_mypy() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", *map(str, EXAMPLES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.skipif(
    not os.environ.get("DESKTOP_LOGIN_PYRIGHT"), reason="DESKTOP_LOGIN_PYRIGHT names no pyright"
)
def test_examples_are_strictly_typed_for_pyright(tmp_path: Path) -> None:
    """As in the project of a host: strict for its own code."""
    for example in EXAMPLES:
        shutil.copy(example, tmp_path)
    project = {
        "include": ["*.py"],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "extraPaths": [str(ROOT)],
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(project), "utf-8")
    pyright = os.environ["DESKTOP_LOGIN_PYRIGHT"]
    done = subprocess.run(
        [pyright, "--project", str(tmp_path), "--pythonpath", sys.executable, "--outputjson"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    found = json.loads(done.stdout)
    assert found["summary"]["filesAnalyzed"] == len(EXAMPLES)
    assert found["generalDiagnostics"] == []
