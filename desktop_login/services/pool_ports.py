"""The adapters of one pool as the ports of the use cases, and the pool with its stored client secret."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from desktop_login.domain.passkey_rules import PasskeyPlace
from desktop_login.flow.passkey_ports import PasskeyPorts
from desktop_login.flow.ports import Ports, at_once

if TYPE_CHECKING:
    from desktop_login.adapters.cognito.api import CognitoApi
    from desktop_login.adapters.jwks import Keys as SigningKeys
    from desktop_login.domain.pool import PoolClient
    from desktop_login.flow.passkey_ports import Keys
    from desktop_login.flow.ports import (
        BackgroundRunner,
        Clock,
        DeviceStore,
        OffThread,
        UnconfirmedNames,
    )
    from desktop_login.settings import Settings

MAX_DEVICE_NAME = 60


def ports_over(
    api: CognitoApi,
    signing_keys: SigningKeys,
    devices: DeviceStore,
    names: UnconfirmedNames,
    clock: Clock,
    off_thread: OffThread,
    background: BackgroundRunner = at_once,
    keys: Keys | None = None,
) -> Ports:
    """Everything that the use cases need of the world, over one Cognito client."""
    from desktop_login.adapters.cognito.accounts import CognitoAccounts
    from desktop_login.adapters.cognito.own_account import CognitoOwnAccount
    from desktop_login.adapters.cognito.provider import CognitoProvider
    from desktop_login.adapters.token_verifier import JwtVerifier

    return Ports(
        CognitoProvider(api),
        CognitoAccounts(api),
        CognitoOwnAccount(api),
        devices,
        names,
        JwtVerifier(api.pool, clock, signing_keys),
        clock,
        off_thread,
        background,
        passkeys=PasskeyPorts() if keys is None else passkey_ports(keys, api.pool),
    )


def passkey_ports(keys: Keys, pool: PoolClient) -> PasskeyPorts:
    """What passkeys need; at Amazon's own host any site is the pool's."""
    from desktop_login.messages.translate import language_in_use

    endpoint = (pool.endpoint_url or "") if pool.foreign_host else ""
    return PasskeyPorts(keys, PasskeyPlace(endpoint, pool.browser_domain), language_in_use)


def with_secret(settings: Settings) -> PoolClient:
    """Add the stored client secret. Ignore a keychain that does not answer: its trial reports it."""
    from desktop_login.domain.errors import AuthError
    from desktop_login.services.pool_setup import with_stored_secret

    pool = settings.pool
    assert pool is not None  # noqa: S101 - nothing is built without one
    if settings.secret_stored and pool.client_secret is None:
        with contextlib.suppress(AuthError):
            return with_stored_secret(pool)
    return pool
