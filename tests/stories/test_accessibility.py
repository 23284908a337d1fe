"""A real window under Xvfb, used through the accessibility tree alone, on a session bus of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_login.demo.server import DemoCognito
from tests.patience import PROCESS_S

HERE, ROOT = Path(__file__).parent, Path(__file__).parent.parent.parent
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
SYSTEM_PYTHON = "/usr/bin/python3"


def missing() -> str:
    for tool in ("Xvfb", "dbus-run-session"):
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


pytestmark = [
    pytest.mark.real_window,
    pytest.mark.skipif(
        sys.platform != "linux" or bool(missing()),
        reason="needs Xvfb, dbus-run-session, at-spi2-core and gir1.2-atspi-2.0; dev.py test --all installs them",
    ),
]


FROM_SOURCE = f'"{sys.executable}" -m desktop_login'


def walk(
    folder: Path,
    sockets: Path,
    start: str,
    *arguments: str,
    command: str = FROM_SOURCE,
    walker: Path = HERE / "accessible_walk.py",
    **changes: str,
) -> None:
    """Starts the program with `start` and lets the walker use it. `command` is for the shell."""
    script = folder / "walk.sh"
    script.write_text(
        f"""
        set -u
        exec 9> display
        Xvfb -displayfd 9 -screen 0 1280x960x24 -nolisten tcp > xvfb.log 2>&1 &
        server=$!
        for _ in $(seq 1200); do [ -s display ] && break; sleep 0.1; done
        export DISPLAY=":$(cat display)"
        "{LAUNCHER}" --launch-immediately > bus.log 2>&1 &
        bus=$!
        sleep 0.5
        {command} {start} --lang en > program.log 2>&1 &
        program=$!
        timeout 800 "{SYSTEM_PYTHON}" "{walker}" {" ".join(arguments)}
        result=$?
        kill "$program" "$bus" "$server"
        wait
        exit "$result"
        """,
        "utf-8",
    )
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(sockets),
    }
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", str(script)],
        cwd=folder,
        env=environment | changes,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    program = (folder / "program.log").read_text("utf-8")
    assert done.returncode == 0, done.stdout + done.stderr + program
    assert done.stdout.strip().endswith("walked")


def test_the_demo(tmp_path: Path, sockets: Path) -> None:
    walk(tmp_path, sockets, "--demo")


def test_passkeys_with_the_demo_key(tmp_path: Path, sockets: Path) -> None:
    walk(
        tmp_path,
        sockets,
        "--demo --auth-flow choice",
        walker=HERE / "accessible_passkeys.py",
    )


def test_sign_in_with_the_browser_and_with_a_company(tmp_path: Path, sockets: Path) -> None:
    link, starter = tmp_path / "link", tmp_path / "bin" / "xdg-open"
    starter.parent.mkdir()
    starter.write_text(
        f"#!/bin/sh\nprintf %s \"$1\" > '{link}.part' && mv '{link}.part' '{link}'\n", "utf-8"
    )
    starter.chmod(0o755)
    walk(
        tmp_path,
        sockets,
        "--demo",
        str(link),
        walker=HERE / "accessible_browser.py",
        PATH=f"{starter.parent}{os.pathsep}{os.environ['PATH']}",
    )


def test_from_nothing_configured_to_the_dashboard(tmp_path: Path, sockets: Path) -> None:
    with DemoCognito() as demo:
        config = demo.config
        walk(tmp_path, sockets, "", config.pool_id, config.client_id, COGNITO_ENDPOINT_URL=demo.url)
