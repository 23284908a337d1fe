"""Runs the keychain and vault contracts against a real gnome-keyring on a session bus of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SUITE = Path(__file__).with_name("secret_service_suite.py")
ROOT = Path(__file__).parent.parent.parent


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="dbus-run-session and gnome-keyring-daemon are not installed; .ci/run installs them",
)
def test_contracts_on_gnome_keyring(tmp_path: Path) -> None:
    script = (
        "echo -n password | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "
        f'"{sys.executable}" -m pytest -q -p no:cacheprovider "{SUITE}"'
    )
    environment = os.environ | {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        environment.pop(name, None)
    tmp_path.chmod(0o700)
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout
