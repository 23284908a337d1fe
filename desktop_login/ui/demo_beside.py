"""What the window has beside its pages in the demo: the banner, the panel with users and mailbox, and what a click there does.

Loaded in the demo only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop_login.ui.qt_constants import UNLIMITED
from desktop_login.ui.widgets.code_field import CodeField
from desktop_login.ui.widgets.demo_mail import Asked
from desktop_login.ui.widgets.demo_panel import DemoBanner, DemoPanel, DemoUsers
from desktop_login.ui.window_geometry import ROOMY

if TYPE_CHECKING:
    from desktop_login.domain.secret import Secret
    from desktop_login.ui.page_frame import PageFrame

_SIDE_BY_SIDE = 760


class DemoBeside:
    """Args:
    window: Whose sign-in page a click fills in.
    users: Who is in the demo.
    """

    def __init__(self, window: PageFrame, users: DemoUsers) -> None:
        self._window = window
        self._to_fill_in: tuple[str, str] | None = None
        self._ground: QWidget | None = None
        self.banner = DemoBanner()
        self.panel = DemoPanel(users)
        self.panel.chosen.connect(self.fill_in)
        self.panel.code_wanted.connect(self._use_code)

    def page_opened(self) -> None:
        """The page of another state, perhaps: the panel marks the code that it asks for."""
        ground = self._window.ground
        if ground is self._ground:
            return
        self._ground = ground
        field = ground.findChild(CodeField)
        if field is None:
            self.panel.mail.ask(None)
            return
        from desktop_login.ui.widgets.question_page import QuestionPage  # not for the first paint

        if field.authenticator:
            self.panel.mail.ask(Asked.AUTHENTICATOR, _secret_on(ground))
        else:
            self.panel.mail.ask(Asked.SENT)
        if isinstance(ground, QuestionPage):
            ground.submitted.connect(self._answered)

    def _answered(self, answer: object) -> None:
        from desktop_login.domain.answers import Code, Reset

        if isinstance(answer, Code | Reset):
            self.panel.mail.answered(answer.code.reveal())

    def fit(self, middle: QBoxLayout) -> None:
        """Beside the page, or below it where the window is narrow."""
        window = self.panel.window()
        below = window.width() < _SIDE_BY_SIDE
        direction = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        middle.setDirection(direction)
        self.panel.stand_below(below, max(140, window.height() // 3) if below else UNLIMITED)

    def put_last(self, last: QWidget) -> None:
        """Tab comes to the panel after the page, which is often made later; `last` is what it comes
        to without a page."""
        window = self.panel.window()
        stops, here = [], window.nextInFocusChain()
        while here is not None and here is not window:
            if here.property("focusPolicy"):
                if self.panel.isAncestorOf(here):
                    stops.append(here)
                else:
                    last = here
            here = here.nextInFocusChain()
        for stop in stops:
            QWidget.setTabOrder(last, stop)
            last = stop

    def fill_in(self, email: str, password: str) -> None:
        """A demo user was clicked; who is signed in is signed out first."""
        window = self._window
        page = window.sign_in
        if window.ground is not page and self.panel.signed_in:
            self._to_fill_in = (email, password)
            window.sign_out.emit()
        if window.ground is not page or page.locked:
            return
        self._to_fill_in = None
        window.lift(quiet=True)
        page.forget()
        page.username.set_text(email)
        page.password.set_text(password)
        page.primary.setFocus()

    def show_signed_in(self, signed_in: bool) -> None:
        """For the panel, and for the user that was clicked meanwhile."""
        self.panel.show_signed_in(signed_in)
        if not signed_in:
            if self._to_fill_in is not None:
                self.fill_in(*self._to_fill_in)
            self.panel.mark(self._window.sign_in.username.text().strip())

    def _use_code(self, code: str) -> None:
        """A code of the demo's mailbox goes where one is asked for, as if it were pasted."""
        field = self._window.page.findChild(CodeField)
        if field is not None and field.isEnabled():
            field.input.setText(code)

    @contextmanager
    def left_out(self) -> Iterator[None]:
        """As the window is with a pool of one's own: for pictures."""
        window = self.panel.window()
        size = window.size()
        for part in (self.panel, self.banner):
            part.hide()
        window.resize(ROOMY)
        try:
            yield
        finally:
            for part in (self.panel, self.banner):
                part.show()
            window.resize(size)


def _secret_on(page: QWidget) -> Secret | None:
    """What an authenticator takes over there; None on a page that asks one that is in use."""
    from desktop_login.ui.pages.set_up_authenticator import SetUpAuthenticatorPage

    return page.secret if isinstance(page, SetUpAuthenticatorPage) else None
