"""The end of a process with a session, and a process that becomes two."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S

pytestmark = pytest.mark.slow
AFTER_A_FORK = "this session belongs to the process before fork(): open a new one here"


def play(name: str) -> tuple[dict[str, Any], str]:
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-m", "tests.embedding.lifetimes_play", name],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def test_session_that_is_left_open_ends_before_python_stops_its_thread() -> None:
    """Python stops threads as they are, and whoever waits for one afterwards waits in vain."""
    seen, err = play("left open")
    assert seen["user"] == "confirmed@example.com"
    assert seen["before"] == ["desktop-login session"]
    assert seen["threads"] == []
    assert "unclosed <Session" in err  # and it is said in development


def test_program_that_ends_while_its_window_warms_up_waits_for_that() -> None:
    """Python stops threads as they are, and one that makes Qt's types crashes then."""
    seen, _ = play("ends at once")
    assert seen == {"ended before": False, "ended": True}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_session_after_a_real_fork_says_so_and_the_child_opens_its_own() -> None:
    seen, _ = play("forks")
    assert set(seen["outcomes"].values()) == {AFTER_A_FORK}
    assert len(seen["outcomes"]) == 7
    assert seen["warned"] == []
    assert seen["own"] == ["confirmed@example.com", True, True]
    assert seen["parent"]
    assert seen["parent's end"]
