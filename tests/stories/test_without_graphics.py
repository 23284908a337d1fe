"""A computer without Qt's libraries, without a font or without a screen: the terminal works, the window is one sentence."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_login.app import no_window
from desktop_login.demo.server import DemoCognito
from desktop_login.messages.settings import LIBRARY_MISSING, LIBRARY_MISSING_SOMEHOW, NO_DISPLAY
from desktop_login.services.diagnostics import without_bus
from desktop_login.system import libraries as system_libraries
from tests.fakes.programs import marks
from tests.fakes.without_qt import EGL, broken_qt
from tests.patience import PROCESS_S

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems' Qt brings all it needs")


def run(
    *arguments: str, timeout: float = PROCESS_S, **changes: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "desktop_login", *arguments],
        env={k: v for k, v in (os.environ | changes).items() if v},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@pytest.fixture
def path(tmp_path: Path) -> str:
    """PYTHONPATH with a Qt that lacks libEGL."""
    return f"{broken_qt(tmp_path / 'broken')}{os.pathsep}{ROOT}"


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_need_no_qt(path: str, option: str) -> None:
    done = run(option, PYTHONPATH=path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "desktop-login" in done.stdout


@pytest.mark.parametrize(
    ("language", "read", "checked"),
    [
        ("en", "Read from outputs.json: user pool ", "App client found"),
        ("ja", "outputs.json から読み込みました: ユーザープール ", "アプリクライアント"),
    ],
)
def test_import_and_check_need_no_qt(
    path: str, tmp_path: Path, language: str, read: str, checked: str
) -> None:
    with DemoCognito() as demo:
        file = tmp_path / "outputs.json"
        stack = {"UserPoolId": demo.config.pool_id, "ClientId": demo.config.client_id}
        file.write_text(json.dumps(stack), "utf-8")
        done = run("--import", str(file), "--lang", language, PYTHONPATH=path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(read)
        done = run("--check", "--lang", language, PYTHONPATH=path, COGNITO_ENDPOINT_URL=demo.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert checked in done.stdout
    assert [line[:2] for line in done.stdout.splitlines()] == ["ok"] * 5


def test_self_check_needs_no_qt(path: str) -> None:
    done = run("--self-check", PYTHONPATH=path, DBUS_SESSION_BUS_ADDRESS="")
    assert marks(done.stdout) == ["!!", *["ok"] * 6], done.stderr


@linux
@pytest.mark.parametrize("language", ["en", "ja"])
def test_without_a_session_bus_self_check_says_what_to_do(language: str) -> None:
    done = run("--self-check", "--lang", language, DBUS_SESSION_BUS_ADDRESS="", XDG_RUNTIME_DIR="")
    failed, remedy, *rest = done.stdout.splitlines()
    assert (done.returncode, done.stderr, failed[:2]) == (1, "", "!!")
    assert "dbus-run-session" in remedy
    assert [line[:2] for line in rest] == ["ok"] * 6


@linux
def test_without_a_session_bus_the_command_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "dnf").write_text("#!/bin/sh\n", "utf-8")
    (tmp_path / "dnf").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    why = without_bus()
    assert why is not None
    assert str(why.values["text"]).endswith("dnf install dbus-daemon gnome-keyring")
    (tmp_path / "bus").touch()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert without_bus() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C cannot be sent to one process there")
def test_the_demo_server_needs_no_qt(path: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop_login", "--demo-server"],
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("COGNITO_ENDPOINT_URL=")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PROCESS_S)
    assert (process.returncode, errors) == (0, "")


@linux
@pytest.mark.parametrize("arguments", [(), ("--demo",), ("--demo", "--tour", "x")])
def test_a_window_without_a_library_is_one_sentence_with_a_command(
    path: str, arguments: tuple[str, ...]
) -> None:
    done = run(*arguments, PYTHONPATH=path, DISPLAY=":0", LC_ALL="C")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "the system library libEGL.so.1 is missing" in done.stderr
    tool = system_libraries.manager()
    if tool is not None:
        assert (
            system_libraries.LIBRARIES["libEGL.so.1"][list(system_libraries.MANAGERS).index(tool)]
            in done.stderr
        )


@linux
def test_the_same_in_japanese_and_without_a_package_manager(path: str) -> None:
    done = run(PYTHONPATH=path, DISPLAY=":0", PATH="/nonexistent", LANGUAGE="ja")
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "システムのライブラリ libEGL.so.1 がないため、ウィンドウを開けません。"
        "お使いのシステムのパッケージマネージャーでインストールしてください。"
    )


@linux
def test_a_qt_that_is_broken_otherwise_is_one_sentence(tmp_path: Path) -> None:
    old = "libc.so.6: version `GLIBC_2.34' not found (required by libQt6Core.so.6)"
    path = f"{broken_qt(tmp_path / 'broken', old)}{os.pathsep}{ROOT}"
    done = run(PYTHONPATH=path, DISPLAY=":0", LC_ALL="C")
    assert done.returncode == 2
    assert done.stderr.strip() == (f"No window can be opened, because Qt cannot be loaded: {old}")


@linux
def test_a_library_that_only_the_bus_module_lacks_is_one_sentence() -> None:
    """It is loaded after the first paint: the window closes again, and the terminal says why."""
    code = (
        "import sys\n"
        "class Lacking:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'PySide6.QtDBus':\n"
        "            raise ImportError('libgssapi_krb5.so.2: cannot open shared object file: No such"
        " file or directory', name=name)\n"
        "sys.meta_path.insert(0, Lacking())\n"
        "from desktop_login.app.run import run\n"
        "from desktop_login.cli.options import Options\n"
        "raise SystemExit(run(Options(demo=True, lang='en')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "the system library libgssapi_krb5.so.2 is missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_import_that_fails_elsewhere_is_not_blamed_on_qt() -> None:
    assert no_window.without_qt(ImportError("No module named 'x'", name="x")) is None


def toured_without_fonts(tmp_path: Path, language: str) -> subprocess.CompletedProcess[str]:
    empty = tmp_path / "fonts.conf"
    empty.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig/>', "utf-8"
    )
    return run(
        "--demo",
        "--tour",
        str(tmp_path / "tour"),
        "--brief",
        "--lang",
        language,
        QT_QPA_PLATFORM="offscreen",
        FONTCONFIG_FILE=str(empty),
        XDG_DATA_DIRS=str(tmp_path),
        HOME=str(tmp_path),
        LC_ALL="C.UTF-8",
    )


@linux
def test_no_font_for_japanese_is_one_sentence(tmp_path: Path) -> None:
    done = toured_without_fonts(tmp_path, "ja")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(
        "フォントがインストールされていないため、ウィンドウを開けません。"
    )


@linux
def test_no_font_for_english_is_no_obstacle(tmp_path: Path) -> None:
    """The program brings one."""
    done = toured_without_fonts(tmp_path, "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Signed in as confirmed@example.com")


@linux
@pytest.mark.skipif(not shutil.which("cc"), reason="a C compiler makes the plugin")
def test_a_screen_plugin_that_lacks_a_library_is_told_apart_from_no_display(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking, plugin = tmp_path / "libxcb-gone.so", tmp_path / "libqxcb.so"
    for command in (
        ["-o", str(lacking)],
        ["-o", str(plugin), "-Wl,--no-as-needed", f"-L{tmp_path}", "-lxcb-gone"],
    ):
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-x", "c", "/dev/null", "-x", "none", *command], check=True
        )
    lacking.unlink()
    monkeypatch.setattr(no_window, "_plugins_asked_for", lambda: [plugin])
    why = no_window.without_screen()
    assert why.text in (LIBRARY_MISSING, LIBRARY_MISSING_SOMEHOW)
    assert why.values["name"] == "libxcb-gone.so"
    monkeypatch.setattr(no_window, "_plugins_asked_for", list)
    assert no_window.without_screen().text == NO_DISPLAY


@linux
def test_the_plugins_that_are_examined_are_those_that_qt_looks_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for asked, display, wayland, wanted in (
        ("", ":0", "", ["libqxcb.so"]),
        ("", ":0", "wayland-0", ["libqwayland.so", "libqxcb.so"]),
        ("offscreen:size=1x1", "", "", ["libqoffscreen.so"]),
        ("wayland;xcb", "", "", ["libqwayland.so", "libqxcb.so"]),
        ("nonsense", "", "", []),
    ):
        monkeypatch.setenv("QT_QPA_PLATFORM", asked)
        monkeypatch.setenv("DISPLAY", display)
        monkeypatch.setenv("WAYLAND_DISPLAY", wayland)
        assert [file.name for file in no_window._plugins_asked_for()] == wanted


@linux
def test_every_library_that_qt_needs_has_its_packages() -> None:
    """What the modules and plugins that are used name in their headers, against the table."""
    if not shutil.which("objdump"):
        pytest.skip("objdump (binutils) reads what a library needs")
    import PySide6

    package = Path(PySide6.__path__[0])
    libraries = package / "Qt" / "lib"
    files = [
        libraries / f"libQt6{name}.so.6" for name in ("Core", "Gui", "Widgets", "Network", "DBus")
    ]
    files += [
        package / "Qt" / "plugins" / "platforms" / f"libq{name}.so" for name in ("xcb", "wayland")
    ]
    files += list(libraries.glob("libQt6XcbQpa.so.6")) + list(
        libraries.glob("libQt6WaylandClient.so.6")
    )
    needed: set[str] = set()
    for file in files:
        raw = subprocess.run(
            ["objdump", "-p", str(file)], capture_output=True, text=True, check=True
        )
        needed |= set(re.findall(r"NEEDED\s+(\S+)", raw.stdout))
    of_libc = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|gcc_s)\.so\.\d+)$")
    brought = {file.name for file in libraries.iterdir()}
    ours = {name for name in needed - brought if not of_libc.match(name)}
    assert ours - set(system_libraries.LIBRARIES) == set()


@pytest.mark.parametrize("tool", system_libraries.MANAGERS)
def test_every_package_has_a_name_for_every_manager(tool: str) -> None:
    for soname in system_libraries.LIBRARIES:
        assert system_libraries.packages_for([soname], tool)
    assert system_libraries.packages_for(["libunknown.so.7"], tool) == []
    line = system_libraries.install_line(["a", "b"], tool)
    assert line.endswith(" a b")
    assert tool in line


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (EGL, "libEGL.so.1"),
        ("libstdc++.so.6: cannot open shared object file: x", "libstdc++.so.6"),
        ("libglib-2.0.so.0: cannot open shared object file", "libglib-2.0.so.0"),
        ("/x/libfoo.so: undefined symbol: bar", ""),
        ("", ""),
    ],
)
def test_the_library_in_what_the_loader_says(text: str, name: str) -> None:
    assert system_libraries.named_in(text) == name


@linux
@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("C", ""),
        ("C", "ja"),
        ("ja_JP.UTF-8", ""),
        ("ja_JP.UTF-8", "en"),
        ("ja_JP.UTF-8", "xx"),
        ("de_DE.UTF-8", ""),
        ("de_DE.UTF-8", "fr:ja"),
        ("en_US.UTF-8", "ja:en"),
    ],
)
def test_the_language_of_the_terminal_is_the_language_of_the_window(
    language: str, locale: str
) -> None:
    code = (
        "from desktop_login.messages import translate; from desktop_login.ui import translation;"
        "print(translate.terminal_language(), translation.system_language())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"LC_ALL": locale, "LANGUAGE": language, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    ours, of_qt = done.stdout.split()
    assert ours == of_qt
