"""Small things painted by hand: the busy line, the tick, the eye. Imported only after the first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from desktop_login.messages.pages import DISMISS
from desktop_login.messages.translate import tr
from desktop_login.ui.motion import wants_less_motion
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.colours import colour, theme_palette
from desktop_login.ui.widgets.plain_tip import set_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

_STILL = 0.5  # in the middle


class BusyLine(QWidget):
    """A thin line along the upper edge of its parent that moves while something is under way. Runs no timer when hidden,
    and stands still where less motion is wanted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheet = parent
        self.setFixedHeight(3)
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setDuration(1200)
        self._animation.setLoopCount(-1)
        self._animation.valueChanged.connect(lambda _: self._move())
        self.hide()

    def _move(self) -> None:
        """As wide as the sheet is now: it may have been laid out, or resized, since."""
        wide = self._sheet.width() - 2 * GRID
        if wide != self.width():
            self.setGeometry(GRID, 1, wide, self.height())
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """With its sheet, not a frame later: for so long it would stick out of it."""
        if event.type() == QEvent.Type.Resize:
            self._move()
        return super().eventFilter(watched, event)

    def set_moving(self, moving: bool) -> None:
        self._move()
        self._sheet.removeEventFilter(self)
        if moving:
            self._sheet.installEventFilter(self)
        self.setVisible(moving)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not wants_less_motion():
            self._animation.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """With its page too: a locked page may lie below another one for minutes."""
        super().hideEvent(event)
        self._animation.stop()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(colour("track"))
        painter.drawRoundedRect(self.rect(), 1.5, 1.5)
        painter.setBrush(theme_palette().color(QPalette.ColorRole.Highlight))
        length = self.width() * 0.3
        moves = self._animation.state() is QVariantAnimation.State.Running
        gone = float(self._animation.currentValue() or 0.0) if moves else _STILL
        start = (self.width() + length) * gone - length
        painter.drawRoundedRect(QRectF(start, 0, length, self.height()), 1.5, 1.5)


class Tick(QWidget):
    """A small circle that becomes a tick."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(16, 16))
        self._met = self._wrong = False

    @property
    def met(self) -> bool:
        return self._met

    def set_met(self, met: bool) -> None:
        if met != self._met:
            self._met = met
            self.update()

    def set_wrong(self, wrong: bool) -> None:
        """Whether the circle says that something is amiss, and not only that it is yet to come."""
        if wrong != self._wrong:
            self._wrong = wrong
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = theme_palette()
        if not self._met:
            role = QPalette.ColorRole
            ink = palette.color(role.LinkVisited if self._wrong else role.PlaceholderText)
            painter.setPen(QPen(ink, 1.2))
            painter.drawEllipse(QPointF(8, 8), 3.5, 3.5)
            return
        ink = palette.color(QPalette.ColorRole.BrightText)
        painter.setPen(QPen(ink, 2))
        path = QPainterPath(QPointF(3.5, 8.5))
        path.lineTo(6.8, 11.5)
        path.lineTo(12.5, 4.8)
        painter.drawPath(path)


class Cross(QWidget):
    """Something is wrong here."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(16, 16)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        _draw_cross(self, QPalette.ColorRole.LinkVisited, 2, (4, 12))


class Dismiss(QToolButton):
    """Takes a message away."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(24, 24)
        self.setAccessibleName(tr(DISMISS))
        self.setToolTip(tr(DISMISS))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _draw_cross(self, QPalette.ColorRole.PlaceholderText, 1.5, (8, 16))


def _draw_cross(
    on: QWidget, role: QPalette.ColorRole, weight: float, edges: tuple[int, int]
) -> None:
    """Two lines in a square, whose edges lie so many pixels from the left and from the top."""
    near, far = edges
    painter = QPainter(on)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme_palette().color(role), weight))
    painter.drawLine(QPointF(near, near), QPointF(far, far))
    painter.drawLine(QPointF(far, near), QPointF(near, far))


class Eye(QToolButton):
    """The toggle inside a password field. `show` and `hide` are its names, without and with the
    text on screen."""

    def __init__(self, host: QLineEdit, show: str, hide: str) -> None:
        super().__init__(host)
        self._host = host
        self._names = (show, hide)
        self.setFixedSize(28, 28)
        self.set_open(False)
        host.installEventFilter(self)
        self._place()
        self.show()

    def set_open(self, shown: bool) -> None:
        words = self._names[shown]
        self.setAccessibleName(words)
        set_tip(self, words)
        self._crossed = shown
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.move(self._host.width() - self.width() - 6, (self._host.height() - 28) // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = theme_palette().color(QPalette.ColorRole.PlaceholderText)
        painter.setPen(QPen(ink, 1.5))
        outline = QPainterPath(QPointF(6, 14))
        outline.quadTo(QPointF(14, 4.5), QPointF(22, 14))
        outline.quadTo(QPointF(14, 23.5), QPointF(6, 14))
        painter.drawPath(outline)
        painter.setBrush(ink)
        painter.drawEllipse(QRectF(11.7, 11.7, 4.6, 4.6))
        if self._crossed:
            painter.drawLine(QPointF(8, 21), QPointF(20, 7))
