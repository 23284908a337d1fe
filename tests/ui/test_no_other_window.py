"""While a page is made, none of its parts is a window of its own: that would flash, and take the focus from the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop_login.ui.theme import theme_of
from tests.ui.all_pages import ALL

pytestmark = pytest.mark.medium


class _Windows(QObject):
    """Keeps what is shown as a window and is neither a dialog nor a menu."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and watched.windowType() == Qt.WindowType.Window
        ):
            self.shown.append(watched)
        return False


@pytest.mark.parametrize("name", ALL)
def test_making_a_page_shows_no_window_but_its_own(qapp: QApplication, name: str) -> None:
    theme_of(qapp).dress()
    windows = _Windows()
    qapp.installEventFilter(windows)
    shown = ALL[name]()
    shown.window.show()
    qapp.processEvents()
    qapp.removeEventFilter(windows)
    others = [type(one).__name__ for one in windows.shown if one is not shown.window]
    shown.close()
    assert others == []
