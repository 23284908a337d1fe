"""Signs demo users in on a pseudo-terminal, as a person would, against a real keychain. A program for a bus with one; prints one line of JSON.

`python -m tests.processes.terminal_play sms-code totp --interrupt`: each of these users, and each
once more for every question, interrupted there. `--window`: beside an open window.
"""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from typing import Any

from desktop_login import quick
from desktop_login.agent.client import asked
from desktop_login.agent.exit_codes import INTERRUPTED
from desktop_login.agent.words import Handed, Question
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.demo.stories import PASSWORD, address
from desktop_login.services.places import place_of
from desktop_login.settings import load
from desktop_login.system.paths import data_folder, settings_file
from tests.fakes.answering import ATTRIBUTES, NEW_PASSWORD, OfDemo
from tests.fakes.session_bus import ROOT
from tests.patience import STEP_S

# A new session whose terminal is the standard input, and then the program.
WITH_TERMINAL = (
    "import fcntl, os, signal, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    # a shell does so for what it starts at a terminal; a run in the background ignores them
    "signal.signal(signal.SIGINT, signal.SIG_DFL); signal.signal(signal.SIGQUIT, signal.SIG_DFL); "
    "os.execv(sys.executable, [sys.executable, '-m', 'desktop_login', *sys.argv[1:]])"
)
CTRL_C = b"\x03"


class Terminal:
    """One run of a command whose terminal is ours; its output goes elsewhere."""

    def __init__(self, *arguments: str, columns: int = 100) -> None:
        self._ours, theirs = pty.openpty()
        termios.tcsetwinsize(self._ours, (50, columns))
        self._process = subprocess.Popen(
            [sys.executable, "-c", WITH_TERMINAL, *arguments],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        os.close(theirs)
        self.shown = ""

    def prompt(self) -> str:
        """What is asked now; "" once the program has ended."""
        begun = len(self.shown)
        until = time.monotonic() + STEP_S
        while time.monotonic() < until:
            if not self._read():
                return ""
            new = self.shown[begun:]
            if new.endswith((": ", "] ")):
                return new.replace("\r", "").rpartition("\n")[2]
        raise TimeoutError(self.shown)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], 1.0)
        if not ready:
            return self._process.poll() is None
        try:
            more = os.read(self._ours, 65536)
        except OSError:  # the last one has closed it
            return False
        self.shown += more.decode()
        return bool(more)

    @property
    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self._ours)[3] & termios.ECHO)

    def type(self, text: str) -> None:
        os.write(self._ours, f"{text}\n".encode())

    def press(self, key: bytes) -> None:
        os.write(self._ours, key)

    def end(self) -> dict[str, Any]:
        until = time.monotonic() + STEP_S
        while self._read():
            if time.monotonic() > until:
                self._process.kill()
                raise TimeoutError(self.shown)
        out, err = self._process.communicate(timeout=STEP_S)
        os.close(self._ours)
        return {"status": self._process.returncode, "out": out.decode(), "err": err.decode()}


