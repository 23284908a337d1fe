"""What must hold on every page on which something is sent: once only, given up at once, left without a trace."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import MethodType

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop_login.app.window_config import demo_window_config
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.secret import Secret
from desktop_login.ui.pages.account import AccountPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.widgets import page as page_module
from desktop_login.ui.widgets.dialogs import ConfirmDialog
from desktop_login.ui.widgets.page import Page
from tests.patience import within
from tests.ui.conftest import Open
from tests.ui.scenes import SCENES, Gate, Scene, sign_in_lead
from tests.ui.walker import Walker

pytestmark = pytest.mark.slow


@pytest.fixture(params=SCENES)
def scene(request: pytest.FixtureRequest) -> Scene:
    return SCENES[request.param]


@pytest.fixture
def walker(opened: Open, demo: DemoCognito, scene: Scene) -> Walker:
    hand = opened(demo, config=demo_window_config(scene.flow), auth_flow=scene.flow)
    return Walker(hand, f"{scene.email}@example.com")


def arrived(walker: Walker, scene: Scene) -> Page:
    scene.lead(walker)
    page = walker.hand.arrive(scene.page)
    walker.hand.until(lambda: not page.locked)
    return page


def test_once_only(walker: Walker, scene: Scene) -> None:
    page = arrived(walker, scene)
    gate = Gate(walker.demo, scene.operation)
    scene.fill(walker, page)
    field = page.findChild(QLineEdit) or page
    QTest.mouseClick(page.primary, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(page.primary, Qt.MouseButton.LeftButton)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Return)
    walker.hand.until(lambda: walker.hand.page is not page or not page.locked)
    assert gate.count == scene.requests


def test_cancel_gives_the_window_back_at_once(
    walker: Walker, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the service answers later is dropped, and tokens among it are revoked."""
    monkeypatch.setattr(page_module, "CANCEL_AFTER_MS", 50)
    page = arrived(walker, scene)
    page._cancel_timer.setInterval(50)
    gate = Gate(walker.demo, scene.operation)
    gate.close()
    try:
        scene.fill(walker, page)
        page.submit()
        walker.hand.until(lambda: gate.arrived.is_set() and page.cancel is not None)
        assert page.cancel is not None
        began = time.monotonic()
        QTest.mouseClick(page.cancel, Qt.MouseButton.LeftButton)
        after = walker.hand.page
        assert time.monotonic() - began < within(0.5)
        if scene.signed_in:
            assert isinstance(after, Dashboard | AccountPage)
        else:
            assert isinstance(after, SignInPage)
            assert not after.locked
            assert after.bar.text == "Sign-in was canceled."
    finally:
        gate.open()
    walker.hand.until(gate.answered.is_set)
    QTest.qWait(150)
    assert walker.hand.page is after
    if not scene.signed_in:
        grants = walker.demo.grants
        walker.hand.until(lambda: all(grant.revoked for grant in grants))


def test_escape_cancels_what_was_sent_by_key(
    walker: Walker, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything that could have the focus is disabled meanwhile; a key goes to what has it."""
    monkeypatch.setattr(page_module, "CANCEL_AFTER_MS", 50)
    page = arrived(walker, scene)
    page._cancel_timer.setInterval(50)
    gate = Gate(walker.demo, scene.operation)
    gate.close()
    try:
        scene.fill(walker, page)
        if not page.locked:
            page.primary.setFocus()
            QTest.keyClick(page.primary, Qt.Key.Key_Return)
        walker.hand.until(lambda: gate.arrived.is_set() and page.cancel is not None)
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Escape)
        walker.hand.until(lambda: walker.hand.page is not page or not page.locked)
        focused = QApplication.focusWidget()
        assert focused is not None and walker.hand.page.isAncestorOf(focused)
    finally:
        gate.open()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_back_leaves_no_trace(walker: Walker, scene: Scene) -> None:
    page = arrived(walker, scene)
    if page.back_link is None:
        return  # the sign-in page is where the others lead back to
    held = [one.reveal() for one in secrets_in(walker.hand.app_window.controller)]
    if scene.lead is sign_in_lead and not scene.signed_in and scene.email != "reset":
        assert held, "the search must find what is there"
    gate = Gate(walker.demo, scene.operation)
    gate.close()  # an authenticator's code sends itself; this is about what nobody has sent
    for edit in page.findChildren(QLineEdit):
        edit.setText("c4nary")
    QTimer.singleShot(0, _press_leave)
    QTest.mouseClick(page.back_link, Qt.MouseButton.LeftButton)
    gate.open()
    if scene.signed_in:
        assert isinstance(walker.hand.page, Dashboard | AccountPage)
        return
    front = walker.hand.arrive(SignInPage)
    assert front.password.text() == ""
    assert front.bar.text == ""
    QApplication.sendPostedEvents()
    shown = [text for top in QApplication.topLevelWidgets() for text in _texts(top)]
    assert not [text for text in shown if "c4nary" in text]
    left = [one.reveal() for one in secrets_in(walker.hand.app_window.controller)]
    assert not set(left) & set(held)
    walker.email = "confirmed@example.com"
    walker.sign_in()
    walker.walk()


def _press_leave() -> None:
    box = QApplication.activeModalWidget()
    if isinstance(box, ConfirmDialog):
        leave = next(button for button in box.buttons() if button.text() == "Leave")
        QTest.mouseClick(leave, Qt.MouseButton.LeftButton)


def _texts(widget: QWidget) -> Iterator[str]:
    for edit in widget.findChildren(QLineEdit):
        yield edit.text()


def secrets_in(root: object) -> list[Secret]:
    """Every secret that can be reached from the controller: passwords, codes, Sessions."""
    found: list[Secret] = []
    seen: set[int] = set()
    waiting: list[object] = [root]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, Secret):
            found.append(one)
        elif isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list | tuple | set | frozenset):
            waiting += one
        elif isinstance(one, MethodType):
            waiting.append(one.__self__)
        elif type(one).__module__.startswith("desktop_login.") and hasattr(one, "__dict__"):
            waiting += vars(one).values()
    return found
