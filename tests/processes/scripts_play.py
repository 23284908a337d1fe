"""Many `token` processes at once, with a window, without one and with one that was killed: how many tokens, how many requests? A program for a bus with a keychain; prints one line of JSON.

`python -m tests.processes.scripts_play --clients 20`
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop_login import quick
from desktop_login.agent.client import asked
from desktop_login.agent.words import Handed, Question
from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Operation
from desktop_login.demo.server import DemoCognito
from desktop_login.quick import socket_path
from desktop_login.services.places import place_of
from desktop_login.services.stores import encrypted_token_store
from desktop_login.settings import Settings, load
from desktop_login.system.paths import data_folder, settings_file
from tests.fakes import signed_in
from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S, STEP_S

REFRESH = "GetTokensFromRefreshToken"
# How long ago the stored tokens were issued; they live for an hour.
AGES = {"fresh": 0.0, "due": 3540.0, "dead": 4000.0}
COMMAND = (sys.executable, "-m", "desktop_login")


class Play:
    """A demo, a person who has signed in some time ago, and commands."""

    def __init__(self) -> None:
        self._behind = 0.0
        self.demo = DemoCognito(now=lambda: time.time() - self._behind)
        self.requests = 0
        self.hold: threading.Event | None = None  # the answer to a renewal waits for it

    def __enter__(self) -> Play:
        self.demo.start()
        self.demo.intercept(REFRESH, self._counted)
        file = settings_file()
        file.parent.mkdir(parents=True, exist_ok=True)
        config = self.demo.config
        file.write_text(
            f'user_pool_id = "{config.pool_id}"\nclient_id = "{config.client_id}"\n'
            f'endpoint_url = "{self.demo.url}"\napi_url = "{self.demo.url}"\n'
            f'identity_pool_id = "{config.identity_pool_id}"\n',
            "utf-8",
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.demo.stop()

    def _counted(self, request: Request, answer: Operation) -> Reply:
        self.requests += 1
        if self.hold is not None:
            self.hold.wait(STEP_S)
        return answer(request)

    @property
    def settings(self) -> Settings:
        return load()

    def sign_in(self, age: str) -> None:
        """The server's clock was that far behind, and the record does not know it."""
        self.hold = None
        self._behind = AGES[age]
        signed_in.main("confirmed")
        self._behind = 0.0
        settings = self.settings
        assert settings.pool is not None
        store = encrypted_token_store(settings.pool, data_folder(), settings.profile)
        with store.exclusive():
            tokens = store.load()
            assert tokens is not None
            from desktop_login.domain.token_parts import claims_of

            subject = str(claims_of(tokens.id_token.reveal())["sub"])
            store.save(replace(tokens, clock_skew=0.0), subject)
        self.requests = 0

    @contextmanager
    def clock_ahead(self, by_s: float) -> Iterator[None]:
        """Somebody signs in while the computer's clock is ahead of the service's, and stays so."""
        self.hold, self._behind = None, by_s
        try:
            signed_in.main("confirmed")
            self.requests = 0
            yield
        finally:
            self._behind = 0.0

    @contextmanager
    def window(self, command: Sequence[str] = COMMAND) -> Iterator[subprocess.Popen[bytes]]:
        """An open one, that has restored the session. What it says of its platform goes nowhere."""
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        place = place_of(self.settings)
        Path(socket_path(place)).unlink(missing_ok=True)  # of one that was killed
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
            try:
                until = time.monotonic() + STEP_S
                while not isinstance(asked(place, Question("status")), Handed):
                    quick.silent.clear()
                    assert time.monotonic() < until, "no window"
                    time.sleep(0.05)
                yield process
            finally:
                process.kill()


def started(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        (*COMMAND, *words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd="/"
    )


def ended(process: subprocess.Popen[str]) -> tuple[str, str, int]:
    out, err = process.communicate(timeout=PROCESS_S)
    return out, err, process.returncode


def at_once(clients: int) -> dict[str, Any]:
    """What that many get, started together."""
    return got([started("token") for _ in range(clients)])


def got(processes: Sequence[subprocess.Popen[str]]) -> dict[str, Any]:
    results = [ended(one) for one in processes]
    return {
        "tokens": len({out for out, _, status in results if status == 0}),
        "good": sum(status == 0 and out.startswith("eyJ") for out, _, status in results),
        "said": sorted({err for _, err, _ in results if err}),
    }


def table(play: Play, clients: int) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for age in AGES:
        play.sign_in(age)
        seen[f"none, {age}"] = at_once(clients) | {"requests": play.requests}
        play.sign_in(age)
        with play.window() as window:
            seen[f"window, {age}"] = at_once(clients) | {"requests": play.requests}
            window.send_signal(signal.SIGKILL)
            window.wait()
            before = play.requests
            seen[f"window killed, {age}"] = at_once(clients) | {"requests": play.requests - before}
        play.sign_in(age)
        seen[f"window killed half-way, {age}"] = window_killed(play, clients)
        play.sign_in(age)
        seen[f"renewal killed half-way, {age}"] = renewal_killed(play, clients)
    return seen


def window_killed(play: Play, clients: int) -> dict[str, Any]:
    """Once the first of them has its answer; the others are at their beginning, or being answered."""
    with play.window() as window:
        processes = [started("token") for _ in range(clients)]
        while all(one.poll() is None for one in processes):
            time.sleep(0.002)
        window.send_signal(signal.SIGKILL)
        window.wait()
        return got(processes) | {"requests": play.requests}


def renewal_killed(play: Play, clients: int) -> dict[str, Any]:
    """While the service answers the first, which holds the lock; the others come meanwhile."""
    play.hold = threading.Event()
    first = started("token", "--force")
    while play.requests == 0 and first.poll() is None:
        time.sleep(0.002)
    processes = [started("token") for _ in range(clients)]
    first.kill()
    ended(first)
    play.hold.set()
    return got(processes) | {"requests": play.requests}


def hung(play: Play) -> Mapping[str, Any]:
    """A window that is stopped hears and says nothing."""
    seen = {}
    for age in ("fresh", "due"):
        play.sign_in("fresh")
        with play.window() as window:
            window.send_signal(signal.SIGSTOP)
            play.sign_in(age)  # a window that runs would have renewed what is due
            before, begun = play.requests, time.monotonic()
            out, err, status = ended(started("token"))
            seen[age] = {
                "token": out[:3],
                "said": err,
                "status": status,
                "waited_s": time.monotonic() - begun,
                "requests": play.requests - before,
            }
    return seen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=20)
    given = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT)
    with Play() as play:
        print(json.dumps({"table": table(play, given.clients), "hung": hung(play)}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
