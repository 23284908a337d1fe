"""A token that is due or dead on a computer where something is wrong: what the command prints, and how often the service was asked. A program for a bus with a keychain; prints one line of JSON.

`python -m tests.processes.renewals_play`
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Operation
from desktop_login.demo.service_exception import ServiceException
from desktop_login.services.places import place_of
from desktop_login.system.paths import data_folder
from tests.fakes.programs import unmeasured
from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S
from tests.processes.commands_play import run
from tests.processes.scripts_play import COMMAND, REFRESH, Play

DEAD_PROXY = "http://127.0.0.1:9"
PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
CLOCK_OFF_S = 7200
READERS = 5


def busy(request: Request, answer: Operation) -> Reply:
    del request, answer
    raise ServiceException("TooManyRequestsException", "")


def of_each_age(play: Play, command: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    seen = {}
    for age in ("due", "dead"):
        play.sign_in(age)
        seen[age] = shown(command()) | {"requests": play.requests}
    return seen


def shown(result: dict[str, Any]) -> dict[str, Any]:
    """No token is in a report of a failure."""
    return result | {"out": result["out"][:3]}


def without_room() -> dict[str, Any]:
    """Nothing can be written to any file, as on a full disk. What is printed goes through a pipe."""
    words = " ".join(f'"{word}"' for word in COMMAND)
    # what measures coverage writes a file at the end, and complains
    return run_program("sh", "-c", f"ulimit -f 0; exec {words} token --lang en", env=unmeasured())


def run_program(*command: str, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PROCESS_S, check=False, cwd="/", env=env
    )
    return {"out": done.stdout, "err": done.stderr, "status": done.returncode}


def by_a_clock(play: Play, off_s: float) -> dict[str, Any]:
    """`off_s`: so far the computer's clock is ahead of the service's."""
    with play.clock_ahead(off_s):
        token = run("token")
        status = run("status", "--json")
        forced = run("token", "--force")
        return {
            "token": shown(token),
            "left_s": json.loads(status["out"])["seconds_left"],
            "forced": shown(forced),
            "requests": play.requests,
        }


@contextmanager
def replaced(file: Path) -> Iterator[None]:
    """By a copy of itself, as often as that goes, in one step like whoever writes it."""
    stop = threading.Event()

    def replace() -> None:
        copy = file.with_name("copy")
        while not stop.is_set():
            shutil.copy2(file, copy)
            os.replace(copy, file)

    thread = threading.Thread(target=replace)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def read_while_replaced(play: Play) -> dict[str, Any]:
    play.sign_in("fresh")
    with replaced(data_folder() / place_of(play.settings) / "session.bin"):
        results = [run("token") for _ in range(READERS)]
    return {
        "tokens": len({one["out"] for one in results}),
        "good": sum(one["out"].startswith("eyJ") for one in results),
        "said": sorted({one["err"] for one in results}),
        "requests": play.requests,
    }


def main() -> int:
    os.environ["PYTHONPATH"] = str(ROOT)
    with Play() as play:
        with play.demo.intercept(REFRESH, busy):
            seen = {"busy": of_each_age(play, lambda: run("token", "--lang", "en"))}
        proxies = dict.fromkeys(PROXIES, DEAD_PROXY)
        seen["proxy"] = of_each_age(play, lambda: run("token", **proxies))
        seen["disk full"] = of_each_age(play, without_room)
        seen["clock"] = {
            name: by_a_clock(play, off_s)
            for name, off_s in (("ahead", CLOCK_OFF_S), ("behind", -CLOCK_OFF_S))
        }
        seen["replaced"] = read_while_replaced(play)
        print(json.dumps(seen), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
