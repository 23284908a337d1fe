"""A display, a session bus and the accessibility bus of a test's own, on which a script runs. Knows no program.

The X server must not be reset when its last client goes, which is its default: programs come and go
here, and whoever connects at that moment is refused. If that was the registry of the accessibility
bus, it ended with the listener's question still open.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.patience import PROCESS_S

ROOT = Path(__file__).parent.parent.parent
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
SYSTEM_PYTHON = "/usr/bin/python3"
REASON = "needs Xvfb, dbus-run-session, at-spi2-core and gir1.2-atspi-2.0; dev.py test --all installs them"

_DESKTOP = """
set -u
exec 9> display
Xvfb -displayfd 9 -screen 0 1280x960x24 -nolisten tcp -noreset > xvfb.log 2>&1 &
server=$!
for _ in $(seq 1200); do [ -s display ] && break; sleep 0.1; done
export DISPLAY=":$(cat display)"
"{launcher}" --launch-immediately > bus.log 2>&1 &
bus=$!
owned() {{
    dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus \
        org.freedesktop.DBus.NameHasOwner string:org.a11y.Bus 2> /dev/null | grep -q true
}}
for _ in $(seq 1200); do owned && break; sleep 0.1; done
{script}
kill "$bus" "$server"
wait
exit "$result"
"""


def missing() -> str:
    """What is not installed; "" if nothing is."""
    for tool in ("Xvfb", "dbus-run-session", "dbus-send"):
        if not shutil.which(tool):
            return tool
    if not LAUNCHER.exists():
        return str(LAUNCHER)
    has_gi = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Atspi', '2.0')"],
        capture_output=True,
        check=False,
    )
    return "" if has_gi.returncode == 0 else "gir1.2-atspi-2.0"


def on_a_desktop(
    script: str, folder: Path, sockets: Path, **changes: str
) -> subprocess.CompletedProcess[str]:
    """Run shell lines there, in `folder`.

    Args:
        script: Ends what it starts, and leaves its exit code in `result`. What it writes to
            `*.log` is shown by `everything_said`.
        folder: The home folder, empty.
        sockets: A private folder with a short path.
        **changes: More of the environment.
    """
    file = folder / "desktop.sh"
    file.write_text(_DESKTOP.format(launcher=LAUNCHER, script=script), "utf-8")
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(sockets),
    }
    return subprocess.run(
        ["dbus-run-session", "--", "bash", str(file)],
        cwd=folder,
        env=environment | changes,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )


def everything_said(done: subprocess.CompletedProcess[str], folder: Path) -> str:
    """Everything that a failed run has said, for the message of the test."""
    logs = [
        f"--- {log.name}\n{log.read_text('utf-8', 'replace')}"
        for log in sorted(folder.glob("*.log"))
    ]
    return "\n".join([f"exit code {done.returncode}", done.stdout, done.stderr, *logs])
