"""Between start and dashboard while a stored session is read: the dashboard's outline. Offers Cancel after 2 s."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_login.messages.frame import OPENING_SESSION
from desktop_login.messages.message import Message
from desktop_login.messages.pages import CANCEL, CHECKING
from desktop_login.messages.translate import tr
from desktop_login.ui.theme import DASHBOARD_WIDTH, GRID
from desktop_login.ui.widgets.basics import Card, accelerate, button, sentence
from desktop_login.ui.widgets.fitting import FittingLabel
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.placing import centred

_ROWS = ((120, 200), (88, 280), (104, 160), (72, 240))  # widths of a name and its value
_SHADOW = 2 * GRID  # of a card, around it
_ALL = 10_000  # of the width: the cards stand where those of the dashboard will


class RestoringPage(Page):
    """`address` is the account that was last signed in here, or "" where that is not kept."""

    def __init__(self, heading: Message | str, address: str = "") -> None:
        super().__init__(heading, back=None)
        self.heading.setProperty("loginRole", "title")
        self.heading.setProperty("alignment", 1)  # Qt.AlignmentFlag.AlignLeft
        self.heading.setContentsMargins(0, 0, 0, 0)
        self.address = FittingLabel("title")
        self.address.set_wordings([address])
        self.doing = sentence(tr(OPENING_SESSION), "muted")
        self._foot = QVBoxLayout()
        self._arrange(address)
        self.lock(CHECKING)

    def _arrange(self, address: str) -> None:
        (self.heading if address else self.address).hide()
        body = self.card.body
        for part in (self.heading, self.address, self.doing):
            body.addWidget(part)
        body.addSpacing(GRID)
        body.addWidget(_bar(wide=0, high=6))
        body.addLayout(_line(96, 0, 72))
        rows = Card()
        rows.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for card in (self.card, rows):
            card.setMaximumWidth(DASHBOARD_WIDTH + 2 * _SHADOW)
        inside = rows.body
        inside.setSpacing(3 * GRID)
        for name, value in _ROWS:
            inside.addLayout(_line(name, value))
        place = QWidget()
        place.setMaximumWidth(DASHBOARD_WIDTH + 2 * _SHADOW)
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 2 * GRID)
        column.setSpacing(0)
        column.addWidget(self.card)
        segments = _line(280, 0, high=4 * GRID)
        segments.setContentsMargins(_SHADOW, 0, _SHADOW, 0)
        column.addLayout(segments)
        column.addWidget(rows)
        column.addLayout(self._foot)
        column.addStretch(1)
        around = centred(place, _ALL)
        around.setContentsMargins(0, 0, 0, 0)
        self.setLayout(around)

    def _offer_cancel(self) -> None:
        """Below everything, so that nothing moves when it comes."""
        if self.cancel is None:
            self.cancel = button(tr(CANCEL), "link", "C")
            self.cancel.clicked.connect(self._cancel)
            self._foot.addLayout(centred(self.cancel))
            accelerate(self)
        self.cancel.show()


def _bar(wide: int, high: int = 12) -> QFrame:
    """A grey bar where text will stand; as wide as there is room if `wide` is 0."""
    made = QFrame()
    made.setObjectName("outline")
    made.setFixedHeight(high)
    if wide:
        made.setMaximumWidth(wide)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return made


def _line(*widths: int, high: int = 12) -> QHBoxLayout:
    """Bars beside each other; 0 is a gap."""
    line = QHBoxLayout()
    line.setSpacing(3 * GRID)
    for wide in widths:
        if wide:
            line.addWidget(_bar(wide, high), wide)
        else:
            line.addStretch(1)
    if 0 not in widths:
        line.addStretch(1)
    return line
