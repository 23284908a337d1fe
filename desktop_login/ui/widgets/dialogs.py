"""A question before something that cannot be taken back. Plain text, our own words on the buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop_login.ui.translation import tr
from desktop_login.wording.pages import APP_NAME
from desktop_login.wording.text import Text


def ask(parent: QWidget, question: Text, *, yes: Text, no: Text) -> bool:
    """Esc and Enter both mean `no`."""
    box = QMessageBox(parent)
    box.setWindowTitle(tr(APP_NAME))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr(question))
    agreed = box.addButton(tr(yes), QMessageBox.ButtonRole.AcceptRole)
    refused = box.addButton(tr(no), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refused)
    box.setEscapeButton(refused)
    box.exec()
    return box.clickedButton() is agreed
