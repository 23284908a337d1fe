"""The one window: a frame that is on screen at once. Holds pages and passes on what they ask; decides no next one.

Only what the first paint needs is imported here; `presenter` brings the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QSize, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_login.messages.pages import APP_NAME, NOT_AMAZON
from desktop_login.messages.translate import tr
from desktop_login.ui.pages.sign_in import SignInPage, UiConfig
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import accelerate, label
from desktop_login.ui.widgets.field import PasswordField
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from desktop_login.domain.answers import Credentials
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.ui.pages.connect_pool import Connection
    from desktop_login.ui.widgets.demo_panel import DemoPanel, DemoUsers
    from desktop_login.ui.widgets.problem_bar import ProblemBar

_SIDE_BY_SIDE = 760
_SMALLEST = QSize(360, 480)
_ROOMY = QSize(560, 680)
_UNLIMITED = 16777215  # QWIDGETSIZE_MAX


class WindowConfig(NamedTuple):
    """Everything that the window must know before it paints.

    `restoring` tells that a stored session is about to be read. `foreign_host` is an endpoint that
    is not Amazon Cognito's, and is shown for as long as the window is open. `connection` is how a pool is connected or examined; `configured`
    tells that one is. `profiles` are the names to choose from, `profile` is the one in force.
    `memory` keeps window geometry and last address, or nothing in a demo. `now` is
    the wall clock.
    """

    title: str = ""
    ui_config: UiConfig = UiConfig()
    configured: bool = True
    connection: Callable[[], Connection] | None = None
    profiles: tuple[str, ...] = ()
    profile: str = ""
    restoring: bool = False
    foreign_host: str = ""
    demo: DemoUsers | None = None
    memory: QSettings | None = None
    now: Callable[[], float] = lambda: 0.0


class MainWindow(QWidget):
    """Its signals are what a person asks for; what was asked before anybody listens waits in
    `waiting`, to be asked again."""

    submitted = Signal(object)
    answered = Signal(object)
    create_account = Signal(str, bool)
    forgot_password = Signal(str, bool)
    account_wanted = Signal()
    resend = Signal()
    back = Signal()
    cancelled = Signal()
    refresh = Signal()
    save_again = Signal()
    restore_again = Signal()
    sign_out = Signal()
    sign_out_everywhere = Signal()
    demo_wanted = Signal()
    connected = Signal()
    profile_chosen = Signal(str)
    first_painted = Signal()
    closing = Signal()

    def __init__(self, config: WindowConfig) -> None:
        super().__init__()
        self.setObjectName("window")
        self.config = config
        self.waiting: Callable[[], None] | None = None
        self.demo_panel: DemoPanel | None = None
        self.notice: ProblemBar | None = None
        self._to_fill_in: tuple[str, str] | None = None
        self._painted = False
        self.setWindowTitle(config.title or tr(APP_NAME))
        self.setMinimumSize(_SMALLEST)
        self._stack = QStackedWidget()
        self.sign_in = SignInPage(config.ui_config, config.profiles, config.profile)
        self.sign_in.submitted.connect(self._sign_in_submitted)
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
        self.sign_in.profile_chosen.connect(self.profile_chosen)
        self.add(self.sign_in)
        self._build()
        self._recall()
        if not config.configured and config.connection is not None:
            self.show_connect(config.connection())
        elif config.restoring:
            self.show_restoring()
        else:
            self.sign_in.start()

    @property
    def page(self) -> QWidget:
        """The page on screen."""
        shown = self._stack.currentWidget()
        return shown.content if isinstance(shown, Scrolled) else self.sign_in

    def add(self, page: QWidget) -> None:
        """Pages scroll; the window never clips them."""
        self._stack.addWidget(Scrolled(page))
        if isinstance(page, Page):
            page.painted.connect(self._page_painted)
        if self._painted:
            _complete(page)

    def open(self, page: QWidget) -> None:
        place = self._place_of(page)
        if place is not None:
            self._stack.setCurrentWidget(place)

    def remove(self, page: QWidget) -> None:
        place = self._place_of(page)
        if place is not None:
            self._stack.removeWidget(place)
            place.deleteLater()

    def show_restoring(self) -> None:
        from desktop_login.ui.pages.restoring import RestoringPage

        page = RestoringPage(self.config.title or APP_NAME)
        page.cancelled.connect(self._cancelled)
        self.add(page)
        self.open(page)

    def fill_in(self, email: str, password: str) -> None:
        """A demo user was clicked; who is signed in is signed out first."""
        panel = self.demo_panel
        if self.page is not self.sign_in and panel is not None and panel.signed_in:
            self._to_fill_in = (email, password)
            self.sign_out.emit()
        if self.page is not self.sign_in or self.sign_in.locked:
            return
        self._to_fill_in = None
        self.sign_in.forget()
        self.sign_in.username.set_text(email)
        self.sign_in.password.set_text(password)
        self.sign_in.primary.setFocus()

    def show_signed_in(self, signed_in: bool) -> None:
        """For the demo's panel, and for the user that was clicked meanwhile."""
        if self.demo_panel is not None:
            self.demo_panel.show_signed_in(signed_in)
            if not signed_in and self._to_fill_in is not None:
                self.fill_in(*self._to_fill_in)

    def _use_code(self, code: str) -> None:
        """A code of the demo's mailbox goes where one is asked for, as if it were pasted."""
        from desktop_login.ui.widgets.code_field import CodeField

        field = self.page.findChild(CodeField)
        if field is not None and field.isEnabled():
            field.input.setText(code)

    def _page_painted(self) -> None:
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    def finish(self) -> None:
        """What the first paint did not wait for."""
        from desktop_login.ui.roles import install_roles

        install_roles()
        _complete(self)

    def notify(self, words: FormattedMessage) -> None:
        """Show a sentence above the open page until it is dismissed."""
        if self.notice is None:
            from desktop_login.ui.widgets.problem_bar import ProblemBar

            self.notice = ProblemBar()
            around = QVBoxLayout()
            around.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 0)
            around.addWidget(self.notice)
            self._column.insertLayout(self._column.count() - 1, around)
        self.notice.show_notice(words, good=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        panel = self.demo_panel
        if panel is None:
            return
        below = self.width() < _SIDE_BY_SIDE
        direction = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._middle.setDirection(direction)
        panel.stand_below(below, max(140, self.height() // 3) if below else _UNLIMITED)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.config.memory is not None:
            self.config.memory.setValue("window/geometry", self.saveGeometry())
        self.closing.emit()
        super().closeEvent(event)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(self._stack, 1)
        if self.config.demo is not None:
            from desktop_login.ui.widgets.demo_panel import DemoBanner, DemoPanel

            column.addWidget(DemoBanner())
            self.demo_panel = DemoPanel(self.config.demo)
            self.demo_panel.chosen.connect(self.fill_in)
            self.demo_panel.code_wanted.connect(self._use_code)
            self._middle.addWidget(self.demo_panel)
        elif self.config.foreign_host:
            column.addWidget(_foreign_banner(self.config.foreign_host))
        column.addLayout(self._middle, 1)
        self._column = column

    def _recall(self) -> None:
        panel = QSize(440, 80) if self.demo_panel is not None else QSize(0, 0)
        self.resize(_ROOMY + panel)
        memory = self.config.memory
        if memory is None:
            return
        geometry = memory.value("window/geometry")
        if isinstance(geometry, QByteArray):  # the file may hold anything
            self.restoreGeometry(geometry)
        self.sign_in.username.set_text(str(memory.value("sign_in/address") or ""))

    def _place_of(self, page: QWidget) -> QWidget | None:
        for index in range(self._stack.count()):
            place = self._stack.widget(index)
            if isinstance(place, Scrolled) and place.content is page:
                return place
        return None

    def keep_address(self, address: str) -> None:
        """Offer this account name at the sign-in page, now and at the next start."""
        if self.sign_in.username.text() != address:
            self.sign_in.username.set_text(address)
        if self.config.memory is not None:
            kept = address if self.sign_in.remember.isChecked() else ""
            self.config.memory.setValue("sign_in/address", kept)

    def _sign_in_submitted(self, credentials: Credentials) -> None:
        self.keep_address(credentials.username)
        self._pass_on(lambda: self.submitted.emit(credentials))

    def _pass_on(self, ask: Callable[[], None]) -> None:
        """Keep the form in `waiting`; the receiver of the signal takes it from there."""
        self.waiting = ask
        ask()

    def _cancelled(self) -> None:
        self.waiting = None
        self.cancelled.emit()

    def show_connect(self, connection: Connection) -> None:
        """The page that names or examines the pool."""
        from desktop_login.ui.pages.connect_pool import ConnectPoolPage

        page = ConnectPoolPage(connection)
        page.demo_wanted.connect(self.demo_wanted)
        page.connected.connect(self.connected)
        page.back.connect(lambda: self._leave_connect(page))
        self.add(page)
        self.open(page)
        page.start()

    def _check_settings(self) -> None:
        """Something that the service said points at the settings."""
        if self.config.connection is not None:
            self.show_connect(self.config.connection()._replace(check_at_once=True))

    def _leave_connect(self, page: Page) -> None:
        page.forget()
        self.open(self.sign_in)
        self.remove(page)
        self.sign_in.start()


def _complete(root: QWidget) -> None:
    """Shortcuts and "Show password", for everything below `root`."""
    accelerate(root)
    for password in root.findChildren(PasswordField):
        password.add_toggle()


def _foreign_banner(host: str) -> QFrame:
    from desktop_login.ui.widgets.fitting import breakable

    banner = QFrame()
    banner.setObjectName("banner")
    banner.setProperty("tone", "warning")
    words = tr(NOT_AMAZON, host=host)
    banner.setAccessibleName(words)
    shown = label(breakable(words), "label", wrap=True)
    shown.setAccessibleName(words)
    row = QHBoxLayout(banner)
    row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
    row.addWidget(shown)
    return banner
