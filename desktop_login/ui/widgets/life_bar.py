"""How much of a token's life is over, and where it will be renewed. Knows no clock."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_login.messages.dashboard import LIFE_OF_TOKEN
from desktop_login.messages.translate import tr
from desktop_login.ui.widgets.colours import colour

_THICK = 6
_HIGH = 16
_LEAST = 6.0


class LifeBar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._used = 0.0
        self._renews: float | None = None
        self._tone = "link"
        self._painted: tuple[int, int | None, str, int] = (0, None, "", 0)

    def sizeHint(self) -> QSize:
        return QSize(120, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, _HIGH)

    def set_life(self, used: float, renews: float | None, tone: str = "link") -> None:
        """Both between 0 and 1; painted anew only if that would change a pixel or the words."""
        self._used = min(1.0, max(0.0, used))
        self._renews = renews if renews is not None and 0.0 <= renews <= 1.0 else None
        self._tone = tone
        looks = self._looks()
        if looks != self._painted:
            self._painted = looks
            words = tr(LIFE_OF_TOKEN, n=int(self._used * 100))
            if words != self.accessibleName():
                self.setAccessibleName(words)
            self.update()

    def _looks(self) -> tuple[int, int | None, str, int]:
        wide = self.width() * 2
        tick = None if self._renews is None else round(self._renews * wide)
        return round(self._used * wide), tick, self._tone, wide

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        top = (self.height() - _THICK) / 2
        painter.setBrush(colour("track"))
        painter.drawRoundedRect(QRectF(0, top, self.width(), _THICK), 3, 3)
        painter.setBrush(colour(self._tone))
        length = max(_LEAST, self._used * self.width())
        painter.drawRoundedRect(QRectF(0, top, length, _THICK), 3, 3)
        if self._renews is not None:
            painter.setBrush(colour("renewal"))
            left = min(self.width() - 3.0, self._renews * self.width())
            painter.drawRoundedRect(QRectF(left, 1, 3, self.height() - 2), 1.5, 1.5)
