"""What a host pays before it uses anything. In instructions, which repeat.

https://valgrind.org/docs/manual/cl-manual.html
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from tests.benchmarks.test_figures import environment

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is not installed"),
]
A_MILLISECOND = 6.6e6  # 10 million are about 1.5 ms where docs/figures.md was measured


def instructions(command: list[str], env: dict[str, str]) -> int:
    command = [sys.executable, *command]
    env = env | {"PYTHONHASHSEED": "0", "QT_QPA_PLATFORM": "offscreen"}
    env.pop("XDG_CURRENT_DESKTOP", None)
    subprocess.run(command, env=env, capture_output=True, timeout=60, check=True)  # bytecode
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
        env=env,
        capture_output=True,
        text=True,
        timeout=900,
        check=True,
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    assert found is not None, done.stderr[-500:]
    return int(found[1])


def test_imports() -> None:
    bare, package, qt, window = (
        instructions(["-c", code], environment())
        for code in (
            "pass",
            "import desktop_login",
            "from PySide6 import QtWidgets",
            "from PySide6 import QtWidgets; import desktop_login.qt",
        )
    )
    more = (window - qt) / A_MILLISECOND
    print(
        f"\nimport desktop_login ÷ python -c pass: {package / bare:.2f} ×  (target 1.5)"
        f"\ndesktop_login.qt on top of PySide6.QtWidgets: {(window - qt) / 1e6:.0f} million"
        f" instructions, about {more:.1f} ms  (target 15)"
    )
    assert package / bare <= 1.5
    assert more <= 15
