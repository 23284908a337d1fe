"""Many short texts, each on a ground of its own, painted by one widget: ten thousand groups cost no widget more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.colours import colour
from desktop_login.ui.widgets.plain_tip import set_tip

_HIGH = 28
_BETWEEN = 6
_BESIDE = 10
_NAMED = 100  # items that a screen reader is told at once


class Chips(QLabel):
    """A label to a screen reader: its name is the list, its text is painted by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._items: Sequence[str] = ()
        self._widths: list[int] = []
        self._places: list[QRect] = []
        self._placed_for = -1
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        return ", ".join(self._items)

    def set_items(self, items: Sequence[str]) -> None:
        if items == self._items:
            return
        self._items = items
        metrics = QFontMetrics(self._font())
        self._widths = [metrics.horizontalAdvance(item) + 2 * _BESIDE for item in items]
        self._placed_for = -1
        self.setAccessibleName(", ".join(items[:_NAMED]))
        self.updateGeometry()
        self.update()

    def base_line(self) -> int:
        """Of the first row."""
        metrics = QFontMetrics(self._font())
        return (_HIGH - metrics.height()) // 2 + metrics.ascent()

    def sizeHint(self) -> QSize:
        """One row, as the least height too. How high it is at a width says `heightForWidth`: a hint from
        the width before it was placed would be room below the page for as long as it is shown."""
        return QSize(200, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, _HIGH)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._lay_out(width)
        return places[-1].bottom() + 1 if places else _HIGH

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            items, self._items = self._items, ()
            self.set_items(items)

    def paintEvent(self, event: QPaintEvent) -> None:
        places = self._lay_out(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self._font()
        painter.setFont(font)
        metrics = QFontMetrics(font)
        ground, text, line = colour("chip"), colour("text"), colour("line")
        wanted = event.rect()
        cut = False
        for item, place in zip(self._items, places, strict=True):
            if place.bottom() < wanted.top():
                continue
            if place.top() > wanted.bottom():
                break  # below what is seen
            painter.setPen(line)
            painter.setBrush(ground)
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), GRID, GRID)
            painter.setPen(text)
            inner = place.adjusted(_BESIDE, 0, -_BESIDE, 0)
            shown = metrics.elidedText(item, Qt.TextElideMode.ElideMiddle, inner.width() + 1)
            cut = cut or shown != item
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, shown)
        tip = ", ".join(self._items[:_NAMED]) if cut else ""
        set_tip(self, tip)

    def _lay_out(self, width: int) -> list[QRect]:
        if width == self._placed_for:
            return self._places
        self._placed_for, self._places = width, []
        left = top = 0
        for wanted in self._widths:
            wide = min(wanted, width)
            if left and left + wide > width:
                left, top = 0, top + _HIGH + _BETWEEN
            self._places.append(QRect(left, top, wide, _HIGH))
            left += wide + _BETWEEN
        return self._places

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(13)
        return font
