"""Opens an address on a real display, as an executable; prints what came of it. A program.

How Qt starts a browser can be seen only where it has services: its off-screen platform has none.
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise

from PySide6.QtCore import QTimer

from desktop_login.ui.application import make_application
from desktop_login.ui.browser import open_address


def main(address: str, seconds: float) -> None:
    sys.frozen = True  # type: ignore[attr-defined]
    app = make_application("en")
    ticks: list[float] = []
    clock = QTimer()
    clock.setInterval(50)
    clock.timeout.connect(lambda: ticks.append(time.monotonic()))
    clock.start()
    QTimer.singleShot(100, lambda: _open(address))
    QTimer.singleShot(int(seconds * 1000), app.quit)
    app.exec()
    longest = max(b - a for a, b in pairwise(ticks))
    print(f"longest {longest:.3f}", flush=True)


def _open(address: str) -> None:
    before = time.monotonic()
    opened = open_address(address)
    print(f"opened {opened} {time.monotonic() - before:.3f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