class Play:
    """A demo as the pool of settings.toml, and somebody at a terminal."""

    def __init__(self) -> None:
        self.demo = DemoCognito(DemoPoolConfig(required_attributes=("given_name",)))
        self._devices = OfDemo(self.demo)

    def __enter__(self) -> Play:
        self.demo.start()
        config = self.demo.config
        file = settings_file()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f'user_pool_id = "{config.pool_id}"\nclient_id = "{config.client_id}"\n'
            f'endpoint_url = "{self.demo.url}"\n',
            "utf-8",
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.demo.stop()

    def sign_in(self, story: str, interrupted_at: int | None = None) -> dict[str, Any]:
        """`interrupted_at` counts the questions. `hidden` are those whose answer was not shown."""
        before = len(self.demo.grants)
        terminal = Terminal("sign-in", "--lang", "en")
        questions: list[str] = []
        hidden: list[str] = []
        while prompt := terminal.prompt():
            if len(questions) == interrupted_at:
                terminal.press(CTRL_C)
                break
            questions.append(prompt)
            if not terminal.echoes:
                hidden.append(prompt)
            terminal.type(self._answer(story, prompt))
        result = terminal.end()
        secrets = (PASSWORD, NEW_PASSWORD)
        return result | {
            "asked": questions,
            "hidden": hidden,
            "shown": terminal.shown,
            "leaks": [one for one in secrets if one in terminal.shown + result["err"]],
            "open": sum(not grant.revoked for grant in self.demo.grants[before:]),
            "left": left_behind(),
        }

    def _answer(self, story: str, prompt: str) -> str:
        email = address(story)
        label = prompt.partition(":")[0]
        match label.partition(" (")[0]:
            case "Email":
                return email
            case "Password":
                return PASSWORD
            case "New password" | "Confirm password":
                return NEW_PASSWORD
            case "Given name":
                return ATTRIBUTES["given_name"]
            case "Number":
                return "1"
            case "Code" if "(" in prompt:
                return self._devices.latest_code()
            case "Code":
                return self._devices.authenticator_code(email)
            case _:
                raise ValueError(prompt)


def left_behind() -> list[str]:
    """Records below the data folder, and entries of the keychain beside the demo's."""
    folder = data_folder()
    found = [path.name for path in folder.rglob("*.bin")] if folder.is_dir() else []
    return sorted(found) + keys()


def keys() -> list[str]:
    """What the keychain holds of this program."""
    import secretstorage

    bus = secretstorage.dbus_init()
    try:
        items = secretstorage.get_default_collection(bus).get_all_items()
        services = [item.get_attributes().get("service", "") for item in items]
    finally:
        bus.close()
    return sorted(name for name in services if name.startswith("desktop-login"))


def command(*arguments: str, lines: str = "") -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "desktop_login", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        input=lines,
        start_new_session=True,
        check=False,
        timeout=STEP_S,
    )
    return {"status": done.returncode, "out": done.stdout, "err": done.stderr}


def beside_a_window() -> dict[str, Any]:
    """Signed in and out by commands while a window is open in which nobody is signed in."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    program = [sys.executable, "-m", "desktop_login"]
    place = place_of(load())
    with subprocess.Popen(program, env=environment, stderr=subprocess.DEVNULL, cwd=ROOT) as window:
        try:
            _until(lambda: asked(place, Question("status")) is not None)
            lines = f"{address('confirmed')}\n{PASSWORD}\n"
            signed_in = command("sign-in", "--answers-stdin", "--lang", "en", lines=lines)
            _until(lambda: isinstance(asked(place, Question("status")), Handed))
            status = command("status", "--json")
            out = command("sign-out", "--lang", "en")
            return {
                "sign_in": signed_in,
                "status": status,
                "sign_out": out,
                "left": left_behind(),
                "window": window.poll(),
            }
        finally:
            window.kill()


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + STEP_S
    while not holds():
        quick.silent.clear()
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def main(*arguments: str) -> None:
    if "--window" in arguments:
        with Play() as play:
            seen = beside_a_window()
            seen["open"] = sum(not grant.revoked for grant in play.demo.grants)
        print(json.dumps(seen))
        return
    interrupts = "--interrupt" in arguments
    stories = [one for one in arguments if not one.startswith("--")]
    seen = {}
    with Play() as play:
        for story in stories:
            interrupted: list[dict[str, Any]] = []
            whole = play.sign_in(story, 0 if interrupts else None)
            while whole["status"] == INTERRUPTED:
                interrupted.append(whole)
                whole = play.sign_in(story, len(interrupted))  # past the last question: it is whole
            status = command("status", "--json")
            out = command("sign-out", "--lang", "en")
            seen[story] = whole | {
                "interrupted": interrupted,
                "status_json": status,
                "sign_out": out,
                "left_after": left_behind(),
            }
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
