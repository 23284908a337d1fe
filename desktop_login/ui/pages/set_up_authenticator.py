"""An authenticator app takes over a secret, by picture or by hand, and proves it with a code. Keeps no secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer

from desktop_login.domain.answers import Code
from desktop_login.domain.challenges import AuthenticatorSetUp
from desktop_login.domain.secret import Secret
from desktop_login.flow.typed_input import key_uri
from desktop_login.messages.account import (
    BACK,
    COPY_SECRET_KEY,
    SECRET_KEY_COPIED,
    SET_UP_APP,
    SET_UP_APP_LEAD,
)
from desktop_login.messages.message import message
from desktop_login.messages.pages import BACK_TO_SIGN_IN, CONFIRM, CONFIRMING, SECRET_KEY
from desktop_login.messages.translate import tr
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button, label, retitle
from desktop_login.ui.widgets.code_field import ABOUT_THE_CODE, CodeField
from desktop_login.ui.widgets.menu_page import MenuPage
from desktop_login.ui.widgets.placing import centred
from desktop_login.ui.widgets.qr_code import QrCode
from desktop_login.ui.widgets.question_page import QuestionPage
from desktop_login.ui.widgets.row import WrappingRow
from desktop_login.ui.widgets.secret_text import SecretText

_SAY_COPIED_MS = 2000


class SetUpAuthenticatorPage(QuestionPage[AuthenticatorSetUp]):
    """Emits `submitted(Code)`. `issuer` is the name of the program, as the app will show it."""

    def __init__(self, question: AuthenticatorSetUp, issuer: str) -> None:
        super().__init__(
            SET_UP_APP, back=BACK if question.challenge_context is None else BACK_TO_SIGN_IN
        )
        self._issuer = issuer
        self._secret = question.secret
        self.say(message(SET_UP_APP_LEAD))
        self.picture = QrCode()
        self.card.body.addLayout(centred(self.picture))
        self.card.body.addSpacing(GRID // 2)
        self.key = _KeyText(_KeyCopies(self.secret_copied.emit))
        self.key.setAccessibleName(tr(SECRET_KEY))
        title = label(tr(SECRET_KEY), "label")
        title.setBuddy(self.key)
        self.copy = button(tr(COPY_SECRET_KEY), "link", "K")
        self.copy.clicked.connect(self._copy_key)
        self.card.body.addWidget(WrappingRow(title, self.copy))
        self.card.body.addWidget(self.key)
        self.card.body.addSpacing(GRID)
        self.code = CodeField(authenticator=True)
        self.code.whole.connect(self.submit)
        self.add_field(self.code)
        self.finish(CONFIRM, "S")
        self._show(question)

    @property
    def secret(self) -> Secret:
        """What an authenticator takes over here."""
        return self._secret

    def update_question(self, question: AuthenticatorSetUp) -> bool:
        if question.secret != self._secret:
            self.code.set_text("")
            self._show(question)
        return True

    def submit(self) -> None:
        self.send(lambda: Code(self.code.code()), CONFIRMING)

    def show_error(self, view: ErrorView) -> None:
        super().show_error(view)
        if view.code in ABOUT_THE_CODE:
            self.code.refuse(view.message)
        self.code.focus(select=True)

    def forget(self) -> None:
        super().forget()
        self.key.setPlainText("")
        self.picture.show_text("")

    def _show(self, question: AuthenticatorSetUp) -> None:
        self._secret = question.secret
        secret = question.secret.reveal()
        self.key.setPlainText(" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)))
        self.picture.show_text(key_uri(self._issuer, question.account, secret))

    def _copy_key(self) -> None:
        self.secret_copied.emit(self._secret.reveal())
        retitle(self.copy, tr(SECRET_KEY_COPIED))
        QTimer.singleShot(_SAY_COPIED_MS, self, lambda: retitle(self.copy, tr(COPY_SECRET_KEY)))


class SetUpFromAccountPage(MenuPage, SetUpAuthenticatorPage):
    """The same, for who has come from the account's page."""


class _KeyCopies(NamedTuple):
    """What is selected of the key is handed on without its spaces."""

    hand_on: Callable[[str], None]

    def copy(self, secret: str) -> None:
        self.hand_on(secret.replace(" ", ""))


class _KeyText(SecretText):
    """The key in groups of four, as high as it needs. A screen reader reads it letter by letter."""

    def __init__(self, copies: _KeyCopies) -> None:
        super().__init__(copies)
        self.setProperty("kind", "")  # it stands in a box, as a field does, and not on the page
        self.setProperty("loginRole", "key")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
