"""What somebody gets who reads by keyboard and by accessibility tree: everything, and in the order of the page."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.ui.error_view import error_view
from desktop_login.ui.pages.set_up_authenticator import SetUpAuthenticatorPage
from desktop_login.ui.widgets.fitting import FittingLabel
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.problem_bar import ProblemBar
from tests.ui.every_page import NAMES, page_of, window_with

pytestmark = pytest.mark.medium


def order_of(start: QWidget) -> list[QWidget]:
    """Where Tab leads, from one widget round to it again."""
    found, here = [start], start
    for _ in range(60):
        QTest.keyClick(here, Qt.Key.Key_Tab)
        there = QApplication.focusWidget()
        assert there is not None
        if there is start:
            return found
        found.append(there)
        here = there
    raise AssertionError("Tab does not come round")


def place(widget: QWidget, page: Page) -> tuple[int, int]:
    """On the page, wherever it is scrolled to; the window's bar comes before all of it."""
    inside = page.isAncestorOf(widget)
    middle = QPoint(widget.width() // 2, widget.height() // 2)
    at = widget.mapTo(page if inside else page.window(), middle)
    return at.y() + (page.window().height() if inside else 0), at.x()


def first_of(page: Page) -> QWidget:
    """Where Tab begins in the window: in the bar at its top."""
    here = page.window().nextInFocusChain()
    assert here is not None
    while not (here.isVisible() and here.isEnabled() and here.focusPolicy().value):
        here = here.nextInFocusChain()
        assert here is not None
    return here


def in_order(widgets: list[QWidget], page: Page) -> bool:
    """Each one is right of or below the one before."""
    for one, next_one in pairwise(widgets):
        (y, x), (next_y, next_x) = place(one, page), place(next_one, page)
        line = min(one.height(), next_one.height()) // 2
        if next_y < y - line or (abs(next_y - y) <= line and next_x <= x):
            return False
    return True


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("failed", [False, True], ids=["at first", "with an error"])
def test_tab_goes_in_reading_order_to_everything(
    qapp: QApplication, name: str, failed: bool
) -> None:
    window = window_with(name, qapp)
    window.resize(560, 680)
    window.show()
    try:
        QTest.qWaitForWindowActive(window)
        page = page_of(window)
        if failed:
            error_info = AuthErrorInfo(ErrorCode.SERVICE_PROBLEM)
            page.show_error(error_view(error_info))
        page.start()
        assert QApplication.focusWidget() is not None, "nothing has the focus"
        start = first_of(page)
        start.setFocus()
        order = order_of(start)
        assert in_order(order, page), [one.accessibleName() for one in order]
        reached = {id(one) for one in order}
        missed = [
            one.accessibleName()
            for one in page.findChildren(QWidget)
            if one.isVisible()
            and one.isEnabled()
            and one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and id(one) not in reached
            and type(one).__name__ != "QRadioButton"  # arrow keys lead to the others of a group
        ]
        assert not missed
        assert all(one.accessibleName() for one in order)
    finally:
        window.close()
        window.deleteLater()


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_label_hides_its_text(qapp: QApplication, name: str) -> None:
    """A screen reader is given the name in place of the text."""
    window = window_with(name, qapp)
    try:
        hidden = [
            (shown.accessibleName(), shown.text())
            for shown in window.findChildren(QLabel)
            if shown.accessibleName()
            and not isinstance(shown, FittingLabel)  # its name is the whole of what may be cut
            and shown.text().translate({0x200B: "", 0x2060: ""}) not in shown.accessibleName()
        ]
        assert not hidden
    finally:
        window.close()
        window.deleteLater()


def test_secret_key_is_text_that_can_be_read_and_selected(qapp: QApplication) -> None:
    window = window_with("app set-up", qapp)
    try:
        page = page_of(window)
        assert isinstance(page, SetUpAuthenticatorPage)
        copied: list[str] = []
        page.secret_copied.connect(copied.append)
        reader = QAccessible.queryAccessibleInterface(page.key)
        assert reader.text(QAccessible.Text.Name) == "Secret key"
        text = reader.textInterface()
        assert text is not None
        whole = text.text(0, text.characterCount())
        assert whole.replace(" ", "") == "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        page.key.selectAll()
        QTest.keyClick(page.key, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert copied == ["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"]
    finally:
        window.close()
        window.deleteLater()


def test_bar_comes_first_and_headings_and_pictures_are_told_as_such(qapp: QApplication) -> None:
    window = window_with("app set-up", qapp)
    try:
        page = page_of(window)
        assert isinstance(page, SetUpAuthenticatorPage)
        error_info = AuthErrorInfo(ErrorCode.WRONG_CODE)
        page.show_error(error_view(error_info))
        widgets = [
            w for w in page.findChildren(QWidget) if isinstance(w, ProblemBar) or w is page.heading
        ]
        assert isinstance(widgets[0], ProblemBar)
        roles = [
            QAccessible.queryAccessibleInterface(one).role() for one in (page.heading, page.picture)
        ]
        assert roles == [QAccessible.Role.Heading, QAccessible.Role.Graphic]
        heading = QAccessible.queryAccessibleInterface(page.heading)
        assert heading.text(QAccessible.Text.Name) == "Set up an authenticator app"
    finally:
        window.close()
        window.deleteLater()
