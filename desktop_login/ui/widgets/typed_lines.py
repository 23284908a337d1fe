"""A few lines to write in: Tab leaves it, and it grows no higher than it was made. Keeps plain text only."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

_AROUND = 22  # padding and border of the style sheet, and the document's margin
MAX_TYPED = 1024 * 1024


class TypedLines(QPlainTextEdit):
    """`lines` high."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)

    def sizeHint(self) -> QSize:
        return QSize(240, self._lines * QFontMetrics(self.font()).lineSpacing() + _AROUND)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """A paste without end would stop the window."""
        self.textCursor().insertText(source.text()[:MAX_TYPED])
