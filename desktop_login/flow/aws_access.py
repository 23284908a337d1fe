"""AWS credentials for the user who is signed in: identity, role, and how long they are handed out.

The identity of a user in the identity pool is kept, and asked for again only if AWS does not know it
any more. Credentials are handed out as long as more than 20 minutes of them are left.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from desktop_login.domain.aws_credentials import (
    AwsCredentials,
    Grounds,
    KeptAccess,
    grounds_of,
    groups_of,
    roles_of,
)
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.secret import Secret
from desktop_login.domain.token_parts import claims_of

if TYPE_CHECKING:  # the ports load every value of a conversation
    from desktop_login.flow.ports import Clock, OffThread

# The identity is another one now, or was deleted.
_ASK_ANEW = frozenset({ErrorCode.IDENTITY_OF_ANOTHER, ErrorCode.IDENTITY_GONE})


class IdentityPool(Protocol):
    """An identity pool of Amazon Cognito. Blocks; raises `AuthError` and nothing else."""

    @property
    def identity_pool_id(self) -> str:
        """Which one it is."""

    def identity(self, id_token: Secret) -> str:
        """Return the id of the user in the identity pool."""

    def credentials(self, identity_id: str, id_token: Secret, role: str) -> AwsCredentials:
        """Return new credentials of the role, or of the one that the pool chooses."""


class KeptCredentials(Protocol):
    """Where the last credentials of a session are kept. Blocks and never fails: what cannot be
    kept is fetched again."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Let one process at a time ask for new credentials."""

    def load(self) -> KeptAccess | None:
        """Return what was kept."""

    def save(self, kept: KeptAccess) -> None:
        """Keep it in place of what was kept before."""


class InMemory:
    """Keeps them until the process ends: for a session that is not stored."""

    def __init__(self) -> None:
        self._kept: KeptAccess | None = None

    def exclusive(self) -> AbstractContextManager[None]:
        """Nobody else sees this memory."""
        return nullcontext()

    def load(self) -> KeptAccess | None:
        """Return what was kept."""
        return self._kept

    def save(self, kept: KeptAccess) -> None:
        """Keep it."""
        self._kept = kept


# Gives an ID token that is fresh by the rule of `token_desk`, renewed if need be.
GiveToken = Callable[[], Awaitable[Secret | AuthErrorInfo]]


class AwsAccess:
    """The AWS credentials of one session.

    Args:
        identity_pool: Where they come from.
        kept: Where the last ones are kept.
        give_token: Gives the ID token. It is asked before `kept` is locked: it may renew the session
            under a lock of its own, and whoever holds that one must not wait for this.
        clock: Reads the local clock.
        off_thread: Runs what blocks.
        role: Which role is asked for, if a caller names none.
    """

    def __init__(
        self,
        identity_pool: IdentityPool,
        kept: KeptCredentials,
        give_token: GiveToken,
        clock: Clock,
        off_thread: OffThread,
        role: str = "",
    ) -> None:
        self._pool = identity_pool
        self._kept = kept
        self._give_token = give_token
        self._clock = clock
        self._off_thread = off_thread
        self._role = role

    @property
    def identity_pool_id(self) -> str:
        """The identity pool that gives them."""
        return self._pool.identity_pool_id

    async def credentials(self, role: str = "") -> AwsCredentials | AuthErrorInfo:
        """Return credentials with more than 20 minutes left, or why there are none.

        Args:
            role: The ARN of one of the roles in the ID token; empty for that of the settings, or
                else for the one that the identity pool chooses.
        """
        access = await self.access(role)
        return access if isinstance(access, AuthErrorInfo) else access.credentials

    async def access(self, role: str = "") -> KeptAccess | AuthErrorInfo:
        """Return the same, with the user's id in the identity pool."""
        token = await self._give_token()
        if isinstance(token, AuthErrorInfo):
            return token
        wanted = role or self._role
        claims = claims_of(token.reveal())
        roles = roles_of(claims)
        if wanted and wanted not in roles:
            return AuthErrorInfo(ErrorCode.ROLE_NOT_YOURS, name=wanted, names=roles)
        grounds = grounds_of(claims, self._pool.identity_pool_id, wanted)
        try:
            return await self._off_thread(self._access, token, grounds)
        except AuthError as error:
            if error.error_info.code is ErrorCode.NO_AWS_ROLE:
                return replace(error.error_info, names=groups_of(claims))
            return error.error_info

    def _access(self, id_token: Secret, grounds: Grounds) -> KeptAccess:
        with self._kept.exclusive():
            kept = self._kept.load()
            same = kept is not None and kept.grounds == grounds
            if kept is not None and same and kept.credentials.lasts(self._clock.now().wall):
                return kept
            access = self._fetched(id_token, grounds, _identity_of(kept, grounds))
            self._kept.save(access)
            return access

    def _fetched(self, id_token: Secret, grounds: Grounds, known: str) -> KeptAccess:
        if known:
            try:
                return self._with_credentials(known, id_token, grounds)
            except AuthError as error:
                if error.error_info.code not in _ASK_ANEW:
                    raise
        return self._with_credentials(self._pool.identity(id_token), id_token, grounds)

    def _with_credentials(self, identity_id: str, id_token: Secret, grounds: Grounds) -> KeptAccess:
        credentials = self._pool.credentials(identity_id, id_token, grounds.role)
        return KeptAccess(grounds, identity_id, credentials)


def _identity_of(kept: KeptAccess | None, grounds: Grounds) -> str:
    """The id does not depend on role and groups."""
    if kept is None:
        return ""
    before = (kept.grounds.identity_pool_id, kept.grounds.subject)
    return kept.identity_id if before == (grounds.identity_pool_id, grounds.subject) else ""
