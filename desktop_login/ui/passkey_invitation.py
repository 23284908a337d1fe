"""Who is offered a passkey on the dashboard: once, and never again after "Not now". Adds none itself.

What is remembered is no name: only a number that cannot be turned back into one.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from shiboken6 import isValid

from desktop_login.domain.passkeys import PasskeyAction
from desktop_login.messages.passkey_pages import INVITATION
from desktop_login.messages.passkeys import ACTIONS

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QWidget

    from desktop_login.domain.tokens import Identity
    from desktop_login.ui.main_window import MainWindow
    from desktop_login.ui.widgets.invitation_bar import InvitationBar

_KEY = "passkeys/declined"
_EACH, _DIGITS = 200, 32


class Declined:
    """`memory` is the window's, and its file may hold anything; without one, this run remembers."""

    def __init__(self, memory: QSettings | None) -> None:
        self._memory = memory
        self._marks: list[str] = []

    def has(self, identity: Identity) -> bool:
        return _mark(identity) in self._all()

    def add(self, identity: Identity) -> None:
        mark = _mark(identity)
        self._marks = [mark, *(one for one in self._all() if one != mark)][:_EACH]
        if self._memory is not None:
            self._memory.setValue(_KEY, " ".join(self._marks))

    def _all(self) -> list[str]:
        text = self._memory.value(_KEY) if self._memory is not None else None
        if not isinstance(text, str):
            return self._marks
        return [one for one in text.split() if len(one) == _DIGITS][:_EACH]


def _mark(identity: Identity) -> str:
    """Pool and person as one number. A subject is random, so nobody finds it by trying names."""
    pool = str(identity.claims.get("iss", ""))
    whole = f"{pool}\n{identity.subject}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:_DIGITS]


class PasskeyInvitation:
    """Of one window, while it shows one pool."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._declined = Declined(window.config.memory)
        self._bar: InvitationBar | None = None

    def may_be(self, identity: Identity) -> bool:
        """What is known without asking the service: who comes through a company or another provider
        has no passkeys here, and where a password is demanded a passkey would be of no use."""
        optional = self._window.config.ui_config.password_optional
        return optional and "identities" not in identity.claims and not self._declined.has(identity)

    def show(self, board: QWidget, identity: Identity) -> None:
        from desktop_login.ui.widgets.invitation_bar import InvitationBar, around

        place = around(board)
        if place is None or not self.may_be(identity):
            return
        self.withdraw()
        bar = self._bar = InvitationBar(place, INVITATION, ACTIONS[PasskeyAction.ADD])
        bar.declined.connect(lambda: self._declined.add(identity))
        bar.accepted.connect(lambda: self._declined.add(identity))
        bar.accepted.connect(self._window.passkey_wanted)
        bar.open()

    def withdraw(self) -> None:
        """Nobody is signed in any more, or a passkey has been added."""
        bar, self._bar = self._bar, None
        if bar is not None and isValid(bar):
            bar.close_it()
            bar.deleteLater()
