"""Asks a settings portal on a real bus whether less motion is wanted; prints the answer. A program."""

from __future__ import annotations

import subprocess
import sys
import time

from PySide6.QtCore import QCoreApplication

from desktop_login.ui import motion


def main(*known: str) -> None:
    command = [sys.executable, "-m", "tests.fakes.settings_portal", *known]
    portal = None
    if known:
        portal = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert portal.stdout is not None
        portal.stdout.readline()
    app = QCoreApplication(sys.argv[:1])
    begun = time.monotonic()
    motion.ask_desktop()
    took = time.monotonic() - begun
    if portal is not None and portal.stdout is not None:
        portal.kill()
        portal.wait()
        portal.stdout.close()
    print(motion.wants_less_motion(), "late" if took > 30 else "in time")
    del app


if __name__ == "__main__":
    main(*sys.argv[1:])
