"""Adapters into use cases, and use cases for a window. Knows every part; decides nothing of what they do.

Everything here runs on the worker thread behind the painted window, and imports there what
costs time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.settings import Settings

if TYPE_CHECKING:
    from desktop_login.adapters.token_store.device_store import EncryptedDeviceStore
    from desktop_login.adapters.token_store.encrypted_record import StoreKey
    from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
    from desktop_login.demo.server import DemoCognito
    from desktop_login.flow.ports import DeviceStore, Listener, TokenStore, UnconfirmedNames
    from desktop_login.services.demo_bridge import DemoBridge
    from desktop_login.ui.app_window import AuthServices, Build

MAX_DEVICE_NAME = 60
Report = Callable[[BaseException], None]


def builder(
    settings: Settings,
    store_folder: Path,
    log_level: str,
    report: Report,
) -> Build:
    """The warm-up of a configured pool: everything with the keychain, the keys and the client."""

    def build(listener: Listener) -> AuthServices:
        from desktop_login.adapters.token_store.keychain import TRIAL_S, OsKeychain, trial
        from desktop_login.adapters.token_store.unconfirmed import FileNames
        from desktop_login.domain.errors import AuthError
        from desktop_login.system.log import logger

        start_log(log_level, report)
        for line in settings.for_the_log:
            logger.info("%s", line)
        pool = _with_secret(settings)
        token_store = encrypted_token_store(pool, store_folder, settings.profile)

        def try_keychain() -> bool:
            try:
                trial(OsKeychain(patience_s=TRIAL_S), f"{token_store.service}/trial")
            except AuthError:
                return False
            return True

        devices = encrypted_device_store(pool, store_folder, settings.profile)
        names = FileNames(store_folder, _store_key(pool, settings.profile))
        return build_services(
            pool, token_store, devices, names, listener, try_keychain=try_keychain
        )

    return build


def build_services(
    pool: PoolClient,
    token_store: TokenStore,
    devices: DeviceStore,
    names: UnconfirmedNames,
    listener: Listener,
    *,
    try_keychain: Callable[[], bool] | None = None,
    demo: DemoBridge | None = None,
) -> AuthServices:
    """Adapters into use cases, warmed up."""
    import platform
    import random

    from desktop_login.adapters.clock import SystemClock
    from desktop_login.adapters.cognito.accounts import CognitoAccounts
    from desktop_login.adapters.cognito.api import CognitoApi
    from desktop_login.adapters.cognito.own_account import CognitoOwnAccount
    from desktop_login.adapters.cognito.provider import CognitoProvider
    from desktop_login.adapters.jwks import Keys
    from desktop_login.adapters.threads import background, off_thread
    from desktop_login.adapters.token_verifier import JwtVerifier
    from desktop_login.flow.coordinator import AuthCoordinator
    from desktop_login.flow.ports import Ports
    from desktop_login.flow.session_manager import SessionManager
    from desktop_login.system.log import logged
    from desktop_login.ui.app_window import AuthServices

    listener = logged(listener)
    clock = SystemClock()
    keys = Keys(pool.keys_url, clock)
    calls = CognitoApi(pool, clock)
    provider = CognitoProvider(calls)
    ports = Ports(
        provider,
        CognitoAccounts(calls),
        CognitoOwnAccount(calls),
        devices,
        names,
        JwtVerifier(pool, clock, keys),
        clock,
        off_thread,
        background,
    )
    session_manager = SessionManager(ports, token_store, random.random, listener)
    inspector = AuthCoordinator(ports, session_manager, listener, platform.node()[:MAX_DEVICE_NAME])
    provider.prepare()
    keys.warm_up()
    return AuthServices(inspector, session_manager, try_keychain, demo, calls.trouble())


def _with_secret(settings: Settings) -> PoolClient:
    """A keychain that does not answer is told by its trial, a missing secret by the service."""
    from desktop_login.domain.errors import AuthError
    from desktop_login.services.pool_setup import with_stored_secret

    pool = settings.pool
    assert pool is not None  # noqa: S101 - nothing is built without one
    if settings.secret_stored and pool.client_secret is None:
        with contextlib.suppress(AuthError):
            return with_stored_secret(pool)
    return pool


def encrypted_token_store(pool: PoolClient, folder: Path, profile: str = "") -> EncryptedTokenStore:
    """Return the store of the pool's session in `folder`, its key in the system's keychain."""
    from desktop_login.adapters.token_store.keychain import OsKeychain
    from desktop_login.adapters.token_store.session_store import EncryptedTokenStore

    return EncryptedTokenStore(OsKeychain(), folder, _store_key(pool, profile))


def encrypted_device_store(
    pool: PoolClient, folder: Path, profile: str = ""
) -> EncryptedDeviceStore:
    """Return the store of the pool's remembered devices in `folder`."""
    from desktop_login.adapters.token_store.device_store import EncryptedDeviceStore
    from desktop_login.adapters.token_store.keychain import OsKeychain

    return EncryptedDeviceStore(OsKeychain(), folder, _store_key(pool, profile))


def _store_key(pool: PoolClient, profile: str) -> StoreKey:
    from desktop_login.adapters.token_store.encrypted_record import StoreKey

    return StoreKey(pool.pool_id, pool.client_id, profile, pool.endpoint_url or "")


def build_demo(demo: DemoCognito, flow: AuthFlow, listener: Listener) -> AuthServices:
    """The same over a demo that is already serving; nothing is kept."""
    from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
    from desktop_login.adapters.token_store.session_store import MemoryTokenStore
    from desktop_login.adapters.token_store.unconfirmed import MemoryNames
    from desktop_login.services.demo_bridge import DemoBridge

    config = demo.config
    pool = PoolClient(
        config.region, config.pool_id, config.client_id, auth_flow=flow, endpoint_url=demo.url
    )
    inspector = DemoBridge(demo)
    return build_services(
        pool, MemoryTokenStore(), MemoryDeviceStore(), MemoryNames(), listener, demo=inspector
    )


def start_log(level: str, report: Report) -> None:
    """Start the log, and pass errors that escape from Qt's slots to `report`."""
    from desktop_login.system.log import catch_everything, set_up

    set_up(level, log_file())
    catch_everything(report)


def log_file() -> Path:
    """Return the path of the log file."""
    from desktop_login.system.log import default_log_file

    return default_log_file()
