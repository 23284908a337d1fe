"""Builds the executable once a run, in a folder whose name has all that people put into names."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.patience import PROCESS_S

ROOT = Path(__file__).parent.parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the executable."""
    pytest.importorskip("PyInstaller", reason="the packaging extra is not installed")
    if sys.platform == "linux" and shutil.which("objdump") is None:
        pytest.skip("PyInstaller needs objdump (binutils); .ci/run installs it")
    work = tmp_path_factory.mktemp("build")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "PyInstaller",
            "--noconfirm",
            "--distpath",
            str(work / "dist"),
            "--workpath",
            str(work / "work"),
            str(ROOT / "desktop_login.spec"),
        ],
        cwd=work,
        env=os.environ | {"PYINSTALLER_CONFIG_DIR": str(work / "cache")},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    place = work / "für 田中 & Co. 100% (it's [1 {x #2"  # none of the brackets is closed
    (work / "dist" / "desktop-login").rename(place)
    return place


@pytest.fixture
def executable(built: Path) -> Path:
    return built / ("desktop-login.exe" if sys.platform == "win32" else "desktop-login")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a desktop gives a program, and nothing of this project."""
    kept = ("SYSTEMROOT", "TEMP", "LANG", "PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
    }


@pytest.fixture
def run(executable: Path, environment: dict[str, str], tmp_path: Path) -> Run:
    def start(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(executable), *arguments],
            cwd=tmp_path,
            env=environment | changes,
            capture_output=True,
            text=True,
            timeout=PROCESS_S,
            check=False,
        )

    return start
