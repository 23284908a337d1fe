"""Runs the short form of a long command of the tests, and hands back the line of JSON that it prints. What Qt says of nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S


def unmeasured() -> dict[str, str]:
    """The environment for a tool, or for a trial that is long for the sake of chance: coverage,
    which follows into every program, doubles the time of pure Python and learns nothing there."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def played(*command: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-6000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def marks(report: str) -> list[str]:
    """The first column of `--check` and `--self-check`: "ok" or "!!"; remedies stand below, indented."""
    return [line[:2] for line in report.splitlines() if line[:2].strip()]


def without_noise(errors: str) -> str:
    """What a program wrote to standard error, less what Qt's offscreen platform always says."""
    noise = "This plugin does not support propagateSizeHints()"
    return "".join(line for line in errors.splitlines(keepends=True) if line.strip() != noise)
