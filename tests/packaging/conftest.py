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
# A folder that PyInstaller has built already; the release workflow tests the very folder that it gives out.
BUILT = "DESKTOP_LOGIN_BUILT"
PLACE = "für 田中 & Co. 100% (it's [1 {x #2"  # none of the brackets is closed
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def build_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment, made as the README says: what else the tests need must
    not get into the executable, and must not be missed when it is not there."""
    if sys.platform == "linux" and shutil.which("objdump") is None:
        pytest.skip("PyInstaller needs objdump (binutils); dev.py test --all installs it")
    folder = tmp_path_factory.mktemp("exactly-packaging") / "venv"
    ordered([sys.executable, "-m", "venv", str(folder)], ROOT)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet"]
    ordered([*pip, "-c", "constraints.txt", "-e", ".[packaging]"], ROOT)
    return programs


@pytest.fixture(scope="session")
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the executable."""
    if given := os.environ.get(BUILT):
        place = tmp_path_factory.mktemp("build") / PLACE
        return shutil.copytree(given, place, symlinks=True)
    build_environment: Path = request.getfixturevalue("build_environment")
    work = tmp_path_factory.mktemp("build")
    places = ["--distpath", str(work / "dist"), "--workpath", str(work / "work")]
    spec = str(ROOT / "desktop_login.spec")
    ordered(
        [str(build_environment / "pyinstaller"), "--noconfirm", *places, spec],
        work,
        PYINSTALLER_CONFIG_DIR=str(work / "cache"),
    )
    place = work / PLACE
    (work / "dist" / "desktop-login").rename(place)
    return place


def ordered(command: list[str], folder: Path, **changes: str) -> None:
    """Runs a step of the build, apart from what the tests themselves have on their path."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command,
        cwd=folder,
        env=kept | changes,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-3000:]


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
    def start(
        *arguments: str, program: Path | None = None, **changes: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(program or executable), *arguments],
            cwd=tmp_path,
            env=environment | changes,
            capture_output=True,
            text=True,
            timeout=PROCESS_S,
            check=False,
        )

    return start
