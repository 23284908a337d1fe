"""A row of a page with facts: what it is at the left, what can be done about it at the right. Knows no fact."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.base_line import base_line, in_the_middle
from desktop_login.ui.widgets.flow import SelfPlaced

_LOW = 4 * GRID  # also without a button
_LEAST_WORDS = 240  # what words that wrap need beside what stands at the right


class FactRow(SelfPlaced):
    """`words` are the labels at the left, the first of them large. `ends` are a chip and buttons; they go
    below the words, to the right, where these would have too little room."""

    def __init__(self, words: Sequence[QLabel], *ends: QWidget) -> None:
        super().__init__()
        self._first = words[0]
        self._alone = len(words) == 1
        self._words = QWidget(self)
        column = QVBoxLayout(self._words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for one in words:
            column.addWidget(one)
        self._ends = ends
        for end in ends:
            end.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        wide = self._words.sizeHint().width() + GRID + self._wide_ends()
        return QSize(wide, max(_LOW, self._words.sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, _LOW)

    def _wide_ends(self) -> int:
        return sum(_size(end).width() + GRID for end in self._ends) - GRID

    def _high_words(self, width: int) -> int:
        column = self._words.layout()
        return column.totalHeightForWidth(width) if column is not None else 0

    def _place(self, width: int, *, move: bool) -> int:
        if not self._ends:
            return self._put_words(width, move=move)
        room = width - self._wide_ends() - GRID
        if room >= min(self._words.sizeHint().width(), _LEAST_WORDS):
            return self._put_beside(room, width, move=move)
        high = self._high_words(width)
        low = max(_size(end).height() for end in self._ends)
        if move:
            self._words.setGeometry(0, 0, width, high)
            self._put_ends(width, high + GRID, low)
        return high + GRID + low

    def _put_words(self, width: int, *, move: bool) -> int:
        words = self._high_words(width)
        high = max(_LOW, words)
        if move:
            self._words.setGeometry(0, (high - words) // 2, width, words)
        return high

    def _put_beside(self, room: int, width: int, *, move: bool) -> int:
        words = self._high_words(room)
        high = max(_LOW, words, *(_size(end).height() for end in self._ends))
        if move:
            self._put_ends(width, 0, high)
            self._words.setGeometry(0, self._top_of_words(words, high), room, words)
        return high

    def _top_of_words(self, words: int, high: int) -> int:
        """One line stands on the base line of what is at the right, several in the middle."""
        end = self._ends[0]
        text = end.text() if isinstance(end, QLabel | QPushButton) else ""
        if self._alone and text and words < 2 * self._first.fontMetrics().height():
            base = end.y() + in_the_middle(end.height(), text, end.font())
            return base - base_line(self._first)
        return (high - words) // 2

    def _put_ends(self, width: int, top: int, high: int) -> None:
        left = width - self._wide_ends()
        for end in self._ends:
            size = _size(end)
            end.setGeometry(
                QRect(left, top + (high - size.height()) // 2, size.width(), size.height())
            )
            left += size.width() + GRID


def _size(end: QWidget) -> QSize:
    return end.sizeHint().boundedTo(end.maximumSize())


def below_each_other(column: QVBoxLayout, rows: Sequence[QWidget]) -> None:
    """With a hairline between two of them."""
    for number, row in enumerate(rows):
        if number:
            line = QFrame()
            line.setObjectName("line")
            column.addWidget(line)
        column.addWidget(row)
