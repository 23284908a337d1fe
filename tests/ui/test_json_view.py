"""The decoded parts of a token as text: folded and copied by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_login.ui.widgets.json_view import JsonView

VALUE = {"groups": ["admin", "staff"], "sub": "1"}


@pytest.fixture
def view(qapp: QApplication) -> Iterator[JsonView]:
    view = JsonView("Payload")
    view.show_value(VALUE)
    QGuiApplication.clipboard().setText("of another program")
    yield view
    view.deleteLater()


def press(view: JsonView, key: int, text: str = "") -> None:
    QApplication.sendEvent(
        view, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
    )


def test_the_arrow_keys_fold_and_unfold_the_line_of_the_cursor(view: JsonView) -> None:
    whole = view.blockCount()
    press(view, Qt.Key.Key_Right)
    assert view.blockCount() == whole, "it is unfolded already"
    press(view, Qt.Key.Key_Left)
    assert view.blockCount() < whole
    press(view, Qt.Key.Key_Right)
    assert view.blockCount() == whole


@pytest.mark.parametrize("letter", ["a", "Ф", "あ", "א", "한"])
def test_a_letter_of_any_script_changes_nothing(view: JsonView, letter: str) -> None:
    before = view.toPlainText()
    press(view, ord(letter.upper()), letter)
    assert view.toPlainText() == before


def test_several_lines_are_copied_as_lines(view: JsonView) -> None:
    view.selectAll()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == view.toPlainText()
    assert "\u2029" not in QGuiApplication.clipboard().text()


def test_without_a_selection_the_clipboard_stays_as_it_is(view: JsonView) -> None:
    view.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "of another program"
