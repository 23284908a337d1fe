"""Pages of a host in the window: before the sign-in page, and between a sign-in and the word of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_login import Session
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.answers import Credentials
from desktop_login.domain.secret import Secret
from desktop_login.embedding.host_page import HostPage
from desktop_login.embedding.session import inside
from desktop_login.qt import Context, Page, SignInWindow
from desktop_login.ui.bar_words import SHORTCUTS
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.pages.account import AccountPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.shortcuts import ShortcutsPage
from desktop_login.ui.pages.sign_in import SignInPage
from tests.embedding.conftest import sign_in
from tests.embedding.test_sign_in_window import fill_in, heard, named, once_shown, press, window
from tests.patience import STEP_MS, STEP_S

pytestmark = pytest.mark.medium  # whole windows, half a second each

__all__ = ["window"]


class Notice(QObject):
    """A sentence, a field and a button that ends it."""

    finished = Signal()

    def __init__(self, key: str = "notice", after: str = "signed_in", title: str = "News") -> None:
        super().__init__()
        self.key, self.after, self.title = key, after, title
        self.contexts: list[Context] = []

    def widget(self, context: Context) -> QWidget | None:
        self.contexts.append(context)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.addWidget(QLabel(f"For {context.user.name or 'everybody'}"))
        field = QLineEdit()
        field.setAccessibleName(f"Remark on {self.key}")
        read = QPushButton("I have read it")
        read.setAccessibleName(f"End {self.key}")
        read.setDefault(True)
        read.clicked.connect(self.finished)
        column.addWidget(field)
        column.addWidget(read)
        return whole


class Poster(Notice):
    """Nothing on it takes the focus."""

    def widget(self, context: Context) -> QWidget | None:
        return QLabel(f"For {context.user.name}")


class Silent(Notice):
    def widget(self, context: Context) -> QWidget | None:
        self.contexts.append(context)
        return None


class Wrong(Notice):
    def widget(self, context: Context) -> QWidget | None:
        raise ValueError(context.user.email)


def adds(window: SignInWindow, page: Page) -> None:
    window.add_page(lambda: page)


def on_screen(window: SignInWindow, kind: type[QWidget], text: str = "") -> bool:
    shown = window.widget
    if shown is None:
        return False
    found = [one for one in shown.findChildren(kind) if one.isVisible()]
    return any(text in (one.accessibleName(), getattr(one, "text", str)(), "") for one in found)


def waits(qtbot: QtBot, window: SignInWindow, kind: type[QWidget], text: str = "") -> QWidget:
    """Until it is there; returns the window."""
    qtbot.waitUntil(lambda: on_screen(window, kind, text), timeout=STEP_MS)
    shown = window.widget
    assert shown is not None
    return shown


def shows_and_signs_in(window: SignInWindow, qtbot: QtBot) -> None:
    window.show()
    waits(qtbot, window, SignInPage)
    fill_in(window)


def is_idle(window: SignInWindow) -> bool:
    """The sign-in ends a moment after the page that it leads to is on screen; the window does one
    thing at a time, and leaves out what is asked of it before that."""
    assert window._guest is not None
    shown = window._guest._app_window
    assert shown is not None
    assert shown.controller is not None
    task = shown.controller._conversation._task
    return task is None or task.done()


def test_page_after_the_sign_in_comes_before_the_program_hears_of_it(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    page, seen = Notice(), heard(window)
    adds(window, page)
    shows_and_signs_in(window, qtbot)
    shown = waits(qtbot, window, QLabel, "For Alex Demo")
    assert on_screen(window, QLabel, "News")
    assert session.user is not None
    assert seen == []
    assert not on_screen(window, Dashboard)
    (context,) = page.contexts
    assert context.user == session.user
    press(qtbot, shown, "End notice")
    waits(qtbot, window, Dashboard)
    assert seen == [session.user]
    page.finished.emit()  # once more, and nothing comes of it
    assert seen == [session.user]
    assert not on_screen(window, QLabel, "News")


def test_pages_come_in_the_order_in_which_they_were_added(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    seen = heard(window)
    for key in ("one", "two"):
        adds(window, Notice(key))
    window.dashboard = lambda context: QLabel(f"Orders of {context.user.name}")
    shows_and_signs_in(window, qtbot)
    for key in ("one", "two"):
        shown = waits(qtbot, window, QPushButton, f"End {key}")
        assert seen == []
        press(qtbot, shown, f"End {key}")
    waits(qtbot, window, QLabel, "Orders of Alex Demo")
    assert seen == [session.user]


@pytest.mark.parametrize("page", [Silent(), Wrong()], ids=["nothing", "failure"])
def test_page_without_a_widget_is_left_out(
    window: SignInWindow, qtbot: QtBot, caplog: pytest.LogCaptureFixture, page: Notice
) -> None:
    seen = heard(window)
    adds(window, page)
    shows_and_signs_in(window, qtbot)
    waits(qtbot, window, Dashboard)
    assert len(seen) == 1
    failed = "unhandled ValueError in a page of a host" in caplog.text
    assert failed is isinstance(page, Wrong)
    assert "confirmed@example.com" not in caplog.text
    caplog.clear()


def test_escape_on_a_page_after_the_sign_in_signs_out(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    seen = heard(window)
    adds(window, Notice())
    shows_and_signs_in(window, qtbot)
    shown = waits(qtbot, window, QPushButton, "End notice")
    qtbot.waitUntil(lambda: shown.focusWidget() is named(shown, "Remark on notice", QLineEdit))
    QTest.keyClick(shown.focusWidget(), Qt.Key.Key_Escape)
    waits(qtbot, window, SignInPage)
    qtbot.waitUntil(lambda: session.user is None, timeout=STEP_MS)
    assert seen == []  # nobody was said to be signed in, so nobody is said to be gone
    fill_in(window)
    waits(qtbot, window, QPushButton, "End notice")  # and once more


def test_page_with_nothing_to_press_gives_the_focus_to_the_way_back(
    window: SignInWindow, qtbot: QtBot
) -> None:
    adds(window, Poster(title="<b>News\u202e</b>"))
    shows_and_signs_in(window, qtbot)
    shown = waits(qtbot, window, QLabel, "<b>News\\u202e</b>")
    back = named(shown, "Back to sign in", QPushButton)
    qtbot.waitUntil(lambda: shown.focusWidget() is back)
    QTest.keyClick(back, Qt.Key.Key_Return)
    waits(qtbot, window, SignInPage)


def test_page_of_the_menu_does_not_drop_the_page_below_it(
    window: SignInWindow, qtbot: QtBot
) -> None:
    seen = heard(window)
    adds(window, Notice())
    shows_and_signs_in(window, qtbot)
    shown = waits(qtbot, window, QPushButton, "End notice")
    assert isinstance(shown, MainWindow)
    shown.top_bar.wanted.emit(SHORTCUTS)
    waits(qtbot, window, ShortcutsPage)
    assert not on_screen(window, QPushButton, "End notice")
    shown.lift()
    assert on_screen(window, QPushButton, "End notice")
    qtbot.waitUntil(lambda: shown.focusWidget() is named(shown, "Remark on notice", QLineEdit))
    assert seen == []


def test_page_that_ends_below_the_account_leads_to_the_dashboard_from_there(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    seen, page = heard(window), Notice()
    adds(window, page)
    shows_and_signs_in(window, qtbot)
    shown = waits(qtbot, window, QPushButton, "End notice")
    assert isinstance(shown, MainWindow)
    qtbot.waitUntil(lambda: is_idle(window), timeout=STEP_MS)
    shown.account_wanted.emit()
    waits(qtbot, window, AccountPage)
    shown.back.emit()
    waits(qtbot, window, QPushButton, "End notice")
    assert seen == []
    qtbot.waitUntil(lambda: is_idle(window), timeout=STEP_MS)
    shown.account_wanted.emit()
    waits(qtbot, window, AccountPage)
    page.finished.emit()
    assert seen == [session.user]
    assert on_screen(window, AccountPage)
    shown.back.emit()
    waits(qtbot, window, Dashboard)


def test_enter_in_a_field_presses_the_default_button(window: SignInWindow, qtbot: QtBot) -> None:
    seen = heard(window)
    adds(window, Notice())
    shows_and_signs_in(window, qtbot)
    shown = waits(qtbot, window, QPushButton, "End notice")
    QTest.keyClick(named(shown, "Remark on notice", QLineEdit), Qt.Key.Key_Return)
    waits(qtbot, window, Dashboard)
    assert len(seen) == 1


def test_tab_goes_through_the_page_in_reading_order(window: SignInWindow, qtbot: QtBot) -> None:
    adds(window, Notice())
    shows_and_signs_in(window, qtbot)
    shown = waits(qtbot, window, QPushButton, "End notice")
    first = named(shown, "Remark on notice", QLineEdit)
    qtbot.waitUntil(lambda: shown.focusWidget() is first)
    passed = []
    for _ in range(3):
        passed.append(shown.focusWidget().accessibleName())
        QTest.keyClick(shown.focusWidget(), Qt.Key.Key_Tab)
    assert passed == ["Remark on notice", "End notice", "Back to sign in"]


def test_page_before_the_sign_in_stands_in_its_place_until_it_ends(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    page = Notice(after="before_sign_in")
    adds(window, page)
    window.show()
    shown = waits(qtbot, window, QLabel, "For everybody")
    assert not on_screen(window, SignInPage)
    qtbot.waitUntil(lambda: shown.focusWidget() is named(shown, "Remark on notice", QLineEdit))
    QTest.keyClick(shown.focusWidget(), Qt.Key.Key_Escape)
    assert on_screen(window, QLabel, "For everybody")
    press(qtbot, shown, "End notice")
    waits(qtbot, window, SignInPage)
    qtbot.waitUntil(lambda: shown.focusWidget() is named(shown, "Email", QLineEdit))
    page.finished.emit()  # once more, and nothing comes of it
    assert on_screen(window, SignInPage)
    assert page.contexts[0].user.subject == ""
    fill_in(window)
    waits(qtbot, window, Dashboard)
    press(qtbot, shown, "Sign out")
    waits(qtbot, window, QLabel, "For everybody")  # before each sign-in
    sign_in(session)  # somewhere else in the program
    waits(qtbot, window, Dashboard)
    assert not on_screen(window, QLabel, "For everybody")


def test_sign_in_that_fails_elsewhere_leaves_the_page_before_it_open(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    adds(window, Notice(after="before_sign_in"))
    window.show()
    shown = waits(qtbot, window, QPushButton, "End notice")
    assert isinstance(shown, MainWindow)
    credentials = Credentials("confirmed@example.com", Secret("not the password"), True)
    qtbot.waitUntil(lambda: shown.findChildren(Dashboard) != [], timeout=STEP_MS)  # it listens
    engine = inside(session).engine
    engine.submit(lambda made: made.coordinator.sign_in(credentials)).result(STEP_S)
    qtbot.waitUntil(lambda: shown.sign_in.bar.text != "", timeout=STEP_MS)
    assert isinstance(shown.ground, HostPage)
    assert not shown.ground.locked
    press(qtbot, shown, "End notice")
    waits(qtbot, window, SignInPage)
    fill_in(window)
    waits(qtbot, window, Dashboard)


def test_sign_in_that_is_closed_at_a_page_leaves_nobody_signed_in(
    window: SignInWindow, session: Session, demo: DemoCognito, qtbot: QtBot
) -> None:
    adds(window, Notice())
    seen = heard(window)
    shows_and_signs_in(window, qtbot)
    waits(qtbot, window, QPushButton, "End notice").close()
    qtbot.waitUntil(lambda: seen != [], timeout=STEP_MS)
    assert seen == ["cancelled"]
    assert session.user is None  # before the program hears of it
    assert [grant.revoked for grant in demo.grants] == [True]
    shows_and_signs_in(window, qtbot)
    press(qtbot, waits(qtbot, window, QPushButton, "End notice"), "End notice")
    qtbot.waitUntil(lambda: seen == ["cancelled", session.user], timeout=STEP_MS)
    window.close()
    QApplication.processEvents()
    assert session.user is not None  # the program was told: it is signed in for good


def test_sign_in_that_a_program_closes_at_a_page_ends_exec_with_nobody(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    adds(window, Notice())

    def give_up(shown: QWidget) -> None:
        fill_in(window)
        waits(qtbot, window, QPushButton, "End notice").close()

    once_shown(window, give_up)
    assert window.exec() is None
    assert session.user is None


def test_window_of_a_closed_session_is_cancelled_at_a_page(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    adds(window, Notice())
    seen = heard(window)
    shows_and_signs_in(window, qtbot)
    waits(qtbot, window, QPushButton, "End notice")
    session.close()
    window.close()
    assert seen == ["cancelled"]


def test_session_that_was_there_before_outlives_a_window_closed_at_a_page(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    sign_in(session)
    adds(window, Notice())
    seen = heard(window)
    window.show()
    waits(qtbot, window, QPushButton, "End notice").close()
    qtbot.waitUntil(lambda: seen == ["cancelled"], timeout=STEP_MS)
    assert session.user is not None
    once_shown(window, _ends(qtbot, window))
    assert window.exec() == session.user  # the page was shown again
    assert seen == ["cancelled", session.user]
    assert window.exec() == session.user  # and now no window comes up


def _ends(qtbot: QtBot, window: SignInWindow) -> Callable[[QWidget], object]:
    def end(shown: QWidget) -> None:
        waits(qtbot, window, QPushButton, "End notice")
        press(qtbot, shown, "End notice")

    return end


def test_page_of_a_window_that_is_not_shown_holds_the_word_back(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    adds(window, Notice())
    seen = heard(window)
    window.show()
    waits(qtbot, window, SignInPage)
    window.close()
    seen.clear()
    sign_in(session)
    QApplication.processEvents()
    assert seen == []
    window.show()
    press(qtbot, waits(qtbot, window, QPushButton, "End notice"), "End notice")
    qtbot.waitUntil(lambda: seen == [session.user], timeout=STEP_MS)


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (Notice(""), "a page needs a key"),
        (Notice("first"), 'has a page with the key "first" already'),
        (Notice(title=" "), 'the page "notice" has no title'),
        (Notice(after="sign_out"), 'has after = "sign_out"; there are "signed_in" and'),
    ],
    ids=["key", "twice", "title", "after"],
)
def test_page_that_the_window_cannot_have_is_refused(
    window: SignInWindow, page: Notice, sentence: str
) -> None:
    adds(window, Notice("first"))
    with pytest.raises(ValueError, match=sentence):
        adds(window, page)
