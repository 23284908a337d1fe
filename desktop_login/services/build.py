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
    from desktop_login.adapters.token_store.device_store import SealedDevices
    from desktop_login.adapters.token_store.encrypted_record import Owner
    from desktop_login.adapters.token_store.session_store import SealedVault
    from desktop_login.demo.server import DemoCognito
    from desktop_login.flow.ports import DeviceStore, Listener, UnconfirmedNames, Vault
    from desktop_login.services.demo_bridge import DemoOnDesk
    from desktop_login.ui.app_window import Build, Business

MAX_DEVICE_NAME = 60
Report = Callable[[BaseException], None]


def builder(
    settings: Settings,
    vault_folder: Path,
    log_level: str,
    report: Report,
) -> Build:
    """The warm-up of a configured pool: everything with the keychain, the keys and the client."""

    def build(listener: Listener) -> Business:
        from desktop_login.adapters.token_store.keychain import TRIAL_S, OsKeychain, trial
        from desktop_login.adapters.token_store.unconfirmed import FileNames
        from desktop_login.domain.errors import LoginError
        from desktop_login.system.log import logger

        start_log(log_level, report)
        for line in settings.for_the_log:
            logger.info("%s", line)
        pool = _with_secret(settings)
        vault = sealed_vault(pool, vault_folder, settings.profile)

        def try_keychain() -> bool:
            try:
                trial(OsKeychain(patience_s=TRIAL_S), f"{vault.service}/trial")
            except LoginError:
                return False
            return True

        devices = sealed_devices(pool, vault_folder, settings.profile)
        names = FileNames(vault_folder, _owner(pool, settings.profile))
        return build_business(pool, vault, devices, names, listener, try_keychain=try_keychain)

    return build


def build_business(
    pool: PoolClient,
    vault: Vault,
    devices: DeviceStore,
    names: UnconfirmedNames,
    listener: Listener,
    *,
    try_keychain: Callable[[], bool] | None = None,
    demo: DemoOnDesk | None = None,
) -> Business:
    """Adapters into use cases, warmed up."""
    import platform
    import random

    from desktop_login.adapters.clock import SystemClock
    from desktop_login.adapters.cognito.accounts import CognitoAccounts
    from desktop_login.adapters.cognito.calls import Calls
    from desktop_login.adapters.cognito.own_account import CognitoOwnAccount
    from desktop_login.adapters.cognito.provider import CognitoProvider
    from desktop_login.adapters.jwks import Keys
    from desktop_login.adapters.threads import behind, off_thread
    from desktop_login.adapters.token_verifier import JwtReader
    from desktop_login.flow.coordinator import FrontDesk
    from desktop_login.flow.ports import Ports
    from desktop_login.flow.session_manager import SessionKeeper
    from desktop_login.system.log import logged
    from desktop_login.ui.app_window import Business

    listener = logged(listener)
    clock = SystemClock()
    keys = Keys(pool.keys_url, clock)
    calls = Calls(pool, clock)
    provider = CognitoProvider(calls)
    ports = Ports(
        provider,
        CognitoAccounts(calls),
        CognitoOwnAccount(calls),
        devices,
        names,
        JwtReader(pool, clock, keys),
        clock,
        off_thread,
        behind,
    )
    keeper = SessionKeeper(ports, vault, random.random, listener)
    desk = FrontDesk(ports, keeper, listener, platform.node()[:MAX_DEVICE_NAME])
    provider.prepare()
    keys.warm_up()
    return Business(desk, keeper, try_keychain, demo, calls.trouble())


def _with_secret(settings: Settings) -> PoolClient:
    """A keychain that does not answer is told by its trial, a missing secret by the service."""
    from desktop_login.domain.errors import LoginError
    from desktop_login.services.pool_setup import with_stored_secret

    pool = settings.pool
    assert pool is not None  # noqa: S101 - nothing is built without one
    if settings.secret_stored and pool.client_secret is None:
        with contextlib.suppress(LoginError):
            return with_stored_secret(pool)
    return pool


def sealed_vault(pool: PoolClient, folder: Path, profile: str = "") -> SealedVault:
    from desktop_login.adapters.token_store.keychain import OsKeychain
    from desktop_login.adapters.token_store.session_store import SealedVault

    return SealedVault(OsKeychain(), folder, _owner(pool, profile))


def sealed_devices(pool: PoolClient, folder: Path, profile: str = "") -> SealedDevices:
    from desktop_login.adapters.token_store.device_store import SealedDevices
    from desktop_login.adapters.token_store.keychain import OsKeychain

    return SealedDevices(OsKeychain(), folder, _owner(pool, profile))


def _owner(pool: PoolClient, profile: str) -> Owner:
    from desktop_login.adapters.token_store.encrypted_record import Owner

    return Owner(pool.pool_id, pool.client_id, profile, pool.endpoint_url or "")


def build_demo(demo: DemoCognito, flow: AuthFlow, listener: Listener) -> Business:
    """The same over a demo that is already serving; nothing is kept."""
    from desktop_login.adapters.token_store.device_store import MemoryDevices
    from desktop_login.adapters.token_store.session_store import MemoryVault
    from desktop_login.adapters.token_store.unconfirmed import MemoryNames
    from desktop_login.services.demo_bridge import DemoOnDesk

    config = demo.config
    pool = PoolClient(
        config.region, config.pool_id, config.client_id, auth_flow=flow, endpoint_url=demo.url
    )
    desk = DemoOnDesk(demo)
    return build_business(pool, MemoryVault(), MemoryDevices(), MemoryNames(), listener, demo=desk)


def start_log(level: str, report: Report) -> None:
    from desktop_login.system.log import catch_everything, set_up

    set_up(level, log_file())
    catch_everything(report)


def log_file() -> Path:
    from desktop_login.system.log import default_log_file

    return default_log_file()
