"""An open menu is part of its window, and is gone when a screen reader has pressed one of its entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLayout, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.roles import install_roles
from desktop_login.ui.widgets.claims_table import ClaimsTable
from desktop_login.ui.widgets.copy_menu import CopyMenu
from desktop_login.ui.widgets.menu import Menu
from desktop_login.ui.widgets.secret_input import SecretInput
from desktop_login.ui.widgets.secret_text import SecretText
from tests.patience import STEP_MS


class NoClipboard:
    def copy(self, secret: str) -> None:
        raise AssertionError(secret)


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QWidget]:
    install_roles()
    made = QWidget()
    made.setProperty("loginRole", "window")
    made.setWindowTitle("Desktop Login")
    QVBoxLayout(made).addWidget(QPushButton("Open"))
    made.resize(400, 300)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def layout_of(window: QWidget) -> QLayout:
    layout = window.layout()
    assert layout is not None
    return layout


def open_by_hand(window: QWidget) -> None:
    menu = Menu(window, "Account")
    menu.add("Settings", lambda: None, keys="Ctrl+,")
    menu.open()


def open_copies(window: QWidget) -> None:
    CopyMenu(window, lambda way: None).open_below(window)


def open_row(window: QWidget) -> None:
    table = ClaimsTable()
    table.show_claims({"sub": "1", "email": "user@example.com"})
    layout_of(window).addWidget(table)
    table.show()
    table.setCurrentIndex(table.model().index(0, 0))
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(table, QContextMenuEvent(reason, QPoint(1, 1), QPoint(1, 1)))


def open_on(widget: QWidget, window: QWidget) -> None:
    layout_of(window).addWidget(widget)
    widget.show()
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(widget, QContextMenuEvent(reason, QPoint(1, 1), QPoint(1, 1)))


def open_secret_field(window: QWidget) -> None:
    field = SecretInput()
    field.setText("typed")
    open_on(field, window)


def open_secret_text(window: QWidget) -> None:
    text = SecretText(NoClipboard())
    text.setPlainText("shown")
    open_on(text, window)


@pytest.mark.parametrize(
    "opened", [open_by_hand, open_copies, open_row, open_secret_field, open_secret_text]
)
def test_entry_pressed_by_a_reader_closes_its_menu(
    window: QWidget, opened: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    opened(window)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    reader = QAccessible.queryAccessibleInterface(window)
    last = reader.child(reader.childCount() - 1)
    assert last.role() is QAccessible.Role.PopupMenu
    assert reader.indexOfChild(last) == reader.childCount() - 1
    entry = next(
        part
        for part in (last.child(at) for at in range(last.childCount()))
        if not part.state().disabled and part.role() is QAccessible.Role.MenuItem
    )
    entry.actionInterface().doAction("Press")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None, timeout=STEP_MS)
    assert reader.childCount() == layout_of(window).count()


def test_what_a_reader_chose_waits_for_the_answer_to_the_reader(
    window: QWidget, qtbot: QtBot
) -> None:
    """It may open a dialog, and a reader is answered when the press returns."""
    taken: list[str] = []
    menu = Menu(window, "User pools")
    menu.add("Remove", lambda: taken.append("removed"))
    menu.open()
    entry = QAccessible.queryAccessibleInterface(menu).child(0)
    entry.actionInterface().doAction("Press")
    assert taken == []
    qtbot.waitUntil(lambda: bool(taken), timeout=STEP_MS)


def test_keys_of_an_entry_stand_beside_its_name(window: QWidget) -> None:
    open_by_hand(window)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    entry = QAccessible.queryAccessibleInterface(menu).child(0)
    assert entry.text(QAccessible.Text.Name) == "Settings"
    assert entry.text(QAccessible.Text.Accelerator) == "Ctrl+,"
    menu.close()


def test_the_window_of_the_program_says_that_it_is_one(qapp: QApplication) -> None:
    install_roles()
    window = MainWindow(WindowConfig())
    assert QAccessible.queryAccessibleInterface(window).role() is QAccessible.Role.Window
    window.deleteLater()


def test_window_is_a_window_and_what_is_in_it_is_not(window: QWidget) -> None:
    assert QAccessible.queryAccessibleInterface(window).role() is QAccessible.Role.Window
    loose = QWidget()
    assert QAccessible.queryAccessibleInterface(loose).role() is QAccessible.Role.Client
    loose.deleteLater()
