"""Two things side by side where there is room, else one below the other. Knows neither of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QPushButton, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_GAP = 8


class WrappingRow(QWidget):
    """`centred` keeps the two together in the middle; otherwise they stand at the two ends, and the
    words of a link are in line with the end at which it stands."""

    def __init__(self, first: QWidget, second: QWidget, *, centred: bool = False) -> None:
        super().__init__()
        row = self._row = _Row(self, centred=centred)
        row.addWidget(first)
        row.addWidget(second)
        found = () if centred else (second, *second.findChildren(QPushButton))
        self._links = [one for one in found if one.property("kind") == "link"]
        self._at_right = True
        for link in self._links:
            link.setProperty("part", "right")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        at_right = self._row.fits(self.width())
        if at_right != self._at_right:
            self._at_right = at_right
            for link in self._links:
                link.setProperty("part", "right" if at_right else "")
                link.style().polish(link)


class _Row(QLayout):
    """Its height follows from its width, so whoever lays it out knows it at once: a row that turns
    only when it is resized moves what stands below it one event later."""

    def __init__(self, parent: QWidget, *, centred: bool) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._centred = centred
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        sizes = [item.sizeHint() for item in self._shown()]
        if self.fits(width):
            return max((size.height() for size in sizes), default=0)
        return sum(size.height() for size in sizes) + _GAP * (len(sizes) - 1)

    def sizeHint(self) -> QSize:
        width = self._beside()
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        """As wide as the wider of the two, or the window could not become narrow."""
        widest = max((item.sizeHint().width() for item in self._shown()), default=0)
        return QSize(widest, self.heightForWidth(self._beside()))

    def setGeometry(self, room: QRect) -> None:
        super().setGeometry(room)
        shown = self._shown()
        if self.fits(room.width()):
            self._put_beside(shown, room)
        else:
            self._put_below(shown, room)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _beside(self) -> int:
        widths = [item.sizeHint().width() for item in self._shown()]
        return sum(widths) + _GAP * (len(widths) - 1) if widths else 0

    def fits(self, width: int) -> bool:
        """Whether the two have room beside each other."""
        return width >= self._beside()

    def _put_beside(self, shown: list[QLayoutItem], room: QRect) -> None:
        left = room.left() + ((room.width() - self._beside()) // 2 if self._centred else 0)
        for number, item in enumerate(shown):
            size = item.sizeHint()
            if number and not self._centred:
                left = room.left() + room.width() - size.width()
            top = room.top() + (room.height() - size.height()) // 2
            item.setGeometry(QRect(left, top, size.width(), size.height()))
            left += size.width() + _GAP

    def _put_below(self, shown: list[QLayoutItem], room: QRect) -> None:
        from PySide6.QtCore import Qt  # costs as much as the page, see `qt_constants`

        top = room.top()
        for item in shown:
            size = item.sizeHint()
            grows = item.expandingDirections() & Qt.Orientation.Horizontal
            widens = grows or item.maximumSize().width() > size.width()
            width = size.width() if self._centred or not widens else room.width()
            left = room.left() + ((room.width() - width) // 2 if self._centred else 0)
            item.setGeometry(QRect(left, top, min(width, room.width()), size.height()))
            top += size.height() + _GAP
