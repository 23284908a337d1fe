"""News above the page: what its button does, and where the focus goes when it is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.widgets.toast import Action, toast_of


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(WindowConfig())
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    yield window
    window.close()
    window.deleteLater()


def press(window: QWidget) -> None:
    toast = window.findChild(QWidget, "toast")
    assert toast is not None
    button = toast.findChild(QPushButton)
    assert button is not None
    button.setFocus()
    button.click()


def test_an_action_may_say_something_itself(window: MainWindow) -> None:
    toast = toast_of(window)
    toast.show("Removed.", action=Action("Undo", lambda: toast.show("It is back.")))
    press(window)
    assert toast.text == "It is back."


def test_a_toast_goes_although_the_field_that_had_the_focus_is_gone(window: MainWindow) -> None:
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    toast = toast_of(window)
    toast.show("Copied.", action=Action("Clear now", lambda: None))
    delete(field)
    press(window)
    assert toast.text == ""


def test_a_toast_about_one_pool_is_not_shown_over_another(window: MainWindow) -> None:
    toast_of(window).show("Copied: Email")
    window.change(WindowConfig())
    assert toast_of(window).text == ""
