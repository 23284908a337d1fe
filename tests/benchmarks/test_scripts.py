"""What a token costs a script. `python -m pytest -m benchmark -s tests/benchmarks/test_scripts.py`"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes.session_bus import in_session

pytestmark = pytest.mark.benchmark

QUIET_PASS_S = 0.02  # `python -c pass` with nothing beside it


@contextmanager
def undisturbed() -> Iterator[bool]:
    """Before everything else on this computer, where that is allowed: what is waited for is then the
    program, and not the others. Whatever is started meanwhile inherits it."""
    if sys.platform != "linux":
        yield False
        return
    before = os.sched_getscheduler(0)
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(5))
    except PermissionError:
        yield False
        return
    try:
        yield True
    finally:
        os.sched_setscheduler(0, before, os.sched_param(0))


def test_token(tmp_path: Path) -> None:
    with undisturbed() as alone:
        done = in_session(f'"{sys.executable}" -m tests.benchmarks.scripts', tmp_path / "home")
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    print(
        f"\ntoken ÷ python -c pass, CPU: with a window {seen['window']:.2f} × (target 1.5), from the"
        f" stored session {seen['record']:.2f} × (target 7), status {seen['status']:.2f} ×, --version {seen['version']:.2f} × (target 1.6)"
        f"\n50 clients at once: median {seen['median ms']:.1f} ms (target 5), worst"
        f" {seen['worst ms']:.1f} ms"
        f"\na hung window is passed by after {seen['hung s']:.2f} s with a stored token, {seen['hung, no short way s']:.2f} s"
        f" where the command has no short way (target 1 and the command itself); a locked keychain is answered in"
        f" {seen['locked s']:.2f} s (target 0.5)\n{'before' if alone else 'among'} all else on this computer,"
        f" at a load of {seen['load']:.1f}; python -c pass takes {seen['pass s']:.3f} s"
    )
    assert seen["window"] < 1.5
    assert seen["record"] < 7.0
    # among others all that waits takes as much longer as starting Python does
    slow = max(1.0, seen["pass s"] / QUIET_PASS_S)
    assert seen["median ms"] < 5 * slow
    assert seen["hung s"] < 0.5 * slow
    assert seen["hung, no short way s"] < 1 + 0.3 * slow
    assert seen["locked s"] < 0.5 * slow
