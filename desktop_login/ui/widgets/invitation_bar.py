"""An offer at the foot of a place that scrolls: it moves nothing above it, and goes when it is answered. Knows no passkeys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal, SignalInstance
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QWidget

from desktop_login.messages.account import NOT_NOW
from desktop_login.messages.message import Message
from desktop_login.messages.translate import tr
from desktop_login.ui.announce import announce
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import accelerate, button, sentence
from desktop_login.ui.widgets.scrolled import Scrolled
from desktop_login.ui.widgets.tab_order import reach_in_turn, reached_by_tab

_ONE_LINE = 620  # the width from which words and buttons have room side by side


class InvitationBar(QFrame):
    """Takes the lowest part of `place` while it is open. Emits `accepted()` or `declined()`, and is
    closed then."""

    accepted = Signal()
    declined = Signal()

    def __init__(self, place: Scrolled, words: Message, yes: Message) -> None:
        super().__init__(place)
        self.setObjectName("foot")
        self.setAccessibleName(tr(words))
        self._place = place
        self.agree = button(tr(yes), "quiet", "K")
        self.agree.clicked.connect(lambda: self._answer(self.accepted))
        self.refuse = button(tr(NOT_NOW), "link", "N")
        self.refuse.clicked.connect(lambda: self._answer(self.declined))
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(self.agree)
        row.addWidget(self.refuse)
        row.addStretch(1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self._box.setSpacing(GRID)
        self._box.addWidget(sentence(tr(words)), 1)
        self._box.addWidget(buttons)
        accelerate(self)
        place.installEventFilter(self)
        self.hide()

    @property
    def is_open(self) -> bool:
        return not self.isHidden()

    def open(self) -> None:
        self._come_after_page()
        self.show()
        self._fit()
        announce(self, self.accessibleName())

    def _come_after_page(self) -> None:
        """For Tab: it is made last, and the demo's panel stands behind the page."""
        before = reached_by_tab(self._place.content)[-1:]
        reach_in_turn(*before, self.agree, self.refuse)

    def close_it(self) -> None:
        self.hide()
        self._place.keep_free_below(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._place and event.type() == QEvent.Type.Resize and self.is_open:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        wide = self._place.width()
        beside = QBoxLayout.Direction.LeftToRight
        below = QBoxLayout.Direction.TopToBottom
        self._box.setDirection(beside if wide >= _ONE_LINE else below)
        high = self._box.totalHeightForWidth(wide)
        self.setGeometry(0, self._place.height() - high, wide, high)
        self._place.keep_free_below(high)

    def _answer(self, signal: SignalInstance) -> None:
        self.close_it()
        signal.emit()


def around(widget: QWidget) -> Scrolled | None:
    """The place in which a widget scrolls."""
    place = widget.parentWidget()
    while place is not None and not isinstance(place, Scrolled):
        place = place.parentWidget()
    return place
