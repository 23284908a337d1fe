"""The .deb in a clean root: installs, starts by its menu entry's command, and leaves without a trace."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PROCESS_S

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(
        sys.platform != "linux" or not shutil.which("dpkg-deb"), reason="dpkg-deb makes it"
    ),
]
# A Debian in a folder, with the packages that the .deb depends on; dev.py test --all prepares one.
VARIABLE = "DESKTOP_LOGIN_CLEAN_ROOT"


@pytest.fixture(scope="session")
def package(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from installer.linux.make_deb import make

    return make(built, tmp_path_factory.mktemp("deb"), compression=1)


def field(package: Path, name: str) -> str:
    done = subprocess.run(
        ["dpkg-deb", "--field", str(package), name], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_it_says_what_it_is(package: Path) -> None:
    import desktop_login

    assert field(package, "Version") == desktop_login.__version__
    assert field(package, "Package") == "desktop-login"
    assert re.match(r"libc6 \(>= 2\.\d+\), libegl1", field(package, "Depends"))


def test_the_same_folder_gives_the_same_package(tmp_path: Path) -> None:
    from installer.linux.make_deb import make

    folder = tmp_path / "desktop-login"
    (folder / "_internal").mkdir(parents=True)
    (folder / "_internal" / "library.so").write_bytes(bytes(1000))
    executable = folder / "desktop-login"
    executable.write_bytes(b"program")
    executable.chmod(0o755)
    first = make(folder, tmp_path / "first").read_bytes()
    time.sleep(1.1)  # what it makes beside the folder gets another time, in whole seconds
    before = os.umask(0o077)
    try:
        second = make(folder, tmp_path / "second").read_bytes()
    finally:
        os.umask(before)
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()


def test_nothing_in_it_can_be_written_by_users(package: Path) -> None:
    listed = subprocess.run(
        ["dpkg-deb", "--contents", str(package)], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert listed
    for line in listed:
        mode, owner = line.split()[:2]
        assert owner == "root/root"
        assert mode[0] == "l" or (mode[5] != "w" and mode[8] != "w"), line


def test_command_is_the_console_program_and_the_menu_opens_the_windowed_one(
    package: Path, tmp_path: Path
) -> None:
    subprocess.run(["dpkg-deb", "--extract", str(package), str(tmp_path)], check=True)
    link = tmp_path / "usr/bin/desktop-login"
    assert str(link.readlink()) == "/usr/lib/desktop-login/desktop-login-cli"
    entry = (tmp_path / "usr/share/applications/desktop-login.desktop").read_text("utf-8")
    (command,) = re.findall(r"^Exec=/(.*)$", entry, re.MULTILINE)
    for place in ("usr/lib/desktop-login/desktop-login-cli", command):
        assert os.access(tmp_path / place, os.X_OK)
    for place in (
        "bash-completion/completions/desktop-login",
        "zsh/vendor-completions/_desktop-login",
        "fish/vendor_completions.d/desktop-login.fish",
    ):
        assert "sign-in" in (tmp_path / "usr/share" / place).read_text("utf-8")


@pytest.mark.skipif(
    not shutil.which("desktop-file-validate"), reason="desktop-file-utils checks it"
)
def test_the_menu_entry_is_valid() -> None:
    entry = Path(__file__).parent.parent.parent / "installer" / "linux" / "desktop-login.desktop"
    done = subprocess.run(
        ["desktop-file-validate", "--no-hints", str(entry)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A copy of the clean root that may be changed."""
    clean = os.environ.get(VARIABLE, "")
    if not clean or os.geteuid() != 0:
        pytest.skip(
            f"{VARIABLE} names no clean root, or this is not root; dev.py test --all prepares one"
        )
    copy = tmp_path / "root"
    subprocess.run(["cp", "-a", "--reflink=auto", clean, str(copy)], check=True)
    # debootstrap leaves it out; every installed system has it
    (copy / "etc" / "hosts").write_text("127.0.0.1\tlocalhost\n", "utf-8")
    yield copy
    shutil.rmtree(copy)


def inside(root: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["chroot", str(root), *command],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"} | environment,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )


def listing(root: Path) -> set[str]:
    """Everything but what dpkg itself and the program's user keep."""
    ours = ("var/lib/dpkg", "var/log", "var/cache", "root", "tmp", "dev")
    found = {str(path.relative_to(root)) for path in root.rglob("*")}
    return {name for name in found if not name.startswith(ours)}


def test_installs_starts_and_leaves_without_a_trace(root: Path, package: Path) -> None:
    before = listing(root)
    shutil.copy(package, root / "tmp" / "package.deb")
    done = inside(root, "dpkg", "--install", "/tmp/package.deb")
    assert done.returncode == 0, done.stdout + done.stderr
    entry = (root / "usr/share/applications/desktop-login.desktop").read_text("utf-8")
    found = re.search(r"^Exec=(\S+)$", entry, re.MULTILINE)
    assert found is not None
    command = found.group(1)
    icon = root / "usr/share/icons/hicolor/48x48/apps/desktop-login.png"
    assert icon.is_file()
    assert (root / "usr/share/doc/desktop-login/copyright").is_file()
    done = inside(
        root, command, "--demo", "--lang", "en", "--tour", "/tmp/tour", QT_QPA_PLATFORM="offscreen"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((root / "tmp/tour").glob("*.png"))) == 2 * 79
    done = inside(root, "desktop-login", "--version")
    assert (done.returncode, done.stderr) == (0, "")
    done = inside(root, "desktop-login", "sign-in", "--no-input", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, ""), "no pool is configured"
    done = inside(root, "dpkg", "--purge", "desktop-login")
    assert done.returncode == 0, done.stdout + done.stderr
    assert listing(root) == before
