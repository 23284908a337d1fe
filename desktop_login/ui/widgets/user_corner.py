"""The right side of the top bar: who is signed in and the way out, or a menu. Made after the first paint."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_login.messages.frame import MENU
from desktop_login.messages.pages import OFFLINE, SIGN_OUT, SIGNED_IN_AS, SIGNING_OUT
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import tr
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.avatar import AvatarButton, initials_of
from desktop_login.ui.widgets.bar_menus import add_browser_choice, user_menu
from desktop_login.ui.widgets.basics import accelerate, set_accelerator
from desktop_login.ui.widgets.busy_button import BusyButton
from desktop_login.ui.widgets.elided import Elided
from desktop_login.ui.widgets.menu_button import MenuButton
from desktop_login.ui.widgets.plain_tip import set_tip


class UserCorner(QWidget):
    """Emits `wanted(str)`, a word of `bar_words`."""

    wanted = Signal(str)
    menu_opened = Signal(object)
    browser_chosen = Signal(bool)

    def __init__(self, *, is_guest: bool = False) -> None:
        super().__init__()
        self._is_guest = is_guest
        self._signed_in = False
        self.leave_browser: bool | None = None
        self.hidden: frozenset[str] = frozenset()  # words of `bar_words` that a brand leaves out
        self._leaving = False
        self._narrow = False
        self.menu = MenuButton()
        self.menu.setAccessibleName(tr(MENU))
        self.menu.setToolTip(f"{tr(MENU)} (Alt+M)")
        self.menu.clicked.connect(lambda: self._open(self.menu))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        self._names = QWidget()
        lines = QVBoxLayout(self._names)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        self.name = Elided("who", right=True)
        self.address = Elided("small", right=True)
        lines.addStretch(1)  # the two stay together, in the middle of the bar
        lines.addWidget(self.name)
        lines.addWidget(self.address)
        lines.addStretch(1)
        self.avatar = AvatarButton()
        self.avatar.clicked.connect(lambda: self._open(self.avatar))
        for opener in (self.menu, self.avatar):
            set_accelerator(opener, "M")
        # As wide while it works: in the narrowest window longer words would push the pool's name away.
        self.leave = BusyButton(tr(SIGN_OUT), tr(SIGNING_OUT), "O", short=True)
        self.leave.wanted.connect(self._leave)
        for part in (self._names, self.avatar, self.leave, self.menu):
            row.addWidget(part)
        accelerate(self)
        self._arrange()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab comes to, in the order in which it is read."""
        return self.avatar, self.leave, self.menu

    @property
    def who(self) -> str:
        """The sentence that says who is signed in; "" for nobody."""
        return self.address.accessibleName() if self._signed_in else ""

    def show_user(self, name: str, address: str, offline: bool) -> None:
        name, address = defused(name), defused(address)
        spoken = tr(OFFLINE if offline else SIGNED_IN_AS, email=address)
        self._signed_in, self._leaving = True, False
        self.name.show_text(name, name)
        self.name.setVisible(bool(name) and name != address)
        self.address.show_text(address, spoken)
        self.avatar.initials = initials_of(name, address)
        self.avatar.setAccessibleName(spoken)
        set_tip(self.avatar, "\n".join(filter(None, (name, spoken))))
        self.avatar.update()
        self._arrange()

    def forget_user(self) -> None:
        """Nobody is signed in; no name stays in a widget."""
        self._signed_in = self._leaving = False
        self.leave_browser = None
        for line in (self.name, self.address):
            line.show_text("", "")
        self.avatar.initials = ""
        self.avatar.setAccessibleName("")
        self.avatar.setToolTip("")
        self._arrange()

    def set_leaving(self) -> None:
        self._leaving = True
        self._arrange()

    def set_narrow(self, narrow: bool) -> None:
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def least_width(self) -> int:
        """What cannot be given up for the name of a pool."""
        if not self._signed_in:
            return self.menu.sizeHint().width()
        wide = self.avatar.sizeHint().width() + GRID + self.leave.sizeHint().width()
        if self._narrow:
            return wide
        lines = max(self.name.sizeHint().width(), self.address.sizeHint().width())
        return wide + GRID + min(lines, 20 * GRID)

    def _arrange(self) -> None:
        self._names.setVisible(self._signed_in and not self._narrow)
        self.avatar.setVisible(self._signed_in)
        self.leave.setVisible(self._signed_in)
        self.menu.setVisible(not self._signed_in)
        for way in (self.avatar, self.leave):
            way.setEnabled(not self._leaving)
        self.leave.set_busy(self._leaving)

    def _leave(self) -> None:
        from desktop_login.ui.bar_words import SIGN_OUT as LEAVE

        self.set_leaving()
        self.wanted.emit(LEAVE)

    def _choose_browser(self, leave: bool) -> None:
        self.leave_browser = leave
        self.browser_chosen.emit(leave)

    def _open(self, host: QWidget) -> None:
        menu = user_menu(
            host,
            self.wanted.emit,
            signed_in=self._signed_in,
            is_guest=self._is_guest,
            hidden=self.hidden,
        )
        if self.leave_browser is not None:
            add_browser_choice(menu, self.leave_browser, self._choose_browser)
        self.menu_opened.emit(menu)
        menu.open(right=True)
