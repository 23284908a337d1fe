"""The one window: a frame that is on screen at once, and stays. Holds pages and passes on what they ask; decides no next one.

Only what the first paint needs is imported here; `presenter` brings the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, QTimer, Signal
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
from desktop_login.ui import bar_words
from desktop_login.ui.page_values import KNOWN_ACCOUNTS
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.qt_constants import UNLIMITED
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import accelerate, label
from desktop_login.ui.widgets.field import PasswordField
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.scrolled import Scrolled
from desktop_login.ui.widgets.top_bar import TopBar
from desktop_login.ui.window_values import Tools, WindowConfig

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent

    from desktop_login.domain.answers import Credentials
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.ui.pages.connect_pool import Connection
    from desktop_login.ui.widgets.demo_panel import DemoPanel
    from desktop_login.ui.widgets.problem_bar import ProblemBar
    from desktop_login.ui.widgets.sheet import Sheet

__all__ = ["MainWindow", "Tools", "WindowConfig"]

# What the page of the state answers: nothing else may lie over it then.
_LEAVES = frozenset({bar_words.ACCOUNT, bar_words.SIGN_OUT, bar_words.SIGN_OUT_EVERYWHERE})
_SIDE_BY_SIDE = 760
_SMALLEST = QSize(360, 480)
_ROOMY = QSize(560, 680)
_DASHBOARD = QSize(920, 760)
_FOR_DEMO = QSize(440, 80)
_AROUND = QSize(8, 40)  # a title bar and borders, which nobody knows before the first paint


class MainWindow(QWidget):
    """Its signals are what a person asks for; what was asked before anybody listens waits in
    `waiting`, to be asked again."""

    submitted = Signal(object)
    answered = Signal(object)
    create_account = Signal(str, bool)
    forgot_password = Signal(str, bool)
    account_wanted = Signal()
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
    first_painted = Signal()
    closing = Signal()

    def __init__(self, config: WindowConfig) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setMinimumSize(_SMALLEST)
        self._has_shortcuts = False
        self._grown = False
        self._before_demo: tuple[QSize, QPoint, QPoint] | None = None
        self.top_bar = TopBar(config.pools, demo=config.demo is not None)
        self.top_bar.wanted.connect(self._wanted)
        self.top_bar.profile_chosen.connect(self._profile_chosen)
        self._stack = QStackedWidget()
        self._build()
        self._fill(config)
        self._recall()
        self._begin()

    def change(self, config: WindowConfig) -> None:
        """Another pool in the same window: new pages, and nothing of the last ones."""
        self._remember_geometry()
        self.lift(quiet=True)
        if self.property("toast") is not None:
            from desktop_login.ui.widgets.toast import toast_of

            toast_of(self).clear()  # what it says, and its button, are of the last ones
        for place in self._places():
            self._drop(place)
        for passing in (self.demo_panel, self._banner, self.notice):
            if passing is not None:
                passing.hide()
                passing.deleteLater()
        if self._around_notice is not None:
            self._column.removeItem(self._around_notice)
        self.top_bar.renew()
        self.top_bar.show_pool(config.pools, demo=config.demo is not None)
        self._fill(config)
        self._recall_address()
        self._make_room_for_demo()
        self._fit_panel()
        self._begin()
        # also where something lies over the page, which is not painted then
        QTimer.singleShot(0, self, self._page_painted)

    def _fill(self, config: WindowConfig) -> None:
        """The pages and what belongs to this pool around them."""
        self.config = config
        self.waiting: Callable[[], None] | None = None
        self.demo_panel: DemoPanel | None = None
        self.notice: ProblemBar | None = None
        self._to_fill_in: tuple[str, str] | None = None
        self._banner: QWidget | None = None
        self._around_notice: QVBoxLayout | None = None
        self._ground: Scrolled | None = None
        self._over: Scrolled | None = None
        self._focus_below: QWidget | None = None
        self._painted = False
        self.setWindowTitle(config.title or tr(APP_NAME))
        self._add_surroundings()
        self.sign_in = SignInPage(config.ui_config)
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
        if memory is None or self._over is not None or not memory.contains(KNOWN_ACCOUNTS):
            return
        from desktop_login.ui.known_accounts import KnownAccounts

        known = KnownAccounts(self.config.memory, self.config.profile)
        if len(known.all()) > 1:
            from desktop_login.ui.pages.account_chooser import AccountChooser

            page = AccountChooser(known)
            page.painted.connect(self._page_painted)
            page.chosen.connect(self._account_chosen)
            self.lay_over(page)
            page.start()
            page.say(sentence)

    def tell_chooser(self, sentence: str) -> None:
        """What became known while the window asks who it is."""
        from desktop_login.ui.pages.account_chooser import AccountChooser

        if isinstance(self.page, AccountChooser):
            self.page.say(sentence)

    def _account_chosen(self, address: str) -> None:
        self.sign_in.username.set_text(address)
        self.lift(quiet=True)
        self.sign_in.start()

    def remember_account(self, address: str, name: str) -> None:
        """Somebody has signed in, and wants this computer to know the address."""
        if self.config.memory is not None and self.sign_in.remember.isChecked():
            from desktop_login.ui.known_accounts import KnownAccounts

            KnownAccounts(self.config.memory, self.config.profile).remember(address, name)

    @property
    def page(self) -> QWidget:
        """The page on screen."""
        shown = self._over or self._ground
        return shown.content if shown is not None else self.sign_in

    @property
    def ground(self) -> QWidget:
        """The page of the state; a page such as the settings may lie over it."""
        return self._ground.content if self._ground is not None else self.sign_in

    def add(self, page: QWidget) -> None:
        """Pages scroll; the window never clips them."""
        place = Scrolled(page)
        self._stack.addWidget(place)
        # as it will be, so that a page can be laid out for it before it is shown
        place.resize(self._stack.size())
        if isinstance(page, Page):
            page.painted.connect(self._page_painted)
        if self._painted:
            _complete(page)
            self._put_panel_last()

    def open(self, page: QWidget) -> None:
        """The page of the state; what lies over it stays there."""
        place = self._place_of(page)
        if place is not None:
            self._ground = place
            if self._over is None:
                self._stack.setCurrentWidget(place)

    def lay_over(self, page: QWidget) -> None:
        """A page that a person has opened, until it is lifted. The state below goes on."""
        if self._over is None:
            self._focus_below = self.focusWidget()
        before, self._over = self._over, None
        self.add(page)
        self._over = self._place_of(page)
        if self._over is not None:
            self._stack.setCurrentWidget(self._over)
        self._drop(before)

    def lift(self, *, quiet: bool = False) -> None:
        """Back to the page of the state, to where one was in it; `quiet` moves no focus."""
        place, self._over = self._over, None
        if place is None:
            return
        if self._ground is not None:
            self._stack.setCurrentWidget(self._ground)
        self._drop(place)
        below, self._focus_below = self._focus_below, None
        if quiet:
            return
        if below is not None and _takes_focus(below):
            below.setFocus()
        elif isinstance(self.ground, Page):
            self.ground.start()

    def _drop(self, place: Scrolled | None) -> None:
        if place is not None:
            if isinstance(place.content, Page):
                place.content.forget()
            self._stack.removeWidget(place)
            place.deleteLater()

    def remove(self, page: QWidget) -> None:
        place = self._place_of(page)
        if place is not None:
            self._stack.removeWidget(place)
            place.deleteLater()

    def show_restoring(self) -> None:
        from desktop_login.ui.pages.restoring import RestoringPage

        page = RestoringPage(self.config.title or APP_NAME, self.sign_in.username.text())
        page.cancelled.connect(self._cancelled)
        self.add(page)
        self.open(page)

    def fill_in(self, email: str, password: str) -> None:
        """A demo user was clicked; who is signed in is signed out first."""
        panel = self.demo_panel
        if self.ground is not self.sign_in and panel is not None and panel.signed_in:
            self._to_fill_in = (email, password)
            self.sign_out.emit()
        if self.ground is not self.sign_in or self.sign_in.locked:
            return
        self._to_fill_in = None
        self.lift(quiet=True)
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
            if not signed_in:
                self.demo_panel.mark(self.sign_in.username.text().strip())

    def mark_demo_user(self, address: str) -> None:
        """Which one of the demo's panel is meant: who is signed in, or whose name is in the form."""
        if self.demo_panel is not None:
            self.demo_panel.mark(address)

    def _use_code(self, code: str) -> None:
        """A code of the demo's mailbox goes where one is asked for, as if it were pasted."""
        from desktop_login.ui.widgets.code_field import CodeField

        field = self.page.findChild(CodeField)
        if field is not None and field.isEnabled():
            field.input.setText(code)

    def work_unseen(self) -> None:
        """Go on as after a first paint, for a window that is not shown yet."""
        self._page_painted()

    def _page_painted(self) -> None:
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    def finish(self) -> None:
        """What the first paint did not wait for."""
        from desktop_login.ui.roles import install_roles

        install_roles()
        self.top_bar.finish()
        _complete(self)
        self._put_panel_last()
        if not self._has_shortcuts:
            self._add_shortcuts()

    def _put_panel_last(self) -> None:
        """Tab comes to the demo's panel after the page, which is often made later."""
        panel = self.demo_panel
        last: QWidget = self.top_bar.profile
        if panel is None:
            return
        stops, here = [], self.nextInFocusChain()
        while here is not None and here is not self:
            if here.property("focusPolicy"):
                if panel.isAncestorOf(here):
                    stops.append(here)
                else:
                    last = here
            here = here.nextInFocusChain()
        for stop in stops:
            QWidget.setTabOrder(last, stop)
            last = stop

    def notify(self, words: FormattedMessage) -> None:
        """Show a sentence above the open page until it is dismissed."""
        from desktop_login.ui.error_view import remark

        if self.notice is None:
            from desktop_login.ui.widgets.problem_bar import ProblemBar

            self.notice = ProblemBar()
            around = self._around_notice = QVBoxLayout()
            around.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 0)
            around.addWidget(self.notice)
            self._column.insertLayout(self._column.count() - 1, around)
        self.notice.show_view(remark(words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.top_bar.fit(self.width())
        self._fit_panel()

    def _fit_panel(self) -> None:
        panel = self.demo_panel
        if panel is None:
            return
        below = self.width() < _SIDE_BY_SIDE
        direction = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._middle.setDirection(direction)
        panel.stand_below(below, max(140, self.height() // 3) if below else UNLIMITED)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, in the bar, a toast or a sheet as on a page."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QAbstractButton

        focused = self.focusWidget()
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and isinstance(focused, QAbstractButton):
            focused.click()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._remember_geometry()
        self.closing.emit()
        super().closeEvent(event)

    def _remember_geometry(self) -> None:
        """The size of the forms and that of the dashboard are kept apart."""
        memory = self.config.memory
        if memory is None:
            return
        if not self._grown:
            memory.setValue("window/geometry", self.saveGeometry())
        elif not self.isMaximized():
            memory.setValue("window/dashboard_size", self.size())

    def grow(self) -> None:
        """The dashboard is on screen: as large as it was last, or large enough for two columns, once
        a run. Where nothing is remembered, as in the demo, the window keeps its size."""
        memory = self.config.memory
        if memory is None or self._grown or self.isMaximized() or self.isFullScreen():
            return
        self._remember_geometry()
        self._grown = True
        wanted = self._dashboard_size() or self.size().expandedTo(_DASHBOARD)
        self.resize(self._on_screen(wanted))
        self._stay_on_screen()

    def _stay_on_screen(self) -> None:
        """A window that has grown over an edge is moved, by as much as that."""
        room, frame = self.screen().availableGeometry(), self.frameGeometry()
        right, low = room.right() - frame.right(), room.bottom() - frame.bottom()
        if right < 0 or low < 0:
            left, top = self.x() + min(right, 0), self.y() + min(low, 0)
            self.move(max(left, room.left()), max(top, room.top()))

    def _make_room_for_demo(self) -> None:
        """The demo's panel stands beside the form, as in a window that begins with the demo; the pool
        that comes after it has the size of before."""
        if self.demo_panel is not None and self._before_demo is None:
            if self.isMaximized() or self.isFullScreen():
                return
            size, place = self.size(), self.pos()
            self.resize(self._on_screen(size.expandedTo(_ROOMY + _FOR_DEMO)))
            self._stay_on_screen()
            self._before_demo = size, place, self.pos()
        elif self.demo_panel is None and self._before_demo is not None:
            (size, place, moved_to), self._before_demo = self._before_demo, None
            if not self.isMaximized() and not self.isFullScreen():
                self.resize(size)
                if self.pos() == moved_to != place:
                    self.move(place)

    def _dashboard_size(self) -> QSize | None:
        memory = self.config.memory
        size = memory.value("window/dashboard_size") if memory is not None else None
        return size if isinstance(size, QSize) and size.isValid() else None

    def _on_screen(self, wanted: QSize) -> QSize:
        """At most what the screen has room for, with a title bar; never less than the smallest."""
        room = self.screen().availableSize() - _AROUND
        return wanted.boundedTo(room).expandedTo(self.minimumSize())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(self._stack, 1)
        column.addLayout(self._middle, 1)
        self._column = column

    def _add_surroundings(self) -> None:
        """The line below the bar that says whose service this is, and the demo's panel."""
        if self.config.demo is not None:
            from desktop_login.ui.widgets.demo_panel import DemoBanner, DemoPanel

            self._banner = DemoBanner()
            self.demo_panel = DemoPanel(self.config.demo)
            self.demo_panel.chosen.connect(self.fill_in)
            self.demo_panel.code_wanted.connect(self._use_code)
            self._middle.addWidget(self.demo_panel)
        elif self.config.foreign_host:
            self._banner = _foreign_banner(self.config.foreign_host)
        if self._banner is not None:
            self._column.insertWidget(1, self._banner)

    @contextmanager
    def without_demo(self) -> Iterator[None]:
        """As the window is with a pool of one's own: for pictures."""
        shown = [part for part in (self.demo_panel, self._banner) if part is not None]
        size = self.size()
        for part in shown:
            part.hide()
        self.resize(_ROOMY)
        try:
            yield
        finally:
            for part in shown:
                part.show()
            self.resize(size)

    def _recall(self) -> None:
        panel = _FOR_DEMO if self.demo_panel is not None else QSize(0, 0)
        self.resize(self._on_screen(_ROOMY + panel))
        memory = self.config.memory
        if memory is None:
            return
        geometry = memory.value("window/geometry")
        if geometry is not None:  # a first start spares the type
            from PySide6.QtCore import QByteArray

            if isinstance(geometry, QByteArray):  # the file may hold anything
                self.restoreGeometry(geometry)
        if self.config.restoring and (size := self._dashboard_size()) is not None:
            self._grown = True
            self.resize(self._on_screen(size))
        self._recall_address()

    def _recall_address(self) -> None:
        memory = self.config.memory
        if memory is not None:
            self.sign_in.username.set_text(str(memory.value("sign_in/address") or ""))

    def _places(self) -> list[Scrolled]:
        held = [self._stack.widget(index) for index in range(self._stack.count())]
        return [place for place in held if isinstance(place, Scrolled)]

    def _place_of(self, page: QWidget) -> Scrolled | None:
        return next((place for place in self._places() if place.content is page), None)

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
        page.connected.connect(lambda: self.connected.emit(page.profile))
        page.back.connect(self.lift)
        if self._ground is None:  # there is no pool yet
            self.add(page)
            self.open(page)
        else:
            self.lay_over(page)
        page.start()

    def _profile_chosen(self, name: str) -> None:
        if name != self.config.profile or self.config.demo is not None:
            self.profile_chosen.emit(name)

    def _wanted(self, what: str) -> None:
        """Something was chosen in the top bar."""
        if what in _LEAVES:
            self.lift(quiet=True)
        if what == bar_words.ACCOUNT:
            self.account_wanted.emit()
        elif what == bar_words.SIGN_OUT:
            self.sign_out.emit()
        elif what == bar_words.SIGN_OUT_EVERYWHERE:
            self._ask_sign_out_everywhere()
        elif what == bar_words.ADD:
            self._add_pool()
        elif what in (bar_words.EDIT, bar_words.CHECK):
            self._edit_pool(check=what == bar_words.CHECK)
        elif what in (bar_words.SETTINGS, bar_words.SHORTCUTS, bar_words.ABOUT):
            self._open_sheet(what)
        elif what == bar_words.TRY_DEMO:
            self.demo_wanted.emit()
        else:
            self.pool_wanted.emit(what)

    def open_settings(self) -> None:
        self._open_sheet(bar_words.SETTINGS)

    def _open_sheet(self, what: str) -> None:
        """A page of the program itself, or away from it, where it is open already."""
        sheet = self._sheet(what)
        if sheet is None:
            return
        if type(self.page) is type(sheet):
            sheet.deleteLater()
            self.lift()
            return
        sheet.back.connect(self.lift)
        self.lay_over(sheet)
        sheet.start()

    def _sheet(self, what: str) -> Sheet | None:
        tools = self.config.tools
        if what == bar_words.SHORTCUTS:
            from desktop_login.ui.pages.shortcuts import ShortcutsPage

            return ShortcutsPage()
        if tools is None:
            return None
        if what == bar_words.ABOUT:
            from desktop_login.ui.pages.about import AboutPage

            return AboutPage(tools.report, tools.log_folder)
        from desktop_login.ui.pages.settings_page import SettingsPage

        page = SettingsPage(
            tools.choices(),
            self.config.pools,
            has_tray=tools.has_tray(),
            starts_with_desktop=tools.starts_with_desktop(),
        )
        page.chosen.connect(self.choice_made)
        page.wanted.connect(self._wanted)
        page.profile_chosen.connect(self._profile_chosen)
        return page

    def _add_shortcuts(self) -> None:
        """Not before the first paint: the first key sequence costs as much as a page."""
        from PySide6.QtGui import QKeySequence, QShortcut

        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("F1", lambda: self._open_sheet(bar_words.SHORTCUTS)),
            ("Ctrl+?", lambda: self._open_sheet(bar_words.SHORTCUTS)),
            ("Ctrl+,", self.open_settings),
            ("Ctrl+W", self.close),
            ("Ctrl+Q", self.quit_wanted.emit),
        )
        for key, then in keys:
            QShortcut(QKeySequence(key), self).activated.connect(then)
        self._has_shortcuts = True

    def _ask_sign_out_everywhere(self) -> None:
        from desktop_login.messages.pages import (
            ASK_SIGN_OUT_EVERYWHERE,
            CANCEL,
            SIGN_OUT_EVERYWHERE,
        )
        from desktop_login.ui.widgets.dialogs import ask

        question = ASK_SIGN_OUT_EVERYWHERE
        if ask(self, question, yes=SIGN_OUT_EVERYWHERE, no=CANCEL, destroys=True):
            self.top_bar.set_leaving()
            self.sign_out_everywhere.emit()

    def _check_settings(self) -> None:
        """Something that the service said points at the settings."""
        self._edit_pool(check=True)

    def _edit_pool(self, *, check: bool) -> None:
        if self.config.connection is not None:
            self.show_connect(self.config.connection()._replace(check_at_once=check))

    def _add_pool(self) -> None:
        if self.config.new_connection is not None:
            self.show_connect(self.config.new_connection())


def _complete(root: QWidget) -> None:
    """Shortcuts and "Show password", for everything below `root`."""
    accelerate(root)
    for password in root.findChildren(PasswordField):
        password.add_toggle()


def _takes_focus(widget: QWidget) -> bool:
    from shiboken6 import isValid

    return isValid(widget) and widget.isVisible() and widget.isEnabled()


def _foreign_banner(host: str) -> QFrame:
    banner = QFrame()
    banner.setObjectName("banner")
    banner.setProperty("tone", "warning")
    words = tr(NOT_AMAZON, host=host)
    banner.setAccessibleName(words)
    shown = label(words, "label", wrap=True)
    row = QHBoxLayout(banner)
    row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
    row.addWidget(shown)
    return banner
