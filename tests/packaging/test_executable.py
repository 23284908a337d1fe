"""The executable, started as people start it: from an odd path, by a user who may not write there, in a hostile environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

import desktop_login
from desktop_login.cli.commands import COMMANDS
from desktop_login.ui.theme import LIGHT
from tests.fakes.programs import marks, without_noise
from tests.fakes.session_bus import in_session
from tests.packaging.conftest import ROOT, Run
from tests.patience import PROCESS_S, within

pytestmark = pytest.mark.packaging
linux = pytest.mark.skipif(sys.platform != "linux", reason="of the Linux build")
MB = 1_000_000


def test_it_says_its_version(run: Run) -> None:
    assert run("--version").stdout.strip() == f"desktop-login {desktop_login.__version__}"


def test_the_tour_arrives_everywhere(run: Run, built: Path, tmp_path: Path) -> None:
    before = listing(built)
    done = run("--demo", "--lang", "ja", "--tour", str(tmp_path / "tour"))
    assert (done.returncode, without_noise(done.stderr)) == (0, "")
    assert len(list((tmp_path / "tour").glob("*-ja-dark.png"))) == 79
    page = QImage(str(tmp_path / "tour" / "01-sign-in-ja-light.png"))
    edge = [page.pixelColor(x, page.height() // 2).name() for x in range(page.width())]
    assert LIGHT["card"] in edge  # the style sheet was read
    assert LIGHT["background"] in edge
    assert listing(built) == before  # nothing is written beside the executable


TELLS_WHAT_IS_COMPILED = """
import atexit, sys
compiled = set()
def heard(event, arguments):
    if event == "compile" and str(arguments[1]).endswith(".py"):
        compiled.add(str(arguments[1]))
sys.addaudithook(heard)
@atexit.register
def tell():
    import PySide6.QtWidgets
    print(sys.modules["shibokensupport.signature.loader"].__file__)
    print(*sorted(compiled), sep="\\n")
