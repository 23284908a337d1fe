"""A session bus of its own, with a real, unlocked gnome-keyring on it where that is wanted."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.patience import PROCESS_S

ROOT = Path(__file__).parent.parent.parent
# Where sockets go: TMPDIR and a login name may be longer than a socket's path can be (108 bytes).
SHORT = "/tmp" if os.name == "posix" else None
OWN_BUS = "DESKTOP_LOGIN_TESTS_OWN_BUS"  # set on a bus that tests made
UNLOCK = "echo -n password | gnome-keyring-daemon --unlock --components=secrets >/dev/null"


def in_session(script: str, home: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Runs a line of bash with the unlocked keychain; its files lie below `home`, its sockets do not."""
    return on_a_bus(f"{UNLOCK} && {script}", home, **changes)


def on_a_bus(script: str, home: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """The same with whatever keychain the script starts."""
    with socket_folder() as sockets:
        return _on_a_bus(script, home, {"XDG_RUNTIME_DIR": str(sockets)} | changes)


@contextmanager
def socket_folder() -> Iterator[Path]:
    """A run-time folder of its own, with a short path. A daemon may be about to leave it."""
    with tempfile.TemporaryDirectory(prefix="dl-", dir=SHORT, ignore_cleanup_errors=True) as name:
        yield Path(name)


def _on_a_bus(
    script: str, home: Path, changes: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HOME": str(home), OWN_BUS: "1", **changes}
    environment.setdefault("PYTHONPATH", str(ROOT))
    # A suite inside the suite must not take away what the outer one measures; an installed program
    # has its bytecode, and compiling it anew would be most of what a command does.
    for name in (
        "PYTHONDONTWRITEBYTECODE",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "DBUS_SESSION_BUS_ADDRESS",
        "PYTEST_ADDOPTS",
    ):
        environment.pop(name, None)
    home.mkdir(exist_ok=True)
    home.chmod(0o700)
    return subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
