"""The pictures beside words: one family, drawn as lines of one weight on a square of 24, in the colour of the palette.

Drawn and not loaded, so that they are sharp at every scale and need no module of Qt that is not
loaded anyway. Imported only after the first paint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from desktop_login.ui.widgets.colours import theme_palette

_SQUARE = 24.0
_WEIGHT = 1.8

# A line from point to point; round shapes as (left, top, width, height, corner).
Line = Sequence[tuple[float, float]]
Box = tuple[float, float, float, float, float]

FILE, KEYS, LOOK, ADD_PERSON, CHEVRON = "file", "keys", "look", "add person", "chevron"
_LINES: Mapping[str, Sequence[Line]] = {
    FILE: (
        ((13.5, 3), (6.5, 3), (5, 4.5), (5, 19.5), (6.5, 21), (17.5, 21), (19, 19.5), (19, 8.5)),
        ((13.5, 3), (19, 8.5), (13.5, 8.5), (13.5, 3)),
        ((12, 18), (12, 12)),
        ((9.5, 14.5), (12, 12), (14.5, 14.5)),
    ),
    KEYS: (
        ((6.5, 9.5), (6.6, 9.5)),
        ((10.2, 9.5), (10.3, 9.5)),
        ((13.9, 9.5), (14, 9.5)),
        ((17.5, 9.5), (17.6, 9.5)),
        ((8, 14.5), (16, 14.5)),
    ),
    LOOK: (((15.5, 8.5), (13.3, 13.3), (8.5, 15.5), (10.7, 10.7), (15.5, 8.5)),),
    ADD_PERSON: (((19, 8), (19, 14)), ((16, 11), (22, 11))),
    CHEVRON: (((9.5, 6), (15.5, 12), (9.5, 18)),),
}
_BOXES: Mapping[str, Sequence[Box]] = {
    KEYS: ((2.5, 5, 19, 14, 2.5),),
    LOOK: ((3, 3, 18, 18, 9),),
    ADD_PERSON: ((5, 3.5, 8, 8, 4),),
}
_ARCS: Mapping[str, Sequence[tuple[float, float, float, float, float, float]]] = {
    ADD_PERSON: ((2.5, 15, 13, 12, 0, 180),),
}


def path_of(name: str) -> QPainterPath:
    """Its lines, on the square of 24."""
    path = QPainterPath()
    for line in _LINES.get(name, ()):
        path.moveTo(QPointF(*line[0]))
        for point in line[1:]:
            path.lineTo(QPointF(*point))
    for left, top, wide, high, corner in _BOXES.get(name, ()):
        path.addRoundedRect(QRectF(left, top, wide, high), corner, corner)
    for left, top, wide, high, begin, length in _ARCS.get(name, ()):
        where = QRectF(left, top, wide, high)
        path.arcMoveTo(where, begin)
        path.arcTo(where, begin, length)
    return path


class Icon(QWidget):
    """Decoration: the words beside it say the same. `role` is the palette's colour."""

    def __init__(
        self, name: str, size: int = 24, role: QPalette.ColorRole = QPalette.ColorRole.Link
    ) -> None:
        super().__init__()
        self._path = path_of(name)
        self._role = role
        self.setFixedSize(QSize(size, size))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self.width() / _SQUARE
        painter.scale(scale, scale)
        pen = QPen(QColor(theme_palette().color(self._role)), _WEIGHT)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(self._path)
