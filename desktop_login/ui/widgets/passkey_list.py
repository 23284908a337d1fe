"""The passkeys of an account, and what can be done about them on this computer. Adds and removes none itself."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_login.domain.account import AccountDetails
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.passkeys import ForgetPasskey, Passkey, PasskeyAction, PasskeyOffers
from desktop_login.messages.account import FORGET
from desktop_login.messages.message import Message, message
from desktop_login.messages.pages import CANCEL, CHANGING, CHECKING
from desktop_login.messages.passkey_pages import FOR_SITE, UNNAMED_PASSKEY
from desktop_login.messages.passkeys import (
    ACTIONS,
    ADDED_ON,
    ASK_REMOVE_PASSKEY,
    KIND_DEVICE,
    KIND_KEY,
    NO_PASSKEYS,
    REMOVE_PASSKEY,
)
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.error_view import error_view
from desktop_login.ui.theme import GRID
from desktop_login.ui.translation import local_time
from desktop_login.ui.widgets.basics import button, label, sentence
from desktop_login.ui.widgets.dialogs import ask
from desktop_login.ui.widgets.flow import Flow

_KINDS: Mapping[str, Message] = {"cross-platform": KIND_KEY, "platform": KIND_DEVICE}
_SHORTCUTS = {PasskeyAction.ADD: "K", PasskeyAction.ADD_IN_BROWSER: "N"}
# In such a pool nothing can be added, from nowhere.
_CLOSED = frozenset({ErrorCode.PASSKEYS_NOT_SET_UP, ErrorCode.SCOPE_MISSING})
# Nothing can be added here, but the pool's own page can.
_ONLY_IN_BROWSER = frozenset({ErrorCode.PASSKEY_SETTINGS_UNFIT, ErrorCode.PASSKEY_ELSEWHERE})


def has_passkeys(details: AccountDetails) -> bool:
    """Whether there is anything to say about passkeys: not where a deployer has switched them off."""
    nothing = details.passkey_offers == PasskeyOffers()
    return bool(details.passkeys or details.passkeys_error or not nothing)


def ways_to_add(details: AccountDetails) -> tuple[PasskeyAction, ...]:
    error, offers = details.passkeys_error, details.passkey_offers
    if error is not None and error.code in _CLOSED:
        return ()
    here = (offers.key or offers.system) and (error is None or error.code not in _ONLY_IN_BROWSER)
    ways = ((here, PasskeyAction.ADD), (offers.browser, PasskeyAction.ADD_IN_BROWSER))
    return tuple(action for offered, action in ways if offered)


class PasskeyList(QWidget):
    """Emits `wanted(answer, message)`: what the person asks for, and what is being done then."""

    wanted = Signal(object, object)

    def __init__(self, details: AccountDetails) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        for number, passkey in enumerate(details.passkeys):
            if number:
                line = QFrame()
                line.setObjectName("line")
                self._column.addWidget(line)
            self._column.addWidget(self._row(passkey))
        if details.passkeys_error is not None:
            words = translate(error_view(details.passkeys_error).message)
            self._column.addWidget(sentence(words))
        elif not details.passkeys:
            self._column.addWidget(sentence(tr(NO_PASSKEYS)))
        adding = [self._adding(action) for action in ways_to_add(details)]
        if adding:
            self._column.addSpacing(GRID // 2)
            self._column.addWidget(Flow(*adding, across=GRID, down=GRID))

    def _row(self, passkey: Passkey) -> QWidget:
        """Name, site and time came from the service, and the name from whoever added it."""
        name = defused(passkey.name) or tr(UNNAMED_PASSKEY)
        kind = _KINDS.get(passkey.attached)
        added = passkey.created
        facts = [
            *([tr(kind)] if kind is not None else []),
            *([tr(ADDED_ON, date=local_time(added))] if added is not None else []),
        ]
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(name, wrap=True))
        for fact in facts:
            texts.addWidget(sentence(fact, "small"))
        if passkey.site:
            texts.addWidget(label(tr(FOR_SITE, site=passkey.site), "small", wrap=True))
        row.addLayout(texts, 1)
        remove = button(tr(FORGET), "quiet")
        remove.setAccessibleName(tr(REMOVE_PASSKEY))
        remove.setAccessibleDescription(name)
        remove.clicked.connect(lambda: self._remove(passkey, name))
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)
        return made

    def _adding(self, action: PasskeyAction) -> QPushButton:
        made = button(tr(ACTIONS[action]), "quiet", _SHORTCUTS[action])
        made.clicked.connect(lambda: self.wanted.emit(action, CHECKING))
        return made

    def _remove(self, passkey: Passkey, name: str) -> None:
        question = message(ASK_REMOVE_PASSKEY, name=name)
        if ask(self, question, yes=REMOVE_PASSKEY, no=CANCEL, destroys=True):
            self.wanted.emit(ForgetPasskey(passkey), CHANGING)
