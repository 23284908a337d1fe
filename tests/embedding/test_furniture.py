"""What a host puts into the window: widgets in slots, a dashboard of its own, or none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_login import Session
from desktop_login.qt import Context, SignInWindow
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.dashboard import Dashboard
from tests.embedding.conftest import sign_in
from tests.embedding.test_sign_in_window import fill_in, named, once_shown, press, window
from tests.patience import STEP_MS

pytestmark = pytest.mark.medium  # whole windows, half a second each

__all__ = ["window"]


def labels(shown: QWidget) -> list[QLabel]:
    return [one for one in shown.findChildren(QLabel) if one.isVisible()]


def test_widgets_stand_in_their_slots_in_reading_order(window: SignInWindow, qtbot: QtBot) -> None:
    for place in ("header", "below_form", "footer"):
        window.slot(f"sign_in.{place}").set(partial(QLabel, place))
    window.slot("code.header").set(lambda: QLabel("not here"))
    window.show()
    shown = window.widget
    assert shown is not None
    qtbot.waitExposed(shown)
    high = {one.text(): one.mapTo(shown, one.rect().topLeft()).y() for one in labels(shown)}
    assert high["header"] < high["Welcome back!"] < high["below_form"] <= high["footer"]
    assert "not here" not in high


def test_slot_that_does_not_exist_is_refused(window: SignInWindow) -> None:
    with pytest.raises(KeyError, match="account"):
        window.slot("account.header")


def test_slots_of_the_dashboard_stand_around_its_view(window: SignInWindow, qtbot: QtBot) -> None:
    places = ("header", "below_form", "footer")
    for place in places:
        window.slot(f"dashboard.{place}").set(partial(QLabel, f"my {place}"))
    window.show()
    qtbot.waitUntil(lambda: window.widget is not None and window.widget.isVisible())
    fill_in(window)
    shown = window.widget
    assert shown is not None
    qtbot.waitUntil(
        lambda: any(one.text() == "my footer" for one in labels(shown)), timeout=STEP_MS
    )
    (board,) = shown.findChildren(Dashboard)
    high = {one.text(): one.mapTo(board, one.rect().topLeft()).y() for one in labels(board)}
    status = board.status.mapTo(board, board.status.rect().topLeft()).y()
    assert high["my header"] < status < high["my below_form"] < high["my footer"]


def test_slot_of_a_later_page_is_filled_when_the_page_comes(
    window: SignInWindow, qtbot: QtBot
) -> None:
    window.slot("code.below_form").set(lambda: QLabel("Ask the porter for the code"))
    window.show()
    qtbot.waitUntil(lambda: window.widget is not None and window.widget.isVisible())
    fill_in(window, "email-code")
    shown = window.widget
    assert shown is not None
    qtbot.waitUntil(
        lambda: "Ask the porter for the code" in [one.text() for one in labels(shown)],
        timeout=STEP_MS,
    )


def test_dashboard_of_the_host_is_in_place_of_ours(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    seen: list[Context] = []

    def orders(context: Context) -> QWidget:
        seen.append(context)
        return QLabel(f"Orders of {context.user.name}")

    window.dashboard = orders
    window.show()
    qtbot.waitUntil(lambda: window.widget is not None and window.widget.isVisible())
    fill_in(window)
    shown = window.widget
    assert shown is not None
    qtbot.waitUntil(
        lambda: "Orders of Alex Demo" in [one.text() for one in labels(shown)], timeout=STEP_MS
    )
    (context,) = seen
    assert context.user == session.user
    assert context.colours["accent"].startswith("#")
    assert not [one for one in shown.findChildren(Dashboard) if one.isVisible()]
    press(qtbot, shown, "Sign out")
    qtbot.waitUntil(lambda: session.user is None, timeout=STEP_MS)
    qtbot.waitUntil(
        lambda: "Orders of Alex Demo" not in [one.text() for one in labels(shown)],
        timeout=STEP_MS,
    )
    fill_in(window)  # and once more
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=STEP_MS)


def fails(context: Context) -> QWidget:
    raise ValueError(context.user.email)


def makes_none(context: Context) -> QWidget:
    return None  # type: ignore[return-value]


def makes_no_widget(context: Context) -> QWidget:
    return context.user.email  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [(fails, "ValueError"), (makes_none, "TypeError"), (makes_no_widget, "TypeError")],
)
def test_dashboard_that_fails_leaves_ours(
    window: SignInWindow,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
    wrong: Callable[[Context], QWidget],
    error: str,
) -> None:
    window.dashboard = wrong
    window.show()
    qtbot.waitUntil(lambda: window.widget is not None and window.widget.isVisible())
    fill_in(window)
    shown = window.widget
    assert shown is not None
    qtbot.waitUntil(
        lambda: any(one.isVisible() for one in shown.findChildren(Dashboard)), timeout=STEP_MS
    )
    assert f"unhandled {error} in the dashboard of a host" in caplog.text
    assert "confirmed@example.com" not in caplog.text
    caplog.clear()


@pytest.mark.parametrize("made", [None, "no widget"])
def test_slot_that_fails_leaves_the_form_and_the_other_slots(
    window: SignInWindow, qtbot: QtBot, caplog: pytest.LogCaptureFixture, made: object
) -> None:
    def wrong() -> QWidget:
        if made is None:
            raise ValueError
        return made  # type: ignore[return-value]

    for page in ("sign_in", "code"):
        window.slot(f"{page}.header").set(wrong)
        window.slot(f"{page}.footer").set(lambda: QLabel("Ask the porter"))
    window.show()
    qtbot.waitUntil(lambda: window.widget is not None and window.widget.isVisible())
    shown = window.widget
    assert shown is not None
    assert "Ask the porter" in [one.text() for one in labels(shown)]
    fill_in(window, "email-code")
    qtbot.waitUntil(
        lambda: any(one.isVisible() for one in shown.findChildren(CodePage)), timeout=STEP_MS
    )
    assert "Ask the porter" in [one.text() for one in labels(shown)]
    for page in ("sign_in", "code"):
        assert f"the slot {page}.header of a host" in caplog.text
    caplog.clear()


def test_without_a_dashboard_the_window_closes_when_somebody_is_signed_in(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    window.dashboard = None
    once_shown(window, lambda _: fill_in(window))
    seen: list[object] = []
    window.signed_in.connect(seen.append)
    window.cancelled.connect(lambda: seen.append("cancelled"))
    window.show()
    qtbot.waitUntil(lambda: seen != [] and window.widget is None, timeout=STEP_MS)
    assert seen == [session.user]
    session.sign_out()
    sign_in(session)


def focusable(name: str) -> QWidget:
    button = QPushButton(name)
    button.setAccessibleName(name)
    return button


def tab_order(shown: QWidget, first: str) -> list[str]:
    """Where Tab leads from what is named `first`, once around."""
    named(shown, first, QWidget).setFocus()
    passed: list[str] = []
    while True:
        focused = shown.focusWidget()
        assert focused is not None
        if focused.accessibleName() in passed:
            return passed
        passed.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)


def test_header_is_reached_by_tab_before_what_stands_below_it(
    window: SignInWindow, qtbot: QtBot
) -> None:
    for page in ("sign_in", "dashboard"):
        window.slot(f"{page}.header").set(partial(focusable, f"{page} header"))
    window.show()
    qtbot.waitUntil(lambda: window.widget is not None and window.widget.isVisible())
    shown = window.widget
    assert shown is not None
    assert tab_order(shown, "sign_in header")[:3] == ["sign_in header", "Create account", "Email"]
    fill_in(window)
    qtbot.waitUntil(
        lambda: any(one.isVisible() for one in shown.findChildren(Dashboard)), timeout=STEP_MS
    )
    after = tab_order(shown, "dashboard header")
    assert after[1].startswith("Signature verified")
    assert after[2:4] == ["Refresh now", "Copy ID token"]
