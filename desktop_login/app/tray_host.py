"""What goes on when the window is closed: nothing, or the session, with an icon in the tray. Draws no icon.

Whether it goes on is asked once, when the first window is closed with somebody signed in, and kept
beside the place of the window. Without a tray the program ends with its window, since nobody could
bring it back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from desktop_login.ui.app_window import AppWindow
    from desktop_login.ui.bar_words import ProfileEntry
    from desktop_login.ui.main_window import MainWindow
    from desktop_login.ui.tray import Tray

_KEEP_RUNNING = "tray/keep_running"


class TrayHost:
    """One a run.

    Args:
        app: Its last window no longer ends it once there is an icon.
        open_window: Brings the window back.
        choose_profile: Shows the pool of a profile.
    """

    def __init__(
        self,
        app: QApplication,
        open_window: Callable[[], None],
        choose_profile: Callable[[str], None],
    ) -> None:
        self._app = app
        self._open_window = open_window
        self._choose_profile = choose_profile
        self._tray: Tray | None = None
        self._memory: QSettings | None = None
        self._window: MainWindow | None = None
        self._answer: bool | None = None
        self._quitting = False

    def remember_in(self, memory: QSettings | None) -> None:
        """Where the answer is kept; a demo keeps it until it ends."""
        self._memory = memory

    @property
    def keeps_running(self) -> bool | None:
        """What was answered; None if it was not asked yet."""
        if self._answer is None and self._memory is not None:
            kept = self._memory.value(_KEEP_RUNNING)
            if kept is not None:  # an .ini file has texts
                return str(kept).casefold() in ("true", "1", "yes")
        return self._answer

    @keeps_running.setter
    def keeps_running(self, answer: bool) -> None:
        self._answer = answer
        if self._memory is not None:
            self._memory.setValue(_KEEP_RUNNING, answer)

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
        if self.keeps_running is None:
            self.keeps_running = self._ask()
        return bool(self.keeps_running)

    def _ask(self) -> bool:
        from desktop_login.messages.tray import KEEP_RUNNING, KEEP_RUNNING_QUESTION, QUIT_NOW
        from desktop_login.ui.widgets.dialogs import ask

        assert self._window is not None  # noqa: S101 - it is the one that is being closed
        return ask(self._window, KEEP_RUNNING_QUESTION, yes=KEEP_RUNNING, no=QUIT_NOW)
