"""Widgets in reading order, as many on a line as fit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class SelfPlaced(QWidget):
    """Puts its children in place by itself, and is as high as its width makes it.

    No `QLayout` of our own: its items are no `QObject`, so that PySide is not told when Qt deletes
    one, and would take whatever is made next at that address for it.
    """

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a widget wants another size
            self.updateGeometry()
            self._place(self.width(), move=True)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self.width(), move=True)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, move=False)

    def _place(self, width: int, *, move: bool) -> int:
        """For subclasses: put the children in place if `move`; return the height at this width."""
        raise NotImplementedError


class Flow(SelfPlaced):
    """Nothing is wider than the line: a widget that would be gets the whole line. With `last_apart`
    the last one stands at the right end of its line, if it is not alone there: it is no more of what
    stands before it."""

    def __init__(self, *widgets: QWidget, across: int, down: int, last_apart: bool = False) -> None:
        super().__init__()
        self._last_apart = last_apart
        self._widgets = widgets
        self._across, self._down = across, down
        for widget in widgets:
            widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """All on one line."""
        hints = [widget.sizeHint() for widget in self._shown()]
        wide = sum(hint.width() + self._across for hint in hints) - self._across
        return QSize(max(0, wide), max((hint.height() for hint in hints), default=0))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _place(self, width: int, *, move: bool) -> int:
        """Each line as high as its highest widget, the others in its middle; returns the height."""
        top = 0
        for line in self._lines(width):
            high = max(place.height() for _, place in line)
            for widget, place in line if move else ():
                place.moveTop(top + (high - place.height()) // 2)
                widget.setGeometry(place)
            top += high + self._down
        return max(0, top - self._down)

    def _lines(self, width: int) -> list[list[tuple[QWidget, QRect]]]:
        lines: list[list[tuple[QWidget, QRect]]] = []
        left = 0
        for widget in self._shown():
            hint = widget.sizeHint()
            wide = min(hint.width(), width)
            if not lines or left + wide > width:
                left = 0
                lines.append([])
            lines[-1].append((widget, QRect(left, 0, wide, hint.height())))
            left += wide + self._across
        if self._last_apart and lines and len(lines[-1]) > 1:
            lines[-1][-1][1].moveRight(width - 1)
        return lines
