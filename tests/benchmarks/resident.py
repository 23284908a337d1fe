"""The program at rest, for `test_resident.py`: says on standard output where it is, and stays there.

`sign-in`, then after a line on standard input `dashboard`, then `hidden`.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_login import __main__, bootstrap
from desktop_login.ui.pages.dashboard import Dashboard
from tests.fakes.world import PASSWORD

real = bootstrap.Program._show


class Orders(QObject):
    """Lines of standard input, on the window's thread."""

    came = Signal(str)

    def listen(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self.came.emit(line.strip())


def show(self: object, plan: object, build: object) -> object:
    desk = real(self, plan, build)  # type: ignore[arg-type]
    orders = Orders(desk)
    steps: dict[str, Callable[[], None]] = {
        "sign in": lambda: sign_in(desk),
        "hide": lambda: (desk.window.hide(), say("hidden")),  # type: ignore[func-returns-value]
        "end": desk.window.close,
    }
    orders.came.connect(lambda order: steps[order]())
    orders.listen()
    desk.opened.connect(lambda: QTimer.singleShot(500, lambda: say("sign-in")))
    return desk


def sign_in(desk: object) -> None:
    window = desk.window  # type: ignore[attr-defined]
    window.fill_in("confirmed@example.com", PASSWORD)
    window.sign_in.remember.setChecked(False)
    window.sign_in.submit()
    timer = QTimer(window)

    def look() -> None:
        if isinstance(window.page, Dashboard):
            timer.stop()
            say("dashboard")

    timer.timeout.connect(look)
    timer.start(50)


def say(where: str) -> None:
    print(where, flush=True)


bootstrap.Program._show = show  # type: ignore[method-assign,assignment]
sys.exit(__main__.main([]))
