"""The one window: a frame that is on screen at once, and stays. Holds pages and passes on what they ask; decides no next one.

Only what the first paint needs is imported here; `presenter` brings the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_login.messages.pages import APP_NAME
from desktop_login.messages.translate import tr
from desktop_login.ui.around_pages import AroundPages
from desktop_login.ui.bar_words import TRY_API
from desktop_login.ui.page_values import CAME_BY, KNOWN_ACCOUNTS, LEAVES_BROWSER
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.theme import WINDOW_NAME
from desktop_login.ui.widgets.basics import accelerate
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.page_places import PagePlaces
from desktop_login.ui.widgets.password_field import PasswordField
from desktop_login.ui.widgets.top_bar import TopBar
from desktop_login.ui.window_geometry import WindowGeometry
from desktop_login.ui.window_values import Tools, WindowConfig

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent

    from desktop_login.domain.answers import Credentials
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.ui.demo_beside import DemoBeside
    from desktop_login.ui.focus_in_view import FocusInView
    from desktop_login.ui.menu_pages import MenuPages
    from desktop_login.ui.pages.pool_connection import Connection
    from desktop_login.ui.widgets.demo_panel import DemoPanel
    from desktop_login.ui.widgets.problem_bar import ProblemBar

__all__ = ["MainWindow", "Tools", "WindowConfig"]


class MainWindow(QWidget):
    """Its signals are what a person asks for; what was asked before anybody listens waits in
    `waiting`, to be asked again."""

    submitted = Signal(object)
    browser = Signal(object)
    answered = Signal(object)
    create_account = Signal(str, bool)
    forgot_password = Signal(str, bool)
    account_wanted = Signal()
    api_wanted = Signal()
    passkey_wanted = Signal()
    invitation_wanted = Signal()
    resend = Signal()
    back = Signal()
    cancelled = Signal()
    refresh = Signal()
    save_again = Signal()
    restore_again = Signal()
    sign_out = Signal()
    sign_out_everywhere = Signal()
    demo_wanted = Signal()
    connected = Signal(str)
    profile_chosen = Signal(str)
    pool_wanted = Signal(str)
    choice_made = Signal(str, str)
    quit_wanted = Signal()
    offer_wanted = Signal()
    first_painted = Signal()
    closing = Signal()

    def __init__(self, config: WindowConfig) -> None:
        super().__init__()
        self.setObjectName(WINDOW_NAME)
        self.setProperty("loginRole", "window")  # for a screen reader, see `roles`
        self._geometry = WindowGeometry(self)
        self._menu_pages: MenuPages | None = None
        self._focus_in_view: FocusInView | None = None
        # what another program has put in place of the dashboard, and onto pages as they are added;
        # and what it takes off them before they go
        self.home: QWidget | None = None
        self.furnish: Callable[[QWidget], object] = _leave_as_it_is
        self.strip: Callable[[QWidget], object] = _leave_as_it_is
        # what it shows when a page is to be opened
        self.instead: Callable[[QWidget], QWidget] = _that_page
        self.top_bar = TopBar(config.pools, demo=config.demo is not None)
        self._leaves_browser = True
        self.top_bar.browser_chosen.connect(self.choose_to_leave_browser)
        self.top_bar.wanted.connect(self._wanted)
        self.top_bar.profile_chosen.connect(self._profile_chosen)
        self._places = PagePlaces(self._going)
        self._column, self._middle = self._build()
        self._fill(config)
        self._geometry.begin(
            config.memory,
            demo=config.demo is not None,
            restoring=config.restoring,
            higher=config.ui_config.higher,
        )
        self._recall_address()
        self._begin()

    def change(self, config: WindowConfig) -> None:
        """Another pool in the same window: new pages, and nothing of the last ones."""
        self._geometry.remember(self.config.memory)
        self.lift(quiet=True)
        if self.property("toast") is not None:
            from desktop_login.ui.widgets.toast import toast_of

            toast_of(self).clear()  # what it says, and its button, are of the last ones
        self._places.clear()
        self._around.clear()
        self.top_bar.renew()
        self.top_bar.show_pool(config.pools, demo=config.demo is not None)
        self._fill(config)
        self._recall_address()
        self._geometry.make_room_for_demo(demo=config.demo is not None)
        self._around.fit()
        self._begin()
        # also where something lies over the page, which is not painted then
        QTimer.singleShot(0, self, self.page_painted)

    def _fill(self, config: WindowConfig) -> None:
        """The pages and what belongs to this pool around them."""
        self.config = config
        self.waiting: Callable[[], None] | None = None
        self._painted = False
        self.setWindowTitle(config.title or tr(APP_NAME))
        self.top_bar.hidden = frozenset(() if config.ui_config.show.api_tryout else (TRY_API,))
        self._around = AroundPages(self, self._column, self._middle)
        self.sign_in = SignInPage(config.ui_config)
        self.sign_in.submitted.connect(self._sign_in_submitted)
        self.sign_in.browser.connect(
            lambda request: self._pass_on(lambda: self.browser.emit(request))
        )
        self.sign_in.cancelled.connect(self._cancelled)
        self.sign_in.create_account.connect(
            lambda email, remember: self._pass_on(lambda: self.create_account.emit(email, remember))
        )
        self.sign_in.forgot_password.connect(
            lambda email, remember: self._pass_on(
                lambda: self.forgot_password.emit(email, remember)
            )
        )
        self.sign_in.offers_check = config.connection is not None
        self.sign_in.check_settings.connect(self._check_settings)
        self.add(self.sign_in)

    def _begin(self) -> None:
        config = self.config
        if not config.configured and config.connection is not None:
            self.show_connect(config.connection())
        elif config.restoring:
            self.show_restoring()
        else:
            self.open(self.sign_in)
            self.sign_in.start()
            self.offer_accounts()

    def offer_accounts(self, sentence: str = "") -> None:
        """Two who have signed in here: the window asks which of them it is. `sentence` says what has
        just happened; it stays on the sign-in page as well."""
        memory = self.config.memory
        if memory is None or self._places.over is not None or not memory.contains(KNOWN_ACCOUNTS):
            return
        from desktop_login.ui import account_offer

        account_offer.offer(self, sentence)

    def tell_chooser(self, sentence: str) -> None:
        """What became known while the window asks who it is."""
        from desktop_login.ui import account_offer

        account_offer.tell(self, sentence)

    def remember_account(self, address: str, name: str) -> None:
        """Somebody has signed in."""
        from desktop_login.ui import account_offer

        account_offer.remember(self, address, name)

    @property
    def page(self) -> QWidget:
        """The page on screen."""
        return self._places.over or self.ground

    @property
    def ground(self) -> QWidget:
        """The page of the state; a page such as the settings may lie over it."""
        return self._places.ground or self.sign_in

    @property
    def has_ground(self) -> bool:
        """Whether the page of a state was opened: not while there is no pool."""
        return self._places.ground is not None

    @property
    def demo_panel(self) -> DemoPanel | None:
        return self._demo.panel if self._demo is not None else None

    @property
    def _demo(self) -> DemoBeside | None:
        return self._around.demo

    @property
    def notice(self) -> ProblemBar | None:
        """A sentence above the pages."""
        return self._around.notice

    def add(self, page: QWidget) -> None:
        """Pages scroll; the window never clips them."""
        self.furnish(page)
        self._places.add(page)
        if isinstance(page, Page):
            page.painted.connect(self.page_painted)
        if self._painted:
            _complete(page)
            self._put_demo_last()

    def open(self, page: QWidget) -> None:
        """The page of the state; what lies over it stays there."""
        self._places.open(self.instead(page))
        if self._demo is not None:
            self._demo.page_opened()

    def lay_over(self, page: QWidget) -> None:
        """A page that a person has opened, until it is lifted. The state below goes on."""
        self.add(page)
        self._places.lay_over(page)

    def lift(self, *, quiet: bool = False) -> None:
        """Back to the page of the state, to where one was in it; `quiet` moves no focus."""
        self._places.lift(quiet=quiet)

    def remove(self, page: QWidget) -> None:
        self._places.remove(page)

    def _going(self, page: QWidget) -> None:
        self.strip(page)

    def show_restoring(self) -> None:
        from desktop_login.ui.pages.restoring import RestoringPage

        page = RestoringPage(self.config.title or APP_NAME, self.sign_in.username.text())
        page.cancelled.connect(self._cancelled)
        self.add(page)
        self.open(page)

    def fill_in(self, email: str, password: str) -> None:
        """As a click on a user of the demo does."""
        if self._demo is not None:
            self._demo.fill_in(email, password)

    def show_signed_in(self, signed_in: bool) -> None:
        if self._demo is not None:
            self._demo.show_signed_in(signed_in)

    def mark_demo_user(self, address: str) -> None:
        """Which one of the demo's panel is meant: who is signed in, or whose name is in the form."""
        if self._demo is not None:
            self._demo.panel.mark(address)

    def without_demo(self) -> AbstractContextManager[None]:
        """As the window is with a pool of one's own: for pictures."""
        return self._demo.left_out() if self._demo is not None else nullcontext()

    def page_painted(self) -> None:
        """A page is on screen, or nobody waits for one: what comes after the first paint begins."""
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    def finish(self) -> None:
        """What the first paint did not wait for."""
        from desktop_login.ui.focus_in_view import FocusInView
        from desktop_login.ui.focus_ring import FocusRings
        from desktop_login.ui.roles import install_roles

        install_roles()
        if self._focus_in_view is None:
            self._focus_in_view = FocusInView(self)
            FocusRings(self)
        self.top_bar.finish()
        _complete(self)
        self._put_demo_last()
        self._menu.add_shortcuts()

    def _put_demo_last(self) -> None:
        if self._demo is not None:
            self._demo.put_last(self.top_bar.profile)

    def notify(self, words: FormattedMessage) -> None:
        """Show a sentence above the open page until it is dismissed."""
        self._around.notify(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.top_bar.fit(self.width())
        self._around.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, in the bar, a toast or a sheet as on a page."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QAbstractButton

        focused = self.focusWidget()
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def come_forward(self) -> None:
        """Over other windows, where the desktop lets a window do that."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    @property
    def leaves_browser(self) -> bool:
        """Whether a sign-out ends the browser's own session too: as long as nobody has chosen otherwise."""
        memory = self.config.memory
        if memory is None:
            return self._leaves_browser
        return str(memory.value(LEAVES_BROWSER) or "yes") == "yes"

    def choose_to_leave_browser(self, leave: bool) -> None:
        """Remembered, where anything is."""
        self._leaves_browser = leave
        if self.config.memory is not None:
            self.config.memory.setValue(LEAVES_BROWSER, "yes" if leave else "no")

    def call_back(self) -> None:
        """What a person does in another window is done, and goes on here."""
        if not self.isActiveWindow():
            from PySide6.QtWidgets import QApplication

            self.come_forward()
            QApplication.alert(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._geometry.remember(self.config.memory)
        self.closing.emit()
        super().closeEvent(event)

    def grow(self) -> None:
        """The dashboard is on screen."""
        self._geometry.grow(self.config.memory)

    def _build(self) -> tuple[QVBoxLayout, QHBoxLayout]:
        """The bar over the pages; beside these there is room in the demo."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._places.stack, 1)
        column.addLayout(middle, 1)
        return column, middle

    def _recall_address(self) -> None:
        if self.config.memory is not None:
            kept = str(self.config.memory.value("sign_in/address") or "")
            self.sign_in.username.set_text(kept)
            if kept and self.config.memory.contains(CAME_BY):
                self.sign_in.came_by(str(self.config.memory.value(CAME_BY)))

    def keep_address(self, address: str, came_by: str | None = None) -> None:
        """Offer this account name at the sign-in page, now and at the next start, and the way it came
        by: see `SignInPage.came_by`."""
        if self.sign_in.username.text() != address:
            self.sign_in.username.set_text(address)
        self.sign_in.came_by(came_by)
        memory = self.config.memory
        if memory is None:
            return
        kept = address if self.sign_in.remember.isChecked() else ""
        memory.setValue("sign_in/address", kept)
        if kept and came_by is not None:
            memory.setValue(CAME_BY, came_by)
        elif memory.contains(CAME_BY):
            memory.remove(CAME_BY)

    def _sign_in_submitted(self, credentials: Credentials) -> None:
        self.keep_address(credentials.username)
        self.mark_demo_user(credentials.username)
        self._pass_on(lambda: self.submitted.emit(credentials))

    def _pass_on(self, ask: Callable[[], None]) -> None:
        """Keep the form in `waiting`; the receiver of the signal takes it from there."""
        self.waiting = ask
        ask()

    def _cancelled(self) -> None:
        self.waiting = None
        self.cancelled.emit()

    @property
    def _menu(self) -> MenuPages:
        """Not before the first paint, unless the first page is one of its."""
        if self._menu_pages is None:
            from desktop_login.ui.menu_pages import MenuPages

            self._menu_pages = MenuPages(self)
        return self._menu_pages

    def show_connect(self, connection: Connection) -> None:
        """The page that names or examines the pool."""
        self._menu.show_connect(connection)

    def open_settings(self) -> None:
        self._menu.open_settings()

    def _profile_chosen(self, name: str) -> None:
        self._menu.profile_chosen(name)

    def _wanted(self, what: str) -> None:
        """Something was chosen in the top bar."""
        self._menu.wanted(what)

    def _check_settings(self) -> None:
        """Something that the service said points at the settings."""
        self._menu.edit_pool(check=True)


def _leave_as_it_is(page: QWidget) -> None:
    """In the program itself."""


def _that_page(page: QWidget) -> QWidget:
    """In the program itself."""
    return page


def _complete(root: QWidget) -> None:
    """Shortcuts and "Show password", for everything below `root`."""
    accelerate(root)
    for password in root.findChildren(PasswordField):
        password.add_toggle()
