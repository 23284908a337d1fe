"""Whether somebody who is signed in is to be offered a passkey: asked once, in the background. Changes and shows nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop_login.domain.errors import AuthError
from desktop_login.domain.passkeys import Passkey
from desktop_login.domain.secret import Secret
from desktop_login.flow.ports import OffThread
from desktop_login.flow.session_manager import SessionManager


class PasskeyInvitation:
    """Made where a pool lets people sign in with a passkey.

    Args:
        passkeys: The passkeys of the owner of an access token; raises `AuthError`.
        can_make: Whether this computer can make a passkey, as far as that is known now.
    """

    def __init__(
        self,
        passkeys: Callable[[Secret], Sequence[Passkey]],
        can_make: Callable[[], bool],
        session_manager: SessionManager,
        off_thread: OffThread,
    ) -> None:
        self._passkeys = passkeys
        self._can_make = can_make
        self._session_manager = session_manager
        self._off_thread = off_thread

    async def is_due(self) -> bool:
        """Return True if a passkey can be made here and the user has none. Any trouble means no:
        nobody has asked for this."""
        session = self._session_manager.session
        if session is None or not self._can_make():
            return False
        try:
            found = await self._off_thread(self._passkeys, session.tokens.access_token)
        except AuthError:
            return False
        now = self._session_manager.session
        same = now is not None and now.identity.subject == session.identity.subject
        return same and not found
