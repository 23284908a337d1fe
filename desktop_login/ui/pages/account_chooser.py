"""Who is signing in: the accounts that are known here, one row each. Signs nobody in."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_login.messages import frame as words
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import tr
from desktop_login.ui.announce import announce
from desktop_login.ui.known_accounts import Account, KnownAccounts
from desktop_login.ui.qt_constants import TOP
from desktop_login.ui.theme import CARD_WIDTH, GRID
from desktop_login.ui.widgets.avatar import SIZE, Avatar
from desktop_login.ui.widgets.basics import button, retitle, sentence
from desktop_login.ui.widgets.big_row import BigRow
from desktop_login.ui.widgets.icons import ADD_PERSON, Icon
from desktop_login.ui.widgets.page_layout import heading_anchor
from desktop_login.ui.widgets.tab_order import reach_in_turn

_WIDEST = CARD_WIDTH + 4 * GRID


class AccountChooser(QWidget):
    """Emits `chosen(address)`, "" for another account. An account that is removed from the list can
    be put back until the page is left."""

    chosen = Signal(str)
    painted = Signal()

    def __init__(self, known: KnownAccounts) -> None:
        super().__init__()
        self.setObjectName("page")
        self._known = known
        self._before: list[Account] = []
        self._removing = False
        self.rows: list[tuple[Account, BigRow, QPushButton]] = []
        column = QWidget()
        column.setMaximumWidth(_WIDEST)
        lines = self._lines = QVBoxLayout(column)
        lines.setContentsMargins(2 * GRID, 0, 2 * GRID, 3 * GRID)
        lines.setSpacing(GRID + 4)
        self._above = QWidget()
        self.heading = sentence(tr(words.WHO_IS_SIGNING_IN), "heading", centred=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(GRID + 4)
        self.another = BigRow(_middle(Icon(ADD_PERSON, 24)), tr(words.ANOTHER_ACCOUNT), "")
        self.another.clicked.connect(partial(self.chosen.emit, ""))
        self.remove = button(tr(words.REMOVE_FROM_LIST), "link", "R")
        self.remove.clicked.connect(self._turn)
        self.result = sentence("", "muted")
        self.result.setMinimumHeight(5 * GRID)  # two lines; what is said here moves nothing
        self.result.setProperty("alignment", TOP)
        self.undo = button(tr(words.UNDO), "link", "Z")
        self.undo.clicked.connect(self._put_back)
        self.undo.hide()
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.remove)
        below.addStretch(1)
        line = QHBoxLayout()
        line.addWidget(self.result, 1)
        line.addWidget(self.undo)
        lines.addWidget(self._above)
        lines.addWidget(self.heading)
        lines.addSpacing(GRID)
        lines.addLayout(self._list)
        lines.addWidget(self.another)
        lines.addLayout(below)
        lines.addLayout(line)
        lines.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(column, 100)
        row.addStretch(1)
        self._show()

    def start(self) -> None:
        """It has come on screen: the last one who was here is the likeliest."""
        self._order()  # once more, because Qt forgets it where a page is put into a window
        (self.rows[0][1] if self.rows else self.another).setFocus()

    def say(self, sentence: str) -> None:
        """In the line below the list, which is kept free for it."""
        self.undo.hide()
        self.result.setText(sentence)
        if sentence:
            announce(self.result, sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt

        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.chosen.emit("")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            focused, QPushButton
        ):
            focused.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def stand_in(self, width: int, height: int) -> None:
        """The heading stands where those of the forms do, and higher where the list would have to scroll."""
        rest = self._lines.totalHeightForWidth(min(width, _WIDEST)) - self._above.minimumHeight()
        wanted = heading_anchor(height) + GRID - self._lines.spacing()
        self._above.setFixedHeight(max(GRID, min(wanted, height - rest)))

    def _show(self) -> None:
        for _, row, cross in self.rows:
            for part in (row, cross):
                part.hide()
                part.deleteLater()
        while self._list.count():
            self._list.takeAt(0)
        self.rows = []
        for account in self._known.all():
            name, address = defused(account.name), defused(account.address)
            row = BigRow(
                Avatar(name, address),
                name or address,
                address if name else "",
                tr(words.PASSWORD_NEEDED),
                one_line=True,
            )
            row.clicked.connect(partial(self.chosen.emit, account.address))
            cross = button(tr(words.REMOVE_THIS_POOL), "link")
            cross.setAccessibleName(tr(words.REMOVE_ACCOUNT, name=address))
            cross.clicked.connect(partial(self._remove, account))
            side = QHBoxLayout()
            side.addWidget(row, 1)
            side.addWidget(cross)
            self._list.addLayout(side)
            self.rows.append((account, row, cross))
        self._order()
        self._fit()

    def _order(self) -> None:
        """For Tab: the rows are made last and stand first."""
        stops = [part for _, *parts in self.rows for part in parts]
        reach_in_turn(*stops, self.another, self.remove, self.undo)

    def _fit(self) -> None:
        room = min(self.width(), _WIDEST) - 4 * GRID
        # in all of them or in none: who it is matters more than what is the same for most
        has_room = not self._removing and all(row.whole <= room for _, row, _ in self.rows)
        for _, row, cross in self.rows:
            cross.setVisible(self._removing)
            row.show_state(has_room)
        self.remove.setVisible(bool(self.rows))
        retitle(self.remove, tr(words.DONE if self._removing else words.REMOVE_FROM_LIST))

    def _turn(self) -> None:
        self._removing = not self._removing
        self._fit()

    def _remove(self, account: Account) -> None:
        self._before = self._known.all()
        self._known.remove(account.address)
        self._show()
        self.say(tr(words.ACCOUNT_REMOVED, name=defused(account.address)))
        self.undo.show()
        self.undo.setFocus()

    def _put_back(self) -> None:
        self._known.put_back(self._before)
        self.result.setText("")
        self.undo.hide()
        self._show()
        self.start()


def _middle(icon: Icon) -> QWidget:
    """As wide as an avatar, so that all titles begin at one line."""
    place = QWidget()
    place.setFixedSize(SIZE, SIZE)
    icon.setParent(place)
    icon.move((SIZE - icon.width()) // 2, (SIZE - icon.height()) // 2)
    return place
