"""A widget of the host in a slot: it stays the host's, whatever becomes of the page on which it stands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from desktop_login import Session
from desktop_login.demo.server import DemoCognito
from desktop_login.qt import SignInWindow
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from tests.embedding.conftest import settings_for
from tests.embedding.test_furniture import focusable, tab_order
from tests.embedding.test_pages_of_host import waits
from tests.embedding.test_sign_in_window import fill_in, press, window
from tests.patience import PROCESS_S, STEP_MS, STEP_S

pytestmark = pytest.mark.medium  # whole windows, half a second each

__all__ = ["window"]
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def support(qtbot: QtBot, window: SignInWindow) -> Iterator[QLabel]:
    """A widget that its program holds, and deletes at the end."""
    held = QLabel("Support: extension 4711")
    yield held
    if isValid(held):
        held.deleteLater()


def is_seen(widget: QWidget, window: SignInWindow) -> bool:
    return widget.isVisible() and widget.window() is window.widget


def is_free(widget: QWidget) -> bool:
    return isValid(widget) and widget.parent() is None and not widget.isVisible()


def shows(window: SignInWindow, qtbot: QtBot) -> QWidget:
    window.show()
    return waits(qtbot, window, SignInPage)


def test_widget_stands_in_its_slot_each_time_that_the_window_is_shown(
    window: SignInWindow, qtbot: QtBot, support: QLabel
) -> None:
    window.slot("sign_in.footer").set(support)
    assert is_free(support)
    for _ in range(2):
        shown = shows(window, qtbot)
        assert is_seen(support, window)
        page = shown.findChildren(SignInPage)[0]
        assert support.mapTo(page, support.rect().topLeft()).y() > page.card.y()
        window.close()
        assert is_free(support)
    shows(window, qtbot).close()  # as a person does
    qtbot.waitUntil(lambda: window.widget is None, timeout=STEP_MS)
    assert is_free(support)


def test_widget_moves_from_the_page_of_one_question_to_that_of_the_next(
    window: SignInWindow, qtbot: QtBot, support: QLabel
) -> None:
    window.slot("code.below_form").set(support)
    shown = shows(window, qtbot)
    for _ in range(2):
        assert not support.isVisible()
        fill_in(window, "email-code")
        waits(qtbot, window, CodePage)
        assert is_seen(support, window)
        press(qtbot, shown, "Back to sign in")
        waits(qtbot, window, SignInPage)
        qtbot.waitUntil(lambda: is_free(support), timeout=STEP_MS)


def test_widget_of_the_dashboard_is_there_after_each_sign_in(
    window: SignInWindow, session: Session, qtbot: QtBot, support: QLabel
) -> None:
    window.slot("dashboard.below_form").set(support)
    shown = shows(window, qtbot)
    for _ in range(2):
        fill_in(window)
        waits(qtbot, window, Dashboard)
        assert is_seen(support, window)
        press(qtbot, shown, "Sign out")
        waits(qtbot, window, SignInPage)
        assert not support.isVisible()
        qtbot.waitUntil(lambda: session.user is None, timeout=STEP_MS)


def test_what_is_set_while_the_window_is_open_is_there_at_once(
    window: SignInWindow, qtbot: QtBot, support: QLabel
) -> None:
    shows(window, qtbot)
    slot = window.slot("sign_in.below_form")
    made: list[QLabel] = []

    def make() -> QWidget:
        made.append(QLabel("made"))
        return made[-1]

    slot.set(support)
    qtbot.waitUntil(lambda: is_seen(support, window), timeout=STEP_MS)
    slot.set(support)
    assert is_seen(support, window)
    slot.set(make)
    assert is_free(support)
    qtbot.waitUntil(lambda: is_seen(made[0], window), timeout=STEP_MS)
    slot.set(support)
    qtbot.waitUntil(lambda: not isValid(made[0]), timeout=STEP_MS)
    assert is_seen(support, window)
    slot.set(None)
    assert is_free(support)
    assert len(made) == 1


def test_places_of_a_dashboard_that_are_filled_late_stand_where_they_belong(
    window: SignInWindow, qtbot: QtBot
) -> None:
    shows(window, qtbot)
    fill_in(window)
    (board,) = waits(qtbot, window, Dashboard).findChildren(Dashboard)
    made: dict[str, QWidget] = {}

    def make(place: str) -> QWidget:
        made[place] = QLabel(place)
        return made[place]

    for place in ("footer", "below_form", "header"):
        window.slot(f"dashboard.{place}").set(partial(make, place))

    def in_order() -> bool:
        high = {name: one.mapTo(board, one.rect().topLeft()).y() for name, one in made.items()}
        return high["header"] < board.status.y() < high["below_form"] < high["footer"]

    qtbot.waitUntil(in_order, timeout=STEP_MS)


@pytest.mark.parametrize("page", ["sign_in", "dashboard"])
@pytest.mark.parametrize("late", [False, True], ids=["before", "late"])
def test_tab_comes_to_each_place_where_it_is_read(
    window: SignInWindow, qtbot: QtBot, page: str, late: bool
) -> None:
    def fill() -> None:
        for place in ("footer", "header", "below_form"):
            window.slot(f"{page}.{place}").set(partial(focusable, place))

    if not late:
        fill()
    shown = shows(window, qtbot)
    if page == "dashboard":
        fill_in(window)
        waits(qtbot, window, Dashboard)
    if late:
        fill()
        waits(qtbot, window, QPushButton, "footer")
    order = tab_order(shown, "header")
    here = [order.index(name) for name in ("header", "below_form", "footer")]
    assert here == sorted(here)
    form = ("Email", "Sign in") if page == "sign_in" else ("Refresh now", "Copy ID token")
    assert here[0] < order.index(form[0]) < order.index(form[1]) < here[1]


def test_widget_is_in_one_slot_at_a_time(
    window: SignInWindow, session: Session, qtbot: QtBot, support: QLabel
) -> None:
    window.slot("sign_in.header").set(support)
    shown = shows(window, qtbot)
    page = shown.findChildren(SignInPage)[0]
    window.slot("sign_in.footer").set(support)
    qtbot.waitUntil(
        lambda: support.mapTo(page, support.rect().topLeft()).y() > page.card.y(), timeout=STEP_MS
    )
    assert page.findChildren(QLabel, "").count(support) == 1
    other = SignInWindow(session)
    other.slot("sign_in.header").set(support)
    assert is_free(support)
    other.show()
    waits(qtbot, other, SignInPage)
    assert is_seen(support, other)
    other.close()
    other.deleteLater()
    window.close()
    shows(window, qtbot)
    assert is_free(support)  # it had left this window for good


def test_widget_of_a_window_that_is_gone_is_taken_by_the_next(
    session: Session, qtbot: QtBot, support: QLabel
) -> None:
    for _ in range(2):
        parent = QWidget()
        window = SignInWindow(session, parent)
        window.slot("sign_in.header").set(support)
        shows(window, qtbot)
        assert is_seen(support, window)
        parent.deleteLater()
        qtbot.waitUntil(lambda: not isValid(window), timeout=STEP_MS)
        assert is_free(support)
    window.slot


def test_widget_that_the_host_deletes_leaves_its_slot_empty(
    window: SignInWindow, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    support = QLabel("Support")
    window.slot("sign_in.header").set(support)
    shows(window, qtbot)
    delete(support)
    window.close()
    shows(window, qtbot)
    assert "a host" not in caplog.text
    with pytest.raises(ValueError, match="was deleted"):
        window.slot("sign_in.footer").set(support)
    window.slot("sign_in.header").set(None)


def test_widget_that_the_host_puts_somewhere_else_stays_there(
    window: SignInWindow, qtbot: QtBot, support: QLabel
) -> None:
    window.slot("sign_in.header").set(support)
    shows(window, qtbot)
    elsewhere = QWidget()
    QVBoxLayout(elsewhere).addWidget(support)
    window.close()
    shows(window, qtbot)
    assert support.parent() is elsewhere
    with pytest.raises(ValueError, match="has a parent"):
        window.slot("code.header").set(QLabel("another", elsewhere))
    support.setParent(None)
    delete(elsewhere)


@pytest.fixture
def elsewhere(support: QLabel) -> Iterator[Callable[[], QWidget]]:
    """Puts the widget into a layout of its program."""
    made: list[QWidget] = []

    def move() -> QWidget:
        made.append(QWidget())
        QVBoxLayout(made[-1]).addWidget(support)
        return made[-1]

    yield move
    support.setParent(None)
    for one in made:
        delete(one)


@pytest.mark.parametrize("again", ["sign_in.footer", "sign_in.header"])
@pytest.mark.parametrize("is_shown", [True, False], ids=["shown", "not shown"])
def test_widget_that_was_moved_is_refused_by_its_slot_and_by_another(
    window: SignInWindow,
    qtbot: QtBot,
    support: QLabel,
    elsewhere: Callable[[], QWidget],
    again: str,
    is_shown: bool,
) -> None:
    window.slot("sign_in.footer").set(support)
    if is_shown:
        shows(window, qtbot)
    place = elsewhere()
    with pytest.raises(ValueError, match="has a parent"):
        window.slot(again).set(support)
    assert support.parent() is place


@pytest.mark.parametrize("again", ["sign_in.footer", "sign_in.header"])
def test_widget_that_was_moved_and_taken_off_is_seen_again_once_it_is_set(
    window: SignInWindow,
    qtbot: QtBot,
    support: QLabel,
    elsewhere: Callable[[], QWidget],
    again: str,
) -> None:
    window.slot("sign_in.footer").set(support)
    shows(window, qtbot)
    for move in (elsewhere, lambda: None):
        move()
        support.setParent(None)
        window.slot(again).set(support)
        qtbot.waitUntil(lambda: is_seen(support, window), timeout=STEP_MS)


def test_widget_that_is_set_where_it_stands_is_not_taken_off(
    window: SignInWindow, qtbot: QtBot
) -> None:
    """It would lose the focus."""
    field = QLineEdit()
    qtbot.addWidget(field)
    window.slot("sign_in.below_form").set(field)
    shows(window, qtbot)
    field.setFocus()
    page = field.parent()
    window.slot("sign_in.below_form").set(field)
    assert field.parent() is page
    assert field.window().focusWidget() is field
    window.slot("sign_in.below_form").set(None)


def test_widget_that_the_host_has_hidden_stays_hidden(
    window: SignInWindow, qtbot: QtBot, support: QLabel
) -> None:
    window.slot("sign_in.header").set(support)
    support.hide()
    shows(window, qtbot)
    assert support.window() is window.widget
    assert not support.isVisible()
    window.close()
    support.show()  # a window of its own for a moment
    shows(window, qtbot)
    assert is_seen(support, window)


def test_what_no_slot_can_take_is_refused(
    window: SignInWindow, qtbot: QtBot, support: QLabel
) -> None:
    wrong: Any = "Support"
    slot = window.slot("sign_in.header")
    with pytest.raises(TypeError, match="takes a QWidget"):
        slot.set(wrong)
    with ThreadPoolExecutor(1) as pool:
        calls: tuple[Callable[[], object], ...] = (
            lambda: slot.set(support),
            lambda: slot.set(None),
            lambda: window.slot("sign_in.header"),
            lambda: window.add_page(lambda: wrong),
        )
        for call in calls:
            with pytest.raises(RuntimeError, match="thread of the QApplication"):
                pool.submit(call).result(STEP_S)


def test_widget_of_another_thread_is_refused(window: SignInWindow) -> None:
    """Qt itself would let it be made there."""

    class OfAnother(QLabel):
        def thread(self) -> Any:
            return None

    elsewhere = OfAnother("made elsewhere")
    with pytest.raises(ValueError, match="another thread"):
        window.slot("sign_in.header").set(elsewhere)
    delete(elsewhere)


def test_window_does_not_go_into_its_own_slot(
    window: SignInWindow, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    shown = shows(window, qtbot)
    window.slot("sign_in.header").set(shown)
    assert "unhandled ValueError in the slot sign_in.header of a host" in caplog.text
    assert shown.parent() is None
    assert shown.isVisible()
    window.slot("sign_in.header").set(None)
    caplog.clear()


def test_field_of_the_host_keeps_what_was_typed(window: SignInWindow, qtbot: QtBot) -> None:
    """The same widget, and not one like it."""
    field = QLineEdit()
    qtbot.addWidget(field)
    window.slot("sign_in.below_form").set(field)
    shows(window, qtbot)
    field.setFocus()
    QTest.keyClicks(field, "4711")
    QTest.keyClick(field, Qt.Key.Key_Tab)
    window.close()
    shows(window, qtbot)
    assert field.text() == "4711"
    window.slot("sign_in.below_form").set(None)


PROGRAM = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from desktop_login import Session
from desktop_login.qt import SignInWindow

app = QApplication([])
support = QLabel("Support")
session = Session.open(settings={settings!r}, vault="memory")
window = SignInWindow(session)
window.slot("sign_in.header").set(support)
window.show()
QTimer.singleShot(800, app, app.exit)
app.exec()
assert support.isVisible()
{end}
"""


@pytest.mark.parametrize(
    "end", ["session.close()", "window.close(); session.close()", "del window; session.close()"]
)
def test_program_that_ends_with_a_widget_in_a_slot_ends_well(demo: DemoCognito, end: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM.format(settings=settings_for(demo), end=end)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    assert done.returncode == 0, done.stderr
