"""The frame of all pages that the menu opens: the way back at the head, a heading, and a wide column below. Knows no page."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_login.messages.message import Message
from desktop_login.messages.translate import tr
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import RING, label

WIDE = 528
BESIDE = 2 * GRID  # in line with the bar at the top
_BELOW = 3 * GRID
_LEAST_BELOW = GRID // 2
_ALL = 10_000  # of the width, as against 1 at each side


class WideColumn(QWidget):
    """`above` takes the way back, `rows` everything below it. As wide as the window, at most `wide`."""

    def __init__(self, wide: int = WIDE) -> None:
        super().__init__()
        column = QWidget()
        column.setMaximumWidth(wide + 2 * BESIDE)
        self.above = QHBoxLayout()
        self.above.setSpacing(0)
        self.above.setContentsMargins(BESIDE - RING, 3 * GRID, BESIDE, 0)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(2 * GRID)
        self.rows.setContentsMargins(BESIDE, 0, BESIDE, 0)
        both = QVBoxLayout(column)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(2 * GRID)
        both.addLayout(self.above)
        both.addLayout(self.rows, 1)
        self._row = row = QHBoxLayout(self)
        self._below = _BELOW
        row.setContentsMargins(0, 0, 0, _BELOW)
        row.addStretch(1)
        row.addWidget(column, _ALL)
        row.addStretch(1)

    def stand_in(self, width: int, height: int) -> None:
        """How large the place is in which the page is seen: where only some of the margin below does not
        fit, that is left out, and nothing has to be scrolled."""
        room = height - (self._row.totalHeightForWidth(width) - self._below)
        below = min(room, _BELOW) if room >= _LEAST_BELOW else _BELOW
        if below != self._below:
            self._below = below
            self._row.setContentsMargins(0, 0, 0, below)

    def lead_back(self, leave: QWidget) -> None:
        """Its words begin where the heading does, and the ring of its focus before them."""
        leave.setProperty("part", "middle")
        self.above.addWidget(leave)
        self.above.addStretch(1)


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
