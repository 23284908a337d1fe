"""Runs one blocking call on a thread and brings its result back to the window's thread. Decides nothing about the call.

A thread holds no widget: it may outlive the window, and a QObject must be deleted on the thread
where it lives. It holds a bridge that is nothing but a signal; Qt drops what is sent to a receiver
that is gone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop_login.system import threads


class SignalBridge(QObject):
    """Emits `delivered(value)` from any thread. Receivers may be deleted at any time."""

    delivered = Signal(object)

    def deliver(self, value: object = None) -> None:
        with contextlib.suppress(RuntimeError):  # Qt itself is gone: the program is ending
            self.delivered.emit(value)


class BackgroundCall(QObject):
    """One call at a time. Starting a call discards the result of the previous one.

    Emits `done(result)` or `failed(exception)`.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._number = 0

    def start(self, call: Callable[[], object], name: str, *, finish: bool = False) -> None:
        """With `finish`, the program waits for the call when it ends."""
        self._number += 1
        number, bridge = self._number, SignalBridge()
        bridge.delivered.connect(self._deliver)

        def work() -> None:
            try:
                result, good = call(), True
            except Exception as error:  # noqa: BLE001 - the receiver decides
                result, good = error, False
            bridge.deliver((number, result, good))

        threads.start(work, name, finish=finish)

    def discard(self) -> None:
        """Drops the result of the call that is running."""
        self._number += 1

    def _deliver(self, delivered: tuple[int, object, bool]) -> None:
        number, result, good = delivered
        if number == self._number:
            (self.done if good else self.failed).emit(result)
