"""Pictures of every component in every state, for people to look at: `python -m tests.gallery DIR`."""

from __future__ import annotations

import sys

from desktop_login.system.resources import resource


def need_translations() -> None:
    """Ends the program where they are not compiled: every Japanese picture would be an English one."""
    if not resource("translations", "ja.mo").is_file():
        sys.exit("The translations are not compiled. `python3 dev.py quick` does it.")
