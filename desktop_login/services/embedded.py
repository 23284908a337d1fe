"""Services for a program that is built on this library: stored like those of the window, or kept in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.flow.ports import Opener, opens_nothing

if TYPE_CHECKING:
    from desktop_login.adapters.token_store.keychain import Keychain
    from desktop_login.flow.aws_access import KeptCredentials
    from desktop_login.flow.ports import Listener
    from desktop_login.flow.services import AuthServices, ServiceFactory
    from desktop_login.settings import Settings


def stored_factory(
    settings: Settings, folder: Path, keychain: Keychain, *, opener: Opener = opens_nothing
) -> ServiceFactory:
    """The same session as in the window of the program, read with this keychain."""

    def build(listener: Listener) -> AuthServices:
        from desktop_login.services.build import service_factory

        return service_factory(settings, folder, opener=opener, keychain=keychain)(listener)

    return build


def memory_factory(settings: Settings, *, opener: Opener = opens_nothing) -> ServiceFactory:
    """A session that ends with the process, for tests and for computers without a keychain."""

    def build(listener: Listener) -> AuthServices:
        from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
        from desktop_login.adapters.token_store.session_store import MemoryTokenStore
        from desktop_login.adapters.token_store.unconfirmed import MemoryNames
        from desktop_login.services.aws_source import access_of_window
        from desktop_login.services.build import build_services
        from desktop_login.services.pool_ports import with_secret

        pool, aws = with_secret(settings), settings.aws
        services = build_services(
            pool,
            MemoryTokenStore(),
            MemoryDeviceStore(),
            MemoryNames(),
            listener,
            opener=opener,
            look=(settings.brand.name, settings.brand.accent),
        )
        if not aws.identity_pool_id:
            return services
        manager = services.session_manager
        return services._replace(
            aws=access_of_window(pool, aws.identity_pool_id, manager, role=aws.role)
        )

    return build


def aws_store(settings: Settings, folder: Path, keychain: Keychain) -> KeptCredentials:
    """Where the AWS credentials of this profile's session are kept, sealed with its key."""
    from desktop_login.adapters.token_store.sealed_credentials import SealedCredentials
    from desktop_login.services.stores import store_key

    pool = settings.pool
    assert pool is not None  # noqa: S101 - nothing is opened without one
    return SealedCredentials(keychain, folder, store_key(pool, settings.profile))


def has_record_of(settings: Settings, folder: Path) -> bool:
    """Whether a session of this profile is stored, as far as that can be seen without the keychain."""
    from desktop_login.system.paths import has_record

    pool = settings.pool
    if pool is None or not folder.is_dir():
        return False
    endpoint = pool.endpoint_url or ""
    return has_record(folder, pool.pool_id, pool.client_id, settings.profile, endpoint)
