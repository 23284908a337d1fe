"""One input with its label above and its complaint below. Decides when to complain, not about what."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QToolButton, QVBoxLayout, QWidget

from desktop_login.domain.password_policy import has_full_width
from desktop_login.ui.translation import speak, tr
from desktop_login.ui.widgets.basics import button, label
from desktop_login.wording import (
    CAPS_LOCK_HINT,
    FULL_WIDTH_HINT,
    HIDE_PASSWORD,
    OUTER_SPACE_HINT,
    REMOVE_SPACES,
    REQUIRED,
    SHOW_PASSWORD,
    Said,
    Text,
    said,
)

PAUSE_MS = 400
Check = Callable[[str], Said | None]


def nothing(_: str) -> Said | None:
    return None


class Field(QWidget):
    """`check` says what is wrong with the text, or None.

    Nothing complains before the person has left the field or stopped typing for 400 ms; a
    complaint goes the moment it is mended. An empty field complains only when submitted.
    """

    edited = Signal()
    submitted = Signal()

    def __init__(
        self,
        name: Text | str,
        check: Check = nothing,
        *,
        example: Text | None = None,
        hints: bool = True,
    ) -> None:
        super().__init__()
        self._check = check
        self._hints = hints
        self._foreign: tuple[str, Said] | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        words = tr(name) if isinstance(name, Text) else name
        self.title = label(words, "label")
        self.input = QLineEdit()
        self.input.setAccessibleName(words)
        self.title.setBuddy(self.input)
        if example is not None:
            self.input.setPlaceholderText(tr(example))
        self._complaint = label("", "error", wrap=True)
        self._complaint.hide()
        self._hint = label("", "hint", wrap=True)
        self._hint.hide()
        for widget in (self.title, self.input, self._complaint, self._hint):
            self._layout.addWidget(widget)
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
        # setText, because after "show password" clear() could be undone by the person
        self.input.setText(text)
        self._pause.stop()

    def is_good(self) -> bool:
        return bool(self.text()) and self._problem() is None

    def insist(self) -> bool:
        """Shows what is wrong at once, emptiness too. True: nothing is."""
        problem = self._problem() if self.text() else said(REQUIRED)
        self._show(problem)
        return problem is None

    def mark(self, complaint: Said) -> None:
        """A complaint of the service about exactly this text; it goes with the next change."""
        self._foreign = (self.text(), complaint)
        self._show(complaint)

    def forgive(self) -> None:
        self._foreign = None
        self._show(None)

    def focus(self, *, select: bool = False) -> None:
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)
        if select:
            self.input.selectAll()

    def recheck(self) -> None:
        """The check depends on another field that has changed."""
        if self._problem() is None:
            self._show(None)

    def describe(self, words: str) -> None:
        """What a screen reader adds to the name of the field."""
        self.input.setAccessibleDescription(words)

    def _problem(self) -> Said | None:
        if self._foreign is not None and self._foreign[0] == self.text():
            return self._foreign[1]
        return self._check(self.text())

    def _changed(self) -> None:
        self._foreign = None
        if self._problem() is None:
            self._show(None)
        self._pause.start()
        self._show_hint()
        self.edited.emit()

    def _complain_if_typed(self) -> None:
        self._pause.stop()
        if self.text():
            self._show(self._problem())

    def _show_hint(self) -> None:
        hint = self.hint_for(self.text())
        self._hint.setText(speak(hint) if hint else "")
        self._hint.setVisible(hint is not None)

    def hint_for(self, text: str) -> Said | None:
        """Advice that never blocks."""
        return said(FULL_WIDTH_HINT) if self._hints and has_full_width(text) else None

    def _show(self, problem: Said | None) -> None:
        words = speak(problem) if problem else ""
        if self._complaint.text() == words and self._complaint.isVisible() == bool(words):
            return
        self._complaint.setText(words)
        self._complaint.setVisible(bool(words))
        self.describe(words)
        if bool(self.input.property("wrong")) != bool(words):
            self.input.setProperty("wrong", bool(words))
            self.input.style().polish(self.input)


class PasswordField(Field):
    """A password with "Show password", a Caps Lock hint, and no way to undo or drag it out.

    With `outer_space_hint` a space at either end is pointed out and can be removed by one
    click; the text is never changed by itself.
    """

    def __init__(
        self,
        name: Text,
        check: Check = nothing,
        *,
        example: Text | None = None,
        outer_space_hint: bool = True,
    ) -> None:
        super().__init__(name, check, example=example)
        self._outer_space_hint = outer_space_hint
        self._caps_lock = False
        self.input.setEchoMode(QLineEdit.EchoMode.Password)
        self.input.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.input.setDragEnabled(False)
        self.input.installEventFilter(self)
        self._eye = _Eye(self.input)
        self._eye.clicked.connect(self._toggle)
        self.input.setTextMargins(0, 0, 32, 0)
        self._trim = button(tr(REMOVE_SPACES), "link")
        self._trim.clicked.connect(lambda: self.input.setText(self.text().strip(" ")))
        self._trim.hide()
        self._layout.addWidget(self._trim, 0, Qt.AlignmentFlag.AlignLeft)

    def set_text(self, text: str) -> None:
        super().set_text(text)
        if not text:
            self._reveal(False)

    def hint_for(self, text: str) -> Said | None:
        outer = self._outer_space_hint and text != text.strip(" ")
        self._trim.setVisible(outer)
        if outer:
            return said(OUTER_SPACE_HINT)
        if self._caps_lock:
            return said(CAPS_LOCK_HINT)
        return super().hint_for(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._notice_caps_lock(event)
        return super().eventFilter(watched, event)

    def _notice_caps_lock(self, event: QKeyEvent) -> None:
        """No toolkit call tells: a letter whose case disagrees with Shift does."""
        typed = event.text()
        if len(typed) == 1 and typed.isalpha() and typed.upper() != typed.lower():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps_lock = typed.isupper() != shifted

    def _toggle(self) -> None:
        self._reveal(self.input.echoMode() == QLineEdit.EchoMode.Password)

    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.input.setEchoMode(mode)
        self._eye.set_open(shown)


class _Eye(QToolButton):
    """The toggle inside a password field. Painted, so that first paint loads no image plugin."""

    def __init__(self, host: QLineEdit) -> None:
        super().__init__(host)
        self._host = host
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(28, 28)
        self.set_open(False)
        host.installEventFilter(self)

    def set_open(self, shown: bool) -> None:
        words = tr(HIDE_PASSWORD if shown else SHOW_PASSWORD)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self._crossed = shown
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self.move(self._host.width() - self.width() - 6, (self._host.height() - 28) // 2)
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
        painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        outline = QPainterPath(QPointF(6, 14))
        outline.quadTo(QPointF(14, 4.5), QPointF(22, 14))
        outline.quadTo(QPointF(14, 23.5), QPointF(6, 14))
        painter.drawPath(outline)
        painter.setBrush(colour)
        painter.drawEllipse(QRectF(11.7, 11.7, 4.6, 4.6))
        if self._crossed:
            painter.drawLine(QPointF(8, 21), QPointF(20, 7))
