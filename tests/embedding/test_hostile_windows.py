"""A host that deletes, closes and calls at the wrong moment or from the wrong thread: nothing hangs, nothing is left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop_login import Session
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.browser import BrowserSignIn
from desktop_login.domain.secret import Secret
from desktop_login.embedding.session import inside
from desktop_login.qt import SignInWindow
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from tests.embedding.conftest import Open, settings_for, sign_in
from tests.embedding.test_hostile_host import Waited
from tests.embedding.test_pages_of_host import Notice, adds, waits
from tests.embedding.test_sign_in_window import fill_in, heard, once_shown, press, window
from tests.fakes.clocks import HandClock
from tests.patience import STEP_MS, STEP_S

__all__ = ["window"]


class Shows(QObject):
    """Notes every window that comes up."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(watched.objectName())
        return False


@pytest.fixture
def shows(qapp: QApplication) -> Any:
    filter_ = Shows()
    qapp.installEventFilter(filter_)
    yield filter_
    qapp.removeEventFilter(filter_)


def on_screen(qapp: QApplication) -> list[str]:
    return [one.objectName() for one in qapp.topLevelWidgets() if one.isVisible()]


def test_exec_of_a_stored_session_shows_no_window(
    session: Session, window: SignInWindow, qtbot: QtBot, shows: Shows
) -> None:
    sign_in(session)
    assert window.exec() == session.user
    assert shows.seen == []
    assert window.widget is None
    session.sign_out()
    once_shown(window, lambda shown: shown.close())
    assert window.exec() is None
    assert shows.seen == ["desktopLogin"]  # so that the test above can fail


def test_exec_ends_when_its_host_is_deleted(
    session: Session, qapp: QApplication, qtbot: QtBot
) -> None:
    host = QWidget()
    window = SignInWindow(session, host)
    once_shown(window, lambda _: host.deleteLater())
    assert window.exec() is None
    qtbot.waitUntil(lambda: on_screen(qapp) == [], timeout=STEP_MS)


def test_exec_ends_when_it_is_deleted_before_a_window_came_up(
    session: Session, qapp: QApplication, qtbot: QtBot, shows: Shows
) -> None:
    window = SignInWindow(session)
    window.deleteLater()
    assert window.exec() is None
    assert not isValid(window)
    assert shows.seen == []


def test_window_that_is_closed_before_it_came_up_does_not_come_up(
    window: SignInWindow, qtbot: QtBot, shows: Shows
) -> None:
    seen = heard(window)
    QTimer.singleShot(0, window, window.close)
    assert window.exec() is None
    assert shows.seen == []
    assert seen == ["cancelled"]
    once_shown(window, lambda _: fill_in(window))
    assert window.exec() is not None  # and the next one does


@pytest.mark.medium
def test_late_word_of_a_window_that_was_closed_does_not_end_exec(
    window: SignInWindow, demo: DemoCognito, qtbot: QtBot
) -> None:
    """The pool takes its time with the sign-out of who had come in at the first window."""
    held, was_open = Waited(), list[bool]()
    adds(window, Notice())
    window.show()
    waits(qtbot, window, SignInPage)
    fill_in(window)
    shown = waits(qtbot, window, QWidget, "End notice")
    seen = heard(window)

    def person() -> None:
        now = window.widget
        was_open.append(now is not None)
        if now is not None:
            now.close()

    with demo.intercept("RevokeToken", held):
        shown.close()
        qtbot.waitUntil(held.came.is_set, timeout=STEP_MS)
        assert seen == []
        window.cancelled.connect(lambda: QTimer.singleShot(50, window, person))
        once_shown(window, lambda _: held.go_on.set())
        assert window.exec() is None
    assert was_open == [True]
    assert seen == ["cancelled", "cancelled"]


@pytest.mark.medium
def test_window_that_is_shown_in_the_moment_of_the_end_of_another_one_stays(
    window: SignInWindow, qtbot: QtBot
) -> None:
    window.show()
    waits(qtbot, window, SignInPage)
    window.close()
    window.show()
    shown = window.widget
    assert shown is not None
    waits(qtbot, window, SignInPage)
    QApplication.processEvents()
    assert window.widget is shown


