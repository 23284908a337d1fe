"""What gets the focus by a key is scrolled to. Qt does so only from one part of a scrolled page to another of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from desktop_login.ui.widgets.scrolled import scroll_to


class FocusInView(QObject):
    """Of one window: from its bar into a page, and by a key such as Ctrl+F."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._moved)

    @Slot(QWidget, QWidget)
    def _moved(self, before: QWidget | None, now: QWidget | None) -> None:
        """Not where a window has come to the front: its page stays as somebody has scrolled it. And not
        under the mouse: what is pressed must not move away from it."""
        if before is None or now is None or now.window() is not self._window:
            return
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            scroll_to(now)
