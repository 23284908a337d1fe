"""Where the focus is, is seen on every page, and drawn by us alone: after Tab, Qt's style would add a rectangle of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFocusEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import delete

from desktop_login.ui.focus_ring import FocusRing, FocusRings
from desktop_login.ui.theme import theme_of
from desktop_login.ui.widgets.scrolled import scroll_to
from tests.ui.all_pages import ALL
from tests.ui.at_rest import at_rest

pytestmark = [pytest.mark.medium, pytest.mark.qt_log_ignore("propagateSizeHints")]
_AROUND = 4


def stops(top: QWidget) -> Iterator[QWidget]:
    for one in top.findChildren(QWidget):
        takes = one.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and one.isVisible() and one.isEnabled() and one.window() is top:
            yield one


def picture(one: QWidget, *, by_key: bool = False) -> QImage:
    """With what lies around it, and a cursor that does not blink."""
    top = one.window()
    top.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, by_key)
    at = QRect(one.mapTo(top, QPoint(0, 0)), one.size())
    return top.grab(at.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)).toImage()


@pytest.mark.parametrize("name", ALL)
def test_focus_is_seen_and_looks_the_same_by_key_as_by_hand(qapp: QApplication, name: str) -> None:
    theme_of(qapp).dress()
    before = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    shown = ALL[name]()
    try:
        if shown.top is shown.window:
            shown.top.resize(920, 1400)
        shown.window.show()
        shown.top.show()
        shown.top.activateWindow()
        QTest.qWaitForWindowActive(shown.top)
        at_rest(shown.top)
        assert looked_at(shown.top) == []
    finally:
        shown.close()
        qapp.setCursorFlashTime(before)


def looked_at(top: QWidget) -> list[tuple[str, str]]:
    """What is wrong, and where."""
    wrong = []
    for one in list(stops(top)):
        focused = top.focusWidget()
        if focused is not None:
            focused.clearFocus()
        scroll_to(one)
        without = picture(one)
        one.setFocus(Qt.FocusReason.OtherFocusReason)
        with_focus = picture(one)
        if with_focus == without:
            wrong.append(("not seen", one.accessibleName()))
        if picture(one, by_key=True) != with_focus:
            wrong.append(("not ours alone", one.accessibleName()))
    return wrong


class PassesOn(QCheckBox):
    """Gives the focus to another widget as soon as it gets it."""

    to: QWidget

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.to.setFocus()


@pytest.fixture
def boxes(qapp: QApplication) -> Iterator[tuple[QWidget, PassesOn, QCheckBox]]:
    """A window with rings, and in it what passes the focus on to a box in a pane of its own."""
    window, pane, first, box = QWidget(), QWidget(), PassesOn("First"), QCheckBox("I agree")
    first.to = box
    QVBoxLayout(pane).addWidget(box)
    rows = QVBoxLayout(window)
    rows.addWidget(QLineEdit())
    rows.addWidget(first)
    rows.addWidget(pane)
    FocusRings(window)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    yield window, first, box
    window.close()
    window.deleteLater()


@pytest.mark.parametrize("at_once", [True, False])
def test_what_is_deleted_with_the_focus_takes_its_ring_along(
    boxes: tuple[QWidget, PassesOn, QCheckBox], at_once: bool
) -> None:
    """A program may delete what it has put on a page, and while it is deleted nothing can be asked of it."""
    window, _, box = boxes
    box.setFocus()
    at_rest(window)
    assert len(window.findChildren(FocusRing)) == 1
    pane = box.parentWidget()
    assert pane is not None
    if at_once:
        delete(pane)
    else:
        pane.deleteLater()
    at_rest(window)
    assert window.findChildren(FocusRing) == []


def test_focus_that_is_passed_on_has_one_ring(boxes: tuple[QWidget, PassesOn, QCheckBox]) -> None:
    window, first, box = boxes
    first.setFocus()
    at_rest(window)
    assert box.hasFocus()
    assert [ring.around for ring in window.findChildren(FocusRing)] == [box]
