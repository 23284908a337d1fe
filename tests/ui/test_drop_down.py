"""A value is chosen by hand, or by a screen reader, which selects it in a list that nobody has opened."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.ui.theme import theme_of
from desktop_login.ui.widgets.drop_down import DropDown

ONLY = QItemSelectionModel.SelectionFlag.ClearAndSelect


@pytest.fixture
def box(qtbot: QtBot) -> DropDown:
    made = DropDown()
    made.addItems(["One", "Two", "Three"])
    qtbot.addWidget(made)
    made.show()
    return made


def select(box: DropDown, row: int) -> None:
    box.view().selectionModel().select(box.model().index(row, 0), ONLY)


def test_selection_in_the_closed_list_is_a_choice(box: DropDown) -> None:
    chosen: list[int] = []
    box.activated.connect(chosen.append)
    select(box, 2)
    assert box.currentText() == "Three"
    assert chosen == [2]
    select(box, 2)
    assert chosen == [2]


def test_selection_in_the_open_list_is_none_yet(box: DropDown, qtbot: QtBot) -> None:
    chosen: list[int] = []
    box.activated.connect(chosen.append)
    box.showPopup()
    qtbot.waitUntil(box.view().isVisible)
    select(box, 1)
    assert (box.currentText(), chosen) == ("One", [])
    QTest.keyClick(box.view(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not box.view().isVisible())
    assert (box.currentText(), chosen) == ("One", [])
    box.showPopup()
    qtbot.waitUntil(box.view().isVisible)
    QTest.keyClick(box.view(), Qt.Key.Key_Down)
    QTest.keyClick(box.view(), Qt.Key.Key_Return)
    assert (box.currentText(), chosen) == ("Two", [1])


def test_value_set_by_the_program_is_no_choice(box: DropDown) -> None:
    chosen: list[int] = []
    box.activated.connect(chosen.append)
    box.setCurrentIndex(1)
    box.clear()
    box.addItems(["Four", "Five"])
    assert (box.currentText(), chosen) == ("Four", [])


def test_arrow_stays_where_it_is_when_the_focus_comes(
    box: DropDown, qtbot: QtBot, qapp: QApplication
) -> None:
    theme_of(qapp).dress()
    box.activateWindow()
    QTest.qWaitForWindowActive(box)
    box.clearFocus()
    without = _arrow(box)
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    assert _arrow(box) == without


def _arrow(box: DropDown) -> QImage:
    """Without what the ring, which has round corners, may lie on."""
    return box.grab(box.rect().adjusted(box.width() - 34, 8, -8, -8)).toImage()
