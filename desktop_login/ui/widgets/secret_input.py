"""An input for a password, code or answer that gives nothing of it to other programs, shown or not. Knows no page.

A line of Qt in `Password` mode copies nothing, and puts no selection into the primary selection
of X11 and Wayland. Once the text is shown, the line is in `Normal` mode, and every key and click
with something selected fills the primary selection. So it is in `Password` mode again for as long
as Qt handles one that could give something out; nothing is painted in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent


class SecretInput(QLineEdit):
    """Ctrl+C does nothing, Ctrl+X deletes, Ctrl+Z empties the line; the menu offers no copy.

    `typing` is set while a key changes the text, and not while it pastes.
    """

    typing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtGui import QKeySequence

        self.typing = not event.matches(QKeySequence.StandardKey.Paste)
        try:
            with self._closed():
                super().keyPressEvent(event)
        finally:
            self.typing = False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        with self._closed():
            super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        from PySide6.QtCore import Qt

        from desktop_login.ui.widgets.menu import close_when_chosen

        with self._closed():  # what can be done is decided when the menu is made
            menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        close_when_chosen(menu)
        menu.popup(event.globalPos())

    @contextmanager
    def _closed(self) -> Iterator[None]:
        mode = self.echoMode()
        if mode == QLineEdit.EchoMode.Password:
            yield
            return
        hints = self.inputMethodHints()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        try:
            yield
        finally:
            self.setEchoMode(mode)
            self.setInputMethodHints(hints)  # `Normal` takes away that the text is sensitive
