"""A session belongs to the application: windows come and go, and the last user ends its timers."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.app.process import undisturbed
from desktop_login.app.window_config import demo_window_config
from desktop_login.demo.server import DemoCognito
from desktop_login.ui.app_window import AppWindow
from desktop_login.ui.application import LoopHolder
from desktop_login.ui.live_session import LiveSession
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from tests.patience import STEP_MS
from tests.ui.conftest import Hand, Open


def running(session: LiveSession) -> list[QTimer]:
    return [timer for timer in session.findChildren(QTimer) if timer.isActive()]


def signed_in(opened: Open, demo: DemoCognito) -> tuple[Hand, LiveSession]:
    hand = opened(demo)
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    session = hand.app_window.session
    assert session is not None
    return hand, session


def test_the_timers_end_with_the_last_window(opened: Open, demo: DemoCognito) -> None:
    hand, session = signed_in(opened, demo)
    assert running(session)
    hand.app_window.close()
    assert session.ended
    assert not running(session)


def test_a_session_in_use_is_refreshed_after_its_window_has_closed(
    opened: Open, demo: DemoCognito, qtbot: QtBot
) -> None:
    hand, session = signed_in(opened, demo)
    tray = object()
    session.enter(tray)
    hand.app_window.close()
    assert not session.ended
    manager = session.services.session_manager
    before = manager.session
    assert before is not None
    active = manager._active
    assert active is not None
    active.due_at = 0.0
    session.tick()
    qtbot.waitUntil(lambda: manager.session is not before, timeout=STEP_MS)
    assert manager.session is not None
    assert manager.session.tokens.access_token != before.tokens.access_token
    session.leave(tray)
    assert session.ended


def test_another_window_shows_a_session_that_is_in_use(
    qapp: QApplication, loop: LoopHolder, opened: Open, demo: DemoCognito, qtbot: QtBot
) -> None:
    hand, session = signed_in(opened, demo)
    token = hand.token()
    tray = object()
    session.enter(tray)
    hand.app_window.close()
    second = AppWindow(
        qapp, demo_window_config(), None, loop, session=session, around_warm_up=undisturbed
    )
    with qtbot.waitSignal(second.opened, timeout=STEP_MS):
        second.show()
    again = Hand(second, demo, qtbot)
    again.arrive(Dashboard)
    assert again.token() == token
    again.press("Sign out")
    again.arrive(SignInPage)
    session.leave(tray)
    assert not session.ended  # the second window still uses it
    second.close()
    assert session.ended


def test_a_window_that_is_replaced_leaves_what_something_else_uses(
    opened: Open, demo: DemoCognito
) -> None:
    hand, session = signed_in(opened, demo)
    tray = object()
    session.enter(tray)
    hand.app_window.close()
    other = opened(demo)  # another profile's window: a session of its own
    assert isinstance(other.page, SignInPage)
    assert other.app_window.session is not session
    assert session.services.session_manager.session is not None
    assert running(session)
    session.leave(tray)


def test_a_window_that_was_let_go_finishes_nothing(opened: Open, demo: DemoCognito) -> None:
    """What was still to be made is of the pool before, and would go into the next one's window."""
    hand = opened(demo)
    done: list[str] = []
    hand.app_window.close()
    hand.app_window._one_a_turn([lambda: done.append("made")])
    assert done == []
