"""JSON to read: coloured, folding by mouse and keyboard, copied whole. Decodes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate

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
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextDocumentLayout

from desktop_login.domain.json_lines import Line, Path, json_lines, long_parts
from desktop_login.messages.dashboard import LINES_MORE
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import tr
from desktop_login.ui.widgets.colours import colour
from desktop_login.ui.widgets.fitted_text import FittedText
from desktop_login.ui.widgets.value_row import parts_of

_LONG = 20
_PRESSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_MOST_LINE = 6_000
_BEFORE_WORDS = " ▸▾"
_HANGING = 2  # characters
_TOKENS = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=\s*:)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>\b(?:true|false|null)\b)'
    r"|(?P<number>-?\d[\d.eE+-]*)"
)
# What stands before a value, and a text as a value.
_LINE = re.compile(r'([ ▸▾]*(?:"(?:[^"\\]|\\.)*": )?)(?:"([^"\\]*)",?)?')
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
    a block alone that has its lines already. A value that fits one line goes whole to the next one, an
    address and a UUID are parted as in the table of claims.

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
        layout.beginLayout()
        left, high, whole = 0.0, 0.0, self.width - 2 * margin
        value, joints = _ends(text)
        while (line := layout.createLine()).isValid():
            line.setLeadingIncluded(True)
            at, room = line.textStart(), whole - left
            ends = value - at, [joint - at for joint in joints]
            rooms = room, whole - indent
            chosen = _width_of_line(text[at:], rooms, ends, metrics.horizontalAdvance)
            # up to a place that Qt knows as none to break, if need be
            anywhere = QTextOption(document.defaultTextOption())
            anywhere.setWrapMode(QTextOption.WrapMode.WrapAnywhere)
            layout.setTextOption(anywhere if chosen else document.defaultTextOption())
            line.setLineWidth(chosen or room)
            line.setPosition(QPointF(margin + left, high))
            high += line.height()
            left = indent
        layout.endLayout()
        block.setLineCount(layout.lineCount())


def _ends(text: str) -> tuple[int, list[int]]:
    """Where a line of `text` may well end: before its value, 0 if it has no name, and at the joints of an
    address or UUID."""
    found = _LINE.match(text)
    if found is None or max(text, default="") > "\uffff":  # Qt counts those as two
        return 0, []
    begin = found.end(1)
    parts = [len(part) for part in parts_of(found[2] or "")]
    joints = [begin + 1 + end for end in accumulate(parts[:-1])]  # behind the quotation mark
    return begin if text[:begin].strip(_BEFORE_WORDS) else 0, joints


def _width_of_line(
    text: str, rooms: tuple[float, float], ends: tuple[int, list[int]], wide: Callable[[str], float]
) -> float:
    """Of the line that begins `text` and ends at one of `ends`; 0 where Qt is to break it. `rooms` are
    those of this line and of the next."""
    room, next_room = rooms
    value, joints = ends
    if wide(text) <= room:
        return 0
    if value > 0 and wide(text[value:]) <= next_room:
        joints = [value]
    for end in reversed([value, *joints]):
        if end > 0 and (needed := wide(text[:end].rstrip())) <= room:
            return min(room, needed + wide(" ") / 2)
    return 0


class HangingText(FittedText):
    """Text to read whose lines go on a step to the right."""

    def __init__(self) -> None:
        super().__init__()
        self._hanging = HangingLines(self.document(), self.viewport().width())
        self.document().setDocumentLayout(self._hanging)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._hanging.width = event.size().width()  # first: Qt lays its lines out at once
        super().resizeEvent(event)


class JsonView(HangingText):
    """Enter or Space folds the line of the cursor, left and right arrow fold and unfold."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._value: object = None
        self._folded: set[Path] = set()
        self._lines: list[Line] = []
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
