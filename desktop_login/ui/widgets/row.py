"""Two things side by side where there is room, else one below the other. Knows neither of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_GAP = 8


class WrappingRow(QWidget):
    """`centred` keeps the two together in the middle; otherwise they stand at the two ends."""

    def __init__(self, first: QWidget, second: QWidget, *, centred: bool = False) -> None:
        super().__init__()
        self._parts = (first, second)
        self._centred = centred
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        if centred:
            self._row.addStretch(1)
        self._row.addWidget(first)
        if not centred:
            self._row.addStretch(1)
        self._row.addWidget(second)
        if centred:
            self._row.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        """As wide as the wider of the two, or the window could not become narrow."""
        widest = max(part.sizeHint().width() for part in self._parts)
        return QSize(widest, self._row.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = sum(part.sizeHint().width() for part in self._parts) + _GAP
        direction = QBoxLayout.Direction.LeftToRight
        if self.width() < needed:
            direction = QBoxLayout.Direction.TopToBottom
        if self._row.direction() != direction:
            self._row.setDirection(direction)
            self._align()
            self.updateGeometry()

    def _align(self) -> None:
        from PySide6.QtCore import Qt  # costs as much as the page, see `qt_constants`

        below = self._row.direction() == QBoxLayout.Direction.TopToBottom
        middle = Qt.AlignmentFlag.AlignHCenter if below and self._centred else Qt.AlignmentFlag(0)
        for part in self._parts:
            self._row.setAlignment(part, middle)
