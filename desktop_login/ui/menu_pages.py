"""What follows a choice in the bar's menus or a key of the window: a page, a question, or a signal of the window.

Loaded after the first paint, or when something is chosen earlier.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_login.messages.pages import ASK_SIGN_OUT_EVERYWHERE, CANCEL, SIGN_OUT_EVERYWHERE
from desktop_login.ui import bar_words

if TYPE_CHECKING:
    from desktop_login.ui.page_frame import PageFrame
    from desktop_login.ui.pages.pool_connection import Connection
    from desktop_login.ui.widgets.sheet import Sheet

# What the page of the state answers: nothing else may lie over it then.
_LEAVES = frozenset({bar_words.ACCOUNT, bar_words.SIGN_OUT, bar_words.SIGN_OUT_EVERYWHERE})


class MenuPages:
    """Args:
    window: Shows the pages. Its `config` of the moment says what they are about.
    """

    def __init__(self, window: PageFrame) -> None:
        self._window = window
        self._has_shortcuts = False

    def wanted(self, what: str) -> None:
        """A word of `bar_words` was chosen."""
        window = self._window
        if what in _LEAVES:
            window.lift(quiet=True)
        if what == bar_words.ACCOUNT:
            window.account_wanted.emit()
        elif what == bar_words.SIGN_OUT:
            window.sign_out.emit()
        elif what == bar_words.SIGN_OUT_EVERYWHERE:
            self._ask_sign_out_everywhere()
        elif what == bar_words.ADD:
            self._add_pool()
        elif what in (bar_words.EDIT, bar_words.CHECK):
            self.edit_pool(check=what == bar_words.CHECK)
        elif what in (bar_words.SETTINGS, bar_words.SHORTCUTS, bar_words.ABOUT):
            self.open_sheet(what)
        elif what == bar_words.TRY_API:
            window.api_wanted.emit()
        elif what == bar_words.TRY_DEMO:
            window.demo_wanted.emit()
        else:
            window.pool_wanted.emit(what)

    def profile_chosen(self, name: str) -> None:
        config = self._window.config
        if name != config.profile or config.demo is not None:
            self._window.profile_chosen.emit(name)

    def open_sheet(self, what: str) -> None:
        """A page of the program itself, or away from it, where it is open already."""
        window, sheet = self._window, self._sheet(what)
        if sheet is None:
            return
        if type(window.page) is type(sheet):
            sheet.deleteLater()
            window.lift()
            return
        sheet.back.connect(window.lift)
        window.lay_over(sheet)
        sheet.start()

    def _sheet(self, what: str) -> Sheet | None:
        config = self._window.config
        tools = config.tools
        if what == bar_words.SHORTCUTS:
            from desktop_login.ui.pages.shortcuts import ShortcutsPage

            return ShortcutsPage(self._window.config.ui_config.show)
        if tools is None:
            return None
        if what == bar_words.ABOUT:
            from desktop_login.ui.pages.about import AboutPage

            branded = bool(config.ui_config.app_name)
            return AboutPage(tools.report, tools.log_folder, branded=branded)
        from desktop_login.ui.pages.settings_page import SettingsPage

        page = SettingsPage(
            tools.choices(),
            config.pools,
            has_tray=tools.has_tray(),
            starts_with_desktop=tools.starts_with_desktop(),
        )
        page.chosen.connect(self._window.choice_made)
        page.wanted.connect(self.wanted)
        page.profile_chosen.connect(self.profile_chosen)
        return page

    def open_settings(self) -> None:
        self.open_sheet(bar_words.SETTINGS)

    def add_shortcuts(self) -> None:
        """Once. Not before the first paint: the first key sequence costs as much as a page."""
        if self._has_shortcuts:
            return
        from PySide6.QtGui import QKeySequence, QShortcut

        window = self._window.top_bar.window()
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("F1", lambda: self.open_sheet(bar_words.SHORTCUTS)),
            ("Ctrl+?", lambda: self.open_sheet(bar_words.SHORTCUTS)),
            ("Ctrl+,", self.open_settings),
            ("Ctrl+T", self._window.api_wanted.emit),
            ("Ctrl+W", window.close),
            ("Ctrl+Q", self._window.quit_wanted.emit),
        )
        for key, then in keys:
            QShortcut(QKeySequence(key), window).activated.connect(then)
        self._has_shortcuts = True

    def _ask_sign_out_everywhere(self) -> None:
        from desktop_login.ui.widgets.dialogs import ask

        question, window = ASK_SIGN_OUT_EVERYWHERE, self._window
        if ask(
            window.top_bar.window(), question, yes=SIGN_OUT_EVERYWHERE, no=CANCEL, destroys=True
        ):
            window.top_bar.set_leaving()
            window.sign_out_everywhere.emit()

    def edit_pool(self, *, check: bool) -> None:
        """The settings of this pool; `check` asks the pool about them at once."""
        connection = self._window.config.connection
        if connection is not None:
            self.show_connect(connection()._replace(check_at_once=check))

    def _add_pool(self) -> None:
        connection = self._window.config.new_connection
        if connection is not None:
            self.show_connect(connection())

    def show_connect(self, connection: Connection) -> None:
        """The page that names or examines the pool."""
        from desktop_login.ui.pages.first_pool import page_for_pool

        window = self._window
        page = page_for_pool(connection)
        page.demo_wanted.connect(window.demo_wanted)
        page.connected.connect(lambda: window.connected.emit(page.profile))
        page.back.connect(window.lift)
        if window.has_ground:
            window.lay_over(page)
        else:  # there is no pool yet
            window.add(page)
            window.open(page)
        page.start()
