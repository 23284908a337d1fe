"""A bare PySide6 window with one label, ended at its first paint. Prints the epoch of that moment."""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtWidgets import QApplication, QLabel


class Bare(QLabel):
    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)  # type: ignore[arg-type]
        print(time.time(), flush=True)
        os._exit(0)


app = QApplication(sys.argv)
bare = Bare("hello")
bare.resize(560, 680)
bare.show()
app.exec()
