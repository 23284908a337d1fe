"""What somebody types, and the token, reach another program only by an explicit copy that is marked and cleared."""

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

from tests.fakes.session_bus import ROOT

INPUTS = ("password", "code", "answer")
PATIENCE_S = 120
# Xvfb writes the number of its display when it is ready for windows.
UNDER_X = """
    Xvfb -displayfd 9 -screen 0 800x600x24 -nolisten tcp -noreset 9>display >xvfb.log 2>&1 &
    server=$!
    for _ in $(seq 300); do [ -s display ] && break; sleep 0.1; done
    DISPLAY=:$(cat display) QT_QPA_PLATFORM=xcb "$0" -m tests.ui.secret_play
    status=$?
    kill $server
    wait $server
    exit $status
"""


def played(folder: Path, command: list[str], **environment: str) -> dict[str, Any]:
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def assert_nothing_leaves(seen: dict[str, Any]) -> None:
    for name in INPUTS:
        field = seen[name]
        assert field == {"left": "", "shown": "", "sensitive": name == "password"}, name
    assert set(seen["token"]) >= {"copy", "copy with Insert", "menu: edit-copy"}
    assert all(found == ["marked"] for found in seen["token"].values()), seen["token"]


@pytest.mark.slow
def test_nothing_leaves_a_secret_field_but_a_marked_copy(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.ui.secret_play"]
    seen = played(tmp_path, command, QT_QPA_PLATFORM="offscreen")
    assert_nothing_leaves(seen)


@pytest.mark.real_window
@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("Xvfb"),
    reason="Xvfb is not installed; dev.py test --all installs it",
)
def test_no_selection_reaches_the_primary_selection(tmp_path: Path) -> None:
    """Middle-clicking somewhere else would paste it, and any program may read it."""
    seen = played(tmp_path, ["bash", "-c", UNDER_X, sys.executable])
    assert seen["platform"] == "xcb"
    assert_nothing_leaves(seen)


def test_every_field_whose_text_becomes_a_secret_is_such_a_field() -> None:
    """A page wraps in `Secret` what somebody has typed: then the field is one of those above."""
    pages = (ROOT / "desktop_login" / "ui" / "pages").glob("*.py")
    wrapping = {page.name: page.read_text("utf-8") for page in pages}
    wrapping = {
        name: text for name, text in wrapping.items() if re.search(r"Secret\(.*text\(", text)
    }
    assert len(wrapping) >= 3
    for name, text in wrapping.items():
        for wrapped in re.findall(r"Secret\(self\.(\w+)\.text\(", text):
            made = re.search(rf"self\.{wrapped} = (\w+)\(([^)]*)", text)
            assert made, f"{name}: {wrapped}"
            kind = made[1]
            if kind.islower():  # a function of the page that makes such a field
                returned = re.search(rf"def {kind}\(.*\) -> (\w+):", text)
                kind = returned[1] if returned else kind
            is_secret = kind in ("PasswordField", "CodeField") or "secret=True" in made[2]
            assert is_secret, f"{name}: {wrapped} can be copied out"
