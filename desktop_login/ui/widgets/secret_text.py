"""Text that can be read and selected, and is a secret on the clipboard whichever way it gets there."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QPlainTextEdit

from desktop_login.ui.clipboard import SecretClipboard


class SecretText(QPlainTextEdit):
    """Read-only. Ctrl+C, the context menu and dragging mark and clear like a button would."""

    def __init__(self, clipboard: SecretClipboard) -> None:
        super().__init__()
        self._clipboard = clipboard
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)

    def createMimeDataFromSelection(self) -> QMimeData:
        return self._clipboard.marked(self.textCursor().selectedText())
