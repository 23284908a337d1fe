"""The frame of all pages that the menu opens: the way back at the head, a heading, and a wide column below. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_login.messages.message import Message
from desktop_login.messages.translate import tr
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import RING, label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

WIDE = 528
_BESIDE, _BESIDE_NARROW, _NARROW = 3 * GRID, 12, 560  # as beside the dashboard
_ALL = 10_000  # of the width, as against 1 at each side


class WideColumn(QWidget):
    """`above` takes the way back, `rows` everything below it. As wide as the window, at most `wide`."""

    def __init__(self, wide: int = WIDE) -> None:
        super().__init__()
        column = QWidget()
        column.setMaximumWidth(wide + 2 * _BESIDE)
        self.above = QHBoxLayout()
        self.above.setSpacing(0)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(2 * GRID)
        both = QVBoxLayout(column)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(2 * GRID)
        both.addLayout(self.above)
        both.addLayout(self.rows, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(column, _ALL)
        row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = beside(self.width())
        self.above.setContentsMargins(side - RING, 3 * GRID, side, 0)
        self.rows.setContentsMargins(side, 0, side, 3 * GRID)

    def lead_back(self, leave: QWidget) -> None:
        """Its words begin where the heading does, and the ring of its focus before them."""
        leave.setProperty("part", "middle")
        self.above.addWidget(leave)
        self.above.addStretch(1)


def beside(width: int) -> int:
    """The margin at each side of a page that is so wide."""
    return _BESIDE if width >= _NARROW else _BESIDE_NARROW


def add_section(column: QVBoxLayout, head: Message, *, spacing: int = 2 * GRID) -> QVBoxLayout:
    """A head, and a sheet below it whose rows are returned."""
    column.addSpacing(GRID)
    column.addWidget(label(tr(head), "title"))
    sheet = QFrame()
    sheet.setObjectName("card")
    rows = QVBoxLayout(sheet)
    rows.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
    rows.setSpacing(spacing)
    column.addWidget(sheet)
    return rows
