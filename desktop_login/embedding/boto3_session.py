"""AWS credentials of a session for boto3: fresh for as long as the program runs. The only module that imports it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import botocore.session
from botocore.credentials import DeferredRefreshableCredentials

from desktop_login.domain.aws_credentials import KeptAccess
from desktop_login.embedding.errors import LoginFailed
from desktop_login.flow.aws_access import AwsAccess, InMemory
from desktop_login.messages.embedding import NO_IDENTITY_POOL
from desktop_login.messages.message import message

if TYPE_CHECKING:
    from desktop_login.domain.errors import AuthErrorInfo
    from desktop_login.domain.secret import Secret
    from desktop_login.embedding.handle import Handle
    from desktop_login.flow.aws_access import KeptCredentials
    from desktop_login.flow.services import AuthServices

METHOD = "desktop-login"
_TOKEN_LEFT_S = 120.0


class AwsSession(boto3.Session):  # type: ignore[misc] # boto3 has no types
    """A `boto3.Session` with the credentials of who is signed in."""

    def __init__(self, handle: Handle, role: str) -> None:
        core = botocore.session.get_session()
        core._credentials = credentials_of(handle, role)  # noqa: SLF001 - botocore's documented way
        region = handle.settings.aws.region or None
        super().__init__(botocore_session=core, region_name=region)
        self._access_of = lambda: access(handle, role)

    @property
    def identity_id(self) -> str:
        """The id of the user in the identity pool. Blocks for the first time."""
        return self._access_of().identity_id  # type: ignore[no-untyped-call] # the same


def credentials_of(handle: Handle, role: str) -> DeferredRefreshableCredentials:
    def refresh() -> dict[str, str]:
        found = access(handle, role).credentials
        # botocore compares it with the clock of this computer
        ends = datetime.fromtimestamp(found.expiration - found.clock_skew, UTC)
        return {
            "access_key": found.access_key_id,
            "secret_key": found.secret_access_key.reveal(),
            "token": found.session_token.reveal(),
            "expiry_time": ends.isoformat(),
        }

    _checked(handle)
    return DeferredRefreshableCredentials(refresh_using=refresh, method=METHOD)


def access(handle: Handle, role: str) -> KeptAccess:
    """Credentials with more than 20 minutes left. Blocks.

    Raises:
        LoginError: There are none.
    """
    made = _made(handle)
    found = handle.call(lambda _: made.access(role or handle.settings.aws.role))
    if isinstance(found, KeptAccess):
        return found
    raise handle.place.refused(found)


def _checked(handle: Handle) -> str:
    identity_pool_id = handle.settings.aws.identity_pool_id
    if not identity_pool_id:
        sentence = handle.place.translate(message(NO_IDENTITY_POOL))
        raise LoginFailed("NO_IDENTITY_POOL", sentence)
    return identity_pool_id


def _made(handle: Handle) -> AwsAccess:
    """One for all that ask an identity pool in this place, so that the identity is asked for once."""
    place, asked = handle.place, _checked(handle)
    with place.making_aws:
        if asked not in place.aws:
            place.aws[asked] = _access_to(asked, handle)
        return place.aws[asked]


def _access_to(identity_pool_id: str, handle: Handle) -> AwsAccess:
    from desktop_login.adapters.clock import SystemClock
    from desktop_login.adapters.cognito.identity_pool import CognitoIdentityPool
    from desktop_login.adapters.threads import off_thread
    from desktop_login.services.embedded import aws_store

    place, settings = handle.place, handle.settings
    pool, clock = settings.pool, SystemClock()
    assert pool is not None  # noqa: S101 - nothing is opened without one
    kept: KeptCredentials = InMemory()
    if place.folder is not None and place.keychain is not None:
        kept = aws_store(settings, place.folder, place.keychain)
    identity_pool = CognitoIdentityPool(pool, identity_pool_id, clock)
    return AwsAccess(identity_pool, kept, lambda: _id_token(handle), clock, off_thread)


async def _id_token(handle: Handle) -> Secret | AuthErrorInfo:
    """On the session's thread. Raises why there is none."""
    from desktop_login.flow.token_desk import Token

    services: AuthServices | None = handle.place.engine.services
    assert services is not None  # noqa: S101 - it is what calls this
    found = await handle.place.engine.renewed(services, "id", _TOKEN_LEFT_S)
    if isinstance(found, Token):
        return found.secret
    raise handle.place.no_token(found)
