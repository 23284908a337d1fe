"""A day of five-minute tokens in simulated time, with every tenth request failing. A program; prints one line of JSON.

`python -m tests.soak.simulated --hours 24`
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil

from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.domain.schedule import TICK_S
from desktop_login.domain.states import Fresh, RefreshFailed, SignedIn, SignedOut, State, usable
from tests.fakes.fault_proxy import (
    NetworkFault,
    answered,
    cut_off,
    edited,
    html,
    lost_before_sending,
    lost_reply,
    refused,
)
from tests.fakes.world import World, run

REFRESH = "GetTokensFromRefreshToken"
# after these the service has acted, and nobody learned of it
ACTED: tuple[NetworkFault, ...] = (
    lost_reply,
    cut_off,
    edited(lambda reply: {**reply, "AuthenticationResult": []}),
)
FAULTS: tuple[NetworkFault, ...] = (
    *ACTED,
    lost_before_sending,
    answered(500, html()),
    answered(503, {"__type": "ServiceUnavailable"}),
    answered(200, html()),
    answered(200, {}),
    answered(403, html("Forbidden")),
    answered(407, html("Proxy")),
    refused("TooManyRequestsException", Retry_After="5"),
    refused("NotAuthorizedException", "Something that nobody has seen."),
)


class Watcher:
    """Looks at every state that the person would see, at the moment it is told."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.states = 0
        self.spurious = 0
        self.dead_shown = 0
        self.refresh_failed = 0
        self.lost_for_good = 0
        self.lost_since: float | None = None

    def __call__(self, state: State) -> None:
        self.states += 1
        if isinstance(state, SignedOut):
            # the one way out that nobody can prevent: the service has rotated the token, the
            # reply was lost, and the grace period has passed
            now, since = self._world.server_now(), self.lost_since
            late = since is not None and now - since > self._world.demo.config.grace_s
            self.lost_for_good += late
            self.spurious += not late
        if isinstance(state, SignedIn) and isinstance(state.freshness, Fresh):
            self.lost_since = None
        if isinstance(state, SignedIn):
            self.refresh_failed += isinstance(state.freshness, RefreshFailed)
            alive = self._world.server_now() < state.session.lifetime.expires_at
            self.dead_shown += usable(state) and not alive


def soak(hours: float, seed: int = 1) -> dict[str, Any]:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        config = DemoPoolConfig(id_token_s=300, access_token_s=300)
        with World(Path(folder), config, faulty=True) as world:
            world.sign_in("confirmed")
            watcher = Watcher(world)
            world.session_manager._notify = watcher
            world.session_manager._random = chance.random
            end, sleeps, before = world.clock.wall + hours * 3600, 0, 0
            process = psutil.Process()
            while world.clock.wall < end:
                world.faults.heal()
                fault = None
                if chance.random() < 0.1:
                    fault = chance.choice(FAULTS)
                    world.faults.always(REFRESH, fault)
                if chance.random() < 0.001:
                    world.clock.sleep(chance.uniform(10, 7200))
                    sleeps += 1
                if chance.random() < 0.001:
                    world.set_clock(chance.uniform(-3600, 3600))
                asked = world.faults.count(REFRESH)
                wait: float = run(world.session_manager.tick())
                if fault in ACTED and world.faults.count(REFRESH) > asked:
                    watcher.lost_since = watcher.lost_since or world.server_now()
                if world.session_manager.session is None:
                    watcher.lost_since = None
                    world.sign_in("confirmed")
                assert 0 < wait <= TICK_S
                world.clock.pass_time(wait)
                if not before and world.faults.count(REFRESH) > 20:
                    gc.collect()
                    before = process.memory_info().rss
            gc.collect()
            grown = (process.memory_info().rss - (before or process.memory_info().rss)) / 2**20
            return {
                "hours": hours,
                "refreshes asked for": world.faults.count(REFRESH),
                "states told": watcher.states,
                "of them not renewed": watcher.refresh_failed,
                "sleeps": sleeps,
                "replies lost beyond the grace period": watcher.lost_for_good,
                "spurious sign-outs": watcher.spurious,
                "dead tokens shown": watcher.dead_shown,
                "memory growth MB": round(grown, 1),
            }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    result = soak(given.hours, given.seed)
    print(json.dumps(result))
    bad = result["spurious sign-outs"] + result["dead tokens shown"]
    return 0 if not bad and result["memory growth MB"] < 10 else 1


if __name__ == "__main__":
    sys.exit(main())
