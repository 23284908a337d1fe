"""Runs one blocking call on a thread and brings its result back to the window's thread. Decides nothing about the call.

A thread holds no widget: it may outlive the window, and a QObject must go where it lives. What
it holds is a messenger that is nothing but a signal; Qt drops what is sent to nobody.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

_running: set[threading.Thread] = set()


def wait_for_calls(limit_s: float) -> None:
    """Waits until no call is running any more, for `limit_s` at most.

    The program must not end the interpreter during a call that is inside Qt: Python stops such a
    thread by unwinding its C++ frames, and they crash without the interpreter lock.
    https://docs.python.org/3/c-api/init.html#c.PyEval_RestoreThread
    """
    until = time.monotonic() + limit_s
    for thread in tuple(_running):
        thread.join(max(0.0, until - time.monotonic()))


class SignalBridge(QObject):
    """Emits `told(what)` from any thread; whoever listens may be deleted at any time."""

    notified = Signal(object)

    def notify(self, what: object = None) -> None:
        with contextlib.suppress(RuntimeError):  # Qt itself has gone: the program is ending
            self.notified.emit(what)


class BackgroundRunner(QObject):
    """`start(call)` while another runs makes the earlier result unwelcome: it is dropped."""

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._number = 0

    def start(self, call: Callable[[], object], name: str) -> None:
        self._number += 1
        number, bridge = self._number, SignalBridge()
        bridge.notified.connect(self._deliver)

        def work() -> None:
            try:
                result, good = call(), True
            except Exception as error:  # noqa: BLE001 - whoever listens decides
                result, good = error, False
            bridge.notify((number, result, good))
            _running.discard(thread)

        thread = threading.Thread(target=work, name=name, daemon=True)
        _running.add(thread)
        thread.start()

    def let_go(self) -> None:
        """Whatever comes now is late."""
        self._number += 1

    def _deliver(self, notified: tuple[int, object, bool]) -> None:
        number, result, good = notified
        if number == self._number:
            (self.done if good else self.failed).emit(result)
