"""A session bus of its own, with a real, unlocked gnome-keyring on it where that is wanted."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
UNLOCK = "echo -n password | gnome-keyring-daemon --unlock --components=secrets >/dev/null"


def in_session(script: str, home: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Runs a line of bash with the unlocked keychain; its files lie below `home`."""
    return on_a_bus(f"{UNLOCK} && {script}", home, **changes)


def on_a_bus(script: str, home: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """The same with whatever keychain the script starts."""
    environment = os.environ | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home)} | changes
    environment.setdefault("PYTHONPATH", str(ROOT))
    # a suite inside the suite must not take away what the outer one measures
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PYTEST_ADDOPTS"):
        environment.pop(name, None)
    home.mkdir(exist_ok=True)
    home.chmod(0o700)
    return subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
