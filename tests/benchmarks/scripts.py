"""What a token costs a script: CPU of the whole process ÷ `python -c pass`, and how long 50 clients at once wait. A program for a bus with a keychain."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from desktop_login.agent.words import Question
from desktop_login.quick import ask
from desktop_login.services.places import place_of
from tests.fakes.session_bus import ROOT
from tests.processes.commands_play import CONSOLE_SCRIPT
from tests.processes.scripts_play import Play

ROUNDS, CLIENTS, BURSTS = 15, 50, 7


def cpu_s(*command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], stdout=subprocess.DEVNULL, check=True, cwd="/")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ratio(*command: str) -> float:
    """In turn, so that what else the machine does falls on both. The first writes bytecode."""
    pairs = [(cpu_s(*command), cpu_s("-c", "pass")) for _ in range(ROUNDS + 1)][1:]
    ours, bare = (statistics.median(times) for times in zip(*pairs, strict=True))
    return float(ours / bare)


def waiting_ms(place: str) -> list[float]:
    """Of that many clients at once, sorted."""
    times: list[float] = []
    ready = threading.Barrier(CLIENTS)

    def one() -> None:
        ready.wait()
        begun = time.perf_counter()
        assert ask(place, Question("token").line()).startswith(b"ok\n")
        times.append((time.perf_counter() - begun) * 1000)

    threads = [threading.Thread(target=one) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times)


def main() -> None:
    os.environ["PYTHONPATH"] = str(ROOT)
    script = Path(os.environ["HOME"]) / "desktop-login"
    script.write_text(CONSOLE_SCRIPT, "utf-8")
    with Play() as play:
        play.sign_in("fresh")
        seen: dict[str, object] = {"record": ratio(str(script), "token")}
        seen["status"] = ratio(str(script), "status")
        with play.window():
            seen["window"] = ratio(str(script), "token")
            bursts = [waiting_ms(place_of(play.settings)) for _ in range(BURSTS)]
            seen["median ms"] = statistics.median(statistics.median(times) for times in bursts)
            seen["worst ms"] = max(times[-1] for times in bursts)
        print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main()
