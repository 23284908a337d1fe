"""The program at rest, for `test_resident.py`: says on standard output where it is, and stays there.

`sign-in`, then after a line on standard input `dashboard`, then `hidden`. `loaded` names the modules
of a passkey and of a server that are imported.
"""

from __future__ import annotations

import sys

for name in ("requests", "OpenSSL"):  # an installed program has none: they come with the tests
    sys.modules[name] = None  # type: ignore[assignment]

import threading

from desktop_login.ui.pyside_import_hook import put_back

put_back()  # as the program does, before anything else imports PySide6

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_login import __main__
from desktop_login.app import gui as program
from desktop_login.ui.app_window import AppWindow
from desktop_login.ui.pages.dashboard import Dashboard

PASSWORD = "Demo-Passw0rd!"

real = program.Program._show


class Orders(QObject):
    """Lines of standard input, obeyed on the window's thread."""

    came = Signal(str)

    def __init__(self, app_window: AppWindow) -> None:
        super().__init__(app_window)
        self._app_window = app_window
        self._window = app_window.window
        self._look = QTimer(self)
        self._look.timeout.connect(self._arrived)
        self.came.connect(self.obey)
        app_window.opened.connect(self.listen)

    @Slot()
    def listen(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()
        say("sign-in")

    def _read(self) -> None:
        for line in sys.stdin:
            self.came.emit(line.strip())

    @Slot(str)
    def obey(self, order: str) -> None:
        if order == "sign in":
            page = self._window.sign_in
            page.username.set_text("confirmed@example.com")
            page.password.set_text(PASSWORD)
            page.remember.setChecked(False)
            page.submit()
            self._look.start(50)
        elif order == "hide":
            self._window.showMinimized()
            self._window.hide()
            say("hidden")
        elif order == "loaded":
            costly = ("fido2", "http.server", "desktop_login.adapters.browser.listener")
            say(" ".join(["loaded", *(name for name in costly if name in sys.modules)]))
        else:
            self._window.close()

    def _arrived(self) -> None:
        if isinstance(self._window.page, Dashboard):
            self._look.stop()
            say("dashboard")


def show(self: object, *rest: object) -> object:
    app_window = real(self, *rest)  # type: ignore[arg-type]
    Orders(app_window)
    return app_window


def say(where: str) -> None:
    print(where, flush=True)


program.Program._show = show  # type: ignore[method-assign,assignment]
sys.exit(__main__.main([]))
