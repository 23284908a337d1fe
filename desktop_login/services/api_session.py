"""What a session gives to a request to an API: its tokens, and signatures with its AWS credentials. Sends and shows nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_login.domain.api_refusals import SentToken
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.secret import Secret
from desktop_login.domain.token_parts import claims_of
from desktop_login.flow.api_calls import SignedCall, UsedToken

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop_login.domain.api_request import HttpCall
    from desktop_login.flow.aws_access import AwsAccess
    from desktop_login.flow.ports import OffThread
    from desktop_login.settings import Settings


class SessionProofs:
    """The `Proofs` of one session.

    Args:
        settings: They name the pool, and for signatures the identity pool.
        file: Where an identity pool is named, for who has none.
        give: Gives a token (`id` or `access`) that is good now, renewed first where the second
            argument says so, or why there is none.
        off_thread: Runs what blocks.
    """

    def __init__(
        self,
        settings: Settings,
        file: str,
        give: Callable[[str, bool], Awaitable[Secret | AuthErrorInfo]],
        off_thread: OffThread,
    ) -> None:
        self._settings = settings
        self._file = file
        self._give = give
        self._off_thread = off_thread
        self._made: AwsAccess | None = None

    async def token(self, kind: SentToken, *, new: bool) -> UsedToken:
        """Raises `AuthError`."""
        given = await self._give("access" if kind is SentToken.ACCESS else "id", new)
        if isinstance(given, AuthErrorInfo):
            raise AuthError(given)
        return UsedToken(given, claims_of(given.reveal()))

    async def signed(self, call: HttpCall, service: str, *, new: bool) -> SignedCall:
        """Raises `AuthError`."""
        used = await self.token(SentToken.ID, new=new)
        access = await self._access().access()
        if isinstance(access, AuthErrorInfo):
            raise AuthError(access)
        from desktop_login.adapters.aws_signature import signed
        from desktop_login.domain.pool import region_in
        from desktop_login.flow.api_desk import IDENTITY_ID

        region = region_in(call.url) or self._settings.aws.region
        call = replace(call, url=call.url.replace(IDENTITY_ID, access.identity_id))
        return SignedCall(signed(call, access.credentials, service, region), used.claims)

    def _access(self) -> AwsAccess:
        """Made for the first signature: it loads botocore."""
        if self._made is None:
            from desktop_login.adapters.clock import SystemClock
            from desktop_login.adapters.cognito.identity_pool import CognitoIdentityPool
            from desktop_login.flow.aws_access import AwsAccess, InMemory

            pool, aws = self._settings.pool, self._settings.aws
            if pool is None or not aws.identity_pool_id:
                name = self._settings.profile or (pool.pool_id if pool is not None else "")
                missing = AuthErrorInfo(ErrorCode.NO_IDENTITY_POOL, name=name, text=self._file)
                raise AuthError(missing)
            clock = SystemClock()
            identity_pool = CognitoIdentityPool(pool, aws.identity_pool_id, clock)
            self._made = AwsAccess(
                identity_pool, InMemory(), self._id_token, clock, self._off_thread, aws.role
            )
        return self._made

    async def _id_token(self) -> Secret | AuthErrorInfo:
        return await self._give("id", False)
