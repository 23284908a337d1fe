"""Labels, buttons and the card, all with plain text only. They know no page and no state."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_login.ui.theme import CARD_WIDTH, GRID

LINK_INSET = -5  # lines a link's words up with the text above it
_SHADOW = 16


def label(text: str, role: str = "", *, wrap: bool = False, centred: bool = False) -> QLabel:
    """A label that never reads markup: it may show text of a service or a token."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    if centred:
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def button(text: str, kind: str = "", shortcut: str = "") -> QPushButton:
    """`kind` is primary, link, story or nothing. The shortcut works with Alt in every language."""
    made = QPushButton(text.replace("&", "&&"))
    made.setAccessibleName(text)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if shortcut:
        made.setShortcut(f"Alt+{shortcut}")
        made.setToolTip(f"Alt+{shortcut}")
    return made


def retitle(made: QPushButton, text: str) -> None:
    """New words on a button; `setText` alone would drop the shortcut."""
    shortcut = made.shortcut()
    made.setText(text.replace("&", "&&"))
    made.setAccessibleName(text)
    made.setShortcut(shortcut)


class Card(QFrame):
    """A sheet with round corners and one soft shadow; `body` takes its contents."""

    def __init__(self, width: int = CARD_WIDTH) -> None:
        super().__init__()
        self.setMaximumWidth(width + 2 * _SHADOW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.body = QVBoxLayout(self)
        edge = _SHADOW + 3 * GRID
        self.body.setContentsMargins(edge, edge, edge, edge)
        self.body.setSpacing(2 * GRID)
        self.busy = BusyLine(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inner = self.width() - 2 * _SHADOW - 16
        self.busy.setGeometry(_SHADOW + 8, _SHADOW + 1, inner, self.busy.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheet = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 3))
        for spread in range(_SHADOW - 6, 0, -2):
            grown = sheet.adjusted(-spread + 2, 0, spread - 2, spread).translated(0, 3)
            painter.drawRoundedRect(grown, 8 + spread, 8 + spread)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(sheet.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class BusyLine(QWidget):
    """A thin line that moves while something is under way. Runs no timer when hidden."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(3)
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setDuration(1200)
        self._animation.setLoopCount(-1)
        self._animation.valueChanged.connect(lambda _: self.update())
        self.hide()

    def set_moving(self, moving: bool) -> None:
        self.setVisible(moving)
        if moving:
            self._animation.start()
        else:
            self._animation.stop()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(self.rect(), 1.5, 1.5)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
        length = self.width() * 0.3
        start = (self.width() + length) * float(self._animation.currentValue() or 0.0) - length
        painter.drawRoundedRect(QRectF(start, 0, length, self.height()), 1.5, 1.5)


class Tick(QWidget):
    """A small circle that becomes a tick."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(16, 16))
        self._met = False

    def set_met(self, met: bool) -> None:
        if met != self._met:
            self._met = met
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        if not self._met:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.PlaceholderText), 1.2))
            painter.drawEllipse(QPointF(8, 8), 3.5, 3.5)
            return
        colour = palette.color(QPalette.ColorRole.BrightText)
        pen = QPen(colour, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        path = QPainterPath(QPointF(3.5, 8.5))
        path.lineTo(6.8, 11.5)
        path.lineTo(12.5, 4.8)
        painter.drawPath(path)
