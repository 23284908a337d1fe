"""Runs the short form of a long command of the tests, and hands back the line of JSON that it prints. What Qt says of nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S


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
