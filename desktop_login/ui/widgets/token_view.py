"""The token as it is sent: whole, in three colours, with a legend in words. Decodes nothing and verifies nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QHBoxLayout, QTextEdit, QWidget

from desktop_login.messages.dashboard import (
    CHARACTERS,
    HEADER,
    HEADER_SAYS,
    HIDE,
    PAYLOAD,
    PAYLOAD_SAYS,
    SHOW,
    SIGNATURE,
    SIGNATURE_UNCHECKED,
    SIGNATURE_VERIFIED_AT,
)
from desktop_login.messages.pages import HIDE_ID_TOKEN, ID_TOKEN, SHOW_ID_TOKEN
from desktop_login.messages.translate import tr
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.moments import time_of_day
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button, show_words
from desktop_login.ui.widgets.colours import colour
from desktop_login.ui.widgets.flow import Flow
from desktop_login.ui.widgets.head_card import HeadCard
from desktop_login.ui.widgets.live_text import LiveText
from desktop_login.ui.widgets.plain_tip import set_tip
from desktop_login.ui.widgets.secret_text import SecretText

_PARTS = ("token_header", "token_payload", "token_signature")
_DOT = "•"
_DOTS = 32  # on one line in the narrowest window


class TokenText(SecretText):
    """Tells which of the three parts the pointer or the cursor is in."""

    pointed_at = Signal(int)

    def __init__(self, clipboard: SecretClipboard) -> None:
        super().__init__(clipboard)
        self._ends: list[int] = []
        self._marked = -1
        self.setAccessibleName(tr(ID_TOKEN))
        self.setMouseTracking(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)  # it is one long word
        self.cursorPositionChanged.connect(self._cursor_moved)

    def show_token(self, text: str) -> None:
        self.setPlainText(text)
        first = text.find(".")
        second = text.find(".", first + 1)
        self._ends = [first, second] if 0 < first < second else []
        self._marked = -1
        self.paint_parts()
        self.fit()

    def paint_parts(self) -> None:
        """The colours lie over the text, which stays plain."""
        if len(self._ends) != 2:
            self.setExtraSelections([])
            return
        first, second = self._ends
        length = self.document().characterCount() - 1
        limits = ((0, first), (first + 1, second), (second + 1, length))
        selections = []
        for part, (begin, end) in enumerate(limits):
            shape = QTextCharFormat()
            shape.setForeground(colour(_PARTS[part]))
            if part == self._marked:
                shape.setBackground(colour("token_mark"))
                shape.setFontUnderline(True)
            cursor = QTextCursor(self.document())
            cursor.setPosition(begin)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            selection = QTextEdit.ExtraSelection()
            selection.cursor = cursor
            selection.format = shape
            selections.append(selection)
        self.setExtraSelections(selections)

    def mark(self, part: int) -> None:
        if part != self._marked:
            self._marked = part
            self.paint_parts()
            self.pointed_at.emit(part)

    def part_at(self, position: int) -> int:
        return sum(position > end for end in self._ends) if len(self._ends) == 2 else -1

    def _cursor_moved(self) -> None:
        if self.hasFocus() and not self.textCursor().hasSelection():
            self.mark(self.part_at(self.textCursor().position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not self.textCursor().hasSelection():
            self.mark(self.part_at(self.cursorForPosition(event.position().toPoint()).position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.mark(-1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.paint_parts()

    def copy(self) -> None:
        """Dots are nobody's secret, and nobody's token."""
        if _DOT not in self.textCursor().selectedText():
            super().copy()


class _Square(QWidget):
    def __init__(self, colour_name: str) -> None:
        super().__init__()
        self._name = colour_name
        self.setFixedSize(10, 10)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colour(self._name)))


class TokenFacts(NamedTuple):
    """What the legend says. `part` makes the JSON of the head (0) or the payload (1), which is
    shown when somebody points at it."""

    algorithm: str
    key: str
    claims: int
    verified: bool
    checked_at: float
    part: Callable[[int], str] = lambda _: ""


class TokenView(HeadCard):
    """Hidden, it shows dots; that stays when the token is renewed. Emits `chosen(shown)` when a person
    hides it or shows it again."""

    chosen = Signal(bool)

    def __init__(self, clipboard: SecretClipboard, *, shown: bool = True) -> None:
        super().__init__(tr(ID_TOKEN))
        self.text = TokenText(clipboard)
        self.hide_token = button(tr(HIDE), "link", "H")
        self.hide_token.clicked.connect(self._choose)
        self.legend = [LiveText("small") for _ in _PARTS]
        self.size_words = LiveText("small", right=True)  # on one line with the parts
        self.shown = shown
        self._token = ""
        self._facts: TokenFacts | None = None
        self.text.pointed_at.connect(self._tell_part)
        self._arrange()
        self._name_button()

    def show_token(self, token: str, facts: TokenFacts) -> None:
        self._token, self._facts = token, facts
        self._write()
        seal = (
            tr(SIGNATURE_VERIFIED_AT, time=time_of_day(facts.checked_at))
            if facts.verified
            else tr(SIGNATURE_UNCHECKED)
        )
        legends = (
            (HEADER, tr(HEADER_SAYS, algorithm=facts.algorithm, key=facts.key)),
            (PAYLOAD, tr(PAYLOAD_SAYS, n=facts.claims)),
            (SIGNATURE, seal),
        )
        for shown, (title, words) in zip(self.legend, legends, strict=True):
            shown.set_words(f"{tr(title)}  {words}", tr(title))
        self.size_words.set_words(tr(CHARACTERS, n=f"{len(token):,}"))

    def forget(self) -> None:
        self._token, self._facts = "", None
        self.text.show_token("")
        self._tell_part(-1)
        for shown in self.legend:
            shown.set_words("")
        self.size_words.set_words("")

    def toggle(self) -> None:
        self.shown = not self.shown
        self._name_button()
        self._write()

    def _choose(self) -> None:
        self.toggle()
        self.chosen.emit(self.shown)

    def _name_button(self) -> None:
        show_words(self.hide_token, tr(HIDE if self.shown else SHOW))
        self.hide_token.setAccessibleName(tr(HIDE_ID_TOKEN if self.shown else SHOW_ID_TOKEN))

    def _write(self) -> None:
        self.text.show_token(self._token if self.shown else _DOT * min(len(self._token), _DOTS))

    def _tell_part(self, part: int) -> None:
        facts = self._facts
        part_as_json = (
            facts.part(part) if facts is not None and part in (0, 1) and self.shown else ""
        )
        set_tip(self.text, part_as_json)
        self.text.setAccessibleDescription(part_as_json)
        for place, shown in enumerate(self.legend):
            font = QFont(shown.font())
            font.setUnderline(place == part)
            shown.setFont(font)

    def _arrange(self) -> None:
        self.add_link(self.hide_token)
        entries: list[QWidget] = []
        for name, words in zip(_PARTS, self.legend, strict=True):
            entry = QWidget()
            row = QHBoxLayout(entry)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            row.addWidget(_Square(name))
            row.addWidget(words)
            entries.append(entry)
        legend = Flow(*entries, self.size_words, across=2 * GRID, down=4, last_apart=True)
        self.add_text(self.text)
        self.add_below_text(legend)
