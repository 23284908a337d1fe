"""`SignInWindow` in a program of somebody else: what a person does in it, and what the program gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop_login import Session, User
from desktop_login.embedding.session import inside
from desktop_login.qt import SignInWindow
from desktop_login.ui.live_session import LiveSession
from tests.embedding.conftest import Open, sign_in
from tests.fakes.world import PASSWORD
from tests.patience import STEP_MS, STEP_S


def named(window: QWidget, name: str, kind: type[Any]) -> Any:
    shown = [one for one in window.findChildren(kind) if one.isVisible()]
    found = [one for one in shown if one.accessibleName() == name]
    assert found, name
    return found[0]


def press(bot: QtBot, shown: QWidget, name: str) -> None:
    """As soon as it is there."""

    def is_there() -> bool:
        buttons = shown.findChildren(QAbstractButton)
        return any(one.accessibleName() == name and one.isVisible() for one in buttons)

    bot.waitUntil(is_there, timeout=STEP_MS)
    named(shown, name, QAbstractButton).click()


def fill_in(window: SignInWindow, story: str = "confirmed", button: str = "Sign in") -> None:
    shown = window.widget
    assert shown is not None
    for name, text in (("Email", f"{story}@example.com"), ("Password", PASSWORD)):
        field = named(shown, name, QLineEdit)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
    named(shown, button, QAbstractButton).click()


def once_shown(window: SignInWindow, then: Callable[[QWidget], object]) -> QTimer:
    """A person does something as soon as the window is on screen."""
    timer = QTimer(window)

    def look() -> None:
        shown = window.widget
        if shown is not None and shown.isVisible():
            timer.stop()
            then(shown)

    timer.timeout.connect(look)
    timer.start(20)
    return timer


@pytest.fixture
def window(session: Session, qtbot: QtBot) -> Iterator[SignInWindow]:
    window = SignInWindow(session)
    yield window
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def heard(window: SignInWindow) -> list[object]:
    seen: list[object] = []
    window.signed_in.connect(seen.append)
    window.signed_out.connect(lambda: seen.append("signed out"))
    window.cancelled.connect(lambda: seen.append("cancelled"))
    return seen


def test_person_signs_in_and_the_program_hears_of_it(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    seen = heard(window)
    window.show()
    qtbot.waitUntil(lambda: window.widget is not None and window.widget.isVisible())
    fill_in(window)
    qtbot.waitUntil(lambda: seen != [], timeout=STEP_MS)
    assert seen == [session.user]
    assert isinstance(seen[0], User)
    assert session.token()
    window.close()
    assert window.widget is None
    assert session.user is not None
    assert seen == [session.user]


def test_exec_returns_who_has_signed_in(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    once_shown(window, lambda _: fill_in(window))
    user = window.exec()
    assert user is not None
    assert user.email == "confirmed@example.com"
    assert window.widget is None
    again = SignInWindow(session)
    assert again.exec() == user  # and nothing was shown
    again.deleteLater()


def test_exec_after_a_sign_out_that_the_window_has_not_heard_of_asks_again(
    window: SignInWindow, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(session)
    seen = heard(window)
    assert window.exec() is not None
    session.sign_out()
    engine = inside(session).engine
    submit = engine.submit

    def at_once(*given: Any, **more: Any) -> Any:
        """The session answers before the window looks whether it has to wait."""
        asked = submit(*given, **more)
        asked.exception(STEP_S)
        return asked

    monkeypatch.setattr(engine, "submit", at_once)
    once_shown(window, lambda shown: shown.close())
    assert window.exec() is None
    assert seen[1:] == ["signed out", "cancelled"]


def test_window_of_a_closed_session_is_refused_and_nothing_is_shown(
    window: SignInWindow, session: Session
) -> None:
    session.close()
    for show in (window.show, window.exec):
        with pytest.raises(RuntimeError, match="closed"):
            show()
    assert window.widget is None


def test_window_that_is_closed_returns_nobody(window: SignInWindow, qtbot: QtBot) -> None:
    seen = heard(window)
    once_shown(window, lambda shown: shown.close())
    assert window.exec() is None
    assert seen == ["cancelled"]


def test_window_whose_host_is_deleted_goes_with_it_and_nothing_ticks_on(
    session: Session, qapp: QApplication, qtbot: QtBot
) -> None:
    sign_in(session)
    before = set(qapp.findChildren(LiveSession))  # that another test has left

    def living() -> set[LiveSession]:
        return set(qapp.findChildren(LiveSession)) - before

    host = QWidget()
    window = SignInWindow(session, parent=host)
    window.show()
    qtbot.waitUntil(lambda: living() != set(), timeout=STEP_MS)
    live = living()
    shown = window.widget
    assert shown is not None
    host.deleteLater()
    qtbot.waitUntil(lambda: not isValid(shown), timeout=STEP_MS)
    for one in live:
        if isValid(one):
            one.tick()  # as its timer would: pytest-qt fails the test at an exception in a slot
    qtbot.waitUntil(lambda: living() == set(), timeout=STEP_MS)
    assert session.token()


def test_sign_out_is_heard_whoever_signs_out(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    sign_in(session)
    seen = heard(window)
    window.show()
    qtbot.waitUntil(lambda: seen == [session.user], timeout=STEP_MS)
    shown = window.widget
    assert shown is not None
    press(qtbot, shown, "Sign out")
    qtbot.waitUntil(lambda: seen[1:] == ["signed out"], timeout=STEP_MS)
    qtbot.waitUntil(lambda: session.user is None, timeout=STEP_MS)


def test_session_that_is_closed_during_the_warm_up_is_no_mistake(
    opened: Open, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    session = opened()
    window = SignInWindow(session)
    window.show()
    shown = window.widget
    assert shown is not None
    qtbot.waitExposed(shown)
    window.close()
    session.close()
    qtbot.wait(100)
    assert "unhandled" not in caplog.text
    window.deleteLater()
