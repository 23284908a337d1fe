"""One input with its label above and one line below. Decides when to complain, not about what.

The line below is reserved: whatever it says, nothing on the page moves.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_login.domain.password_policy import has_full_width
from desktop_login.messages.message import FormattedMessage, Message, message
from desktop_login.messages.pages import (
    FULL_WIDTH_HINT,
    REQUIRED,
)
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.qt_constants import TOP
from desktop_login.ui.widgets.basics import label, sentence
from desktop_login.ui.widgets.plain_tip import set_tip
from desktop_login.ui.widgets.secret_input import SecretInput

PAUSE_MS = 400
# For a line in small print with the space above it: it divides the fields as well.
_RESERVED = 24
_SECOND_LINE = 18
_ABOVE_LINE = 4
# Above every limit that a check names, so that what is cut off is refused as too long; a check
# runs at each edit.
MAX_TYPED = 4096
Check = Callable[[str], FormattedMessage | None]


def nothing(_: str) -> FormattedMessage | None:
    return None


class Field(QWidget):
    """`check` says what is wrong with the text, or None. What is `secret` cannot be copied out.

    Nothing complains before the person has left the field or, where `while_typing`, stopped typing
    for 400 ms; a complaint goes the moment it is mended. An empty field complains only when
    submitted. With `long_complaint` two lines are kept free for it.
    """

    edited = Signal()
    submitted = Signal()

    def __init__(
        self,
        name: Message | str,
        check: Check = nothing,
        *,
        example: Message | None = None,
        hints: bool = True,
        required: bool = True,
        secret: bool = False,
        while_typing: bool = True,
        long_complaint: bool = False,
    ) -> None:
        super().__init__()
        self._reserved = _RESERVED + (_SECOND_LINE if long_complaint else 0)
        self._check = check
        self._while_typing = while_typing
        self._required = required
        self._hints = hints
        self._foreign: tuple[str, FormattedMessage] | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, self._reserved)
        self._layout.setSpacing(_ABOVE_LINE)
        words = tr(name) if isinstance(name, Message) else name
        self.title = label(words, "label")
        self.title.setContentsMargins(0, 0, 0, 2)
        self.input = SecretInput() if secret else QLineEdit()
        self.input.setMaxLength(MAX_TYPED)
        self.input.setAccessibleName(words)
        self.title.setBuddy(self.input)
        if example is not None:
            self.input.setPlaceholderText(tr(example))
        self._layout.addWidget(self.title)
        self._layout.addWidget(self.input)
        self._line: QLabel | None = None
        self._complaint = ""
        self._refusal = ""
        self._hint = ""
        self._advice = ""
        self._more = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._complain_if_typed)
        self.input.textChanged.connect(self._changed)
        self.input.editingFinished.connect(self._complain_if_typed)
        self.input.returnPressed.connect(self.submitted)

    def text(self) -> str:
        return self.input.text()

    def set_text(self, text: str) -> None:
        # setText, because clear() could be undone after "show password"
        self.input.setText(text)
        self._pause.stop()

    def insist(self) -> bool:
        """Shows what is wrong at once, emptiness too. True: nothing is."""
        problem = message(REQUIRED) if self._required and not self.text() else self._problem()
        self._show(problem)
        return problem is None

    def is_right(self) -> bool:
        """The same, without a word about it; an empty one is right where it may be."""
        return self._problem() is None and not (self._required and not self.text())

    def mark(self, complaint: FormattedMessage) -> None:
        """A complaint of the service about exactly this text; it goes with the next change."""
        self._foreign = (self.text(), complaint)
        self._show(complaint)

    def refuse(self, reason: FormattedMessage) -> None:
        """The service does not take this text, and the page says why in another place: the field is
        marked, and a screen reader is told here as well. It goes with the next change."""
        self._refusal = translate(reason)
        self._show_line()

    def forgive(self) -> None:
        self._foreign = None
        self.take_back()
        self._show(None)

    def focus(self, *, select: bool = False) -> None:
        self.input.setFocus()
        if select:
            self.input.selectAll()

    def require(self, required: bool) -> None:
        """Whether it may be left empty now."""
        self._required = required
        self.recheck()

    @property
    def last(self) -> QWidget:
        """What Tab reaches last here."""
        return self.input

    def recheck(self) -> None:
        """The check depends on another field that has changed."""
        if self._problem() is None:
            self._show(None)

    def advise(self, words: str, more: str = "") -> None:
        """One quiet line, where nothing is wrong: it blocks nothing. `more` is what a screen reader
        adds, and what is shown when the mouse rests on the line."""
        if (words, more) != (self._advice, self._more):
            self._advice, self._more = words, more
            self._show_line()

    def add_below(self, part: QWidget) -> None:
        """Something that belongs to the field, below its line."""
        if self._line is None:
            self._line = self._make_line()
        above_part = self._line.minimumHeight() - _ABOVE_LINE
        self._line.setMinimumHeight(above_part)
        self._layout.addWidget(part)

    def _problem(self) -> FormattedMessage | None:
        if self._foreign is not None and self._foreign[0] == self.text():
            return self._foreign[1]
        return self._check(self.text())

    def take_back(self) -> None:
        """What the service did not take may be right now."""
        if self._refusal:
            self._refusal = ""
            self._show_line()

    def _changed(self) -> None:
        self._foreign = None
        self.take_back()
        if self._problem() is None:
            self._show(None)
        if self._while_typing:
            self._pause.start()
        self._show_hint()
        self.edited.emit()

    def _complain_if_typed(self) -> None:
        self._pause.stop()
        if self.text():
            self._show(self._problem())

    def _show_hint(self) -> None:
        hint = self.hint_for(self.text())
        words = translate(hint) if hint else ""
        if words != self._hint:
            self._hint = words
            self._show_line()

    def hint_for(self, text: str) -> FormattedMessage | None:
        """Advice that never blocks."""
        return message(FULL_WIDTH_HINT) if self._hints and has_full_width(text) else None

    def _show(self, problem: FormattedMessage | None) -> None:
        words = translate(problem) if problem else ""
        if words != self._complaint:
            self._complaint = words
            self._show_line()

    def _show_line(self) -> None:
        """What is wrong goes before what is pointed out, and that before advice."""
        role, words = next(
            (
                (role, words)
                for role, words in (
                    ("error", self._complaint),
                    ("hint", self._hint),
                    ("small", self._advice),
                )
                if words
            ),
            ("small", ""),
        )
        wrong = bool(self._complaint or self._refusal)
        if bool(self.input.property("wrong")) != wrong:
            self.input.setProperty("wrong", wrong)
            self.input.style().polish(self.input)
        read_out = f"{words} {self._more}" if role == "small" and self._more else words
        if self._refusal and not self._complaint:
            read_out = self._refusal
        if role != "hint" or self._refusal:
            # a hint is seen beside what it is about, and is read where it stands
            self.input.setAccessibleDescription(read_out)
        if self._line is None:
            if not words:
                return
            self._line = self._make_line()
        if self._line.property("loginRole") != role:
            self._line.setProperty("loginRole", role)
            self._line.style().polish(self._line)
        shown = self._in_a_line(self._line, words) if role == "hint" else words
        self._line.setAccessibleName("")  # that of the words before
        self._line.setText(shown)
        if shown != words:
            self._line.setAccessibleName(words)
        set_tip(self._line, words if shown != words else self._more if role == "small" else "")

    def _in_a_line(self, line: QLabel, words: str) -> str:
        """A hint of two sentences keeps the second for who asks, where it would take a second line."""
        if line.fontMetrics().horizontalAdvance(words) <= self.input.width():
            return words
        ends = [at + 1 for at, letter in enumerate(words) if letter in ".。"]
        return words[: ends[0]] if ends else words

    def _make_line(self) -> QLabel:
        """In the place that was kept free for it."""
        line = sentence("", "small")
        line.setProperty("alignment", TOP)
        line.setMinimumHeight(self._reserved - _ABOVE_LINE)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(line)
        line.show()  # a layout would do so one turn later, and take the place away until then
        return line
