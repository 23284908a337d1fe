"""An input for a one-time code. Decides what a code looks like and when it is whole; checks none."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal

from desktop_login.domain.answers import typed_code
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.secret import Secret
from desktop_login.flow.typed_input import code_problem
from desktop_login.messages.message import FormattedMessage
from desktop_login.messages.pages import CONFIRMATION_CODE
from desktop_login.ui.widgets.field import Field
from desktop_login.ui.widgets.secret_input import SecretInput

# These say that the code is the wrong one.
ABOUT_THE_CODE = frozenset({ErrorCode.WRONG_CODE, ErrorCode.CODE_ALREADY_USED})
_WHOLE = (6, 8)


class CodeField(Field):
    """Emits `whole()` when a whole code was pasted; of an `authenticator` also when its sixth
    digit was typed, because delivered codes may have eight.

    Spaces, hyphens, full-width digits and a message around the code are understood. It complains
    only once it is left or submitted: who pauses is reading the next digits elsewhere.
    """

    whole = Signal()

    def __init__(self, *, authenticator: bool = False) -> None:
        # full width is fine, so there is nothing to hint at
        super().__init__(
            CONFIRMATION_CODE, self._check_code, hints=False, secret=True, while_typing=False
        )
        self._authenticator = authenticator
        self._before = ""
        self.input.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.edited.connect(self._edited)

    @property
    def authenticator(self) -> bool:
        """Whether the code is that of an authenticator app."""
        return self._authenticator

    def code(self) -> Secret:
        return Secret(typed_code(self.text()))

    def _check_code(self, text: str) -> FormattedMessage | None:
        return code_problem(text, authenticator=self._authenticator)

    def _edited(self) -> None:
        code = typed_code(self.text())
        # an input method may insert digit by digit without a key
        at_once = len(code) - len(self._before) > 1 or len(code) == len(self._before)
        pasted = at_once and not self._by_key()
        self._before = code
        if not code.isdecimal():
            return
        is_whole = len(code) in (_WHOLE[:1] if self._authenticator else _WHOLE)
        if is_whole and (pasted or self._authenticator):
            # one turn later, so that the field has shown the last digit
            QTimer.singleShot(0, self, self.whole.emit)

    def _by_key(self) -> bool:
        return isinstance(self.input, SecretInput) and self.input.typing
