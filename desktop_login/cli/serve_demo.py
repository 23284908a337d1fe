"""Runs the embedded Cognito in the foreground and prints what it would have sent. Knows it only as a Protocol."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Mapping
from typing import Protocol

from desktop_login.wording.sanitize import defused


class Served(Protocol):
    """What is to be served, already listening."""

    def settings(self) -> Mapping[str, str]:
        """NAME → value, in the order in which they are printed."""

    def on_message(self, listener: Callable[[str, str, str], None]) -> None:
        """`listener(medium, to, code)` is called for every message."""


def serve(demo: Served) -> int:
    """Returns 0 after Ctrl+C or a termination signal."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    # any program on this computer may name the recipient, terminal escapes included
    demo.on_message(
        lambda medium, to, code: print(f"{medium} to={defused(to)} code={code}", flush=True)
    )
    for name, value in demo.settings().items():
        print(f"{name}={value}", flush=True)
    while not stop.wait(0.5):  # a plain wait() would not see the signal on Windows
        pass
    return 0
