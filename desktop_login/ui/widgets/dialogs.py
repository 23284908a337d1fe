"""A question before something that cannot be taken back. Plain text, our own words on the buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QMessageBox, QVBoxLayout, QWidget

from desktop_login.messages.message import FormattedMessage, Message
from desktop_login.messages.pages import APP_NAME
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button, sentence


def ask(
    parent: QWidget, question: Message | FormattedMessage, *, yes: Message, no: Message
) -> bool:
    """Esc and Enter both mean `no`."""
    box = QMessageBox(parent)
    box.setWindowTitle(tr(APP_NAME))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(translate(question) if isinstance(question, FormattedMessage) else tr(question))
    agreed = box.addButton(tr(yes), QMessageBox.ButtonRole.AcceptRole)
    refused = box.addButton(tr(no), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refused)
    box.setEscapeButton(refused)
    box.exec()
    return box.clickedButton() is agreed


def confirm_by_typing(
    parent: QWidget, question: FormattedMessage, expected: str, *, yes: Message, no: Message
) -> bool:
    """True only if `expected` was typed and the button pressed; Esc means `no`."""
    box = QDialog(parent)
    box.setObjectName("dialog")
    box.setWindowTitle(tr(APP_NAME))
    words = sentence(translate(question))
    typed = QLineEdit()
    typed.setAccessibleName(translate(question))
    agree, refuse = button(tr(yes), "danger"), button(tr(no))
    agree.setEnabled(False)
    typed.textChanged.connect(
        lambda text: agree.setEnabled(text.strip().casefold() == expected.casefold())
    )
    agree.clicked.connect(box.accept)
    refuse.clicked.connect(box.reject)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(refuse)
    row.addWidget(agree)
    column = QVBoxLayout(box)
    column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
    column.setSpacing(2 * GRID)
    for part in (words, typed):
        column.addWidget(part)
    column.addLayout(row)
    box.setMinimumWidth(400)
    return box.exec() == QDialog.DialogCode.Accepted
