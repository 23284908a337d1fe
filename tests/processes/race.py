"""Many processes, one stored session, one expiry: how often is the service asked? A program; prints one line of JSON.

`python -m tests.processes.race --processes 80 --expiries 3`
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Operation
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.domain.states import SignedIn, usable
from tests.fakes.keychains import FileKeychain
from tests.fakes.world import World, run

LIFETIME = 300.0


def world_at(folder: Path) -> World:
    config = DemoPoolConfig(id_token_s=int(LIFETIME), access_token_s=int(LIFETIME), grace_s=0)
    world = World(folder / "data", config)
    world.keychain = FileKeychain(folder / "keychain")  # type: ignore[assignment]
    return world


def child(world: World, url: Callable[[], str], go: int, done: int) -> None:
    """One window: waits for the word, lets its tokens fall due, and says what it holds then."""
    while word := os.read(go, 1):
        if word == b"s":
            world.changes = {"endpoint_url": url()}
            world.start()
            run(world.session_manager.restore())
        else:
            world.clock.pass_time(LIFETIME - 20)
            run(world.session_manager.tick())
        state = world.state
        fresh = isinstance(state, SignedIn) and usable(state)
        token = state.session.tokens.access_token.reveal()[-16:] if fresh else ""  # type: ignore[union-attr]
        os.write(done, (token or type(state).__name__).ljust(16)[:16].encode())
    os._exit(0)


def race(processes: int, expiries: int, folder: Path) -> dict[str, Any]:
    """Processes are forked before anything runs a thread; then the server starts."""
    world = world_at(folder)
    address = folder / "address"
    pipes: list[tuple[int, int]] = []
    for _ in range(processes):
        go_read, go_write = os.pipe()
        done_read, done_write = os.pipe()
        if os.fork() == 0:
            for other_go, other_done in pipes:
                os.close(other_go)
                os.close(other_done)
            os.close(go_write)
            child(world, lambda: address.read_text("utf-8"), go_read, done_write)
        os.close(go_read)
        os.close(done_write)
        pipes.append((go_write, done_read))

    def everybody(word: bytes) -> list[str]:
        for go, _ in pipes:
            os.write(go, word)
        return [os.read(done, 16).decode().strip() for _, done in pipes]

    asked: list[float] = []
    with world:
        address.write_text(world.demo.url, "utf-8")
        world.sign_in("confirmed")

        def counted(request: Request, answer: Operation) -> Reply:
            asked.append(world.clock.epoch())
            return answer(request)

        world.demo.intercept("GetTokensFromRefreshToken", counted)
        first = everybody(b"s")
        rounds = []
        for _ in range(expiries):
            before = len(asked)
            world.clock.pass_time(LIFETIME - 20)
            held = everybody(b"t")
            rounds.append(
                {
                    "requests": len(asked) - before,
                    "different tokens": len(set(held)),
                    "of": len(held),
                }
            )
        for go, _ in pipes:
            os.close(go)
        for _ in pipes:
            os.wait()
    return {"processes": processes, "restored": len(set(first)) == 1, "expiries": rounds}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=80)
    parser.add_argument("--expiries", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = race(given.processes, given.expiries, Path(folder))
    print(json.dumps(result))
    once = all(r["requests"] == 1 and r["different tokens"] == 1 for r in result["expiries"])
    return 0 if once and result["restored"] else 1


if __name__ == "__main__":
    sys.exit(main())
