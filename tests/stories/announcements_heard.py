"""Prints every announcement on the accessibility bus as `politeness<TAB>sentence`, until it is ended.

Runs on the system's Python, which has gi; `test_announcements.py` runs it beside a real window.

A program sends only what somebody has registered for. It asks the registry once, at its start, and
again when the registry says that there is a new listener; Qt misses that signal between its question
and its subscription to the signal. So the listener registers again until it has heard something, as
it would have to where a registry ends and a new one comes up.
"""

from __future__ import annotations

from threading import Event
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib

POLITE = 1  # ATSPI_LIVE_POLITE; 2 is assertive
AGAIN_MS = 500
anything = Event()


def heard(event: Any) -> None:
    anything.set()
    print(
        "polite" if event.detail1 == POLITE else "assertive", event.any_data, sep="\t", flush=True
    )


def register() -> bool:
    """Whether it shall be called again."""
    if not anything.is_set():
        listener.register("object:announcement")
    return not anything.is_set()


Atspi.init()
listener = Atspi.EventListener.new(heard)
register()
print("listening", flush=True)
GLib.timeout_add(AGAIN_MS, register)
Atspi.event_main()
