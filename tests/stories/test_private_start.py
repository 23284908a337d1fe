"""The program as a person starts it, under a umask that keeps nothing from anybody, in folders that were wide already."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.session_bus import ROOT

PATIENCE_S = 60.0

pytestmark = [
    pytest.mark.medium,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]


def waited(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def wide_folders(home: Path) -> None:
    """As an earlier version has made them."""
    for folder in ("config/desktop-login", "data/desktop-login", "state/desktop-login/log"):
        (home / folder).mkdir(parents=True, mode=0o755)
    for folder in ("config", "data", "state"):
        (home / folder).chmod(0o755)
    for file in ("config/desktop-login/window.ini", "state/desktop-login/log/desktop-login.log"):
        (home / file).touch(0o644)


@pytest.mark.parametrize("before", ["first start", "after an earlier version"])
def test_files_memory_and_limits_of_a_started_window(
    open_place: Path, tmp_path: Path, before: str
) -> None:
    home = open_place  # its name is short enough for a socket below it
    if before != "first start":
        wide_folders(home)
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop_login"],
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
        | {"COGNITO_USER_POOL_ID": "us-east-1_Abcdefghi", "COGNITO_CLIENT_ID": "abc123"}
        | {f"XDG_{k}_HOME": str(home / k.lower()) for k in ("CONFIG", "DATA", "STATE", "CACHE")}
        | {"XDG_RUNTIME_DIR": "", "DBUS_SESSION_BUS_ADDRESS": ""},
        cwd=tmp_path,
        umask=0,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    log = home / "state" / "desktop-login" / "log" / "desktop-login.log"
    window = home / "config" / "desktop-login" / "window.ini"
    data = home / "data" / "desktop-login"
    try:
        assert waited(lambda: process.poll() is not None or any(_sockets(data)))
        assert process.poll() is None
        assert waited(log.is_file)
        limits = Path(f"/proc/{process.pid}/limits").read_text("ascii")
        (core,) = [line for line in limits.splitlines() if line.startswith("Max core file size")]
        assert core.split()[-3:] == ["0", "0", "bytes"]
        for file in (log, window, *_sockets(data)):
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file
        for folder in (log.parent, log.parent.parent, window.parent, data):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
        if before != "first start":
            for above in ("config", "data", "state"):
                assert stat.S_IMODE((home / above).stat().st_mode) == 0o755, above
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _sockets(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*") if path.is_socket()] if folder.is_dir() else []
