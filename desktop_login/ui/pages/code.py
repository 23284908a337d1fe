"""A code from a text message, an e-mail or an authenticator. Decides what a code looks like; checks none."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop_login.domain.answers import Code, typed_code
from desktop_login.domain.challenges import Challenge, Channel, CodeRequired
from desktop_login.domain.errors import Fault, Problem
from desktop_login.domain.secret import Secret
from desktop_login.ui.pages.page import Page
from desktop_login.ui.translation import tr
from desktop_login.ui.widgets.basics import button, label
from desktop_login.ui.widgets.field import Field
from desktop_login.wording.facts import duration, of_code_request
from desktop_login.wording.pages import (
    CONFIRM,
    CONFIRMATION_CODE,
    CONFIRMING,
    DIGITS_ONLY,
    ENTER_CODE,
    RESEND_CODE,
    RESEND_IN,
    SENDING,
    SIX_DIGITS,
    SIX_TO_EIGHT_DIGITS,
)
from desktop_login.wording.text import Said, said

RESEND_AFTER_S = 30
_COMPLETE = (6, 8)


class CodePage(Page):
    """Emits `submitted(Code)`, or `resend()`.

    Spaces, hyphens and full-width digits are understood. A pasted whole code submits itself;
    typing submits only the sixth digit of an authenticator's code, because delivered codes
    may have eight.
    """

    resend = Signal()

    def __init__(self, challenge: CodeRequired) -> None:
        super().__init__(ENTER_CODE)
        self._authenticator = challenge.channel is Channel.AUTHENTICATOR
        self._challenge = challenge
        self._length_before = 0
        self._wait_s = RESEND_AFTER_S
        self.say(of_code_request(challenge))
        self.code = Field(CONFIRMATION_CODE, self._check, hints=False)  # full width is fine here
        self.code.input.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.add_field(self.code)
        self.again = button(tr(RESEND_CODE), "link", "R")
        self.again.clicked.connect(self._resend)
        self._waiting = label("", "small", wrap=True)
        if self._authenticator:
            self.again.hide()
        else:
            row = QHBoxLayout()
            row.addWidget(self.again)
            row.addStretch(1)
            both = QVBoxLayout()
            both.setSpacing(2)
            both.addLayout(row)
            both.addWidget(self._waiting)
            self.card.body.addLayout(both)
        self.finish(CONFIRM, "S")
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._count_down)
        self.code.edited.connect(self._edited)
        if not self._authenticator:
            self._timer.start()
            self._show_wait()

    def renew(self, challenge: Challenge) -> None:
        """The same page for a newer challenge: a delivered code typed so far is void."""
        if challenge is self._challenge or not isinstance(challenge, CodeRequired):
            return
        self._challenge = challenge
        self.say(of_code_request(challenge))
        if not self._authenticator:
            self.code.set_text("")
            self._wait_s = RESEND_AFTER_S
            self._timer.start()
            self._show_wait()

    def submit(self) -> None:
        if self.locked or self.first_wrong() is not None:
            return
        answer = Code(Secret(typed_code(self.code.text())))
        self.lock(CONFIRMING)
        self.submitted.emit(answer)

    def unlock(self) -> None:
        super().unlock()
        self._show_wait()

    def show_fault(self, fault: Fault, words: Said) -> None:
        super().show_fault(fault, words)
        if fault.problem is Problem.CODE_EXPIRED and not self._authenticator:
            self.again.setFocus()
        else:
            self.code.focus(select=True)

    def _resend(self) -> None:
        if self.locked or self._wait_s:
            return
        self.lock(SENDING)
        self.resend.emit()

    def _check(self, text: str) -> Said | None:
        code = typed_code(text)
        if not re.fullmatch(r"[0-9]*", code):
            return said(DIGITS_ONLY)
        if self._authenticator:
            return None if len(code) == 6 else said(SIX_DIGITS)
        return None if 6 <= len(code) <= 8 else said(SIX_TO_EIGHT_DIGITS)

    def _edited(self) -> None:
        code = typed_code(self.code.text())
        pasted = len(code) - self._length_before > 1
        self._length_before = len(code)
        if not code.isdecimal():
            return
        whole = len(code) in _COMPLETE[:1] if self._authenticator else len(code) in _COMPLETE
        if whole and (pasted or self._authenticator):
            # one turn later, so that the field has shown the last digit
            QTimer.singleShot(0, self, self.submit)

    def _count_down(self) -> None:
        self._wait_s = max(0, self._wait_s - 1)
        self._show_wait()
        if not self._wait_s:
            self._timer.stop()

    def _show_wait(self) -> None:
        waits = bool(self._wait_s) and not self._authenticator
        self._waiting.setText(tr(RESEND_IN, t=duration(self._wait_s)) if waits else "")
        self._waiting.setVisible(waits)
        self.again.setEnabled(not waits and not self.locked)
