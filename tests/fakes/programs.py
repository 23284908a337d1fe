"""Runs the short form of a long command of the tests, and hands back the line of JSON that it prints."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.fakes.session_bus import ROOT


def played(*command: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-6000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result
