"""Runs the keychain and vault contracts against a real gnome-keyring on a session bus of its own."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.fakes.session_bus import in_session

pytestmark = pytest.mark.slow

SUITE = Path(__file__).with_name("secret_service_suite.py")


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="dbus-run-session and gnome-keyring-daemon are not installed; dev.py test --all installs them",
)
def test_contracts_on_gnome_keyring(tmp_path: Path) -> None:
    script = f'"{sys.executable}" -m pytest -q -p no:cacheprovider "{SUITE}"'
    done = in_session(script, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout
