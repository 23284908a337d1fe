"""The one window: shows the page that fits a state, and passes on what pages ask. Decides no next state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import assert_never

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QStackedWidget
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_login.domain.answers import Credentials
from desktop_login.domain.challenges import Challenge, CodeRequired, NewPasswordRequired
from desktop_login.domain.errors import Fault, Problem
from desktop_login.domain.states import (
    Challenged,
    News,
    SignedIn,
    SignedOut,
    State,
    Step,
    Working,
)
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.new_password import NewPasswordPage
from desktop_login.ui.pages.page import Page
from desktop_login.ui.pages.restoring import RestoringPage
from desktop_login.ui.pages.sign_in import SignInLook, SignInPage
from desktop_login.ui.theme import GRID
from desktop_login.ui.translation import local_time, tr
from desktop_login.ui.widgets.basics import label
from desktop_login.ui.widgets.demo_panel import WIDTH, DemoBanner, DemoCast, DemoPanel
from desktop_login.wording import (
    APP_NAME,
    BUSY_WORDS,
    DEVELOPER_ENDPOINT,
    of_fault,
    of_news,
)

_SIDE_BY_SIDE = 760
_SMALLEST = QSize(360, 480)
_ROOMY = QSize(560, 680)

ChallengePage = CodePage | NewPasswordPage


@dataclass(frozen=True)
class WindowPlan:
    """Everything that the window must know before it paints.

    `restoring` tells that a stored session is about to be read. `endpoint` is shown for as
    long as the window is open. `settings_file` names where a pool would be configured, if
    none is. `memory` keeps window geometry and last address, or nothing in a demo.
    """

    title: str = ""
    look: SignInLook = SignInLook()
    configured: bool = True
    settings_file: str = ""
    restoring: bool = False
    endpoint: str = ""
    demo: DemoCast | None = None
    memory: QSettings | None = field(default=None, repr=False)
    now: Callable[[], float] = lambda: 0.0


class MainWindow(QWidget):
    submitted = Signal(object)
    answered = Signal(object)
    resend = Signal()
    back = Signal()
    cancelled = Signal()
    refresh = Signal()
    save_again = Signal()
    sign_out = Signal()
    sign_out_everywhere = Signal()
    demo_wanted = Signal()
    first_painted = Signal()
    closed = Signal()

    def __init__(self, plan: WindowPlan) -> None:
        super().__init__()
        self.setObjectName("window")
        self._plan = plan
        self._painted = False
        self._challenge: Challenge | None = None
        self._challenge_page: ChallengePage | None = None
        self._dashboard: Dashboard | None = None
        self._restoring: RestoringPage | None = None
        self.clipboard: SecretClipboard | None = None
        self.demo_panel: DemoPanel | None = None
        self.setWindowTitle(plan.title or tr(APP_NAME))
        self.setMinimumSize(_SMALLEST)
        self._stack = QStackedWidget()
        self.sign_in = SignInPage(plan.look)
        self._build()
        self.sign_in.submitted.connect(self._sign_in_submitted)
        self.sign_in.cancelled.connect(self.cancelled)
        self._add(self.sign_in)
        self._recall()
        if not plan.configured:
            self._show_connect()
        elif plan.restoring:
            self.show_state(Working(Step.RESTORING))

    @property
    def page(self) -> QWidget:
        """The page on screen."""
        current = self._stack.currentWidget()
        inner = current.widget() if isinstance(current, QScrollArea) else current
        return inner or self.sign_in

    def show_state(self, state: State) -> None:
        match state:
            case SignedOut():
                self._show_signed_out(state)
            case Working(step=step):
                self._show_working(step)
            case Challenged():
                self._show_challenge(state)
            case SignedIn():
                self._show_signed_in(state)
            case _:
                assert_never(state)

    def show_problem(self, fault: Fault) -> None:
        """An error inside the program: said on the page that is open, and nothing else changes."""
        page = self.page
        if isinstance(page, Page):
            page.unlock()
        if isinstance(page, Page | Dashboard):
            page.bar.show_fault(fault, of_fault(fault))

    def fill_in(self, email: str, password: str) -> None:
        """A demo user was clicked."""
        if self.page is not self.sign_in or self.sign_in.locked:
            return
        self.sign_in.forget()
        self.sign_in.username.set_text(email)
        self.sign_in.password.set_text(password)
        self.sign_in.primary.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.demo_panel is None:
            return
        below = self.width() < _SIDE_BY_SIDE
        direction = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._middle.setDirection(direction)
        unlimited = 16777215
        self.demo_panel.setMaximumSize(
            QSize(unlimited, max(140, self.height() // 3)) if below else QSize(WIDTH, unlimited)
        )
        self.demo_panel.setMinimumWidth(0 if below else WIDTH)
        if bool(self.demo_panel.property("below")) != below:
            self.demo_panel.setProperty("below", below)
            self.demo_panel.style().polish(self.demo_panel)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._plan.memory is not None:
            self._plan.memory.setValue("window/geometry", self.saveGeometry())
        if self.clipboard is not None:
            self.clipboard.clear_if_ours()
        super().closeEvent(event)
        self.closed.emit()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._plan.demo is not None:
            column.addWidget(DemoBanner())
        elif self._plan.endpoint:
            column.addWidget(_endpoint_banner(self._plan.endpoint))
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(self._stack, 1)
        column.addLayout(self._middle, 1)
        if self._plan.demo is not None:
            self.demo_panel = DemoPanel(self._plan.demo)
            self.demo_panel.chosen.connect(self.fill_in)
            self._middle.addWidget(self.demo_panel)

    def _recall(self) -> None:
        size = QSize(_ROOMY)
        if self._plan.demo is not None:
            size += QSize(WIDTH + 120, 80)
        self.resize(size)
        memory = self._plan.memory
        if memory is None:
            return
        geometry = memory.value("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.sign_in.username.set_text(str(memory.value("sign_in/address") or ""))

    def _remember(self, address: str) -> None:
        if self._plan.memory is not None:
            self._plan.memory.setValue("sign_in/address", address)

    def _add(self, page: QWidget) -> QScrollArea:
        """Pages scroll; the window never clips them."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        self._stack.addWidget(area)
        return area

    def _open(self, page: QWidget) -> None:
        for index in range(self._stack.count()):
            area = self._stack.widget(index)
            if isinstance(area, QScrollArea) and area.widget() is page:
                self._stack.setCurrentIndex(index)
                return

    def _sign_in_submitted(self, credentials: Credentials) -> None:
        self._remember(credentials.username if credentials.remember else "")
        self.submitted.emit(credentials)

    def _show_connect(self) -> None:
        page = ConnectPoolPage(self._plan.settings_file)
        page.demo_wanted.connect(self.demo_wanted)
        self._add(page)
        self._open(page)

    def _show_signed_out(self, state: SignedOut) -> None:
        came_from = self.page
        self._close_challenge()
        if self._dashboard is not None:
            self._dashboard.forget()
        if came_from is not self.sign_in:
            self.sign_in.forget()
        self._open(self.sign_in)
        self.sign_in.unlock()
        if came_from is not self.sign_in:
            self.sign_in.start()
        if state.fault is not None:
            words = of_fault(state.fault, username_label=self._plan.look.username_label)
            if state.fault.problem in (Problem.CANCELLED, Problem.KEYCHAIN):
                self.sign_in.bar.show_news(words, good=False)
            else:
                self.sign_in.show_fault(state.fault, words)
        elif state.news is not None:
            date = local_time(state.until) if state.until is not None else ""
            good = state.news is not News.WAITING_FOR_KEYCHAIN
            self.sign_in.bar.show_news(of_news(state.news, date=date), good=good)
        elif came_from is not self.sign_in:
            self.sign_in.bar.clear()

    def _show_working(self, step: Step) -> None:
        page = self.page
        if step is Step.RESTORING:
            if self._restoring is None:
                self._restoring = RestoringPage(self._plan.title or APP_NAME)
                self._restoring.cancelled.connect(self.cancelled)
                self._add(self._restoring)
            self._open(self._restoring)
        elif isinstance(page, Page) and not page.locked:
            page.lock(BUSY_WORDS[step])

    def _show_challenge(self, state: Challenged) -> None:
        page = self._challenge_page
        fresh = page is None or type(state.challenge) is not type(self._challenge)
        if page is None or fresh:
            self._close_challenge()
            page = self._make_challenge_page(state.challenge)
            self._challenge_page = page
            self._add(page)
        elif state.challenge is not self._challenge and isinstance(page, CodePage):
            if isinstance(state.challenge, CodeRequired):
                page.renew(state.challenge)
        self._challenge = state.challenge
        self._open(page)
        page.unlock()
        if fresh:
            page.start()
        if state.fault is not None:
            page.show_fault(state.fault, of_fault(state.fault))
        elif state.news is not None:
            dest = getattr(state.challenge, "destination", "")
            page.bar.show_news(of_news(state.news, dest=dest))
            page.start()

    def _make_challenge_page(self, challenge: Challenge) -> ChallengePage:
        page = PAGES[type(challenge)](challenge, self._plan.look)
        page.submitted.connect(self.answered)
        page.back.connect(self.back)
        page.cancelled.connect(self.cancelled)
        if isinstance(page, CodePage):
            page.resend.connect(self.resend)
        return page

    def _close_challenge(self) -> None:
        page, self._challenge_page, self._challenge = self._challenge_page, None, None
        if page is None:
            return
        page.forget()
        for index in range(self._stack.count()):
            area = self._stack.widget(index)
            if isinstance(area, QScrollArea) and area.widget() is page:
                self._stack.removeWidget(area)
                area.deleteLater()
                return

    def _show_signed_in(self, state: SignedIn) -> None:
        if self._dashboard is None:
            self.clipboard = SecretClipboard()
            self._dashboard = Dashboard(self.clipboard, self._plan.now)
            self._dashboard.refresh.connect(self.refresh)
            self._dashboard.save_again.connect(self.save_again)
            self._dashboard.sign_out.connect(self.sign_out)
            self._dashboard.sign_out_everywhere.connect(self.sign_out_everywhere)
            self._add(self._dashboard)
        arriving = self.page is not self._dashboard
        self._dashboard.show_state(state)
        if arriving:
            self._open(self._dashboard)
            self._close_challenge()
            self.sign_in.unlock()
            self.sign_in.forget()
            self._dashboard.start()


def _code_page(challenge: Challenge, look: SignInLook) -> ChallengePage:
    assert isinstance(challenge, CodeRequired)  # noqa: S101 - the registry's key says so
    del look
    return CodePage(challenge)


def _new_password_page(challenge: Challenge, look: SignInLook) -> ChallengePage:
    assert isinstance(challenge, NewPasswordRequired)  # noqa: S101 - the registry's key says so
    return NewPasswordPage(challenge, look.policy)


# Adding a challenge is one row here; a test names the missing one.
PAGES: dict[type[Challenge], Callable[[Challenge, SignInLook], ChallengePage]] = {
    CodeRequired: _code_page,
    NewPasswordRequired: _new_password_page,
}


def _endpoint_banner(url: str) -> QFrame:
    banner = QFrame()
    banner.setObjectName("banner")
    row = QHBoxLayout(banner)
    row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
    row.addWidget(label(tr(DEVELOPER_ENDPOINT, url=url), "label", wrap=True))
    return banner
