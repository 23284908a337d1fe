"""Where the focus is, is seen on every page, and drawn by us alone: after Tab, Qt's style would add a rectangle of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

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
