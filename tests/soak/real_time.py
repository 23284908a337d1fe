"""Two-second tokens in real time: two windows on one stored session, threads, sockets, files, every tenth request failing.

A program; prints one line of JSON. `python -m tests.soak.real_time --minutes 60`
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.jwks import Keys
from desktop_login.adapters.threads import off_thread
from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.adapters.token_store.unconfirmed import MemoryNames
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.answers import Credentials
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedIn, SignedOut, State, usable
from desktop_login.flow.services import assemble
from desktop_login.services.pool_ports import ports_over
from tests.fakes.fault_proxy import FaultProxy, NetworkFault
from tests.fakes.keychains import FileKeychain
from tests.fakes.world import PASSWORD, pool_of
from tests.soak.simulated import ACTED, FAULTS, REFRESH

SAMPLE_S = 0.05
GIVEN = Credentials("confirmed@example.com", Secret(PASSWORD))


class Lost:
    """Since when the service may have acted without anybody learning of it."""

    def __init__(self, grace_s: float) -> None:
        self._grace_s = grace_s
        self._since: float | None = None

    def noting(self, fault: NetworkFault) -> NetworkFault:
        def noted(forward: Any) -> Any:
            reply = fault(forward)
            self._since = self._since or time.monotonic()
            return reply

        return noted if fault in ACTED else fault

    def found(self) -> None:
        self._since = None

    def for_good(self) -> bool:
        """The one way out that nobody can prevent: the grace period has passed."""
        return self._since is not None and time.monotonic() - self._since > self._grace_s


class Window:
    """The use cases as a window has them, and what a person would see of them."""

    def __init__(self, demo: DemoCognito, network: FaultProxy, folder: Path, lost: Lost) -> None:
        self._lost = lost
        self.lost_for_good = 0
        pool = pool_of(demo, endpoint_url=network.url)
        clock, calls = SystemClock(), CognitoApi(pool, SystemClock())
        token_store = EncryptedTokenStore(
            FileKeychain(folder / "keychain"), folder, StoreKey(pool.pool_id, pool.client_id)
        )
        keys = Keys(pool.keys_url, clock)
        ports = ports_over(calls, keys, MemoryDeviceStore(), MemoryNames(), clock, off_thread)
        self.state: State | None = None
        self.signed_out = 0
        self.dead_shown = 0
        self.tokens: set[str] = set()
        services = assemble(ports, token_store, random.random, self._show, "soak")
        self.session_manager, self.coordinator = services.session_manager, services.coordinator

    def _show(self, state: State) -> None:
        self.state = state
        if isinstance(state, SignedOut):
            late = self._lost.for_good()
            self.lost_for_good += late
            self.signed_out += not late
            if not late:
                print(state, file=sys.stderr)
        if isinstance(state, SignedIn):
            token = state.session.tokens.access_token.reveal()[-20:]
            if token not in self.tokens:
                self._lost.found()
            self.tokens.add(token)

    def sample(self) -> None:
        state, now = self.state, time.time()
        if isinstance(state, SignedIn):
            shown = usable(state) and now < state.expires_at
            self.dead_shown += shown and now >= state.session.lifetime.expires_at

    async def live(self, goes_on: Callable[[], bool]) -> None:
        while goes_on():
            if self.session_manager.session is None:
                await self.coordinator.sign_in(GIVEN)
            await asyncio.sleep(await self.session_manager.tick())


async def soak(minutes: float, folder: Path) -> dict[str, Any]:
    config = DemoPoolConfig(id_token_s=2, access_token_s=2)
    with DemoCognito(config) as demo:
        network = FaultProxy(demo.url)
        network.start()
        lost = Lost(config.grace_s)
        windows = [Window(demo, network, folder, lost) for _ in range(2)]
        await windows[0].coordinator.sign_in(GIVEN)
        await windows[1].session_manager.restore()
        process, before, threads = psutil.Process(), 0, 0
        begun = time.monotonic()
        end = begun + minutes * 60
        lives = [asyncio.create_task(w.live(lambda: time.monotonic() < end)) for w in windows]
        while time.monotonic() < end:
            network.heal()
            for window in windows:  # as the desktop tells; else a refusal is waited out for minutes
                window.session_manager.network_is_back()
            if random.random() < 0.1:
                network.always(REFRESH, lost.noting(random.choice(FAULTS)))
            for _ in range(10):
                await asyncio.sleep(SAMPLE_S)
                for window in windows:
                    window.sample()
            if not before and time.monotonic() - begun > min(60.0, minutes * 15):
                gc.collect()
                before = process.memory_info().rss
            threads = max(threads, threading.active_count())
        network.heal()
        await asyncio.gather(*lives)
        gc.collect()
        result = {
            "minutes": minutes,
            "refreshes asked for": network.count(REFRESH),
            "tokens": len(windows[0].tokens | windows[1].tokens),
            "replies lost beyond the grace period": sum(w.lost_for_good for w in windows),
            "spurious sign-outs": sum(window.signed_out for window in windows),
            "dead tokens shown": sum(window.dead_shown for window in windows),
            "most threads": threads,
            "memory growth MB": round((process.memory_info().rss - before) / 2**20, 1),
        }
        network.stop()
        return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(soak(given.minutes, Path(folder) / "data"))
    print(json.dumps(result))
    return 0 if not result["spurious sign-outs"] and not result["dead tokens shown"] else 1


if __name__ == "__main__":
    sys.exit(main())
