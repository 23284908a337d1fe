"""What follows after a sign-out was shown: the stored session is removed, and the tokens are revoked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.states import Notice, SignedOut
from desktop_login.domain.tokens import Session
from desktop_login.flow.ports import Gate, Listener, Ports, TokenStore
from desktop_login.flow.revocations import Revocations


@dataclass
class Leaving:
    """A sign-out whose stored session is not removed yet.

    `until` is when the ID token expires (local time, epoch s).
    """

    until: float
    gate: Gate
    slow_reported: bool = False
    ended: bool = False

    def end(self, failure: AuthErrorInfo | None) -> None:
        """Let everybody through who waits, unless that was done when it was reported to be slow."""
        self.ended = True
        if not self.slow_reported:
            self.gate.open(failure)


class SignOut:
    """Ends a session here and at the service; the listener is notified of what failed."""

    def __init__(self, ports: Ports, token_store: TokenStore, on_state: Listener) -> None:
        self._token_store = token_store
        self._off_thread = ports.off_thread
        self._background = ports.background
        self._revocations = Revocations(ports.provider, ports.clock, ports.off_thread)
        self._notify = on_state
        self._make_gate = ports.gate
        self._leaving: Leaving | None = None

    async def __call__(self, session: Session, until: float, everywhere: bool) -> None:
        """Remove the session in the background, and revoke its tokens.

        Args:
            session: The session that was shown last.
            until: When its ID token expires (local time, epoch s).
            everywhere: Whether to revoke all tokens of the user.
        """
        leaving = self._leaving = Leaving(until, self._make_gate())
        await self._background(self._forget(session, leaving), lambda: self.is_slow(leaving))
        refused = await self._revocations.notify(session.tokens, everywhere)
        if refused is not None:
            error_info = _revocation_error(refused, everywhere)
            self._notify(SignedOut(error_info, until=until, late=True))

    async def forgotten(self) -> None:
        """Wait until the session that was left last is removed, or that was reported to be slow."""
        if self._leaving is not None:
            await self._leaving.gate.wait()

    async def retry(self) -> None:
        """Revoke what could not be revoked before."""
        await self._revocations.retry()

    def is_slow(self, leaving: Leaving) -> None:
        """Report that the keychain takes its time, if it still does."""
        if not leaving.ended:
            leaving.slow_reported = True
            error_info = AuthErrorInfo(ErrorCode.KEYCHAIN_SLOW)
            self._notify(SignedOut(error_info, until=leaving.until, late=True))
            leaving.gate.open(error_info)

    async def _forget(self, session: Session, leaving: Leaving) -> None:
        error_info: AuthErrorInfo | None = None
        try:
            await self._off_thread(self._token_store.forget, session.identity.subject)
        except AuthError as error:
            error_info = replace(error.error_info, code=ErrorCode.NOT_FORGOTTEN)
        finally:  # whatever was raised, nobody waits for ever
            leaving.end(error_info)
        if error_info is not None:
            self._notify(SignedOut(error_info, until=leaving.until, late=True))
        elif leaving.slow_reported:
            self._notify(SignedOut(None, Notice.SIGNED_OUT, leaving.until, late=True))


def _revocation_error(error_info: AuthErrorInfo, everywhere: bool) -> AuthErrorInfo:
    if everywhere:
        return replace(error_info, code=ErrorCode.NOT_EVERYWHERE)
    if error_info.code is ErrorCode.REVOCATION_OFF:
        return error_info
    return replace(error_info, code=ErrorCode.SERVER_NOT_TOLD)
