"""A line on which one short piece goes to and fro, a step each second: something goes on elsewhere, for as long as that takes. Knows not what."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop_login.ui.motion import wants_less_motion
from desktop_login.ui.widgets.basics import sentence
from desktop_login.ui.widgets.colours import colour

_STEP_MS = 1000  # more often would cost more than a wait of minutes may
_PIECE = 48
_STEPS = 8  # from one end to the other
_HIGH = 4


class CalmLine(QWidget):
    """Wakes nobody up while it is hidden. Where less motion is wanted, `words` stand in its place: a
    piece that stays where it is would look like a share that is done."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._step_number = _STEPS // 2  # in the middle, where nothing begins and nothing ends
        self._step: QTimer | None = None
        if wants_less_motion():
            column = QVBoxLayout(self)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(sentence(words, "muted", centred=True))
            return
        self.setFixedHeight(_HIGH)
        self._step = QTimer(self)
        self._step.setInterval(_STEP_MS)
        self._step.timeout.connect(self._go_on)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._step is not None:
            self._step.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._step is not None:
            self._step.stop()

    def _go_on(self) -> None:
        self._step_number = (self._step_number + 1) % (2 * _STEPS)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._step is None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(colour("track"))
        painter.drawRoundedRect(self.rect(), _HIGH / 2, _HIGH / 2)
        steps = min(self._step_number, 2 * _STEPS - self._step_number)
        left = (self.width() - _PIECE) * steps / _STEPS
        painter.setBrush(colour("link"))
        painter.drawRoundedRect(QRectF(left, 0, _PIECE, _HIGH), _HIGH / 2, _HIGH / 2)
