"""Signs a user of a demo in to the stored session of settings.toml, as the window would. A program, for a bus with a keychain.

Reads settings from where every start of this user finds them, and ends once the session is stored.
"""

from __future__ import annotations

import sys
from typing import Any

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.jwks import Keys
from desktop_login.adapters.token_store.unconfirmed import MemoryNames
from desktop_login.domain.answers import Credentials
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedIn, State
from desktop_login.flow.services import assemble
from desktop_login.services.pool_ports import ports_over
from desktop_login.services.stores import encrypted_device_store, encrypted_token_store
from desktop_login.settings import load
from desktop_login.system.paths import data_folder
from tests.fakes.world import PASSWORD, inline, run


def main(story: str, profile: str = "") -> None:
    settings = load(profile=profile or None)
    pool, folder = settings.pool, data_folder()
    assert pool is not None
    clock = SystemClock()
    store = encrypted_token_store(pool, folder, settings.profile)
    ports = ports_over(
        CognitoApi(pool, clock),
        Keys(pool.keys_url, clock),
        encrypted_device_store(pool, folder, settings.profile),
        MemoryNames(),
        clock,
        inline,
    )
    states: list[State] = []
    services = assemble(ports, store, lambda: 0.5, states.append, "test computer")
    run(services.coordinator.sign_in(Credentials(f"{story}@example.com", Secret(PASSWORD), True)))
    last: Any = states[-1]
    assert isinstance(last, SignedIn), last
    assert last.kept, last


if __name__ == "__main__":
    main(*sys.argv[1:])
