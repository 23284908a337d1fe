"""The three lines that open the program's menu where nobody is signed in. Imported only after the first paint."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QToolButton

from desktop_login.ui.theme import GRID

_SIDE = 5 * GRID


class MenuButton(QToolButton):
    """Decides nothing; whoever makes it gives it a name."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_SIDE, _SIDE)

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 1.8))
        for high in (14.5, 20, 25.5):
            painter.drawLine(QPointF(12, high), QPointF(28, high))
