"""Runs the embedded Cognito in the foreground and prints what it would have sent. Knows it only as a Protocol."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Mapping
from typing import Protocol

from desktop_login.messages.sanitize import defused


class Served(Protocol):
    """What is to be served, already listening."""

    def settings(self) -> Mapping[str, str]:
        """NAME → value, in the order in which they are printed."""

    def on_message(self, listener: Callable[[str, str, str], None]) -> None:
        """`listener(medium, to, code)` is called for every message."""


def serve(demo: Served, *, as_json: bool = False) -> int:
    """Returns 0 after Ctrl+C or a termination signal. `as_json`: one object a line, the settings
    first, then each message."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    write = _write_json if as_json else _write_lines
    write(demo.settings(), demo.on_message)
    while not stop.wait(0.5):  # a plain wait() would not see the signal on Windows
        pass
    return 0


Listener = Callable[[str, str, str], None]


def _write_lines(settings: Mapping[str, str], on_message: Callable[[Listener], None]) -> None:
    # any program on this computer may name the recipient, terminal escapes included
    on_message(lambda medium, to, code: print(f"{medium} to={defused(to)} code={code}", flush=True))
    for name, value in settings.items():
        print(f"{name}={value}", flush=True)


def _write_json(settings: Mapping[str, str], on_message: Callable[[Listener], None]) -> None:
    def say(value: Mapping[str, str]) -> None:
        print(json.dumps(value), flush=True)

    on_message(lambda medium, to, code: say({"medium": medium, "to": to, "code": code}))
    say(settings)
