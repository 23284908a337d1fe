"""An input for a one-time code. Decides what a code looks like and when it is whole; checks none."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, QTimer, Signal

from desktop_login.domain.answers import typed_code
from desktop_login.domain.secret import Secret
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.pages import (
    CONFIRMATION_CODE,
    DIGITS_ONLY,
    SIX_DIGITS,
    SIX_TO_EIGHT_DIGITS,
)
from desktop_login.ui.widgets.field import Field

_WHOLE = (6, 8)


class CodeField(Field):
    """Emits `whole()` when a whole code was pasted; of an `authenticator` also when its sixth
    digit was typed, because delivered codes may have eight.

    Spaces, hyphens, full-width digits and a message around the code are understood.
    """

    whole = Signal()

    def __init__(self, *, authenticator: bool = False) -> None:
        # full width is fine, so there is nothing to hint at
        super().__init__(CONFIRMATION_CODE, self._check_code, hints=False, secret=True)
        self._authenticator = authenticator
        self._length_before = 0
        self.input.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.edited.connect(self._edited)

    def code(self) -> Secret:
        return Secret(typed_code(self.text()))

    def _check_code(self, text: str) -> FormattedMessage | None:
        code = typed_code(text)
        if not re.fullmatch(r"[0-9]*", code):
            return message(DIGITS_ONLY)
        if self._authenticator:
            return None if len(code) == 6 else message(SIX_DIGITS)
        return None if 6 <= len(code) <= 8 else message(SIX_TO_EIGHT_DIGITS)

    def _edited(self) -> None:
        code = typed_code(self.text())
        pasted = len(code) - self._length_before > 1
        self._length_before = len(code)
        if not code.isdecimal():
            return
        is_whole = len(code) in (_WHOLE[:1] if self._authenticator else _WHOLE)
        if is_whole and (pasted or self._authenticator):
            # one turn later, so that the field has shown the last digit
            QTimer.singleShot(0, self, self.whole.emit)
