"""Where a command gets its token from: the open window, else the stored session, else a renewal.

Raises `NoTokenFor`. What a step needs is imported when the step is taken: a command that finds a
fresh token in the record loads no botocore.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from desktop_login import quick
from desktop_login.agent.client import asked
from desktop_login.agent.words import (
    Declined,
    Handed,
    HandedCredentials,
    Question,
    SignedInAs,
    credentials_of,
    user_of,
)
from desktop_login.domain.errors import ENDS_SESSION, TRANSIENT, AuthError, AuthErrorInfo, ErrorCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_login.adapters.token_store.keychain import Keychain
    from desktop_login.adapters.token_store.sealed_reading import StoredSession
    from desktop_login.domain.tokens import Tokens
    from desktop_login.flow.ports import Clock
    from desktop_login.settings import Settings


class Why(NamedTuple):
    """Why there is no token. Exactly one of the first four is set, or `error_info`."""

    nobody: bool = False
    ended: bool = False
    keychain: str = ""  # a code of `secret_service`, or the name of an exception
    still_locked: bool = False
    error_info: AuthErrorInfo | None = None
    account: str = ""
    window_closed: bool = False  # why it is nobody: with a session that was not remembered
    was_good: bool = False  # the token of before is still good, but a new one was asked for


class NoTokenFor(Exception):
    """There is none, for this reason."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class TokenSource:
    """The session of one profile.

    Args:
        place: The name of its folder.
        folder: The data folder.
        settings: Read only for a renewal.

    Attributes:
        place: The same.
        is_saved: False after a renewal whose result could not be stored.
    """

    def __init__(
        self,
        place: str,
        folder: Path,
        settings: Callable[[], Settings],
        *,
        clock: Clock | None = None,
        keychain: Keychain | None = None,
    ) -> None:
        self.place = place
        self._folder = folder
        self._settings = settings
        self._clock_given = clock
        self._keychain_given = keychain
        self.is_saved = True

    def token(self, question: Question) -> str:
        """A token that is good for as long as was asked, by the rule of `flow.token_desk`."""
        answer = asked(self.place, question)
        if isinstance(answer, Handed):
            return answer.text
        if answer is not None and (failure := _failure_of(answer)) is not None:
            if not _ended(failure):
                raise NoTokenFor(Why(error_info=failure, was_good=question.now))
            if not self._has_record():
                raise NoTokenFor(Why(ended=True, account=answer.account))
        return self._of_record(question)

    def user_of_window(self) -> SignedInAs | None:
        """Who is signed in there; None without a window that holds a session."""
        answer = asked(self.place, Question("status"))
        return user_of(answer) if isinstance(answer, Handed) else None

    def credentials_of_window(self, identity_pool_id: str, role: str) -> HandedCredentials | None:
        """AWS credentials of the session that a window holds; None where it gives none."""
        question = Question("credentials", identity_pool_id=identity_pool_id, role=role)
        answer = asked(self.place, question)
        return credentials_of(answer) if isinstance(answer, Handed) else None

    def has_session(self) -> bool:
        """As far as that can be seen without the keychain."""
        return self._has_record()

    def user_of_record(self) -> SignedInAs | None:
        """Whose session is stored; renews nothing."""
        try:
            stored = self._stored()
        except NoTokenFor as error:
            if error.why.nobody:
                return None
            raise
        claims = stored.claims
        name = claims.get("email") or claims.get("cognito:username") or claims.get("sub")
        groups = claims.get("cognito:groups")
        names = [one for one in groups if isinstance(one, str)] if isinstance(groups, list) else []
        left = stored.lifetime.expires_at - self._server_time(stored)
        return SignedInAs(str(name or ""), tuple(names), max(0, int(left)), kept=True)

    def _of_record(self, question: Question) -> str:
        from desktop_login.domain.schedule import has_left

        stored = self._stored()
        now = self._server_time(stored)
        if not question.now and has_left(stored.lifetime, now, question.left_s):
            tokens = stored.tokens
            return (tokens.access_token if question.use == "access" else tokens.id_token).reveal()
        return self._renewed(stored, question)

    def _stored(self) -> StoredSession:
        from desktop_login.adapters.token_store.sealed_reading import stored_session

        try:
            found = stored_session(self._folder, self.place, self._keychain())
        except AuthError as error:
            raise NoTokenFor(why_not_read(error.error_info)) from None
        if (
            found is None and self._has_record()
        ):  # of an earlier version: taken over with all that takes
            from desktop_login.services.stores import taken_over

            try:
                taken_over(self._settings(), self._folder)
                found = stored_session(self._folder, self.place, self._keychain())
            except AuthError as error:
                raise NoTokenFor(why_not_read(error.error_info)) from None
        if found is None:
            closed = quick.closed_with_its_session(self.place)
            raise NoTokenFor(Why(nobody=True, window_closed=closed))
        return found

    def _renewed(self, stored: StoredSession, question: Question) -> str:
        from desktop_login.domain.schedule import expires_at_safe
        from desktop_login.flow.ports import StillLocked
        from desktop_login.services.refresh_once import renewed_once

        account = str(stored.claims.get("email") or "")
        try:
            renewed = renewed_once(self._settings(), self._folder, stored.tokens, self._keychain())
        except StillLocked:
            tokens = self._renewed_by_another(stored, question)
        except AuthError as error:
            code = error.error_info.code
            if code in ENDS_SESSION:
                raise NoTokenFor(Why(ended=True, account=account)) from None
            good = self._server_time(stored) < expires_at_safe(stored.lifetime)
            if question.now or not good or code not in TRANSIENT:
                raise NoTokenFor(Why(error_info=error.error_info, was_good=good)) from None
            tokens = stored.tokens
        else:
            if renewed is None:
                raise NoTokenFor(Why(nobody=True))
            tokens, self.is_saved = renewed[0].tokens, renewed[1]
        return (tokens.access_token if question.use == "access" else tokens.id_token).reveal()

    def _renewed_by_another(self, stored: StoredSession, question: Question) -> Tokens:
        """Where many wait, the lock may be held for long though the tokens are there."""
        from desktop_login.domain.schedule import has_left

        again = self._stored()
        is_new = again.tokens.access_token != stored.tokens.access_token
        if is_new and has_left(again.lifetime, self._server_time(again), question.left_s):
            return again.tokens
        raise NoTokenFor(Why(still_locked=True))

    @property
    def keychain(self) -> Keychain:
        """Where the key of the session lies; read only, and without a prompt."""
        return self._keychain()

    def _server_time(self, stored: StoredSession) -> float:
        if self._clock_given is None:
            from desktop_login.adapters.clock import SystemClock

            self._clock_given = SystemClock()
        return self._clock_given.now().wall + stored.tokens.clock_skew

    def _keychain(self) -> Keychain:
        if self._keychain_given is None:
            from desktop_login.adapters.token_store.sealed_reading import usual_keychain

            self._keychain_given = usual_keychain()
        return self._keychain_given

    def _has_record(self) -> bool:
        from desktop_login.services.places import place_of
        from desktop_login.system.paths import RECORD, has_record

        if (self._folder / self.place / RECORD).is_file():
            return True
        settings = self._settings()
        pool = settings.pool
        if pool is None or place_of(settings) != self.place:
            return False
        endpoint = pool.endpoint_url or ""
        return has_record(self._folder, pool.pool_id, pool.client_id, settings.profile, endpoint)


def _failure_of(answer: Declined) -> AuthErrorInfo | None:
    return AuthErrorInfo(ErrorCode[answer.code]) if answer.code in ErrorCode.__members__ else None


def _ended(failure: AuthErrorInfo) -> bool:
    return failure.code in ENDS_SESSION


def why_not_read(error_info: AuthErrorInfo) -> Why:
    """Return why the stored session of somebody could not be had."""
    match error_info.code:
        case ErrorCode.KEYCHAIN:
            return Why(keychain=error_info.request.code)
        case ErrorCode.RECORD_NEWER:
            return Why(error_info=error_info)
        case _:  # without its key, or not readable: somebody has to sign in again
            return Why(nobody=True)
