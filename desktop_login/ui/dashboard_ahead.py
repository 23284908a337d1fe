"""The dashboard of one pool: made in steps while somebody types, and in the window from the first sign-in on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.pages.dashboard import PREPARATIONS, Dashboard
from desktop_login.ui.token_sight import TokenSight
from desktop_login.ui.widgets.board_views import BoardViews
from desktop_login.ui.widgets.status_card import StatusCard


class DashboardAhead:
    """Holds the dashboard and its parts. Decides nothing about what it shows.

    Args:
        window: Gets the dashboard, and what is asked for on it.
        clipboard: Where the dashboard copies to.
    """

    def __init__(self, window: MainWindow, clipboard: SecretClipboard) -> None:
        self._window = window
        self._clipboard = clipboard
        self._sight = TokenSight(window.config.memory)
        self._status: StatusCard | None = None
        self._views: BoardViews | None = None
        self._added = False
        self.made: Dashboard | None = None

    def preparations(self) -> list[Callable[[], object]]:
        """Return what can be made while the user types, in steps that fit between two frames."""
        return [
            self._make_status,
            self._make_views,
            lambda: self.board,
            self.add,
            *(partial(self._prepare, place) for place in range(PREPARATIONS)),
        ]

    @property
    def board(self) -> Dashboard:
        """The dashboard; made now if it is wanted before all steps were done."""
        if self.made is None:
            window = self._window
            if self._views is None:
                self._make_views()
            board = self.made = Dashboard(
                self._clipboard,
                window.config.now,
                demo=window.config.demo is not None,
                show=window.config.ui_config.show,
                status=self._status,
                views=self._views,
            )
            board.refresh.connect(window.refresh)
            board.save_again.connect(window.save_again)
            board.api_wanted.connect(window.api_wanted)
            board.views.token_shown.connect(self._sight.choose)
        return self.made

    def add(self) -> None:
        """To the window, once."""
        if not self._added:
            self._added = True
            self._window.add(self.board)

    def hide_token(self) -> None:
        """The screen is locked, or about to be shown to others."""
        if self.made is not None:
            self.made.hide_token_now()

    def forget(self) -> None:
        """Nobody is signed in any more."""
        if self.made is not None:
            self.made.forget()

    def close(self) -> None:
        """The window goes on with another pool."""
        if self.made is None and self._status is None:
            return
        board = self.board  # its parts, which may be all that there is yet, go with it
        # a session that goes on elsewhere may end while this is garbage
        board.forget(for_good=True)
        if not self._added:
            board.deleteLater()  # the window does not have it yet, and cannot drop it

    def _make_status(self) -> None:
        if self.made is None:
            self._status = StatusCard(demo=self._window.config.demo is not None)

    def _make_views(self) -> None:
        if self.made is None:
            self._views = BoardViews(
                self._clipboard, self._window.config.now, shows_token=self._sight.shown
            )

    def _prepare(self, place: int) -> None:
        self.board.prepare(place)
