"""The short form of the model; the long one is a command, see docs/figures.md."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.fakes.session_bus import ROOT


def test_no_illegal_state_no_lost_session_no_zombie() -> None:
    command = [sys.executable, "-m", "tests.model.session_model", "--runs", "60"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr[-6000:]
    result = json.loads(done.stdout)
    assert result["refreshes asked for"] > 30, "the model hardly moved"
