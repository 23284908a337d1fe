"""Text to read that is as high as its lines: the page scrolls, not the text. Knows nothing of what it says."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent, QTextOption
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QSizePolicy

from desktop_login.ui.widgets.scrolled import scroll_to

_MOST_HIGH = 560  # of a text that scrolls inside
_WHOLE = 4096  # characters; a text that is no longer is seen whole
_MOST_HIGH_WHOLE = 2400  # but not if it has next to nothing in each of its lines
_MARGIN = 4  # around the text, within its border and padding
_MEASURED = 400  # lines; a longer text scrolls inside anyway


class FittedText(QPlainTextEdit):
    """Read-only text as high as its lines; one that is longer than four kilobytes scrolls inside."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "source")
        self.setReadOnly(True)
        self.setTextInteractionFlags(  # to be read only means by mouse alone otherwise
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.cursorPositionChanged.connect(self._follow)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)
        self.document().setDocumentMargin(_MARGIN)

    @property
    def most_high(self) -> int:
        """Higher than this it is never; the rest scrolls."""
        short = self.document().characterCount() <= _WHOLE + 1  # Qt counts the end of the text too
        return _MOST_HIGH_WHOLE if short else _MOST_HIGH

    def fit(self) -> None:
        """As many lines as wrapping makes of the text; measured only while it is seen."""
        if not self.isVisible():
            return
        measured = min(self.blockCount(), _MEASURED)
        block, needed = self.document().firstBlock(), 0.0
        for _ in range(measured):
            needed += self.blockBoundingRect(block).height()  # lays it out
            block = block.next()
        # The height of the last line has the margin below it already. With one pixel less than this
        # Qt would scroll by a line.
        around = self.height() - self.viewport().height() + _MARGIN + 1
        high = math.ceil(needed * self.blockCount() / measured) + around
        most = self.most_high
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if high > most
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(min(high, most))

    def _follow(self) -> None:
        """The page scrolls to where somebody goes by key."""
        if self.hasFocus() and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            scroll_to(self, self.cursorRect())

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 40)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()
