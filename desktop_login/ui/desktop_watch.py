"""What the desktop tells an open window: it has been woken up, its network is back, its screen is locked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from desktop_login.ui.background_call import BackgroundCall
from desktop_login.ui.desktop_events import DesktopEvents
from desktop_login.ui.live_session import LiveSession
from desktop_login.ui.main_window import MainWindow


class DesktopWatch(QObject):
    """Between the desktop and a session, until `stop()`.

    Args:
        parent: What it goes with.
        app: Says when the window becomes active.
        window: Hears what Windows tells windows.
        session: Looks at the clock, and renews what is due.
        hide_secrets: For a screen that is locked.
    """

    def __init__(
        self,
        parent: QObject,
        app: QApplication,
        window: MainWindow,
        session: LiveSession,
        hide_secrets: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._window = window
        self._session = session
        self._hide_secrets = hide_secrets
        self._stopped = False
        self.events: DesktopEvents | None = None
        app.applicationStateChanged.connect(self._woken)

    def reach_out(self, report: Callable[[BaseException], None]) -> None:
        """Look for the desktop's services, off the window's thread; then listen to them."""
        background = BackgroundCall(self)
        background.done.connect(self._listen)
        background.failed.connect(report)
        # inside Qt, so the program must not end before it
        background.start(DesktopEvents.reach_out, "desktop events", finish=True)

    def stop(self) -> None:
        """The window has closed, or another pool is shown in it."""
        self._stopped = True
        self._app.applicationStateChanged.disconnect(self._woken)

    def _listen(self) -> None:
        if self._stopped:
            return
        events = self.events = DesktopEvents(self)
        events.woken.connect(self._look_again)
        events.network_back.connect(self._network_is_back)
        events.locked.connect(self._hide_secrets)
        events.listen(self._window)

    def _look_again(self) -> None:
        if not self._stopped:
            self._session.tick()

    def _network_is_back(self) -> None:
        if not self._stopped:
            self._session.network_is_back()

    def _woken(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self._session.is_looked_at()
