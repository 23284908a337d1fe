"""Where the session and the devices of a profile are stored, and how all of it is removed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_login.adapters.token_store.device_store import EncryptedDeviceStore
    from desktop_login.adapters.token_store.encrypted_record import StoreKey
    from desktop_login.adapters.token_store.keychain import Keychain
    from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
    from desktop_login.domain.pool import PoolClient
    from desktop_login.settings import Settings


def taken_over(settings: Settings, folder: Path) -> None:
    """Bring a record of an earlier version to its present place. Blocks; raises `AuthError`."""
    if settings.pool is not None:
        encrypted_token_store(settings.pool, folder, settings.profile).load()


def encrypted_token_store(
    pool: PoolClient, folder: Path, profile: str = "", keychain: Keychain | None = None
) -> EncryptedTokenStore:
    """Return the store of the pool's session in `folder`, its key in the system's keychain."""
    from desktop_login.adapters.token_store.keychain import OsKeychain
    from desktop_login.adapters.token_store.session_store import EncryptedTokenStore

    return EncryptedTokenStore(keychain or OsKeychain(), folder, store_key(pool, profile))


def encrypted_device_store(
    pool: PoolClient, folder: Path, profile: str = ""
) -> EncryptedDeviceStore:
    """Return the store of the pool's remembered devices in `folder`."""
    from desktop_login.adapters.token_store.device_store import EncryptedDeviceStore
    from desktop_login.adapters.token_store.keychain import OsKeychain

    return EncryptedDeviceStore(OsKeychain(), folder, store_key(pool, profile))


def forget_stored(pool: PoolClient, folder: Path, profile: str) -> None:
    """Remove what `folder` and the keychain hold of a profile that is no more.

    That is the session, devices, names and the requests to an API. What cannot be removed stays encrypted; a session without its key is useless. Blocks.
    """
    from desktop_login.adapters.api_history import FileHistory
    from desktop_login.adapters.token_store.unconfirmed import FileNames
    from desktop_login.domain.errors import AuthError
    from desktop_login.system.paths import earlier_folders, folder_name

    key = store_key(pool, profile)
    whose = (key.pool_id, key.client_id, key.profile, key.endpoint)
    names = [folder_name(*whose), *(name for name, _ in earlier_folders(*whose))]
    if not any((folder / name).is_dir() for name in names):
        return  # nobody has ever signed in
    for store in (
        encrypted_token_store(pool, folder, profile),
        encrypted_device_store(pool, folder, profile),
        FileNames(folder, key),
    ):
        with contextlib.suppress(AuthError):
            store.forget_everybody()
    FileHistory(folder / names[0]).save(())


def store_key(pool: PoolClient, profile: str) -> StoreKey:
    """Return what the stored session and devices of a pool and profile are filed under."""
    from desktop_login.adapters.token_store.encrypted_record import StoreKey

    return StoreKey(pool.pool_id, pool.client_id, profile, pool.endpoint_url or "")
