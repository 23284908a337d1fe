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
    from contextlib import AbstractContextManager
    from pathlib import Path

    from desktop_login.demo.server import DemoCognito
    from desktop_login.domain.api_request import HttpCall
    from desktop_login.domain.aws_credentials import KeptAccess
    from desktop_login.domain.pool import PoolClient
    from desktop_login.flow.api_desk import ApiDesk, ApiHistory
    from desktop_login.flow.aws_access import KeptCredentials
    from desktop_login.flow.ports import OffThread
    from desktop_login.flow.session_manager import SessionManager
    from desktop_login.settings import Settings
    from desktop_login.settings.aws import AwsSettings


class SessionProofs:
    """The `Proofs` of one session.

    Args:
        pool: Whose session it is.
        aws: The identity pool whose credentials sign.
        place: What the pool is called, and the file that names an identity pool, for who has none.
        kept: Where AWS credentials are kept.
        give: Gives a token (`id` or `access`) that is good now, renewed first where the second
            argument says so, or why there is none.
        off_thread: Runs what blocks.
    """

    def __init__(
        self,
        pool: PoolClient,
        aws: AwsSettings,
        place: tuple[str, str],
        give: Callable[[str, bool], Awaitable[Secret | AuthErrorInfo]],
        off_thread: OffThread,
        kept: KeptCredentials,
    ) -> None:
        self._pool = pool
        self._aws = aws
        self._place = place
        self._give = give
        self._off_thread = off_thread
        self._kept = kept

    async def token(self, kind: SentToken, *, new: bool) -> UsedToken:
        """Raises `AuthError`."""
        given = await self._give("access" if kind is SentToken.ACCESS else "id", new)
        if isinstance(given, AuthErrorInfo):
            raise AuthError(given)
        return UsedToken(given, claims_of(given.reveal()))

    async def signed(self, call: HttpCall, service: str, *, new: bool) -> SignedCall:
        """Raises `AuthError`."""
        used = await self.token(SentToken.ID, new=new)
        aws, (name, file) = self._aws, self._place
        if not aws.identity_pool_id:
            raise AuthError(AuthErrorInfo(ErrorCode.NO_IDENTITY_POOL, name=name, text=file))
        from desktop_login.adapters.aws_signature import signed
        from desktop_login.adapters.clock import SystemClock
        from desktop_login.adapters.cognito.identity_pool import CognitoIdentityPool
        from desktop_login.domain.api_presets import IDENTITY_ID
        from desktop_login.domain.pool import region_in
        from desktop_login.flow.aws_access import AwsAccess

        async def give_token() -> Secret | AuthErrorInfo:
            return used.token

        clock = SystemClock()
        identity_pool = CognitoIdentityPool(self._pool, aws.identity_pool_id, clock)
        kept = _Refused(self._kept) if new else self._kept
        source = AwsAccess(identity_pool, kept, give_token, clock, self._off_thread, aws.role)
        access = await source.access()
        if isinstance(access, AuthErrorInfo):
            raise AuthError(access)
        call = replace(call, url=call.url.replace(IDENTITY_ID, access.identity_id))
        region = region_in(call.url) or aws.region
        keys = access.credentials
        server_time = clock.now().wall + keys.clock_skew
        return SignedCall(signed(call, keys, service, region, server_time), used.claims)


class _Refused:
    """`KeptCredentials` that were refused: they are replaced, not handed out again."""

    def __init__(self, kept: KeptCredentials) -> None:
        self._kept = kept

    def exclusive(self) -> AbstractContextManager[None]:
        return self._kept.exclusive()

    def load(self) -> KeptAccess | None:
        self._kept.load()  # which reads the key that `save` needs
        return None

    def save(self, kept: KeptAccess) -> None:
        self._kept.save(kept)


def desk_of_profile(
    settings: Settings, store_folder: Path, session_manager: SessionManager
) -> ApiDesk:
    """What the window needs to try out an API with the session that it holds."""
    from shlex import quote

    from desktop_login.adapters.api_history import FileHistory
    from desktop_login.services.aws_source import sealed_beside_session
    from desktop_login.services.places import place_of

    pool, profile = settings.pool, settings.profile
    assert pool is not None  # noqa: S101 - there is no session without one
    history = FileHistory(store_folder / place_of(settings))
    return _desk(
        pool,
        settings.aws,
        session_manager,
        profile or pool.pool_id,
        sealed_beside_session(settings, store_folder),
        history=history if settings.aws.api_history else None,
        options=f" --profile {quote(profile)}" if profile else "",
    )


def desk_of_demo(demo: DemoCognito, pool: PoolClient, session_manager: SessionManager) -> ApiDesk:
    """The same with the API of the demo; nothing is remembered."""
    from desktop_login.flow.aws_access import InMemory
    from desktop_login.settings.aws import AwsSettings

    config = demo.config
    aws = AwsSettings(config.identity_pool_id, config.region, "", demo.url, config.bucket)
    return _desk(pool, aws, session_manager, config.pool_id, InMemory())


def _desk(
    pool: PoolClient,
    aws: AwsSettings,
    session_manager: SessionManager,
    name: str,
    kept: KeptCredentials,
    *,
    history: ApiHistory | None = None,
    options: str = "",
) -> ApiDesk:
    """`kept`: the AWS credentials. `history` is None where nothing is remembered; `options`: see `ApiFacts`."""
    from desktop_login.adapters.api_history import MemoryHistory
    from desktop_login.adapters.http_call import send
    from desktop_login.adapters.threads import off_thread
    from desktop_login.domain.api_request import MAX_SAVED, HttpReply
    from desktop_login.domain.pool import region_in
    from desktop_login.flow.api_desk import ApiDesk, ApiFacts
    from desktop_login.flow.token_desk import NoToken, TokenDesk
    from desktop_login.quick import MIN_LEFT_S
    from desktop_login.system.paths import SETTINGS_FILE

    desk = TokenDesk(session_manager)

    async def give(use: str, new: bool) -> Secret | AuthErrorInfo:
        """The token of that use; `new` renews it first."""
        found = None if new else desk.at_hand(use, MIN_LEFT_S)
        if found is None:
            found = await desk.renewed(use, now=new)
        if isinstance(found, NoToken):
            return found.error_info or AuthErrorInfo(ErrorCode.SESSION_ENDED)
        return found.secret

    async def send_off_thread(call: HttpCall) -> HttpReply:
        """Whole up to what may be saved."""
        return await off_thread(send, call, limit=MAX_SAVED)

    facts = ApiFacts(
        aws.api_url,
        _bucket_url(pool, aws),
        bool(aws.identity_pool_id),
        history is not None,
        options,
        aws.region,
    )
    proofs = SessionProofs(pool, aws, (name, SETTINGS_FILE), give, off_thread, kept)
    requests = history if history is not None else MemoryHistory()
    return ApiDesk(facts, proofs, send_off_thread, requests, off_thread, region_in)


def _bucket_url(pool: PoolClient, aws: AwsSettings) -> str:
    """At Amazon, or beside the endpoint from which the credentials come."""
    if not aws.api_bucket:
        return ""
    if pool.foreign_host:
        return f"{pool.service_url.rstrip('/')}/{aws.api_bucket}"
    from desktop_login.domain.amazon import dns_suffix

    return f"https://{aws.api_bucket}.s3.{aws.region}.{dns_suffix(aws.region)}"
