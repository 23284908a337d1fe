"""A bare PySide6 window with one label. Prints the epoch of its first paint and ends there, unless it is to `stay`."""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtWidgets import QApplication, QLabel


class Bare(QLabel):
    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)  # type: ignore[arg-type]
        print(time.time(), flush=True)
        if "stay" not in sys.argv:
            os._exit(0)


app = QApplication(sys.argv)
bare = Bare("hello")
bare.resize(560, 680)
bare.show()
app.exec()
