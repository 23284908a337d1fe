"""A security key as a picture: in the hand, in its port, waiting for a touch or a PIN. Knows no page and no key.

Drawn as lines of one weight in the colours of the palette, as the other pictures are. Imported only
when a page about passkeys opens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_login.domain.passkeys import KeyStage
from desktop_login.ui.motion import wants_less_motion
from desktop_login.ui.widgets.colours import theme_palette

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

_WIDE, _HIGH = 176.0, 80.0
_WEIGHT = 2.0
_CONTACT = QPointF(104, 40)  # what is touched
_CONTACT_R = 9.0
_RING_R = 21.0
_BREATH_MS = 2400
_FRAME_MS = 60
_STILL = 0.45  # the moment of a breath at which it stands where less motion is wanted
_MOVING = frozenset({KeyStage.TOUCH, KeyStage.CHOOSE})


class KeyPicture(QWidget):
    """Decoration: the sentence beside it says the same. Its ring breathes while a touch is awaited,
    and only while it is seen; where less motion is wanted it stands still."""

    def __init__(self, stage: KeyStage | None = None, *, height: int = 80) -> None:
        super().__init__()
        self._stage = stage
        self._size = QSize(round(height * _WIDE / _HIGH), height)
        self.setMinimumSize(self._size)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._since = QElapsedTimer()
        self._since.start()
        self._frames = QTimer(self)
        self._frames.setInterval(_FRAME_MS)
        self._frames.timeout.connect(self.update)

    @property
    def moves(self) -> bool:
        return self._frames.isActive()

    def sizeHint(self) -> QSize:
        return self._size

    def show_stage(self, stage: KeyStage) -> None:
        if stage is not self._stage:
            self._stage = stage
            self._since.restart()
            self._breathe()
            self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._breathe()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._frames.stop()

    def _breathe(self) -> None:
        if self._stage in _MOVING and self.isVisible() and not wants_less_motion():
            self._frames.start()
        else:
            self._frames.stop()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._size.height() / _HIGH
        painter.translate(
            (self.width() - self._size.width()) / 2, (self.height() - self._size.height()) / 2
        )
        painter.scale(scale, scale)
        # the application's: a style sheet lets one see through the widget's own muted colour
        ink = _Ink(painter, theme_palette())
        moment = self._since.elapsed() % _BREATH_MS / _BREATH_MS if self.moves else _STILL
        draw = _DRAWN.get(self._stage)
        if draw is not None:
            draw(ink, moment)


class _Ink:
    """Draws the parts of which the pictures are made."""

    def __init__(self, painter: QPainter, palette: QPalette) -> None:
        self._painter = painter
        self._line = palette.color(QPalette.ColorRole.PlaceholderText)
        self._body = palette.color(QPalette.ColorRole.AlternateBase)
        self._ground = palette.color(QPalette.ColorRole.Base)
        self._accent = palette.color(QPalette.ColorRole.Link)
        self._wrong = palette.color(QPalette.ColorRole.LinkVisited)

    def key(self, dx: float = 0, dy: float = 0) -> None:
        """With its plug to the left and a hole for a key ring at the right."""
        self._pen(self._line)
        self._painter.setBrush(self._ground)
        self._painter.drawRoundedRect(QRectF(44 + dx, 30 + dy, 24, 20), 2, 2)
        for y in (36, 44):
            self._painter.drawLine(QPointF(51 + dx, y + dy), QPointF(57 + dx, y + dy))
        self._painter.setBrush(self._body)
        self._painter.drawRoundedRect(QRectF(66 + dx, 24 + dy, 88, 32), 10, 10)
        self._painter.setBrush(self._ground)
        self._painter.drawEllipse(QPointF(141 + dx, 40 + dy), 5, 5)

    def contact(self, dy: float = 0) -> None:
        self._pen(self._line)
        self._painter.setBrush(self._ground)
        self._painter.drawEllipse(_CONTACT + QPointF(0, dy), _CONTACT_R, _CONTACT_R)

    def awaited(self, moment: float, dy: float = 0) -> None:
        """The contact in the accent, and a ring that leaves it and fades."""
        where = _CONTACT + QPointF(0, dy)
        ring = QColor(self._accent)
        ring.setAlphaF(0.75 * (1 - moment))
        radius = _CONTACT_R + (_RING_R - _CONTACT_R) * (1 - (1 - moment) ** 2)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._pen(ring)
        self._painter.drawEllipse(where, radius, radius)
        self._pen(self._accent)
        self._painter.setBrush(self._accent)
        self._painter.drawEllipse(where, _CONTACT_R - 1, _CONTACT_R - 1)

    def port(self, at: float) -> None:
        """The edge of a computer that ends at `at`; what is plugged in goes behind it."""
        self._pen(self._line)
        self._painter.setBrush(self._ground)
        outline = QPainterPath(QPointF(at - 36, 4))
        outline.lineTo(at - 6, 4)
        outline.quadTo(at, 4, at, 10)
        outline.lineTo(at, 70)
        outline.quadTo(at, 76, at - 6, 76)
        outline.lineTo(at - 36, 76)
        self._painter.drawPath(outline)

    def socket(self, at: float) -> None:
        """Open, where the port is empty."""
        self._pen(self._line)
        self._painter.setBrush(self._body)
        self._painter.drawRoundedRect(QRectF(at - 12, 28, 12, 24), 2, 2)

    def arrow(self, start: float, end: float) -> None:
        self._pen(self._accent)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawLine(QPointF(start, 40), QPointF(end, 40))
        head = QPainterPath(QPointF(end + 6, 34))
        head.lineTo(end, 40)
        head.lineTo(end + 6, 46)
        self._painter.drawPath(head)

    def dots(self, *, filled: bool) -> None:
        """The four characters of a PIN, on the body of the key."""
        self._pen(self._accent if filled else self._line)
        self._painter.setBrush(self._accent if filled else self._ground)
        for number in range(4):
            self._painter.drawEllipse(QPointF(84 + 13 * number, 40), 3, 3)

    def refused(self) -> None:
        """A cross at the corner of the key."""
        self._pen(self._wrong)
        self._painter.setBrush(self._ground)
        self._painter.drawEllipse(QPointF(152, 56), 12, 12)
        for one, other in (((147, 51), (157, 61)), ((157, 51), (147, 61))):
            self._painter.drawLine(QPointF(*one), QPointF(*other))

    def window(self) -> None:
        """A dialog of the system, with a key in it."""
        self._pen(self._line)
        self._painter.setBrush(self._body)
        self._painter.drawRoundedRect(QRectF(36, 4, 104, 72), 8, 8)
        self._painter.drawLine(QPointF(36, 20), QPointF(140, 20))
        for x in (46, 54):
            self._painter.drawEllipse(QPointF(x, 12), 0.5, 0.5)  # and half of the line around it
        self._passkey_at(88, 26, shaft_length=20)

    def passkey(self) -> None:
        """A person and a key: for all passkeys, whatever they are kept on."""
        self._pen(self._line)
        self._painter.setBrush(self._body)
        self._painter.drawEllipse(QPointF(70, 26), 14, 14)
        shoulders = QPainterPath(QPointF(44, 72))
        shoulders.cubicTo(44, 42, 96, 42, 96, 72)
        shoulders.closeSubpath()
        self._painter.drawPath(shoulders)
        self._passkey_at(118, 22)

    def _passkey_at(self, x: float, y: float, shaft_length: float = 26) -> None:
        """A key such as one turns in a lock. `x` is its middle, `y` its upper edge."""
        self._pen(self._accent)
        self._painter.setBrush(self._ground)
        self._painter.drawEllipse(QPointF(x, y + 12), 12, 12)
        self._painter.setBrush(self._accent)
        self._painter.drawEllipse(QPointF(x, y + 9), 2, 2)
        end = y + 24 + shaft_length
        shaft = QPainterPath(QPointF(x, y + 24))
        shaft.lineTo(x, end)
        for bit, up in ((8, 16), (6, 6)):
            shaft.moveTo(x, end - up)
            shaft.lineTo(x + bit, end - up)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPath(shaft)

    def _pen(self, colour: QColor) -> None:
        pen = QPen(colour, _WEIGHT)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._painter.setPen(pen)


def _insert(ink: _Ink, _: float) -> None:
    ink.port(38)
    ink.socket(38)
    ink.key(dx=20)
    ink.arrow(59, 45)


def _touch(ink: _Ink, moment: float) -> None:
    ink.key()
    ink.port(58)
    ink.awaited(moment)


def _choose(ink: _Ink, moment: float) -> None:
    for dy in (-20, 20):
        ink.key(dy=dy)
    ink.port(58)
    for dy in (-20, 20):
        ink.awaited(moment, dy)


def _pin(ink: _Ink, _: float) -> None:
    ink.key()
    ink.port(58)
    ink.dots(filled=True)


def _no_pin(ink: _Ink, _: float) -> None:
    ink.key()
    ink.port(58)
    ink.dots(filled=False)


def _no_permission(ink: _Ink, _: float) -> None:
    ink.key()
    ink.port(58)
    ink.contact()
    ink.refused()


def _system(ink: _Ink, _: float) -> None:
    ink.window()


def _passkey(ink: _Ink, _: float) -> None:
    ink.passkey()


_DRAWN: Mapping[KeyStage | None, Callable[[_Ink, float], None]] = {
    None: _passkey,
    KeyStage.INSERT: _insert,
    KeyStage.CHOOSE: _choose,
    KeyStage.TOUCH: _touch,
    KeyStage.PIN: _pin,
    KeyStage.NO_PIN: _no_pin,
    KeyStage.NEW_PIN: _no_pin,
    KeyStage.NO_PERMISSION: _no_permission,
    KeyStage.SYSTEM: _system,
}
