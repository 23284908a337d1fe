"""One input with its label above and one line below. Decides when to complain, not about what.

The line below is reserved: whatever it says, nothing on the page moves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_login.domain.password_policy import has_full_width
from desktop_login.messages.message import FormattedMessage, Message, message
from desktop_login.messages.pages import (
    CAPS_LOCK_HINT,
    FULL_STOP_HINT,
    FULL_WIDTH_HINT,
    HIDE_PASSWORD,
    OUTER_SPACE_HINT,
    REMOVE_FULL_STOP,
    REMOVE_SPACES,
    REMOVE_UNSEEN,
    REQUIRED,
    SHOW_PASSWORD,
    TYPED_TWO_WAYS_HINT,
    UNSEEN_HINT,
)
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.qt_constants import SENSITIVE, TOP
from desktop_login.ui.widgets.basics import button, label, retitle, sentence
from desktop_login.ui.widgets.plain_tip import set_tip
from desktop_login.ui.widgets.secret_input import SecretInput

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtGui import QKeyEvent

    from desktop_login.ui.widgets.painted import Eye

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

    def forgive(self) -> None:
        self._foreign = None
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

    def _problem(self) -> FormattedMessage | None:
        if self._foreign is not None and self._foreign[0] == self.text():
            return self._foreign[1]
        return self._check(self.text())

    def _changed(self) -> None:
        self._foreign = None
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
        if self._line is None:
            if not words:
                return
            self._line = self._make_line()
        if self._line.property("role") != role:
            self._line.setProperty("role", role)
            self._line.style().polish(self._line)
        shown = self._in_a_line(self._line, words) if role == "hint" else words
        self._line.setAccessibleName("")  # that of the words before
        self._line.setText(shown)
        if shown != words:
            self._line.setAccessibleName(words)
        set_tip(self._line, words if shown != words else self._more if role == "small" else "")
        read_out = f"{words} {self._more}" if role == "small" and self._more else words
        if role != "hint":  # a hint is seen beside what it is about, and is read where it stands
            self.input.setAccessibleDescription(read_out)
        if bool(self.input.property("wrong")) != bool(self._complaint):
            self.input.setProperty("wrong", bool(self._complaint))
            self.input.style().polish(self.input)

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


class _Mend:
    """What is pointed out in a password, and what one click makes of it. No named tuple, which
    takes longer to define, before the first paint."""

    def __init__(self, hint: Message, message: Message, mend: Callable[[str], str]) -> None:
        self.hint = hint
        self.message = message
        self.mend = mend


def _without_spaces(text: str) -> str:
    return text.strip(" ")


_OUTER_SPACE = _Mend(OUTER_SPACE_HINT, REMOVE_SPACES, _without_spaces)


class PasswordField(Field):
    """A password with "Show password", a Caps Lock hint, and no way to copy or undo it out.

    With `unseen_hint` characters that cannot be seen, and with `outer_space_hint` a space at either
    end, are pointed out and can be removed by one click; the text is never changed by itself.
    `toggle` names the eye while the text is hidden, and while it is shown.
    """

    def __init__(
        self,
        name: Message,
        check: Check = nothing,
        *,
        example: Message | None = None,
        outer_space_hint: bool = True,
        unseen_hint: bool = True,
        required: bool = True,
        toggle: tuple[Message, Message] = (SHOW_PASSWORD, HIDE_PASSWORD),
    ) -> None:
        super().__init__(name, check, example=example, required=required, secret=True)
        self._toggle_words = toggle
        self._outer_space_hint = outer_space_hint
        self._unseen_hint = unseen_hint
        self._caps_lock = False
        self.input.setEchoMode(QLineEdit.EchoMode.Password)
        self.input.setProperty("inputMethodHints", SENSITIVE)
        self._eye: Eye | None = None
        self.input.setTextMargins(0, 0, 32, 0)
        self._mend_button: QPushButton | None = None
        self._mend: _Mend | None = None
        self._refused = ""

    def add_toggle(self) -> None:
        """Adds "Show password". Painting it must not delay the first paint."""
        if self._eye is None:
            from desktop_login.ui.widgets.painted import Eye

            self._eye = Eye(self.input, *map(tr, self._toggle_words))
            self._eye.setAccessibleDescription(self.title.text())
            self._eye.clicked.connect(self._toggle)
            self.setTabOrder(self.input, self._eye)
            self.input.installEventFilter(self)

    @property
    def last(self) -> QWidget:
        return self._eye or self.input

    def set_text(self, text: str) -> None:
        if not text:
            self._refused = ""
        super().set_text(text)
        if not text:
            self._reveal(False)

    def refused(self) -> None:
        """The service has refused this password: what may be wrong with its end is pointed out."""
        self._refused = self.text()
        self._show_hint()

    def hint_for(self, text: str) -> FormattedMessage | None:
        mend = self._mend = self._mend_for(text)
        if mend is not None and self._mend_button is None:
            self._mend_button = self._make_mend_button()
        if self._mend_button is not None:
            if mend is not None:
                retitle(self._mend_button, tr(mend.message))
            self._mend_button.setVisible(mend is not None)
        if mend is not None:
            return message(mend.hint)
        if self._caps_lock:
            return message(CAPS_LOCK_HINT)
        if not text.isascii() and _has_decomposed(text):
            return message(TYPED_TWO_WAYS_HINT)
        return super().hint_for(text)

    def _mend_for(self, text: str) -> _Mend | None:
        if self._unseen_hint and not (text.isascii() and text.isprintable()):
            from desktop_login.domain.typed_text import has_unseen, without_unseen

            if has_unseen(text):
                return _Mend(UNSEEN_HINT, REMOVE_UNSEEN, without_unseen)
        if self._outer_space_hint and text != _without_spaces(text):
            return _OUTER_SPACE
        if text and text == self._refused and text[-1] in ".。．":
            from desktop_login.domain.typed_text import without_full_stop

            return _Mend(FULL_STOP_HINT, REMOVE_FULL_STOP, without_full_stop)
        return None

    def _make_mend_button(self) -> QPushButton:
        """At the right above the input, where there is always room."""
        made = button("", "inline")
        made.clicked.connect(self._mend_text)
        made.setFixedHeight(self.title.sizeHint().height())
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(made)
        self._layout.insertLayout(0, top)
        self.setTabOrder(made, self.input)
        return made

    def _mend_text(self) -> None:
        if self._mend is not None:
            self.input.setText(self._mend.mend(self.text()))
            self.focus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        from PySide6.QtGui import QKeyEvent

        if isinstance(event, QKeyEvent) and event.type() == event.Type.KeyPress:
            self._notice_caps_lock(event)
        return super().eventFilter(watched, event)

    def _notice_caps_lock(self, event: QKeyEvent) -> None:
        """Detect Caps Lock from a letter whose case disagrees with Shift: Qt has no call for it."""

        from PySide6.QtCore import Qt

        typed = event.text()
        if len(typed) == 1 and typed.isalpha() and typed.upper() != typed.lower():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps_lock = typed.isupper() != shifted

    def _toggle(self) -> None:
        self._reveal(self.input.echoMode() == QLineEdit.EchoMode.Password)

    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.input.setEchoMode(mode)
        self.input.setProperty("inputMethodHints", SENSITIVE)  # `Normal` would take it away
        if self._eye is not None:
            self._eye.set_open(shown)


def _has_decomposed(text: str) -> bool:
    """An accent as a character of its own: another keyboard would send other bytes."""
    import unicodedata

    return unicodedata.normalize("NFC", text) != text
