"""A small state in words, on a tinted ground; a press tells more. Shows the longest wording that fits, or wraps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.colours import colour
from desktop_login.ui.widgets.fitting import breakable, in_phrases

# tone → text, ground, border
_TONES = {
    "good": ("good", "good_back", "good_line"),
    "warning": ("warning", "warning_back", "warning_line"),
    "": ("text", "chip", "line"),
}
_BESIDE = 10
_HIGH = 3 * GRID
_WRAPS = Qt.TextFlag.TextWordWrap


class Chip(QAbstractButton):
    """`wordings` go from the whole to the shortest; the whole is the accessible name.

    With `wraps`, the whole is shown on as many lines as it takes: the end of a host name says
    whose it is, and is never cut.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._wordings: Sequence[str] = ("",)
        self._wraps = False
        self._tone = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @property
    def tone(self) -> str:
        return self._tone

    def set_words(self, wordings: Sequence[str], tone: str = "", *, wraps: bool = False) -> None:
        self._wordings, self._tone, self._wraps = wordings, tone, wraps
        self.setText(wordings[0].replace("&", "&&"))
        self.setAccessibleName(wordings[0])
        policy = self.sizePolicy()
        policy.setVerticalPolicy(  # a fixed height would be that of one line
            QSizePolicy.Policy.Minimum if wraps else QSizePolicy.Policy.Fixed
        )
        policy.setHeightForWidth(wraps)
        self.setSizePolicy(policy)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._wide(self._wordings[0]) + 2 * _BESIDE, _HIGH)

    def minimumSizeHint(self) -> QSize:
        shortest = 0 if self._wraps else min(map(self._wide, self._wordings))
        return QSize(shortest + 2 * _BESIDE, _HIGH)

    def hasHeightForWidth(self) -> bool:
        return self._wraps

    def heightForWidth(self, width: int) -> int:
        if not self._wraps:
            return _HIGH
        metrics = QFontMetrics(self._font())
        room = max(1, width - 2 * _BESIDE)
        words = metrics.boundingRect(0, 0, room, 10_000, int(_WRAPS), self._in_lines())
        return max(_HIGH, words.height() + GRID)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text, ground, line = (colour(name) for name in _TONES[self._tone])
        edge = colour("focus") if self.hasFocus() else line
        wide = 2.0 if self.hasFocus() else 1.0
        painter.setPen(QPen(edge, wide))
        painter.setBrush(ground if not self.isDown() else QColor(ground).darker(106))
        around = QRectF(self.ground()).adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2)
        painter.drawRoundedRect(around, GRID, GRID)
        painter.setPen(text)
        painter.setFont(self._font())
        inner = self.ground().adjusted(_BESIDE, 0, -_BESIDE, 0)
        if self._wraps:
            flags = int(Qt.AlignmentFlag.AlignVCenter) | int(_WRAPS)
            painter.drawText(inner, flags, self._in_lines())
            return
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, self._shown())

    def ground(self) -> QRect:
        """As wide as the words that are shown: a shorter wording has room left, which stays empty."""
        if self._wraps:
            return self.rect()
        wide = min(self.width(), self._wide(self._shown()) + 2 * _BESIDE)
        return QRect(0, 0, wide, self.height())

    def _shown(self) -> str:
        room = self.width() - 2 * _BESIDE
        return next(
            (words for words in self._wordings if self._wide(words) <= room), self._wordings[-1]
        )

    def _in_lines(self) -> str:
        return breakable(in_phrases(self._wordings[0]))

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(12)
        return font

    def _wide(self, words: str) -> int:
        return QFontMetrics(self._font()).horizontalAdvance(words) + 1
