"""`TokenBridge`: the token of a session for QML and for signals.

In a module of its own because of its property: Python cannot free a `Property` of PySide6 at the end
of a program, and in development mode it warns about that. A program that has no bridge loads none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal

from desktop_login.embedding.session import inside
from desktop_login.ui.background_call import SignalBridge

if TYPE_CHECKING:
    from desktop_login.embedding.session import Session


class TokenBridge(QObject):
    """A session for QML and for signals: the property `token`, and `token_changed(str)`.

    Args:
        session: It must stay open as long as the bridge.
        parent: Owns the bridge.
    """

    token_changed = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._last = ""
        bridge = self._changes = SignalBridge()  # the session calls on its own thread
        bridge.delivered.connect(self._look)
        stop = session.on_change(lambda _: bridge.deliver())
        self.destroyed.connect(stop)
        self._look()

    def _token(self) -> str:
        return self._last

    if TYPE_CHECKING:

        @property
        def token(self) -> str:
            """The ID token; empty if nobody is signed in or it cannot be had at once."""

    else:
        token = Property(str, _token, notify=token_changed)

    def _look(self) -> None:
        handle = inside(self._session)
        # what was on its way when the session was closed arrives all the same
        found = "" if handle.is_closed else handle.at_hand("id")
        if found != self._last:
            self._last = found
            self.token_changed.emit(found)
