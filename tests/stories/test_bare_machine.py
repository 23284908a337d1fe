"""A machine with nothing but Python: the README's two commands, as root, without a display, in a Debian in a folder.

The folder is a copy of the one that `dev.py test --all` makes. Python packages come from a folder
that is filled here, system packages from where the machine's own come from.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.patience import PROCESS_S

ROOT = Path(__file__).parent.parent.parent
VARIABLE = "DESKTOP_LOGIN_BARE_ROOT"
PROJECT = "/src/desktop login"
LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv*",
    ".cache",
    "__pycache__",
    "build",
    "dist",
    "mutants",
    "*.egg-info",
    "*.mo",
)
SUITE_S = 3 * PROCESS_S

pytestmark = pytest.mark.exhaustive


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The root of a bare Debian with the project and a folder of wheels in it."""
    bare = os.environ.get(VARIABLE, "")
    if not bare or os.name != "posix" or os.geteuid() != 0:
        pytest.skip(f"{VARIABLE} names no bare root, or this is not root; dev.py prepares one")
    root = tmp_path_factory.mktemp("bare") / "root"
    subprocess.run(["cp", "-a", "--reflink=auto", bare, str(root)], check=True)
    shutil.copy("/etc/resolv.conf", root / "etc")
    shutil.copytree(ROOT, root / PROJECT.strip("/"), ignore=LEFT_OUT, symlinks=True)
    fill(root / "wheels")
    yield root
    shutil.rmtree(root)


def fill(folder: Path) -> None:
    """With all that a build and an installation of the project ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["build-system"]["requires"], "editables", f"{ROOT}[test]"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--constraint", str(ROOT / "constraints.txt"), "--dest", str(folder), *wanted]
    subprocess.run(command, check=True, timeout=PROCESS_S)


def inside(
    root: Path, command: str, timeout: float = PROCESS_S
) -> subprocess.CompletedProcess[str]:
    """Runs a line in the machine, with processes of its own that end with it."""
    entering = (
        f'mount -t proc proc "{root}/proc" && mkdir -p "{root}/dev/shm"'
        f' && mount -t tmpfs tmpfs "{root}/dev/shm"'
        f' && exec chroot "{root}" sh -c \'cd "{PROJECT}" && {command}\''
    )
    return subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", entering],
        env={
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": "/wheels",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def test_who_may_not_install_is_told_the_one_command(machine: Path) -> None:
    done = inside(machine, "setpriv --reuid=65534 --regid=65534 --clear-groups python3 dev.py demo")
    assert done.returncode == 2, done.stdout + done.stderr
    first, command = done.stderr.strip().splitlines()
    assert first.startswith("dev.py: missing on this system: libglib-2.0.so.0, ")
    assert first.endswith(", a font. To install it:")
    assert re.fullmatch(r" +apt-get install --no-install-recommends .*\bfonts-dejavu-core", command)


def test_the_first_command_signs_in(machine: Path) -> None:
    done = inside(machine, "python3 dev.py demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Signed in as confirmed@example.com\nSignature verified\n" in done.stdout
    assert "\nThe session has been renewed.\n" in done.stdout
    assert "\nYou’re signed out." in done.stdout
    assert f"The pictures are in {PROJECT}/.cache/demo" in done.stdout
    pictures = sorted((machine / PROJECT.strip("/") / ".cache" / "demo").glob("*.png"))
    assert len(pictures) == 4
    image = QImage(str(pictures[1]))
    rows = range(0, image.height(), 4)
    shades = [{image.pixelColor(x, y).lightness() for x in range(image.width())} for y in rows]
    assert sum(len(row) > 10 for row in shades) > 20  # letters: a font was there
    again = inside(machine, "python3 dev.py demo")
    assert again.returncode == 0
    assert "installing" not in again.stdout
    assert again.stderr == done.stderr


def without_skips(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("SKIPPED "))


@pytest.mark.nested
def test_the_second_command_passes(machine: Path) -> None:
    done = inside(machine, "python3 dev.py test", timeout=SUITE_S)
    assert done.returncode == 0, without_skips(done.stdout)[-20_000:] + done.stderr[-3000:]
    assert re.search(r"\d{4,} passed", done.stdout)
