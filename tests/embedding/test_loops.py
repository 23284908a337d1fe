"""Hosts with no loop, with qasync and with QtAsyncio are as they were after a sign-in and a sign-out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS_S

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind",
    [
        "none",
        "qasync",
        pytest.param(
            "QtAsyncio",
            marks=pytest.mark.skipif(
                not os.environ.get("DESKTOP_LOGIN_QT_ASYNCIO"),
                reason="DESKTOP_LOGIN_QT_ASYNCIO names no folder with PySide6/QtAsyncio",
            ),
        ),
    ],
)
def test_host_with_this_loop_is_unchanged(kind: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.embedding.loops_play", kind],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["changed"] == []
    assert seen["seen"] == ["confirmed@example.com", True, "signed out"]
    assert seen["blocked"] == 1  # sign_out() would have stood still
    assert seen.get("turned", True)
    assert seen.get("renewed") is (None if kind == "none" else True)
    assert "Traceback" not in done.stderr
