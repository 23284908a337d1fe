"""A real bus tells of a sleep and a locked screen; prints what was heard. Run by `test_desktop_events.py`; a program."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop_login.ui.desktop_events import DesktopEvents

SIGNALS = (
    ("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", "boolean:true"),
    ("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", "boolean:false"),
    ("/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session.Lock", ""),
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", "boolean:true"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:false"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:true"),
)


def main() -> None:
    app = QApplication([*sys.argv[:1]])
    window = QWidget()
    around = DesktopEvents()
    heard: list[str] = []
    around.woken.connect(lambda: heard.append("woken"))
    around.locked.connect(lambda: heard.append("locked"))
    around.reach_out()
    around.listen(window)

    def notify() -> None:
        for path, name, word in SIGNALS:
            command = [
                "dbus-send",
                "--session",
                "--type=signal",
                path,
                name,
                *([word] if word else []),
            ]
            subprocess.run(command, check=True)
        QTimer.singleShot(300, app.quit)

    QTimer.singleShot(100, notify)
    app.exec()
    print(",".join(heard))


if __name__ == "__main__":
    main()
