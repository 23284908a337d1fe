"""Takes a pool out of the settings, with what is kept of it: the question, the work, and what is said at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_login.app.pools_shown import title_of
from desktop_login.messages.frame import ASK_REMOVE_POOL, POOL_REMOVED, REMOVE_THIS_POOL
from desktop_login.messages.message import message
from desktop_login.messages.pages import CANCEL
from desktop_login.messages.translate import translate
from desktop_login.services.pool_setup import LocalPoolSetup
from desktop_login.system import paths
from desktop_login.ui.background_call import BackgroundCall
from desktop_login.ui.known_accounts import KnownAccounts
from desktop_login.ui.page_values import CAME_BY
from desktop_login.ui.widgets.toast import WITH_ACTION_S, toast_of

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QObject, QSettings

    from desktop_login.settings import Settings
    from desktop_login.ui.app_window import AppWindow


class PoolRemoval:
    """One pool, as it is when the question is asked.

    Args:
        settings: They name the pool and its profile.
        file: The settings.toml in which it stands.
        memory: The window's, or None.
        shown: Returns what is behind the window at that moment.
        next_pool: Shows the next profile, or the page that asks for a pool.
        failed: Called with the error if the pool could not be removed.
    """

    def __init__(
        self,
        settings: Settings,
        file: Path,
        memory: QSettings | None,
        *,
        shown: Callable[[], AppWindow | None],
        next_pool: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._settings = settings
        self._file = file
        self._memory = memory
        self._shown = shown
        self._next_pool = next_pool
        self._failed = failed
        self._call: BackgroundCall | None = None

    def begin(self, app: QObject, app_window: AppWindow) -> None:
        """Ask; then sign out and remove in the background."""
        from desktop_login.ui.widgets.dialogs import ask

        question = message(ASK_REMOVE_POOL, name=title_of(self._settings))
        if not ask(app_window.window, question, yes=REMOVE_THIS_POOL, no=CANCEL, destroys=True):
            return
        if app_window is not self._shown():
            return  # another pool was chosen in the tray while the question was open
        if app_window.session is not None and app_window.session.states.latest is not None:
            app_window.window.sign_out.emit()
        setup = LocalPoolSetup(self._file, self._settings, self._settings.profile)
        folder = paths.data_folder()
        self._call = BackgroundCall(app)
        self._call.done.connect(lambda _: self._removed(app_window))
        self._call.failed.connect(self._failed)
        self._call.start(lambda: setup.remove(folder), "settings", finish=True)

    def _removed(self, app_window: AppWindow) -> None:
        """The next pool is not shown where a person chose one meanwhile."""
        if self._memory is not None:
            self._forget_accounts(self._memory)
        if app_window is self._shown():
            self._next_pool()
        shown = self._shown()
        if shown is not None:
            # news, not something that anybody has to act on
            words = translate(message(POOL_REMOVED, name=title_of(self._settings)))
            toast_of(shown.window).show(words, WITH_ACTION_S)

    def _forget_accounts(self, memory: QSettings) -> None:
        """Nothing in the window's memory points at the pool any more."""
        memory.remove("profile/last")
        known = KnownAccounts(memory, self._settings.profile)
        if memory.value("sign_in/address") in [one.address for one in known.all()]:
            memory.remove("sign_in/address")
            memory.remove(CAME_BY)
        known.put_back([])
