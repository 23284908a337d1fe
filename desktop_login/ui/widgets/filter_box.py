"""A field that narrows what is shown, and says how much is left. Knows nothing of what it filters."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from desktop_login.messages.dashboard import FILTER_CLAIMS, N_OF_M
from desktop_login.messages.translate import tr
from desktop_login.ui.announce import announce
from desktop_login.ui.widgets.basics import label

_KEY = "Ctrl+F"


class FilterBox(QLineEdit):
    """Esc clears it; at its right stands the key that leads there, or the count while something is
    typed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("filter")
        self.setAccessibleName(tr(FILTER_CLAIMS))
        self.setPlaceholderText(tr(FILTER_CLAIMS))
        # one width, whatever is typed: what stands beside it must not move
        self.setFixedWidth(220)
        self._count = label(_KEY, "small")
        self._count.setParent(self)
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_count(self, shown: int, of: int) -> None:
        words = tr(N_OF_M, n=shown, m=of)
        if self.text() and self.hasFocus() and words != self._count.text():
            announce(self, words)
        self._count.setText(words if self.text() else _KEY)
        self.setAccessibleDescription(words if self.text() else "")
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self._count.adjustSize()
        size = self._count.size()
        self.setTextMargins(0, 0, size.width() + 4, 0)
        self._count.move(self.width() - size.width() - 12, (self.height() - size.height()) // 2)
