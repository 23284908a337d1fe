"""A line of dashes of which one is lit, the next one each second: something goes on elsewhere, for as long as that takes. Knows not what."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_login.ui.motion import wants_less_motion
from desktop_login.ui.widgets.colours import colour

_STEP_MS = 1000  # more often would cost more than a wait of minutes may
_DASH = 24
_GAP = 8
_HIGH = 4


class CalmLine(QWidget):
    """Wakes nobody up while it is hidden, and stands still where less motion is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(_HIGH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lit = 0
        self._step = QTimer(self)
        self._step.setInterval(_STEP_MS)
        self._step.timeout.connect(self._go_on)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not wants_less_motion():
            self._step.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._step.stop()

    def _go_on(self) -> None:
        self._lit += 1
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        count = max(1, (self.width() + _GAP) // (_DASH + _GAP))
        long = (self.width() - (count - 1) * _GAP) / count
        for place in range(count):
            lit = place == self._lit % count
            painter.setBrush(colour("accent_edge" if lit else "track"))
            painter.drawRoundedRect(QRectF(place * (long + _GAP), 0, long, _HIGH), 2, 2)
