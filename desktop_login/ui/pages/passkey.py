"""A passkey is asked for: what can be done about it on this computer. Uses none, and opens no browser."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from desktop_login.domain.challenges import PasskeyRequired
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.passkeys import PasskeyAction, PasskeyOffers, PasskeyRequest
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.pages import CHECKING
from desktop_login.messages.passkey_pages import IN_BROWSER_TOO, WITH_KEY, WITH_SYSTEM
from desktop_login.messages.passkeys import (
    ACTIONS,
    PASSKEY_PROBLEMS,
    USE_PASSKEY_FOR,
    USE_YOUR_PASSKEY,
)
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.widgets.basics import button, sentence
from desktop_login.ui.widgets.key_picture import KeyPicture
from desktop_login.ui.widgets.placing import centred
from desktop_login.ui.widgets.question_page import QuestionPage

_SHORTCUTS = {
    PasskeyAction.USE_KEY: "S",
    PasskeyAction.USE_SYSTEM: "W",
    PasskeyAction.IN_BROWSER: "N",
    PasskeyAction.ANOTHER_WAY: "A",
}


def ways_of(request: PasskeyRequest, offers: PasskeyOffers) -> tuple[PasskeyAction, ...]:
    """What is offered, the likeliest to work first. A dialog of the system reaches every passkey;
    a key that is not among those of the account is worth a try only after the browser."""
    key = (PasskeyAction.USE_KEY,) if offers.key else ()
    system = (PasskeyAction.USE_SYSTEM,) if offers.system else ()
    browser = (PasskeyAction.IN_BROWSER,) if offers.browser else ()
    ways = (*system, *key, *browser) if request.reachable else (*system, *browser, *key)
    return (*ways, PasskeyAction.ANOTHER_WAY)


def explained(request: PasskeyRequest, offers: PasskeyOffers) -> tuple[FormattedMessage, ...]:
    """Which passkeys work where."""
    if offers.system:
        return (message(WITH_SYSTEM),)
    if not request.reachable or not offers.key:
        return (message(PASSKEY_PROBLEMS[ErrorCode.PASSKEY_ELSEWHERE]),)
    here = message(WITH_KEY)
    return (here, message(IN_BROWSER_TOO)) if offers.browser else (here,)


class PasskeyPage(QuestionPage[PasskeyRequired]):
    """Emits `submitted(PasskeyAction)`."""

    def __init__(self, question: PasskeyRequired) -> None:
        super().__init__(USE_YOUR_PASSKEY)
        self._shown = (question.request, question.offers)
        self.say(message(USE_PASSKEY_FOR, site=question.request.site))
        self.card.body.addWidget(KeyPicture(height=64))
        for words in explained(*self._shown):
            self.card.body.addWidget(sentence(translate(words), centred=True))
        first, *others = ways_of(*self._shown)
        self._first = first
        self.finish(ACTIONS[first], _SHORTCUTS[first])
        last: QWidget = self.primary
        for way in others:
            made = self._add(way)
            self.setTabOrder(last, made)
            last = made
        if self.back_link is not None:  # it was there before them
            self.setTabOrder(last, self.back_link)

    def update_question(self, question: PasskeyRequired) -> bool:
        return (question.request, question.offers) == self._shown

    def submit(self) -> None:
        self._choose(self._first)

    def start(self) -> None:
        self.primary.setFocus()

    def _add(self, way: PasskeyAction) -> QPushButton:
        """Below the first one. Another way is no way to use the passkey, and looks less like one."""
        quiet = way is PasskeyAction.ANOTHER_WAY
        made = button(tr(ACTIONS[way]), "link" if quiet else "", _SHORTCUTS[way])
        made.clicked.connect(lambda: self._choose(way))
        self.lock_too(made)
        if quiet:
            self.card.body.addLayout(centred(made))
        else:
            self.card.body.addWidget(made)
        return made

    def _choose(self, way: PasskeyAction) -> None:
        if self.may_send():
            self.lock(CHECKING, lambda: self._choose(way))
            self.submitted.emit(way)
