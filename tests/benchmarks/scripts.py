"""What a token costs a script: CPU of the whole process ÷ `python -c pass`, how long 50 clients at once wait, and a command where the window hangs or the keychain is locked. A program for a bus with a keychain; prints one line of JSON.

`python -m tests.benchmarks.scripts [FOLDER]`: the folder of an executable, to measure that one.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

from desktop_login.agent.words import Question
from desktop_login.quick import ask
from desktop_login.services.places import place_of
from tests.fakes.session_bus import ROOT
from tests.processes.commands_play import CONSOLE_SCRIPT
from tests.processes.scripts_play import COMMAND, Play

ROUNDS, CLIENTS, BURSTS = 15, 50, 7


def cpu_s(*command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, cwd="/")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ratio(*command: str) -> float:
    """In turn, so that what else the machine does falls on both. The first writes bytecode."""
    bare = (sys.executable, "-c", "pass")
    pairs = [(cpu_s(*command), cpu_s(*bare)) for _ in range(ROUNDS + 1)][1:]
    ours, least = (statistics.median(times) for times in zip(*pairs, strict=True))
    return float(ours / least)


def seconds(status: int, *command: str) -> float:
    """Of the whole process, a median; and it is what it has to end with."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=False, cwd="/")
        times.append(time.perf_counter() - begun)
        assert done.returncode == status, done.stderr
    return statistics.median(times)


def lock() -> None:
    import secretstorage

    with closing(secretstorage.dbus_init()) as connection:
        secretstorage.get_default_collection(connection).lock()


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


def main(*arguments: str) -> None:
    os.environ["PYTHONPATH"] = str(ROOT)
    script = Path(os.environ["HOME"]) / "desktop-login"
    script.write_text(CONSOLE_SCRIPT, "utf-8")
    program, window = [sys.executable, str(script)], list(COMMAND)
    if arguments:
        folder = Path(arguments[0]).resolve()
        program, window = [str(folder / "desktop-login-cli")], [str(folder / "desktop-login")]
    with Play() as play:
        play.sign_in("fresh")
        seen: dict[str, object] = {"record": ratio(*program, "token")}
        seen["status"] = ratio(*program, "status")
        seen["version"] = ratio(*program, "--version")
        with play.window(window) as process:
            seen["window"] = ratio(*program, "token")
            bursts = [waiting_ms(place_of(play.settings)) for _ in range(BURSTS)]
            seen["median ms"] = statistics.median(statistics.median(times) for times in bursts)
            seen["worst ms"] = max(times[-1] for times in bursts)
            process.send_signal(signal.SIGSTOP)
            seen["hung s"] = seconds(0, *program, "token")
            seen["hung, no short way s"] = seconds(0, *program, "token", "--json")
        lock()
        seen["locked s"] = seconds(4, *program, "token")
        seen["pass s"] = seconds(0, sys.executable, "-c", "pass")
        seen["load"] = os.getloadavg()[0]
        print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
