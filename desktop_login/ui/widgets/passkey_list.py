"""The passkeys of an account, and what can be done about them on this computer. Adds and removes none itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

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
from desktop_login.ui.widgets.fact_row import FactRow, below_each_other

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
        rows = [self._row(passkey) for passkey in details.passkeys]
        adding = [self._adding(action) for action in ways_to_add(details)]
        if details.passkeys_error is not None:
            rows.append(_to_add(translate(error_view(details.passkeys_error).message), adding))
        elif adding or not rows:
            rows.append(_to_add(tr(NO_PASSKEYS), adding, "muted"))
        below_each_other(self._column, rows)

    def _row(self, passkey: Passkey) -> QWidget:
        """Name, site and time came from the service, and the name from whoever added it."""
        name = defused(passkey.name) or tr(UNNAMED_PASSKEY)
        kind = _KINDS.get(passkey.attached)
        added = passkey.created
        facts = [
            *([tr(kind)] if kind is not None else []),
            *([tr(ADDED_ON, date=local_time(added))] if added is not None else []),
        ]
        texts = [label(name, wrap=True), *(sentence(fact, "small") for fact in facts)]
        if passkey.site:
            texts.append(label(tr(FOR_SITE, site=passkey.site), "small", wrap=True))
        remove = button(tr(FORGET), "quiet")
        remove.setAccessibleName(tr(REMOVE_PASSKEY))
        remove.setAccessibleDescription(name)
        remove.clicked.connect(lambda: self._remove(passkey, name))
        return FactRow(texts, remove)

    def _adding(self, action: PasskeyAction) -> QPushButton:
        made = button(tr(ACTIONS[action]), "quiet", _SHORTCUTS[action])
        made.clicked.connect(lambda: self.wanted.emit(action, CHECKING))
        return made

    def _remove(self, passkey: Passkey, name: str) -> None:
        question = message(ASK_REMOVE_PASSKEY, name=name)
        if ask(self, question, yes=REMOVE_PASSKEY, no=CANCEL, destroys=True):
            self.wanted.emit(ForgetPasskey(passkey), CHANGING)


def _to_add(words: str, buttons: Sequence[QPushButton], role: str = "") -> QWidget:
    """What a passkey is, or why none can be added, and the ways to add one below each other."""
    if not buttons:
        return FactRow([sentence(words, role)])
    ways = QWidget()
    column = QVBoxLayout(ways)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID)
    for made in buttons:
        column.addWidget(made)
    return FactRow([sentence(words, role)], ways)
