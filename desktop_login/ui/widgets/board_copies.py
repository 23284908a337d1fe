"""What is copied on the dashboard, and what is said of it. A token goes through the clipboard that clears itself."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop_login.domain.token_parts import header_of
from desktop_login.domain.tokens import Session
from desktop_login.messages.dashboard import (
    CLAIM_COPIED,
    CLAIMS_VIEW,
    CLEAR_NOW,
    COPIED,
    CURL_COPIED,
    JSON_COPIED,
)
from desktop_login.messages.durations import duration
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.claim_view import for_copy, meaning_of
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.widgets.board_views import pretty
from desktop_login.ui.widgets.copy_menu import text_of
from desktop_login.ui.widgets.toast import NEWS_S, WITH_ACTION_S, Action, toast_of


class BoardCopies(QObject):
    """Holds nothing of a session; what is said of a copy goes when that is cleared."""

    def __init__(self, board: QWidget, clipboard: SecretClipboard) -> None:
        super().__init__(board)
        self._board = board
        self._clipboard = clipboard
        self._said = ""
        clipboard.cleared.connect(self._cleared)

    def token(self, session: Session, way: str) -> None:
        """In one of the ways of the menu; the caller knows that it is valid."""
        claims = pretty(session.identity.claims) if way == "json" else ""
        text = text_of(way, session.tokens.id_token.reveal(), claims)
        if way in ("curl", "json"):  # neither holds the token
            QGuiApplication.clipboard().setText(text)
            self._say(message(CURL_COPIED if way == "curl" else JSON_COPIED), WITH_ACTION_S)
            return
        self._clipboard.copy(text)
        toast_of(self._board).show(
            tr(COPIED, t=translate(duration(self._clipboard.clear_after_s))),
            self._clipboard.clear_after_s,
            Action(tr(CLEAR_NOW), self._clipboard.clear_if_ours),
        )
        self._said = toast_of(self._board).text

    def claim(self, session: Session, name: str) -> None:
        if name in session.identity.claims:
            QGuiApplication.clipboard().setText(for_copy(session.identity.claims[name]))
            self._say(message(CLAIM_COPIED, name=meaning_of(name)))

    def json(self, session: Session, *, head: bool) -> None:
        value = header_of(session.tokens.id_token.reveal()) if head else session.identity.claims
        QGuiApplication.clipboard().setText(pretty(value))
        self._say(message(JSON_COPIED))

    def tell_rows(self) -> None:
        """Rows of the table were copied."""
        self._say(message(CLAIM_COPIED, name=tr(CLAIMS_VIEW)))

    def _say(self, words: FormattedMessage, seconds: float = NEWS_S) -> None:
        toast_of(self._board).show(translate(words), seconds)

    def _cleared(self) -> None:
        toast = toast_of(self._board)
        if self._said and toast.text == self._said:
            toast.clear()
        self._said = ""
