"""Text that can be read and selected, and leaves the window only by an explicit copy. Knows no token."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence

from desktop_login.ui.widgets.fitted_text import FittedText
from desktop_login.ui.widgets.menu import close_when_chosen


class Copies(Protocol):
    """The secret clipboard, or what hands on to it."""

    def copy(self, secret: str) -> None: ...


class SecretText(FittedText):
    """Read-only. Ctrl+C and the context menu mark and clear like a button would; a selection
    reaches neither the primary selection of X11 and Wayland nor another window by dragging."""

    def __init__(self, clipboard: Copies) -> None:
        super().__init__()
        self._clipboard = clipboard

    def createMimeDataFromSelection(self) -> QMimeData:
        """Qt asks for it to copy, to drag, and for the primary selection at every click."""
        return QMimeData()

    def copy(self) -> None:
        selected = self.textCursor().selectedText()
        if selected:
            self._clipboard.copy(selected)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        for action in menu.actions():
            if action.objectName() == "edit-copy":
                action.triggered.disconnect()
                action.triggered.connect(self.copy)
        close_when_chosen(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())
