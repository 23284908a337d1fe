"""Prints every announcement on the accessibility bus as `politeness<TAB>sentence`, until it is ended.

Runs on the system's Python, which has gi; `test_announcements.py` runs it beside a real window.
"""

from __future__ import annotations

from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi

POLITE = 1  # ATSPI_LIVE_POLITE; 2 is assertive


def heard(event: Any) -> None:
    print(
        "polite" if event.detail1 == POLITE else "assertive", event.any_data, sep="\t", flush=True
    )


Atspi.init()
listener = Atspi.EventListener.new(heard)
listener.register("object:announcement")
print("listening", flush=True)
Atspi.event_main()
