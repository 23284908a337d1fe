"""What is imported once the window has warmed up, as a list. `python -m tests.benchmarks.loaded` renews it.

Each module costs memory for as long as the program runs. The test beside it fails where the list has
grown, so that a new import is a decision.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.patience import PROCESS_S

ROOT = Path(__file__).parent.parent.parent
LIST = ROOT / "tests" / "data" / "modules_after_warm_up.txt"
POOL = {"COGNITO_USER_POOL_ID": "us-east-1_Abcdefghi", "COGNITO_CLIENT_ID": "abc123"}
# `pip install -e`, virtual environments and some distributions start Python with modules of their own.
_OF_THE_ENVIRONMENT = ("__editable__", "_distutils", "_virtualenv", "sitecustomize", "apport")
# As an installed program: without `requests` and `OpenSSL`, which come with the tests, and which truststore
# and botocore import where they are there.
_PROGRAM = """
import os, sys
sys.modules["requests"] = sys.modules["OpenSSL"] = None
from desktop_login import __main__
from desktop_login.app import gui

real = gui.Program._show

def opened():
    print(*sorted(name for name, module in sys.modules.items() if module is not None), sep="\\n")
    sys.stdout.flush()
    os._exit(0)

def show(self, *rest):
    app_window = real(self, *rest)
    app_window.opened.connect(opened)
    return app_window

gui.Program._show = show
__main__.main([])
"""


def found() -> set[str]:
    """The modules of a process that imported nothing before the program."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "COV"))
    }
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            cwd=home,
            env=kept
            | POOL
            | {"PYTHONPATH": str(ROOT), "HOME": home, "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=PROCESS_S,
            check=True,
        )
    return {name for name in done.stdout.split() if not name.startswith(_OF_THE_ENVIRONMENT)}


def listed() -> set[str]:
    return set(LIST.read_text("utf-8").split())


def of_the_program(names: set[str]) -> set[str]:
    return {name for name in names if name.partition(".")[0] == "desktop_login"}


if __name__ == "__main__":
    now = found()
    # To be run with each Python that the program supports: what only another one loads stays. To
    # forget what a library no longer loads, delete the list first.
    others = listed() - of_the_program(listed()) if LIST.exists() else set()
    LIST.write_text("".join(f"{name}\n" for name in sorted(now | others)), "utf-8")
