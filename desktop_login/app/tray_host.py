"""What goes on when the window is closed: nothing, or the session, with an icon in the tray. Draws no icon.

Whether it goes on is asked once, when the window is closed with somebody signed in, and kept in
settings.toml. Without a tray the program ends with its window, since nobody could
bring it back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop_login.ui.app_window import AppWindow
    from desktop_login.ui.bar_words import ProfileEntry
    from desktop_login.ui.main_window import MainWindow
    from desktop_login.ui.tray import Tray


class TrayHost:
    """One a run.

    Args:
        app: Its last window no longer ends it once there is an icon.
        open_window: Brings the window back.
        choose_profile: Shows the pool of a profile.
        keep_running: Returns what was chosen for a closed window, or None; called with True or
            False it is chosen.
    """

    def __init__(
        self,
        app: QApplication,
        open_window: Callable[[], None],
        choose_profile: Callable[[str], None],
        keep_running: Callable[[bool | None], bool | None],
    ) -> None:
        self._app = app
        self._open_window = open_window
        self._choose_profile = choose_profile
        self._keep_running = keep_running
        self._tray: Tray | None = None
        self._window: MainWindow | None = None
        self._quitting = False

    @property
    def available(self) -> bool:
        """Whether this desktop shows such icons now."""
        from desktop_login.ui.tray import Tray

        return Tray.available()

    def attach(
        self, app_window: AppWindow, profiles: Sequence[ProfileEntry], *, background: bool = False
    ) -> None:
        """Show an icon for what the window shows now, where the desktop shows any.

        Args:
            app_window: The window, open for business.
            profiles: The pools to choose from.
            background: Whether it was opened without being shown.
        """
        window = app_window.window
        if window is not self._window:
            self._window = window
            window.closing.connect(self._window_closes)
        if self._tray is None:
            if not self.available:
                if background:
                    window.show()  # nothing else would bring it back
                return
            self._tray = self._icon()
        self._tray.retitle()  # the language may have changed
        self._tray.offer_copy(window.config.ui_config.show.id_token)
        self._tray.set_profiles(
            [entry.name for entry in profiles],
            next((entry.name for entry in profiles if entry.chosen), ""),
        )
        self._tray.use(app_window.session)
        self._tray.show()

    def detach(self) -> None:
        """The program ends, or its services do."""
        tray, self._tray = self._tray, None
        self._window = None
        if tray is not None:
            tray.close()

    def quit(self) -> None:
        """End everything, without a question."""
        self._quitting = True
        self._app.exit(0)

    def _icon(self) -> Tray:
        from desktop_login.ui.tray import Tray

        tray = Tray(self._app, time.time, self._is_open)
        tray.open_wanted.connect(self._open_window)
        tray.quit_wanted.connect(self.quit)
        tray.profile_chosen.connect(self._choose)
        self._app.setQuitOnLastWindowClosed(False)
        return tray

    def _is_open(self) -> bool:
        return self._window is not None and self._window.isVisible()

    def _choose(self, profile: str) -> None:
        self._choose_profile(profile)
        self._open_window()

    def _window_closes(self) -> None:
        """The user closes the window: end, or go on without it."""
        if self._quitting or self._tray is None or self._window is None:
            return
        if not self._stays():
            self.quit()

    def _stays(self) -> bool:
        if self._tray is None or not self._tray.is_signed_in or not self.available:
            return False
        if self._app.isSavingSession():
            return False  # the desktop's session ends; nobody can answer
        chosen = self._keep_running(None)
        if chosen is not None:
            return chosen
        answer = self._ask()
        if self._quitting:
            return False  # the tray was told to quit meanwhile: nobody has answered
        return bool(self._keep_running(answer))

    def _ask(self) -> bool:
        from desktop_login.messages.tray import KEEP_RUNNING, KEEP_RUNNING_QUESTION, QUIT_NOW
        from desktop_login.ui.widgets.dialogs import ask

        assert self._window is not None  # noqa: S101 - it is the one that is being closed
        return ask(self._window, KEEP_RUNNING_QUESTION, yes=KEEP_RUNNING, no=QUIT_NOW)
