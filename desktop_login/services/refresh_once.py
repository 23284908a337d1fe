"""A stored session renewed once, for a command, without use cases and without an event loop."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from desktop_login.services.at_once import inline
from desktop_login.services.pool_ports import ports_over, with_secret
from desktop_login.services.stores import encrypted_device_store, store_key

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_login.adapters.token_store.keychain import Keychain
    from desktop_login.domain.tokens import Session, Tokens
    from desktop_login.settings import Settings


def renewed_once(
    settings: Settings, folder: Path, held: Tokens, keychain: Keychain
) -> tuple[Session, bool] | None:
    """Renew the stored session once, for a command; adopt what another process has renewed. Blocks.

    Args:
        settings: They name the pool.
        folder: The data folder.
        held: The tokens that were read from the record.
        keychain: Where the key of the record lies.

    Returns:
        The session, and whether it is stored; None if somebody has signed out meanwhile, and then
        nothing is left of the renewal.

    Raises:
        StillLocked: Another process is renewing and does not finish.
        AuthError: The renewal failed. If it says that the session has ended, it is forgotten.
    """
    from desktop_login.adapters.clock import SystemClock
    from desktop_login.adapters.cognito.api import CognitoApi
    from desktop_login.adapters.jwks import Keys
    from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
    from desktop_login.adapters.token_store.unconfirmed import MemoryNames
    from desktop_login.domain.errors import AuthError
    from desktop_login.flow.refresh import SessionExpired, Store, TokenRefresher

    pool = with_secret(settings)
    clock = SystemClock()
    owner = store_key(pool, settings.profile)
    token_store = EncryptedTokenStore(keychain, folder, owner, insists=True)
    devices = encrypted_device_store(pool, folder, settings.profile)
    api, keys = CognitoApi(pool, clock), Keys(pool.keys_url, clock)
    ports = ports_over(api, keys, devices, MemoryNames(), clock, inline)
    session = ports.token_verifier.read(held, stored=True)
    subject = session.identity.subject
    try:
        session, saved = TokenRefresher(ports, token_store)(
            session, lambda: Store.READ_AND_WRITE, clock.now().wall + held.clock_skew
        )
    except SessionExpired as error:
        with contextlib.suppress(AuthError):
            token_store.forget(subject, error.tokens)
        raise
    if token_store.keeps(subject):
        return session, saved
    with contextlib.suppress(AuthError):
        ports.provider.revoke(session.tokens.refresh_token)
    return None
