"""The composition root: puts adapters and use cases together. Free of Qt; touches nothing process-wide.

May be called more than once in a process, from a window, a command or another program. A window
calls it on its worker thread, so what costs time is imported inside the functions.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.flow.passkey_ports import NoKeys
from desktop_login.flow.ports import Ports, opens_nothing
from desktop_login.services.browser_at_hand import browser_of
from desktop_login.services.pool_ports import MAX_DEVICE_NAME, ports_over, with_secret
from desktop_login.services.stores import (
    encrypted_device_store,
    encrypted_token_store,
    store_key,
)
from desktop_login.settings import Settings

if TYPE_CHECKING:
    from desktop_login.adapters.token_store.keychain import Keychain
    from desktop_login.demo.server import DemoCognito
    from desktop_login.flow.api_desk import ApiDesk
    from desktop_login.flow.passkey_invitation import PasskeyInvitation
    from desktop_login.flow.passkey_ports import Keys
    from desktop_login.flow.ports import (
        DeviceStore,
        Listener,
        Opener,
        TokenStore,
        UnconfirmedNames,
    )
    from desktop_login.flow.services import AuthServices, ServiceFactory
    from desktop_login.flow.session_manager import SessionManager
    from desktop_login.services.demo_bridge import DemoBridge


def service_factory(
    settings: Settings,
    store_folder: Path,
    *,
    opener: Opener = opens_nothing,
    window: Callable[[], int] = lambda: 0,
    keychain: Keychain | None = None,
) -> ServiceFactory:
    """Makes the services of the configured pool, with the system's keychain.

    Args:
        settings: They name a pool.
        store_folder: Where tokens and remembered devices are kept, encrypted.
        opener: Opens the system browser.
        window: Returns the number of the window, for a dialog of the system over it.
        keychain: Where the key of the session lies, in place of the one that may ask.
    """

    def build(listener: Listener) -> AuthServices:
        """See `ServiceFactory`."""
        from desktop_login.adapters.passkeys.keys import SecurityKeys
        from desktop_login.adapters.token_store.keychain import TRIAL_S, OsKeychain, trial
        from desktop_login.adapters.token_store.unconfirmed import FileNames
        from desktop_login.domain.errors import AuthError
        from desktop_login.services.aws_source import with_aws
        from desktop_login.system.log import logger
        from desktop_login.system.paths import trial_of

        for line in settings.for_the_log:
            logger.info("%s", line)
        pool = with_secret(settings)
        token_store = encrypted_token_store(pool, store_folder, settings.profile, keychain)

        def try_keychain() -> bool:
            try:
                trial(OsKeychain(patience_s=TRIAL_S), trial_of(token_store.service))
            except AuthError:
                return False
            return True

        devices = encrypted_device_store(pool, store_folder, settings.profile)
        names = FileNames(store_folder, store_key(pool, settings.profile))
        services = build_services(
            pool,
            token_store,
            devices,
            names,
            listener,
            try_keychain=try_keychain,
            keys=SecurityKeys(window=window) if settings.passkeys else NoKeys(),
            opener=opener,
            look=(settings.brand.name, settings.brand.accent),
        )

        def api_desk() -> ApiDesk:
            from desktop_login.services.api_session import desk_of_profile

            return desk_of_profile(settings, store_folder, services.session_manager)

        return with_aws(services._replace(api=api_desk), settings, store_folder)

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
    opener: Opener = opens_nothing,
    look: tuple[str, str] = ("", ""),
    keys: Keys | None = None,
) -> AuthServices:
    """Adapters into use cases, warmed up. `look` is the name and the colour of the tab's pages."""
    import platform
    import random

    from desktop_login.adapters.clock import SystemClock
    from desktop_login.adapters.cognito.api import CognitoApi
    from desktop_login.adapters.jwks import Keys as SigningKeys
    from desktop_login.adapters.passkeys.keys import SecurityKeys
    from desktop_login.adapters.threads import LoopGate, background, off_thread
    from desktop_login.flow.services import assemble
    from desktop_login.services.state_log import logged

    clock = SystemClock()
    api, signing_keys = CognitoApi(pool, clock), SigningKeys(pool.keys_url, clock)
    ports = ports_over(
        api,
        signing_keys,
        devices,
        names,
        clock,
        off_thread,
        background,
        SecurityKeys() if keys is None else keys,
    )
    ports = ports._replace(gate=LoopGate, opener=opener, browser=browser_of(pool, clock, look))
    device_name = platform.node()[:MAX_DEVICE_NAME]
    services = assemble(
        ports,
        token_store,
        random.random,
        logged(listener),
        device_name,
        plain=pool.auth_flow.sends_password,
        session_days=pool.session_days,
    )
    ports.provider.prepare()
    signing_keys.warm_up()
    return services._replace(
        try_keychain=try_keychain,
        demo=demo,
        trouble=api.trouble(),
        invitation=_invitation(pool, ports, services.session_manager),
    )


def _invitation(
    pool: PoolClient, ports: Ports, session_manager: SessionManager
) -> PasskeyInvitation | None:
    """Only where a passkey is of use at the next sign-in: that is what the flow of choice is."""
    if pool.auth_flow is not AuthFlow.CHOICE:
        return None
    from desktop_login.flow.passkey_invitation import PasskeyInvitation

    keys = ports.passkeys.keys

    def can_make() -> bool:
        """Return whether a passkey could be made here."""
        offers = keys.offers()
        return offers.key or offers.system

    passkeys = ports.own_account.passkeys
    return PasskeyInvitation(passkeys, can_make, session_manager, ports.off_thread)


def build_demo(
    demo: DemoCognito, flow: AuthFlow, listener: Listener, *, opener: Opener = opens_nothing
) -> AuthServices:
    """The same over a demo that is already serving; nothing is kept. The only key is the demo's."""
    from desktop_login.adapters.passkeys.keys import SecurityKeys
    from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
    from desktop_login.adapters.token_store.session_store import MemoryTokenStore
    from desktop_login.adapters.token_store.unconfirmed import MemoryNames
    from desktop_login.services.aws_source import access_of_window
    from desktop_login.services.demo_bridge import DemoBridge

    config = demo.config
    pool = PoolClient(
        config.region,
        config.pool_id,
        config.client_id,
        auth_flow=flow,
        endpoint_url=demo.url,
        domain=demo.domain_url,
        session_days=config.refresh_token_s // 86400,
    )
    inspector = DemoBridge(demo)
    services = build_services(
        pool,
        MemoryTokenStore(),
        MemoryDeviceStore(),
        MemoryNames(),
        listener,
        demo=inspector,
        opener=opener,
        keys=SecurityKeys(demo.key.devices),
    )
    aws = access_of_window(pool, config.identity_pool_id, services.session_manager)

    def api_desk() -> ApiDesk:
        from desktop_login.services.api_session import desk_of_demo

        return desk_of_demo(demo, pool, services.session_manager)

    return services._replace(api=api_desk, aws=aws)