@pytest.mark.medium
def test_window_that_is_closed_or_deleted_at_any_moment_leaves_nothing(
    session: Session, qapp: QApplication, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.captureExceptions() as raised:
        for number in range(8):
            window = SignInWindow(session)
            window.show()
            qtbot.wait(number * 40)
            if number % 2:
                window.close()
            window.deleteLater()
        qtbot.waitUntil(lambda: on_screen(qapp) == [], timeout=STEP_MS)
    assert raised == []
    assert "unhandled" not in caplog.text
    sign_in(session)
    assert session.token()


def close(window: SignInWindow, session: Session) -> None:
    window.close()


def delete(window: SignInWindow, session: Session) -> None:
    window.deleteLater()


def close_session(window: SignInWindow, session: Session) -> None:
    session.close()


def execute_again(window: SignInWindow, session: Session) -> None:
    assert window.exec() == session.user


def open_a_dialog(window: SignInWindow, session: Session) -> None:
    box = QMessageBox()
    QTimer.singleShot(100, box, box.close)
    box.exec()


@pytest.mark.parametrize("then", [close, delete, close_session, execute_again, open_a_dialog])
def test_program_that_hears_of_a_sign_in_may_do_anything(
    session: Session,
    qapp: QApplication,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
    then: Callable[[SignInWindow, Session], object],
) -> None:
    window, heard = SignInWindow(session), list[object]()

    def go_on(user: object) -> None:
        heard.append(user)
        then(window, session)

    window.signed_in.connect(go_on)
    once_shown(window, lambda _: fill_in(window))
    with qtbot.captureExceptions() as raised:
        window.show()
        qtbot.waitUntil(lambda: heard != [], timeout=STEP_MS)
        if then is open_a_dialog:
            waits(qtbot, window, Dashboard)
            window.close()
        qtbot.waitUntil(lambda: on_screen(qapp) == [], timeout=STEP_MS)
        qtbot.wait(50)
    assert raised == []
    assert len(heard) == 1
    assert "unhandled" not in caplog.text
    if isValid(window):
        window.deleteLater()


def test_windows_and_their_sessions_are_used_on_one_thread_only(
    session: Session, window: SignInWindow, qtbot: QtBot
) -> None:
    with ThreadPoolExecutor(1) as pool:
        for use in (lambda: SignInWindow(session), window.show, window.exec, window.close):
            with pytest.raises(RuntimeError, match="belongs to the thread of the QApplication"):
                pool.submit(use).result(STEP_S)
    assert window.widget is None


def test_window_of_two_that_stays_may_still_ask_and_open_links(
    session: Session, window: SignInWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_login.ui import browser

    opened: list[str] = []

    def open_address(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(browser, "open_address", open_address)
    place, link = inside(session).place, Secret("https://pool.example/login")

    def opens() -> bool:
        async def ask(_: object) -> bool:
            assert place._opener is not None
            return await place._opener(link)

        asked = inside(session).engine.submit(ask)
        qtbot.waitUntil(asked.done, timeout=STEP_MS)
        return asked.result()

    other = SignInWindow(session)
    window.show()
    other.show()
    other.close()
    assert opens()
    assert opened == [link.reveal()]
    window.close()
    assert not opens()  # nobody is there any more
    other.deleteLater()


def test_keychain_may_ask_as_long_as_one_window_of_two_is_open(opened: Open, qtbot: QtBot) -> None:
    session = opened(vault=None)
    one, other = SignInWindow(session), SignInWindow(session)
    assert not may_ask(session)
    one.show()
    other.show()
    one.deleteLater()
    qtbot.waitUntil(lambda: not isValid(one), timeout=STEP_MS)
    assert may_ask(session)
    other.close()
    assert not may_ask(session)
    other.deleteLater()


def may_ask(session: Session) -> bool:
    keychain = inside(session).place.keychain
    assert keychain is not None
    return keychain.may_ask


def test_window_goes_with_its_session_in_the_middle_of_a_sign_in(
    window: SignInWindow,
    session: Session,
    demo: DemoCognito,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    held, seen = Waited(), heard(window)
    with demo.intercept("InitiateAuth", held), qtbot.captureExceptions() as raised:
        window.show()
        qtbot.waitUntil(lambda: window.widget is not None and window.widget.isVisible())
        fill_in(window)
        qtbot.waitUntil(held.came.is_set, timeout=STEP_MS)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(session.close).result(STEP_S)
        qtbot.waitUntil(lambda: window.widget is None, timeout=STEP_MS)
        held.go_on.set()
    assert seen == ["cancelled"]
    assert raised == []
    assert "unhandled" not in caplog.text


def test_exec_of_a_session_that_is_closed_meanwhile_ends(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    once_shown(window, lambda _: threading.Thread(target=session.close).start())
    assert window.exec() is None
    assert window.widget is None


def test_end_of_a_session_waits_for_a_sign_out_of_its_window(
    window: SignInWindow, session: Session, demo: DemoCognito, qtbot: QtBot
) -> None:
    held, closed = Waited(), threading.Event()
    sign_in(session)
    window.show()
    shown = waits(qtbot, window, Dashboard)
    with demo.intercept("RevokeToken", held):
        press(qtbot, shown, "Sign out")
        qtbot.waitUntil(held.came.is_set, timeout=STEP_MS)

        def close() -> None:
            session.close()
            closed.set()

        threading.Thread(target=close).start()
        assert not closed.wait(0.2)
        assert not any(grant.revoked for grant in demo.grants)
        held.go_on.set()
        assert closed.wait(STEP_S)
    assert [grant.revoked for grant in demo.grants] == [True]


def test_end_of_a_session_waits_for_no_renewal(
    session: Session, demo: DemoCognito, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_login.embedding import engine

    monkeypatch.setattr(engine, "SIGN_OUT_S", 10 * STEP_S)
    sign_in(session)
    clock.pass_time(3590)
    held = Waited()
    with demo.intercept("GetTokensFromRefreshToken", held), ThreadPoolExecutor(2) as pool:
        asked = pool.submit(session.token)
        assert held.came.wait(STEP_S)
        pool.submit(session.close).result(STEP_S)
        with pytest.raises(RuntimeError, match="closed"):
            asked.result(STEP_S)
        held.go_on.set()


def test_end_of_a_session_waits_for_no_browser_and_leaves_no_listener(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_login.embedding import engine

    def waiting() -> list[str]:
        names = [one.name for one in threading.enumerate()]
        return [name for name in names if name.startswith("browser:") or "Landing" in name]

    monkeypatch.setattr(engine, "SIGN_OUT_S", 10 * STEP_S)
    wanted = BrowserSignIn()
    begun = inside(session).engine.submit(
        lambda made: made.coordinator.sign_in_with_browser(wanted)
    )
    begun.result(STEP_S)
    assert waiting() != []
    with ThreadPoolExecutor(1) as pool:
        pool.submit(session.close).result(STEP_S)
    for one in threading.enumerate():
        if one.name in waiting():
            one.join(STEP_S)
    assert waiting() == []


def test_end_of_a_session_does_not_wait_for_ever_for_a_sign_out(
    session: Session, demo: DemoCognito, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_login.embedding import engine

    monkeypatch.setattr(engine, "SIGN_OUT_S", 0.05)
    sign_in(session)
    held = Waited()
    with demo.intercept("RevokeToken", held), ThreadPoolExecutor(1) as pool:
        asked = pool.submit(session.sign_out)
        assert held.came.wait(STEP_S)
        session.close()
        with pytest.raises(RuntimeError, match="closed"):
            asked.result(STEP_S)
        held.go_on.set()


def test_windows_of_two_pools_side_by_side_each_have_their_own_person(
    session: Session, window: SignInWindow, clock: HandClock, qtbot: QtBot
) -> None:
    config = DemoPoolConfig(pool_id="us-east-1_Orders123")
    with DemoCognito(config, now=clock.epoch) as second:
        with Session.open(settings=settings_for(second), vault="memory") as other:
            beside = SignInWindow(other)
            heard_here, heard_beside = heard(window), heard(beside)
            window.show()
            beside.show()
            for one in (window, beside):
                waits(qtbot, one, SignInPage)
            fill_in(window)
            fill_in(beside)
            for one in (window, beside):
                waits(qtbot, one, Dashboard)
            beside_user = other.user
            assert heard_here == [session.user]
            assert heard_beside == [beside_user]
            assert beside_user != session.user
            assert str(other.claims()["iss"]).endswith("us-east-1_Orders123")
            press(qtbot, waits(qtbot, beside, Dashboard), "Sign out")
            qtbot.waitUntil(lambda: heard_beside[1:] == ["signed out"], timeout=STEP_MS)
            assert session.token()
            assert heard_here == [session.user]
            beside.close()
            waits(qtbot, window, Dashboard)
            beside.deleteLater()
