"""A NetworkManager on a real bus loses the network and finds it again; prints what was heard. A program."""

from __future__ import annotations

import subprocess
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop_login.ui.desktop_events import DesktopEvents
from tests.patience import STEP_MS, within


def main(*how: str) -> None:
    manager = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.network_manager", *how], stdout=subprocess.PIPE
    )
    assert manager.stdout is not None
    manager.stdout.readline()
    app = QApplication(sys.argv[:1])
    heard: list[str] = []
    around = DesktopEvents()
    around.network_back.connect(lambda: heard.append("network back"))
    around.reach_out()  # what may take time; a thread does it in the program
    begun = time.monotonic()
    around.listen(QWidget())
    took = time.monotonic() - begun
    around.network_back.connect(app.quit)
    QTimer.singleShot(STEP_MS if not how else 1500, app.quit)
    app.exec()
    manager.kill()
    manager.wait()
    manager.stdout.close()
    print(",".join([*heard, "listening at once" if took < within(0.5) else f"after {took:.1f} s"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