"""


@linux
@pytest.mark.skipif(not shutil.which("objcopy"), reason="binutils is not installed")
def test_pysides_own_modules_are_compiled_already(
    executable: Path, environment: dict[str, str]
) -> None:
    """Heard of by Python's own audit in a copy of the executable that begins with it. Only the
    module by which PySide6 finds the others is compiled at each start, in C."""
    pytest.importorskip("PyInstaller", reason="the extra `packaging` is not installed")
    from tests.packaging.added_script import with_script

    copy = with_script(executable, TELLS_WHAT_IS_COMPILED, executable.with_name("tells"))
    try:
        done = subprocess.run(
            [str(copy), "--version"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=PROCESS_S,
            check=False,
        )
    finally:
        copy.unlink()
    version, loader, *compiled = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert version == f"desktop-login {desktop_login.__version__}"
    assert Path(loader).is_relative_to(executable.parent.resolve()), "not from the bundle"
    assert compiled == ["signature_bootstrap.py"]


@linux
def test_no_part_of_qt_is_inside_it_that_the_program_does_not_use(built: Path) -> None:
    parts = (built / "_internal" / "PySide6").glob("Qt*.so")
    used = {"QtCore", "QtDBus", "QtGui", "QtNetwork", "QtSvg", "QtTest", "QtWidgets"}
    assert {part.name.partition(".")[0] for part in parts} == used


def test_every_command_is_inside_it(run: Run) -> None:
    """Their modules are loaded by name, which PyInstaller does not see."""
    for row in COMMANDS:
        done = run(row.name, "--help")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"usage: desktop-login {row.name}")


def test_the_console_program_has_every_command_and_no_qt(built: Path, run: Run) -> None:
    twin = built / ("desktop-login-cli.exe" if sys.platform == "win32" else "desktop-login-cli")
    for arguments in (["--version"], *([row.name, "--help"] for row in COMMANDS)):
        seen = [run(*arguments), run(*arguments, program=twin)]
        assert [(one.returncode, one.stdout, one.stderr) for one in seen] == [
            (0, seen[0].stdout, "")
        ] * 2
    assert twin.stat().st_size < 12 * MB
    assert b"PySide6" not in twin.read_bytes()


def test_the_console_program_checks_and_asks_nobody(built: Path, run: Run) -> None:
    twin = built / ("desktop-login-cli.exe" if sys.platform == "win32" else "desktop-login-cli")
    done = run("--self-check", program=twin)
    assert marks(done.stdout) == marks(run("--self-check").stdout)
    done = run("sign-in", "--no-input", "--lang", "en", program=twin)
    assert (done.returncode, done.stdout) == (2, ""), "no pool is configured"


@linux
@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="dbus-run-session and gnome-keyring-daemon are not installed",
)
def test_a_token_of_the_console_program_costs_a_script_little(built: Path, tmp_path: Path) -> None:
    """CPU of the whole process ÷ `python -c pass`. The figures are printed with `-s`."""
    program = f'"{sys.executable}" -m tests.benchmarks.scripts "{built}"'
    done = in_session(program, tmp_path / "home")
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    print(
        f"\nthe executable: token with a window {seen['window']:.2f} × (target 5), from the stored"
        f" session {seen['record']:.2f} × (target 10), --version {seen['version']:.2f} ×"
    )
    assert seen["window"] < 5
    assert seen["record"] < 10


@linux
def test_the_console_program_opens_a_window_by_the_other_one(
    built: Path, run: Run, tmp_path: Path
) -> None:
    done = run(
        *("tour", str(tmp_path / "tour"), "--brief", "--lang", "en"),
        program=built / "desktop-login-cli",
    )
    assert (done.returncode, without_noise(done.stderr)) == (0, "")
    assert list((tmp_path / "tour").glob("*.png"))


def test_every_part_works_inside_it_but_the_keychain_that_is_not_there(run: Run) -> None:
    message = run("--self-check").stdout
    assert marks(message) == ["!!", *["ok"] * 6], message


@linux
@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="dbus-run-session and gnome-keyring-daemon are not installed; dev.py test --all installs them",
)
def test_a_keychain_round_trip_from_inside_it(executable: Path, tmp_path: Path) -> None:
    done = in_session(f'"{executable}" --self-check', tmp_path, PYTHONPATH="/nowhere")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "(SecretService)" in done.stdout


@linux
@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0 or not shutil.which("setpriv"),
    reason="only root can become somebody who may not write there",
)
def test_a_user_who_may_not_write_beside_it(
    executable: Path, environment: dict[str, str], open_place: Path
) -> None:
    folder = shutil.copytree(executable.parent, open_place / executable.parent.name, symlinks=True)
    home = open_place / "home"
    home.mkdir()
    os.chown(home, 65534, 65534)
    done = subprocess.run(
        [
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            str(folder / executable.name),
            "--self-check",
        ],
        env=environment | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home)},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert marks(done.stdout) == ["!!", *["ok"] * 6], done.stdout + done.stderr


@linux
@pytest.mark.skipif(not shutil.which("cc"), reason="a C compiler makes the hostile library")
def test_a_hostile_environment_is_ignored(
    executable: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    hostile = tmp_path / "hostile"
    (hostile / "platforms").mkdir(parents=True)
    library = hostile / "libhostile.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", str(library)],
        input=b"int hostile(void) { return 1; }",
        check=True,
    )
    shutil.copy(library, hostile / "platforms" / "libqoffscreen.so")
    (hostile / "sitecustomize.py").write_text("raise SystemExit('hijacked')", "utf-8")
    (hostile / "botocore.py").write_text("raise SystemExit('hijacked')", "utf-8")
    process = subprocess.Popen(
        [str(executable), "--demo-server"],
        env=environment
        | {
            "LD_PRELOAD": str(library),
            "LD_LIBRARY_PATH": str(hostile),
            "QT_PLUGIN_PATH": str(hostile),
            "QT_QPA_PLATFORM_PLUGIN_PATH": str(hostile / "platforms"),
            "PYTHONPATH": str(hostile),
            "PYTHONHOME": str(hostile),
        },
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("COGNITO_ENDPOINT_URL=")
        maps = Path(f"/proc/{process.pid}/maps").read_text("utf-8")
        assert str(hostile) not in maps
    finally:
        process.terminate()
        process.communicate(timeout=PROCESS_S)


def plugin_in_use(command: list[str], environment: dict[str, str]) -> str:
    """The file that a window of this command has its platform plugin from."""
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    maps = Path(f"/proc/{process.pid}/maps")
    try:
        for _ in range(int(PROCESS_S / 0.05)):
            for line in maps.read_text("utf-8").splitlines():
                if line.endswith("libqoffscreen.so"):
                    return line[line.index("/") :]
            time.sleep(0.05)
        raise AssertionError("no window came")
    finally:
        process.terminate()
        process.wait(PROCESS_S)


@linux
def test_the_window_takes_no_plugin_from_a_hostile_place(
    executable: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    hostile = tmp_path / "hostile"
    (hostile / "platforms").mkdir(parents=True)
    genuine = next(executable.parent.rglob("libqoffscreen.so"))
    shutil.copy(genuine, hostile / "platforms")
    env = environment | {
        "QT_PLUGIN_PATH": str(hostile),
        "QT_QPA_PLATFORM_PLUGIN_PATH": str(hostile / "platforms"),
    }
    assert plugin_in_use([str(executable), "--demo"], env) == str(genuine)
    # the same attack works on a program that does not defend itself, so this test can fail
    source = [sys.executable, "-m", "desktop_login", "--demo"]
    control = plugin_in_use(source, env | {"PYTHONPATH": str(ROOT)})
    assert control == str(hostile / "platforms" / "libqoffscreen.so")


@linux
def test_keys_of_connections_are_not_written_down(run: Run, tmp_path: Path) -> None:
    key_log = tmp_path / "keys.log"
    done = run("--self-check", SSLKEYLOGFILE=str(key_log))
    assert marks(done.stdout) == ["!!", *["ok"] * 6]
    assert not key_log.exists()


@linux
def test_sizes(built: Path, tmp_path: Path) -> None:
    size = sum(path.lstat().st_size for path in built.rglob("*") if not path.is_symlink())
    # Two of them came with passkeys (fido2 and the list of public suffixes), seven with the program
    # for the console, and one with Qt's SVG for the logo of a brand.
    assert size <= 150 * MB
    names = [path.name for path in built.rglob("*")]
    for unwanted in ("ec2", "libgtk-3.so.0", "libqgtk3.so", "qtbase_de.qm", "setuptools"):
        assert unwanted not in names


def test_the_licences_of_what_is_bundled_are_there(built: Path) -> None:
    licences = built / "_internal" / "licences"
    index = (licences / "INDEX.txt").read_text("utf-8")
    for name in ("PySide6_Essentials", "gmpy2", "botocore", "cryptography", "python"):
        assert f"\n{name} " in index
    assert "LGPL" in index
    assert any((licences / "gmpy2").glob("COPYING.LESSER"))
    assert any((licences / "PySide6_Essentials").iterdir())
    folders = {path.name for path in licences.iterdir() if path.is_dir()}
    assert {"botocore", "cryptography", "keyring", "qasync"} <= folders


def listing(folder: Path) -> dict[str, int]:
    return {str(path): path.lstat().st_mtime_ns for path in folder.rglob("*")}


@linux
def test_it_starts_quickly(run: Run) -> None:
    """`--version` pays for the bootloader only."""
    run("--version")
    begun = time.monotonic()
    run("--version")
    assert time.monotonic() - begun < within(2)
