"""What a crash or a curious neighbour may see of the process: asked of the system itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.session_bus import ROOT

SCRIPT = """
import ctypes, resource, sys
from desktop_login.private_memory import closed_to_others, no_core_dumps
no_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE))
print(closed_to_others(), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
print(closed_to_others(frozen=True), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
def test_no_core_dump_and_no_debugger(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["(0, 0)", "False 1", "True 0"]
