"""What opens a menu: three lines, three dots for a row's, an arrow beside a button. Imported only after the first paint."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QPushButton, QToolButton

from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.colours import colour
from desktop_login.ui.widgets.plain_tip import plain_tip

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


class DotsButton(QPushButton):
    """The dots are painted, because not every font has them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))
        self.setProperty("kind", "quiet")
        self.setAutoDefault(False)
        self.setFixedWidth(_SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.WindowText))
        middle = QRectF(self.rect()).center()
        for step in (-6, 0, 6):
            painter.drawEllipse(middle + QPointF(step, 0), 1.6, 1.6)


class ArrowButton(QPushButton):
    """Beside a great button, whose colours it has; the arrow is that of the bar."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("kind", "primary")
        self.setAutoDefault(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("on_accent" if self.isEnabled() else "on_accent_off"), 1.8))
        middle = QRectF(self.rect()).center()
        arrow = QPainterPath(middle + QPointF(-4, -2))
        arrow.lineTo(middle + QPointF(0, 2))
        arrow.lineTo(middle + QPointF(4, -2))
        painter.drawPath(arrow)
