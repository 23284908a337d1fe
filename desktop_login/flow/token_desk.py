"""Which token is handed to a program that asks for one, and whether it is renewed first. Knows no socket.

A token is fresh while as much of it is left as was asked for, or half its life if that is less. So a
program that wants an hour of a token that lives an hour does not have it renewed without end.
"""

from __future__ import annotations

from typing import NamedTuple

from desktop_login.domain.errors import ENDS_SESSION, AuthErrorInfo
from desktop_login.domain.schedule import expires_at_safe, has_left
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Session
from desktop_login.flow.session_manager import SessionManager


class Token(NamedTuple):
    """A token that is good now."""

    secret: Secret


class NoToken(NamedTuple):
    """Nobody is signed in, or a renewal failed: `ended` says whether that has ended the session.

    `account` is whose session it was."""

    error_info: AuthErrorInfo | None = None
    ended: bool = True
    account: str = ""


class TokenDesk:
    """Hands out the tokens of one session."""

    def __init__(self, manager: SessionManager) -> None:
        self._manager = manager

    def at_hand(self, use: str, left_s: float) -> Token | NoToken | None:
        """Without waiting; None if a renewal comes first."""
        session = self._manager.session
        if session is None:
            return NoToken()
        if has_left(session.lifetime, self._manager.server_time(), left_s):
            return _token(session, use)
        return None

    async def renewed(self, use: str, *, now: bool) -> Token | NoToken:
        """After a renewal. Where it fails for the moment, a token that is still good is as good as
        before, unless a new one was asked for (`now`)."""
        before = self._manager.session
        failure = await self._manager.renewed()
        session = self._manager.session
        account = before.identity.email if before is not None else ""
        if session is None:
            return NoToken(failure, account=account)
        if failure is None:
            return _token(session, use)
        if failure.code in ENDS_SESSION:
            return NoToken(failure, account=account)
        good = self._manager.server_time() < expires_at_safe(session.lifetime)
        return _token(session, use) if good and not now else NoToken(failure, ended=False)


def _token(session: Session, use: str) -> Token:
    tokens = session.tokens
    return Token(tokens.access_token if use == "access" else tokens.id_token)
