"""Labels, buttons and the card, all with plain text only. They know no page and no state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_login.ui.qt_constants import CENTRE, PLAIN_TEXT
from desktop_login.ui.theme import CARD_WIDTH, GRID
from desktop_login.ui.widgets.fitting import (
    NO_BREAK_SPACE,
    Lead,
    Sentence,
    Wrapped,
    in_phrases,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from desktop_login.ui.widgets.painted import BusyLine

    _Widget = QWidget
else:
    _Widget = object  # Qt allows a widget one base of its own

RING = 6  # around a text to read, or the words of a link: the ring of its focus, and a gap
_SHADOW = 16
_LINKS = ("link", "inline", "danger")


class EachSecond(_Widget):
    """A base before that of Qt: what counts seconds while it is shown. What is hidden costs no wake-up."""

    def count_seconds(self, tick: Callable[[], object]) -> None:
        """Once, by the constructor."""
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(tick)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


def label(text: str, role: str = "", *, wrap: bool = False, centred: bool = False) -> QLabel:
    """A label that never reads markup: it may show text of a service or a token."""
    return _dressed(Wrapped() if wrap else QLabel(), text, role, wrap=wrap, centred=centred)


def sentence(text: str, role: str = "", *, centred: bool = False) -> QLabel:
    """A label for a sentence of ours, which wraps. For foreign text, and text to copy, `label`."""
    made = Lead() if centred else Sentence()
    return _dressed(made, text, role, wrap=True, centred=centred)


def beside_name(text: str, role: str = "") -> QLabel:
    """A sentence of ours with a long name in it, such as a file's. In phrases, but the name does not hold
    on to what follows it: both together would be wider than the smallest window."""
    made = label(in_phrases(text).replace(NO_BREAK_SPACE, " "), role, wrap=True)
    made.setAccessibleName(text)
    return made


def _dressed(made: QLabel, text: str, role: str, *, wrap: bool, centred: bool) -> QLabel:
    made.setProperty("textFormat", PLAIN_TEXT)
    made.setProperty("loginRole", role)  # before the text, which a screen reader is told of
    made.setText(text)
    made.setWordWrap(wrap)
    if centred:
        made.setProperty("alignment", CENTRE)
    return made


def button(text: str, kind: str = "", shortcut: str = "") -> QPushButton:
    """`kind` is primary, link, story or nothing. The shortcut works with Alt in every language."""
    made = QPushButton(text.replace("&", "&&"))
    made.setAccessibleName(text)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    set_accelerator(made, shortcut)
    return made


def set_accelerator(made: QAbstractButton, letter: str) -> None:
    """Names the key that works with Alt; `accelerate` turns it on."""
    made.setProperty("accelerator", letter)
    if letter and not made.toolTip():
        made.setToolTip(f"Alt+{letter}")


def accelerate(root: QWidget) -> None:
    """Turns on the shortcuts of every button below `root`, and the hand over its links.

    Not done by `button()`, because the first key sequence costs as much as the page that is
    to be painted (see `qt_constants`).
    """
    from PySide6.QtCore import Qt

    for made in root.findChildren(QAbstractButton):
        if made.property("kind") in _LINKS:
            made.setCursor(Qt.CursorShape.PointingHandCursor)
        if made.property("accelerator"):
            made.setProperty("accelerated", True)
            made.setShortcut(f"Alt+{made.property('accelerator')}")


def retitle(made: QAbstractButton, text: str) -> None:
    """New words on a button, for eyes and for a screen reader."""
    show_words(made, text)
    made.setAccessibleName(text)


def show_words(made: QAbstractButton, text: str) -> None:
    """Other words for eyes only; `setText` alone would drop the shortcut."""
    made.setText(text.replace("&", "&&"))
    if made.property("accelerated"):
        made.setShortcut(f"Alt+{made.property('accelerator')}")


class Card(QFrame):
    """A sheet with round corners and one soft shadow; `body` takes its contents.

    Its size policy is that of every widget: no type is built for one before the first paint.

    Both are painted by the style sheet: the first pen made in Python would cost as much as
    the page (see `qt_constants`).
    """

    def __init__(self, width: int = CARD_WIDTH) -> None:
        super().__init__()
        self.setObjectName("shadow")
        self.setMaximumWidth(width + 2 * _SHADOW)
        self._sheet = QFrame()
        self._sheet.setObjectName("card")
        around = QVBoxLayout(self)
        around.setContentsMargins(_SHADOW, _SHADOW, _SHADOW, _SHADOW)
        around.addWidget(self._sheet)
        self.body = QVBoxLayout(self._sheet)
        self.body.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        self.body.setSpacing(GRID)
        self._busy: BusyLine | None = None
        self._close = 0

    def set_close(self, less: int) -> None:
        """So many pixels less between what stands in it, and above and below all of it, than its page has
        given it."""
        nearer, self._close = less - self._close, less
        around = self.body.contentsMargins()
        self.body.setSpacing(self.body.spacing() - nearer)
        self.body.setContentsMargins(
            around.left(), around.top() - nearer, around.right(), around.bottom() - nearer
        )
        # or who asks for heights at once would get those of before
        self._sheet.updateGeometry()
        self.updateGeometry()

    def width_within(self, width: int) -> int:
        """What its contents have where the card with its shadow is so wide."""
        around = self.body.contentsMargins()
        border = self._sheet.width() - self._sheet.contentsRect().width()
        return width - 2 * _SHADOW - border - around.left() - around.right()

    def set_busy(self, busy: bool) -> None:
        """A line that moves along the upper edge."""
        if self._busy is None:
            if not busy:
                return
            from desktop_login.ui.widgets.painted import BusyLine

            self._busy = BusyLine(self._sheet)
        self._busy.set_moving(busy)
