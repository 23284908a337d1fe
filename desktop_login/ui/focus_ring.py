"""The ring of the focus round what stands in line with text: a link, a box, a radio button.

It lies around them, so that their words begin and end where the text above and below does, and stay
there. Buttons and fields have an edge of their own, which the style sheet draws.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFocusFrame,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOption,
    QWidget,
)
from shiboken6 import isValid

from desktop_login.ui.widgets.basics import RING
from desktop_login.ui.widgets.scrolled import Scrolled

_HIGH = 28  # round a box and its words
_LEAST = 24  # round small words
_LINKS = ("link", "inline")
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show)


class FocusRings(QObject):
    """Of one window and its dialogs."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._ring: FocusRing | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._moved)
        self._moved(None, QApplication.focusWidget())

    @Slot(QWidget, QWidget)
    def _moved(self, before: QWidget | None, now: QWidget | None) -> None:
        del before  # its ring goes by itself
        if now is None or not _is_ringed(now) or not self._has(now):
            return
        # said twice of one widget, where what had the focus in between has passed it on
        ring = self._ring
        if ring is None or not isValid(ring) or ring.isHidden() or ring.around is not now:
            self._ring = FocusRing(now)

    def _has(self, widget: QWidget) -> bool:
        one: QWidget | None = widget
        while one is not None and one is not self._window:
            one = one.parentWidget()
        return one is not None


class FocusRing(QFocusFrame):
    """Follows `around` while that has the focus, then goes. A screen reader is told of no frame of
    this type. It is not given its widget, as Qt would have it: its place would be a matter of the style."""

    def __init__(self, around: QWidget) -> None:
        ground = _ground_of(around)
        super().__init__(ground)
        self.setObjectName("ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.around, self._ground = around, ground
        one: QWidget | None = around
        while one is not None and one is not ground:
            one.installEventFilter(self)
            one = one.parentWidget()
        self._follow()
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isValid(self.around):  # it is being deleted, which takes the focus from it
            self._go()
            return False
        if event.type() in _FOLLOWED:
            self._follow()
        elif event.type() == QEvent.Type.FocusOut and not self.around.hasFocus():
            # not where a menu has come up, which takes the keys and leaves the focus
            self._go()
        return super().eventFilter(watched, event)

    def _go(self) -> None:
        self.hide()
        self.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """As the style sheet says."""
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, QPainter(self), self)

    def _follow(self) -> None:
        words = _words_of(self.around)
        words.moveTopLeft(self.around.mapTo(self._ground, words.topLeft()))
        self.setGeometry(words)


def _is_ringed(widget: QWidget) -> bool:
    if isinstance(widget, QPushButton):
        return widget.property("kind") in _LINKS
    return isinstance(widget, (QCheckBox, QRadioButton))


def _words_of(widget: QWidget) -> QRect:
    """With the room between them and the ring, and the ring."""
    inside = widget.rect()
    wide = min(inside.width(), widget.sizeHint().width())
    if not isinstance(widget, QPushButton):
        return QRect(-RING, (inside.height() - _HIGH) // 2, wide + 2 * RING, _HIGH)
    part = widget.property("part")
    left = inside.width() - wide if part == "right" else 0
    # what is in line with nothing has the room for its ring in itself
    beside, wide = (0, inside.width()) if part == "middle" else (RING, wide)
    above = max(0, (_LEAST - inside.height()) // 2)
    return QRect(left, 0, wide, inside.height()).adjusted(-beside, -above, beside, above)


def _ground_of(widget: QWidget) -> QWidget:
    """What scrolls with it, else its window."""
    one = widget.parentWidget()
    while one is not None and not isinstance(one, Scrolled):
        one = one.parentWidget()
    return widget.window() if one is None or not one.content.isAncestorOf(widget) else one.content
