"""The program up to the first paint of its sign-in page, counted: what it has imported, opened, mapped and called. One line of JSON.

Counts repeat where times do not. `python -m tests.benchmarks.first_paint [CODE]` runs CODE before the
window is made, so that a test can show what is noticed; `--draw` waits until the logo is drawn.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import FrameType

from desktop_login import __main__
from desktop_login.app import gui as program

real = program.Program._show
_OF_PYTHON = (".py", ".pyc", ".so")
_LOOK_MS, _LOOKS = 20, 1000


class Counted:
    """What was seen so far."""

    def __init__(self) -> None:
        self.calls = 0
        self.opened: list[str] = []
        self.imported: list[str] = []

    def call(self, frame: FrameType, event: str, argument: object) -> None:
        """For `sys.setprofile`: functions of Python and of C."""
        self.calls += event in ("call", "c_call")

    def audit(self, event: str, arguments: tuple[object, ...]) -> None:
        """https://docs.python.org/3/library/audit_events.html"""
        if event == "open":
            self.opened.append(str(arguments[0]))
        elif event == "import":
            self.imported.append(str(arguments[0]))


def painted() -> None:
    sys.setprofile(None)
    names = (Path(name).name for name in counted.opened if not name.endswith(_OF_PYTHON))
    seen = {
        "calls": counted.calls,
        "opened": [name for name in names if not name.isdigit()],
        "imported": counted.imported,
        "mapped": mapped(),
    }
    print(json.dumps(seen), flush=True)
    os._exit(0)


def mapped() -> list[str]:
    """Libraries of the system and of Qt, its plug-ins included."""
    if sys.platform != "linux":
        return []
    lines = Path("/proc/self/maps").read_text("utf-8").splitlines()
    return sorted({Path(line.split()[-1]).name for line in lines if ".so" in line})


def until_drawn() -> None:
    from PySide6.QtCore import QTimer

    from desktop_login.system.paths import pictures_folder

    looks = iter(range(_LOOKS))
    timer = QTimer()

    def look() -> None:
        if len(list(pictures_folder().glob("*.png"))) > 1 or next(looks, None) is None:
            print("{}", flush=True)
            os._exit(0)

    timer.timeout.connect(look)
    timer.start(_LOOK_MS)
    kept.append(timer)


def show(self: object, config: object, factory: object, *rest: object) -> object:
    from desktop_login.ui.app_window import AppWindow

    exec("" if draws else code, {})
    app_window = AppWindow(self._app, config, factory, self._loop)  # type: ignore[attr-defined,arg-type]
    app_window.window.first_painted.connect(until_drawn if draws else painted)
    app_window.show()
    return app_window


counted, kept = Counted(), list[object]()
code = " ".join(sys.argv[1:])
draws = code == "--draw"
program.Program._show = show  # type: ignore[method-assign,assignment]
sys.addaudithook(counted.audit)
sys.setprofile(counted.call)
sys.exit(__main__.main([]))
