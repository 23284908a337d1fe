"""The reply of an API: its status, its body to read, its headers. Sends nothing; what is read was made ready elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop_login.messages import try_api as words
from desktop_login.messages.translate import tr
from desktop_login.ui.reply_text import ReplyText
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import RING, accelerate, button, sentence
from desktop_login.ui.widgets.flow import Flow
from desktop_login.ui.widgets.head_card import beside_texts
from desktop_login.ui.widgets.json_view import HangingText, JsonColours
from desktop_login.ui.widgets.segments import Segments

_BODY, _HEADERS = range(2)


class ReplyCard(QFrame):
    """Emits `copy_wanted()` and `save_wanted()`."""

    copy_wanted = Signal()
    save_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(tr(words.REPLY))
        self._text: ReplyText | None = None
        self._next = 0
        self.status = sentence("", "status")
        self.note = sentence("", "small")
        self.segments = Segments(tr(words.REPLY), [tr(words.REPLY), tr(words.REPLY_HEADERS)])
        self.segments.chosen.connect(self._open)
        self.body, self.headers = HangingText(), HangingText()
        for view, name in ((self.body, words.REPLY), (self.headers, words.REPLY_HEADERS)):
            view.setAccessibleName(tr(name))
        self._colours = JsonColours(QTextDocument(self))
        self.show_all = button(tr(words.SHOW_ALL), "link", "A")
        self.show_all.clicked.connect(self._show_rest)
        self.copy_reply = button(tr(words.COPY_REPLY), "quiet", "Y")
        self.copy_reply.clicked.connect(self.copy_wanted)
        self.save_reply = button(tr(words.SAVE_REPLY), "quiet", "V")
        self.save_reply.clicked.connect(self.save_wanted)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._add_part)
        line = QHBoxLayout()
        line.addWidget(self.segments)
        line.addStretch(1)
        above, below = beside_texts(), beside_texts()
        above.addWidget(self.status)
        above.addWidget(self.note)
        above.addLayout(line)
        below.addWidget(self.show_all)
        below.addWidget(Flow(self.copy_reply, self.save_reply, across=GRID, down=GRID))
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID - RING, 2 * GRID, 2 * GRID - RING, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(above)
        column.addWidget(self.body)
        column.addWidget(self.headers)
        column.addLayout(below)
        accelerate(self)
        self._open(_BODY)

    def show_status(self, line: str, note: str, *, bad: bool) -> None:
        self.status.setProperty("loginRole", "status-over" if bad else "status")
        self.status.style().unpolish(self.status)
        self.status.style().polish(self.status)
        self.status.setText(line)
        self.status.setAccessibleName(f"{tr(words.STATUS)}: {line}")
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def show_text(self, text: ReplyText, headers: str) -> None:
        """The first lines at once; the rest when it is asked for."""
        self.forget()
        self._text = text
        self._colours.setDocument(self.body.document() if text.is_json else QTextDocument(self))
        self.headers.setPlainText(headers)
        self._add_part()
        self.segments.open(_BODY)

    def forget(self) -> None:
        """Nothing of the reply stays in the widgets."""
        self._turn.stop()
        self._text, self._next = None, 0
        self.body.setPlainText("")
        self.headers.setPlainText("")
        self.show_all.hide()

    def _show_rest(self) -> None:
        self.show_all.hide()
        self.body.setFocus()
        self._turn.start(0)

    def _add_part(self) -> None:
        """One part a turn, so that the window goes on answering."""
        text = self._text
        if text is None or self._next >= text.parts:
            return
        if self._next == 0:
            self.body.setPlainText(text.part(0))
            self.show_all.setVisible(text.parts > 1 and self.segments.current == _BODY)
        else:
            cursor = QTextCursor(self.body.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText("\n" + text.part(self._next))
            self._turn.start(0)
        self._next += 1
        self.body.fit()

    def _open(self, view: int) -> None:
        self.body.setVisible(view == _BODY)
        self.headers.setVisible(view == _HEADERS)
        more = self._text is not None and self._next == 1 and self._text.parts > 1
        self.show_all.setVisible(view == _BODY and more)
