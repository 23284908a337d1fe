"""Who is signed in, and the ways out: a plain row above the dashboard for as long as no bar above the pages has them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from desktop_login.messages.account import ACCOUNT
from desktop_login.messages.pages import (
    ASK_SIGN_OUT_EVERYWHERE,
    CANCEL,
    SIGN_OUT,
    SIGN_OUT_EVERYWHERE,
    SIGNED_IN_AS,
    SIGNING_OUT,
)
from desktop_login.messages.translate import tr
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button, retitle
from desktop_login.ui.widgets.dialogs import ask
from desktop_login.ui.widgets.flow import Flow
from desktop_login.ui.widgets.live_text import LiveText

_BESIDE = 640


class DashboardHead(QWidget):
    account = Signal()
    sign_out = Signal()
    sign_out_everywhere = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.user = LiveText("title")
        self.own_account = button(tr(ACCOUNT), "link", "A")
        self.own_account.clicked.connect(self.account)
        self.leave = button(tr(SIGN_OUT), shortcut="O")
        self.leave.clicked.connect(self._leave)
        self.leave_everywhere = button(tr(SIGN_OUT_EVERYWHERE), "link", "E")
        self.leave_everywhere.clicked.connect(self._leave_everywhere)
        self._ways = Flow(*self._buttons(), across=2 * GRID, down=GRID)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GRID)
        self._row.addWidget(self.user, 1)
        self._row.addWidget(self._ways)

    def show_user(self, name: str) -> None:
        self.user.set_words(tr(SIGNED_IN_AS, email=name))
        self._enable(True)
        retitle(self.leave, tr(SIGN_OUT))

    def forget(self) -> None:
        self.user.set_words("")

    def set_width(self, window: int) -> None:
        below = window < _BESIDE
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)
        self._ways.setMinimumWidth(0 if below else self._ways.sizeHint().width())

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.own_account, self.leave_everywhere, self.leave)

    def _leave(self) -> None:
        self._lock()
        self.sign_out.emit()

    def _leave_everywhere(self) -> None:
        if ask(self, ASK_SIGN_OUT_EVERYWHERE, yes=SIGN_OUT_EVERYWHERE, no=CANCEL):
            self._lock()
            self.sign_out_everywhere.emit()

    def _lock(self) -> None:
        self._enable(False)
        retitle(self.leave, tr(SIGNING_OUT))

    def _enable(self, enabled: bool) -> None:
        for way in self._buttons():
            way.setEnabled(enabled)
