"""JSON to read: coloured, folding by mouse and keyboard, copied whole. Decodes nothing."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextDocumentLayout

from desktop_login.domain.json_lines import Line, Path, json_lines, long_parts
from desktop_login.messages.dashboard import LINES_MORE
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import tr
from desktop_login.ui.widgets.colours import colour
from desktop_login.ui.widgets.fitted_text import FittedText

_LONG = 20
_PRESSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_MOST_LINE = 6_000
_BEFORE_WORDS = " ▸▾"
_HANGING = 2  # characters
_TOKENS = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=\s*:)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>\b(?:true|false|null)\b)'
    r"|(?P<number>-?\d[\d.eE+-]*)"
)
_COLOURS = {
    "key": "token_payload",
    "text": "good",
    "word": "token_header",
    "number": "token_signature",
}


class JsonColours(QSyntaxHighlighter):
    def highlightBlock(self, text: str) -> None:
        for found in _TOKENS.finditer(text[:_MOST_LINE]):
            shape = QTextCharFormat()
            shape.setForeground(colour(_COLOURS[found.lastgroup or "text"]))
            self.setFormat(found.start(), found.end() - found.start(), shape)


class HangingLines(QPlainTextDocumentLayout):
    """What goes on from a line stands below its beginning, a step to the right, and not at the edge,
    where the next name would be looked for. Qt's layout of plain text knows no such indent, but leaves
    a block alone that has its lines already.

    `width` is that of the place, in pixels. A number: Qt calls this at any time, and an error here, such
    as that of a widget that has gone, would end the process.
    """

    def __init__(self, document: QTextDocument, width: int) -> None:
        super().__init__(document)
        self.width = width

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        if block.isValid() and block.isVisible() and not block.layout().lineCount():
            self._lay_out(block)
        return super().blockBoundingRect(block)

    def _lay_out(self, block: QTextBlock) -> None:
        document, layout = self.document(), block.layout()
        margin = document.documentMargin()
        text = block.text()
        metrics = QFontMetricsF(document.defaultFont())
        begin = len(text) - len(text.lstrip(_BEFORE_WORDS)) + _HANGING
        indent = min(metrics.horizontalAdvance(" ") * begin, self.width / 3)
        layout.setTextOption(document.defaultTextOption())
        layout.beginLayout()
        left, high = 0.0, 0.0
        while (line := layout.createLine()).isValid():
            line.setLeadingIncluded(True)
            line.setLineWidth(self.width - 2 * margin - left)
            line.setPosition(QPointF(margin + left, high))
            high += line.height()
            left = indent
        layout.endLayout()
        block.setLineCount(layout.lineCount())


class JsonView(FittedText):
    """Enter or Space folds the line of the cursor, left and right arrow fold and unfold."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._value: object = None
        self._folded: set[Path] = set()
        self._lines: list[Line] = []
        self._hanging = HangingLines(self.document(), self.viewport().width())
        self.document().setDocumentLayout(self._hanging)
        self._colours = JsonColours(QTextDocument(self))
        self._colours.setDocument(self.document())

    def show_value(self, value: object) -> None:
        """Parts that stand folded stay folded; long ones are folded at first."""
        if self._value is None:
            self._folded = long_parts(value, _LONG)
        self._value = value
        self._write()

    def forget(self) -> None:
        self._value = None
        self._folded = set()
        self._lines = []
        self.setPlainText("")

    def toggle(self, place: int) -> None:
        path = self._lines[place].path if 0 <= place < len(self._lines) else None
        if path is None:
            return
        self._folded ^= {path}
        self._write()
        cursor = self.textCursor()
        cursor.setPosition(self.document().findBlockByNumber(place).position())
        self.setTextCursor(cursor)

    def _write(self) -> None:
        self._lines = json_lines(self._value, self._folded)
        self.setPlainText("\n".join(map(_shown, self._lines)))
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._hanging.width = event.size().width()  # first: Qt lays its lines out at once
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            selected = self.textCursor().selection().toPlainText()
            if selected:
                QGuiApplication.clipboard().setText(selected)
            return
        place = self.textCursor().blockNumber()
        line = self._lines[place] if place < len(self._lines) else None
        if line is not None and line.path is not None:
            turns = Qt.Key.Key_Right if line.folded else Qt.Key.Key_Left
            if event.key() in (*_PRESSES, turns):
                self.toggle(place)
                return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        cursor = self.cursorForPosition(event.position().toPoint())
        if not self.textCursor().hasSelection() and cursor.positionInBlock() <= _mark_at(
            cursor.block().text()
        ):
            self.toggle(cursor.blockNumber())


def _shown(line: Line) -> str:
    """With room for the mark of what folds."""
    if line.more:
        return "  " + tr(LINES_MORE, n=line.more)
    mark = "  " if line.path is None else ("▸ " if line.folded else "▾ ")
    return mark + defused(line.text, _MOST_LINE)


def _mark_at(text: str) -> int:
    return 2 if text[:1] in "▸▾" else -1
