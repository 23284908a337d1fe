"""Signs in, and out, with a keychain that prompts and is not answered. Run as a program on a bus of its own.

Prints each state with the seconds since the last answer of the service.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

from desktop_login.adapters.threads import background, off_thread
from desktop_login.adapters.token_store.keychain import OsKeychain
from desktop_login.domain.answers import Credentials
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedIn, State, Working
from desktop_login.flow.coordinator import AuthCoordinator
from desktop_login.flow.session_manager import SessionManager
from tests.fakes.world import PASSWORD, World

PATIENCE_S = 6.0  # longer than the three seconds of the notice, shorter than a test should take


class Prompted(World):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.keychain: Any = OsKeychain(patience_s=PATIENCE_S)
        self.begun = time.monotonic()
        self.heard = asyncio.Event()

    def start(self) -> None:
        super().start()
        self.ports = self.ports._replace(off_thread=off_thread, background=background)
        self.session_manager = SessionManager(
            self.ports, self.token_store, lambda: self.random, self._hear
        )
        self.flow = AuthCoordinator(self.ports, self.session_manager, self._hear, "test computer")

    def _hear(self, state: State) -> None:
        self.states.append(state)
        error_info = (
            state.warning if isinstance(state, SignedIn) else getattr(state, "error_info", None)
        )
        named = error_info.code.name if error_info is not None else "-"
        print(type(state).__name__, named, f"{time.monotonic() - self.begun:.1f}", flush=True)
        if not isinstance(state, Working):
            self.heard.set()

    async def next_state(self) -> None:
        self.heard.clear()
        await asyncio.wait_for(self.heard.wait(), 60)


async def play(world: Prompted) -> None:
    credentials = Credentials("confirmed@example.com", Secret(PASSWORD), remember=True)
    await world.flow.sign_in(credentials)
    await world.next_state()
    await world.next_state()
    world.begun = time.monotonic()
    await world.session_manager.sign_out()
    await asyncio.sleep(PATIENCE_S + 1)  # what the vault still has to say


def main() -> None:
    with Prompted(Path(sys.argv[1])) as world:
        asyncio.run(play(world))
        print("files", len(world.files()), flush=True)


if __name__ == "__main__":
    main()
