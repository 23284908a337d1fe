"""The use cases for a program that waits for each of them: no event loop, no threads, no window, no browser."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.domain.errors import AuthError

if TYPE_CHECKING:
    from desktop_login.domain.devices import Device
    from desktop_login.domain.pool import PoolClient
    from desktop_login.domain.tokens import Session, Tokens
    from desktop_login.flow.ports import (
        DeviceStore,
        Listener,
        TokenStore,
        TokenVerifier,
        UnconfirmedNames,
    )
    from desktop_login.flow.services import AuthServices, ServiceFactory
    from desktop_login.settings import Settings


def in_foreground(
    pool: PoolClient, token_store: TokenStore, devices: DeviceStore, names: UnconfirmedNames
) -> ServiceFactory:
    """Makes them over these stores."""

    def build(listener: Listener) -> AuthServices:
        """On the thread that calls: nothing runs beside it."""
        import platform
        import random

        from desktop_login.adapters.clock import SystemClock
        from desktop_login.adapters.cognito.api import CognitoApi
        from desktop_login.adapters.jwks import Keys
        from desktop_login.flow.services import assemble
        from desktop_login.services.at_once import inline
        from desktop_login.services.pool_ports import MAX_DEVICE_NAME, ports_over

        clock = SystemClock()
        api = CognitoApi(pool, clock)
        new = _NewDevices(devices)
        ports = ports_over(api, Keys(pool.keys_url, clock), new, names, clock, inline)
        granted = _Granted(ports.token_verifier)
        ports = ports._replace(token_verifier=granted)
        services = assemble(
            ports,
            token_store,
            random.random,
            listener,
            platform.node()[:MAX_DEVICE_NAME],
            plain=pool.auth_flow.sends_password,
            session_days=pool.session_days,
        )

        def take_back() -> None:
            """See `AuthServices`. Devices first: what is revoked can forget none."""
            held = services.session_manager.session
            for tokens in granted.tokens:
                pending = [tokens.new_device.key] if tokens.new_device is not None else []
                for key in dict.fromkeys([*new.keys, *pending]):
                    with contextlib.suppress(AuthError):
                        ports.own_account.forget_device(tokens.access_token, key)
                if held is None or held.tokens.refresh_token != tokens.refresh_token:
                    with contextlib.suppress(AuthError):
                        ports.provider.revoke(tokens.refresh_token)
            for key in new.keys:
                with contextlib.suppress(AuthError):
                    devices.forget(key)

        return services._replace(trouble=api.trouble(), take_back=take_back)

    return build


def of_settings(settings: Settings, folder: Path) -> ServiceFactory:
    """Makes them for the pool that the settings name, with the system's keychain."""
    from desktop_login.adapters.token_store.unconfirmed import FileNames
    from desktop_login.services.pool_ports import with_secret
    from desktop_login.services.stores import (
        encrypted_device_store,
        encrypted_token_store,
        store_key,
    )

    pool = with_secret(settings)
    return in_foreground(
        pool,
        encrypted_token_store(pool, folder, settings.profile),
        encrypted_device_store(pool, folder, settings.profile),
        FileNames(folder, store_key(pool, settings.profile)),
    )


class _NewDevices:
    """A store that knows which devices were put into it since it was made."""

    def __init__(self, devices: DeviceStore) -> None:
        self._devices = devices
        self.keys: list[str] = []

    def find(self, name: str) -> Device | None:
        """What the store has."""
        return self._devices.find(name)

    def remember(self, device: Device, subject: str, names: tuple[str, ...]) -> None:
        """Note its key, and store it."""
        self.keys.append(device.key)
        self._devices.remember(device, subject, names)

    def forget(self, device_key: str) -> None:
        """Remove it there."""
        self._devices.forget(device_key)


class _Granted:
    """A verifier that knows which tokens it was given.

    Until they are checked no session has them, and the keys for that come over the network.
    """

    def __init__(self, verifier: TokenVerifier) -> None:
        self._verifier = verifier
        self.tokens: list[Tokens] = []

    def read(self, tokens: Tokens, *, subject: str | None = None, stored: bool = False) -> Session:
        """Note the tokens, and verify them."""
        if not stored:
            self.tokens.append(tokens)
        return self._verifier.read(tokens, subject=subject, stored=stored)

    def clock_skew(self) -> float | None:
        """What the verifier knows."""
        return self._verifier.clock_skew()
