"""The field for a password: shown on request, with hints at what a keyboard or a paste did to it. Checks no rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop_login.messages.message import FormattedMessage, Message, message
from desktop_login.messages.pages import (
    CAPS_LOCK_HINT,
    FULL_STOP_HINT,
    HIDE_PASSWORD,
    OUTER_SPACE_HINT,
    REMOVE_FULL_STOP,
    REMOVE_SPACES,
    REMOVE_UNSEEN,
    SHOW_PASSWORD,
    TYPED_TWO_WAYS_HINT,
    UNSEEN_HINT,
)
from desktop_login.messages.translate import tr
from desktop_login.ui.qt_constants import SENSITIVE
from desktop_login.ui.widgets.basics import button, retitle
from desktop_login.ui.widgets.field import Check, Field, nothing

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtGui import QKeyEvent

    from desktop_login.ui.widgets.painted import Eye


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
