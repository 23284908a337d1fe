"""Which pool, and who is signed in: the bar on every page. Emits what is wanted; knows no page and no session.

Before the first paint there is only the profile's button; the rest comes with `finish()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop_login.messages.frame import DEMO, NO_POOL_YET, POOLS, TOP_BAR
from desktop_login.messages.translate import tr
from desktop_login.ui.bar_words import PoolMenu
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button, show_words
from desktop_login.ui.widgets.plain_tip import set_tip

if TYPE_CHECKING:
    from desktop_login.ui.widgets.menu import Menu
    from desktop_login.ui.widgets.user_corner import UserCorner

HEIGHT = 7 * GRID
NARROW = 560
_SHORT = 20  # characters that fit beside everything else in the narrowest window
_WIDEST_NAME = 280
_MENU_INSIDE = 12  # its lines within the button: they end where a button would
# Room for the arrow, which the style sheet paints: as a character it comes out of another font than
# ours, and a second font is what the first paint can do without.
_FOR_ARROW = 6 * "\u00a0"


class TopBar(QFrame):
    """Emits `wanted(str)`, one of `bar_words`, `profile_chosen(str)`, and `browser_chosen(bool)`: whether
    a sign-out ends the browser's own session too."""

    wanted = Signal(str)
    profile_chosen = Signal(str)
    browser_chosen = Signal(bool)

    def __init__(self, pool: PoolMenu, *, demo: bool = False) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setAccessibleName(tr(TOP_BAR))
        self.setFixedHeight(HEIGHT)
        self._menu: Menu | None = None
        self._corner: UserCorner | None = None
        self._finished = False
        self._who: tuple[str, str, bool] | None = None
        self._width = 0
        self.hidden: frozenset[str] = frozenset()
        self._row = QHBoxLayout(self)
        self._row.setSpacing(GRID)
        self.profile = button("", "profile", "L")
        self.profile.clicked.connect(self._open_pools)
        self._row.addWidget(self.profile)
        self._row.addStretch(1)
        self.show_pool(pool, demo=demo)

    def show_pool(self, pool: PoolMenu, *, demo: bool = False) -> None:
        """Which pool the pages below are about."""
        self._pool = pool
        if pool.is_guest:
            self.profile.hide()
        self._title = tr(DEMO) if demo else pool.title or tr(NO_POOL_YET)
        self.profile.setAccessibleName(tr(POOLS, name=self._title))
        self._fit()

    def finish(self) -> None:
        """What the first paint did not wait for: the right side."""
        self._finished = True
        set_tip(self.profile, f"{self.profile.accessibleName()} (Alt+L)")
        self._show_corner()

    def show_user(self, name: str, address: str, *, offline: bool = False) -> None:
        """Somebody is signed in, and may leave."""
        self._who = (name, address, offline)
        self._show_corner()

    def offer_browser(self, leave: bool | None) -> None:
        """Whether a sign-out ends the browser's session; None where the browser had no part in it."""
        if self._corner is not None:
            self._corner.leave_browser = leave

    def renew(self) -> None:
        """Another pool, perhaps in another language; the right side comes back with `finish()`."""
        self._who = None
        self._finished = False
        self.setAccessibleName(tr(TOP_BAR))
        corner, self._corner = self._corner, None
        if corner is not None:
            corner.hide()
            self._row.removeWidget(corner)
            corner.deleteLater()

    def forget_user(self) -> None:
        self._who = None
        if self._corner is not None:
            self._corner.forget_user()
            self._fit()

    def set_leaving(self) -> None:
        """Signing out is under way."""
        if self._corner is not None:
            self._corner.set_leaving()
            self._fit()

    @property
    def corner(self) -> UserCorner | None:
        """The right side, once it is there."""
        return self._corner

    def fit(self, width: int) -> None:
        """For a window of this width; not the bar's own, which may lag behind it."""
        self._width = width
        self._fit()

    def _menu_opened(self, menu: Menu) -> None:
        self._menu = menu

    def _show_corner(self) -> None:
        if not self._finished and self._who is None:
            return
        if self._corner is None:
            from desktop_login.ui.widgets.user_corner import UserCorner

            self._corner = UserCorner(is_guest=self._pool.is_guest)
            self._corner.hidden = self.hidden
            self._corner.wanted.connect(self.wanted)
            self._corner.menu_opened.connect(self._menu_opened)
            self._corner.browser_chosen.connect(self.browser_chosen)
            self._row.addWidget(self._corner)
            before: QWidget = self.profile
            for following in self._corner.stops:
                QWidget.setTabOrder(before, following)
                before = following
        if self._who is not None:
            self._corner.show_user(*self._who)
        self._fit()

    def _fit(self) -> None:
        inside = _MENU_INSIDE if self._corner is not None and self._who is None else 0
        self._row.setContentsMargins(2 * GRID, 0, 2 * GRID - inside, 0)
        name = self._title
        if self._corner is not None:
            self._corner.set_narrow(0 < self._width < NARROW)
        if len(name) > _SHORT or self._corner is not None:
            name = self._elided(name)
        words = f"●  {name}{_FOR_ARROW}"
        if words.replace("&", "&&") != self.profile.text():
            show_words(self.profile, words)

    def _elided(self, name: str) -> str:
        """In its middle, so that profiles whose names begin alike are told apart."""
        from PySide6.QtCore import Qt

        taken = self._corner.least_width() if self._corner is not None else 0
        metrics = self.profile.fontMetrics()
        around = metrics.horizontalAdvance(f"●  {_FOR_ARROW}") + 4 * GRID
        room = (self._width or NARROW) - taken - around - 5 * GRID
        room = max(3 * GRID, min(room, _WIDEST_NAME))
        return metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)

    def _open_pools(self) -> None:
        from desktop_login.ui.widgets.bar_menus import pool_menu

        self._menu = pool_menu(self.profile, self._pool, self.profile_chosen.emit, self.wanted.emit)
        self._menu.open()

    @property
    def menu(self) -> Menu | None:
        """The one that was opened last."""
        return self._menu
