"""A circle with the initials of a person, and the button that is one. Imported only after the first paint."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_login.ui.widgets.colours import colour, theme_palette

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QFocusEvent

SIZE = 36
_ARROW = 17  # the place of the arrow
_RING = 2
_BESIDE = 4  # disc and arrow stand as far from the ring of the focus at both sides
_WORDS = re.compile(r"[\s._+\-]+")


def initials_of(name: str, address: str = "") -> str:
    """One or two letters: of the first and the last word of a name, else of the address."""
    words = _initials(name.split()) or _initials(_WORDS.split(address.partition("@")[0]))
    return "".join((words[0], words[-1]) if len(words) > 1 else words)


def _initials(words: list[str]) -> list[str]:
    found = (_first_letter(word) for word in words)
    return [letter.upper()[:2] for letter in found if letter]


def _first_letter(word: str) -> str:
    """With the accent that belongs to it, where that is a character of its own."""
    word = unicodedata.normalize("NFC", word)
    for at, character in enumerate(word):
        if character.isalnum():
            mark = word[at + 1 : at + 2]
            return character + (mark if mark and unicodedata.combining(mark) else "")
    return ""


class Avatar(QWidget):
    """Decoration beside a name; a screen reader is told the name only."""

    def __init__(self, name: str = "", address: str = "") -> None:
        super().__init__()
        self.setFixedSize(SIZE, SIZE)
        self.initials = initials_of(name, address)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        _paint(QPainter(self), self, QRectF(self.rect()), self.initials)


class AvatarButton(QAbstractButton):
    """The initials and an arrow: it opens a menu, which says so to whoever cannot see the arrow."""

    def __init__(self) -> None:
        super().__init__()
        self.initials = ""
        self.setFixedSize(SIZE + _ARROW + 2 * _BESIDE, SIZE + 2 * _RING)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = theme_palette()
        if self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        if self.hasFocus():
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        _paint(painter, self, QRectF(_BESIDE, _RING, SIZE, SIZE), self.initials)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.PlaceholderText), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle = QPointF(_BESIDE + SIZE + _ARROW - 5, self.height() / 2 + 0.5)
        arrow = QPainterPath(middle + QPointF(-3.5, -2))
        arrow.lineTo(middle + QPointF(0, 2))
        arrow.lineTo(middle + QPointF(3.5, -2))
        painter.drawPath(arrow)


def _paint(painter: QPainter, host: QWidget, where: QRectF, initials: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    palette = theme_palette()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
    disc = where.adjusted(1, 1, -1, -1)
    painter.drawEllipse(disc)
    colour = QColor(palette.color(QPalette.ColorRole.HighlightedText))
    if initials:
        font = QFont(host.font())
        font.setPixelSize(14)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, initials)
        return
    painter.setBrush(colour)  # nobody known: head and shoulders
    centre = where.center()
    painter.drawEllipse(centre + QPointF(0, -5), 5, 5)
    shoulders = QPainterPath()
    shoulders.addEllipse(centre + QPointF(0, 10), 9, 8)
    clip = QPainterPath()
    clip.addEllipse(disc)
    painter.drawPath(shoulders.intersected(clip))
