"""Runs one blocking call on a thread and brings its result back. For pages that have no flow behind them."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal


class Behind(QObject):
    """`start(call)` while another runs makes the earlier result unwelcome: it is dropped."""

    done = Signal(object)
    failed = Signal(object)
    _arrived = Signal(int, object, bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._number = 0
        self._arrived.connect(self._deliver)

    def start(self, call: Callable[[], object], name: str) -> None:
        self._number += 1
        number = self._number

        def work() -> None:
            try:
                result, good = call(), True
            except Exception as error:  # noqa: BLE001 - whoever listens decides
                result, good = error, False
            with contextlib.suppress(RuntimeError):  # the page was closed meanwhile
                self._arrived.emit(number, result, good)

        threading.Thread(target=work, name=name, daemon=True).start()

    def let_go(self) -> None:
        """Whatever comes now is late."""
        self._number += 1

    def _deliver(self, number: int, result: object, good: bool) -> None:
        if number == self._number:
            (self.done if good else self.failed).emit(result)
