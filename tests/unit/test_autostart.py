"""The program starts with the session: the desktop's own launcher reads what was written."""

from __future__ import annotations

import json
import plistlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop_login.system import autostart, paths
from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S

HARD_WORDS = ["plain", "two words", 'a"quote', "a\\b", "$HOME", "`id`", "100 %", "%u", "ü", "'", ""]
linux = pytest.mark.skipif(sys.platform != "linux", reason="a desktop entry is Linux's")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


@linux
def test_enable_and_disable_are_seen() -> None:
    assert not autostart.is_enabled()
    autostart.disable()  # nothing to remove is no error
    autostart.enable(["/bin/true"])
    assert autostart.is_enabled()
    autostart.enable(["/bin/false"])
    assert '"/bin/false"' in paths.autostart_file().read_text()
    autostart.disable()
    assert not autostart.is_enabled()


@linux
@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled = false"])
def test_what_the_desktop_has_turned_off_is_not_enabled(line: str) -> None:
    autostart.enable(["/bin/true"])
    file = paths.autostart_file()
    name = line.partition("=")[0].strip()
    kept = [one for one in file.read_text().splitlines() if not one.startswith(name)]
    file.write_text("\n".join([*kept, line, ""]))
    assert not autostart.is_enabled()
    autostart.enable(["/bin/true"])
    assert autostart.is_enabled()


@linux
def test_the_file_stands_where_desktops_look(home: Path) -> None:
    autostart.enable(["/bin/true"])
    found = [file.relative_to(home) for file in home.rglob("*") if file.is_file()]
    assert found == [Path("config/autostart/desktop-login.desktop")]


@linux
@pytest.mark.medium
@pytest.mark.skipif(not shutil.which("gio"), reason="gio is GLib's")
def test_the_desktops_launcher_starts_exactly_the_command(home: Path) -> None:
    script, found = home / "a script.py", home / "found.json"
    script.write_text(
        "import json, os, sys\n"
        "json.dump(sys.argv[2:], open(sys.argv[1] + '.draft', 'w'))\n"
        "os.replace(sys.argv[1] + '.draft', sys.argv[1])"
    )
    autostart.enable([sys.executable, str(script), str(found), *HARD_WORDS])
    subprocess.run(["gio", "launch", paths.autostart_file()], check=True, timeout=PROCESS_S)
    deadline = time.monotonic() + PROCESS_S
    while not found.exists() and time.monotonic() < deadline:
        time.sleep(0.02)  # the launcher does not wait for what it starts
    assert json.loads(found.read_text()) == HARD_WORDS


@linux
@pytest.mark.skipif(
    not shutil.which("desktop-file-validate"), reason="desktop-file-utils is not installed"
)
@pytest.mark.medium
def test_the_desktop_entry_is_valid() -> None:
    autostart.enable(autostart.own_command("--background"))
    done = subprocess.run(
        ["desktop-file-validate", paths.autostart_file()],
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


@linux
@pytest.mark.parametrize("word", ["a\nExec=evil", "a\rb"])
def test_a_line_break_is_refused_and_nothing_is_written(word: str) -> None:
    with pytest.raises(OSError, match="desktop entry"):
        autostart.enable(["/bin/true", word])
    assert not autostart.is_enabled()


@linux
def test_a_folder_that_cannot_be_written_is_an_error(home: Path) -> None:
    (home / "config").write_text("a file")
    with pytest.raises(OSError, match="config"):
        autostart.enable(["/bin/true"])
    assert not autostart.is_enabled()


def test_a_launch_agent_holds_the_words_as_they_are() -> None:
    agent = plistlib.loads(autostart._launch_agent(HARD_WORDS))
    assert agent["ProgramArguments"] == HARD_WORDS
    assert agent["RunAtLoad"] is True


@pytest.mark.medium
def test_a_module_in_the_home_folder_is_not_imported(home: Path) -> None:
    (home / "desktop_login.py").write_text("print('taken over')")
    done = subprocess.run(
        autostart.own_command("--version"),
        cwd=home,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=True,
    )
    assert "taken over" not in done.stdout
    assert "desktop-login" in done.stdout


def test_the_executable_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert autostart.own_command("--background") == [sys.executable, "--background"]
