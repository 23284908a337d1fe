"""Where folders and files lie, and what entries of the keychain are called: nothing of it may move between versions."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from desktop_login.system import paths
from tests.patience import PROCESS_S

ROOT = Path(__file__).parent.parent.parent
linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems' folders: the library's")
VARIABLES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
VALUES = (
    *("", " ", "relative", "./here", "../up", "~", "~/config", "$HOME/x", "//", "/", "//double"),
    *("/with space/a", "/ends/", "/a/../b", "/a//b", "/a/./b", "/設定", "/new\nline", "/\udcff"),
)


def ours() -> list[Path]:
    return [paths.config_folder(), paths.data_folder(), paths.log_file().parent]


def librarys() -> list[Path]:
    return [
        platformdirs.user_config_path("desktop-login", appauthor=False),
        platformdirs.user_data_path("desktop-login", appauthor=False),
        platformdirs.user_log_path("desktop-login", appauthor=False),
    ]


@linux
@pytest.mark.parametrize("value", VALUES, ids=ascii)
def test_folders_with_any_xdg_value_are_those_of_platformdirs(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, value)
    assert [str(path) for path in ours()] == [str(path) for path in librarys()]


@linux
@pytest.mark.parametrize("home", [*VALUES, None], ids=ascii)
def test_folders_with_any_home_are_those_of_platformdirs(
    home: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    if home is None:
        monkeypatch.delenv("HOME", raising=False)
    else:
        monkeypatch.setenv("HOME", home)
    assert [str(path) for path in ours()] == [str(path) for path in librarys()]


@linux
@pytest.mark.medium
@pytest.mark.skipif(sys.platform == "linux" and os.geteuid() != 0, reason="takes another user's id")
@pytest.mark.parametrize("home", ["", "relative", None])
def test_folders_of_a_user_whom_the_system_does_not_know_are_refused(home: str | None) -> None:
    """As in a container that runs with a made-up user id."""
    code = (
        "import os, pwd\nfrom desktop_login.system import paths\nos.setuid(54321)\n"
        "for ask in (paths.config_folder, paths.data_folder, paths.log_file):\n"
        "    try: print(ask())\n"
        "    except paths.NoHomeFolder: print('refused')\n"
    )
    env = {
        name: text
        for name, text in os.environ.items()
        # that user may not write down which lines ran
        if name not in (*VARIABLES, "HOME") and not name.startswith(("COV_", "COVERAGE_"))
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=env | {"PYTHONPATH": str(ROOT)} | ({} if home is None else {"HOME": home}),
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == (["refused"] * 3, "")


@linux
@pytest.mark.medium
def test_folders_on_linux_load_no_platformdirs() -> None:
    code = (
        "import sys\nfrom desktop_login.system import paths\n"
        "paths.config_folder(), paths.data_folder(), paths.log_file()\n"
        "print('platformdirs' in sys.modules, 'tempfile' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=PROCESS_S, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["False", "False"]


@linux
def test_names_are_those_of_the_first_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Written out: whoever changes one of them loses sessions, devices and settings of people."""
    for name in VARIABLES:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/7")
    session = paths.folder_name("us-east-1_AbC", "1a")
    assert session == "d606967e493606ad"
    names = {
        "config": str(paths.config_folder()),
        "settings": str(paths.settings_file()),
        "data": str(paths.data_folder()),
        "log": str(paths.log_file()),
        "beside settings": [paths.WINDOW_MEMORY, paths.TRUSTED_FOLDERS],
        "session": [paths.RECORD, paths.LOCK, paths.DEVICES, paths.UNCONFIRMED],
        "socket": paths.instance_channel("0123", paths.data_folder()),
        "keys": [paths.session_key(session), paths.device_key(session)],
        "trials": [paths.trial_of(paths.session_key(session)), paths.keychain_trial()],
        "secret": paths.client_secret("us-east-1_AbC", "1a"),
        "of an endpoint": paths.client_secret("us-east-1_AbC", "1a", "http://localhost:1"),
        "of a profile": paths.folder_name("us-east-1_AbC", "1a", "dev"),
    }
    assert names == {
        "config": "/home/ann/.config/desktop-login",
        "settings": "/home/ann/.config/desktop-login/settings.toml",
        "data": "/home/ann/.local/share/desktop-login",
        "log": "/home/ann/.local/state/desktop-login/log/desktop-login.log",
        "beside settings": ["window.ini", "trusted-folders.json"],
        "session": ["session.bin", "session.lock", "devices.bin", "unconfirmed.json"],
        "socket": "/run/user/7/desktop-login-0123",
        "keys": [f"desktop-login/v1/{session}", f"desktop-login/v1/{session}/devices"],
        "trials": [f"desktop-login/v1/{session}/trial", "desktop-login/v1/self-check"],
        "secret": f"desktop-login/v1/{session}/client-secret",
        "of an endpoint": "desktop-login/v1/497e745f17d8d688/client-secret",
        "of a profile": "a93fe6c8a30f2eda",
    }


def strings_of(file: Path) -> set[str]:
    """Every text in the code of a file, docstrings and comments aside."""
    tree = ast.parse(file.read_text("utf-8"))
    docs = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    }


@pytest.mark.medium
def test_names_of_places_stand_in_one_module() -> None:
    """`paths` takes two of them from `quick`, which cannot afford to import it."""
    names = {
        *(paths.SETTINGS_FILE, paths.WINDOW_MEMORY, paths.TRUSTED_FOLDERS, paths.RECORD),
        *(paths.LOCK, paths.DEVICES, paths.UNCONFIRMED, "desktop-login.log", "XDG_CONFIG_HOME"),
        *("XDG_STATE_HOME", "platformdirs"),
    }
    there = strings_of(ROOT / "desktop_login/system/paths.py")
    assert paths.SETTINGS_FILE in there
    elsewhere = {
        (file.name, text)
        for file in (ROOT / "desktop_login").rglob("*.py")
        if file.name not in ("paths.py", "quick.py")
        for text in strings_of(file)
        if text in names or text.startswith("desktop-login/v")
    }
    assert elsewhere == set()
    importers = [
        file.name
        for file in (ROOT / "desktop_login").rglob("*.py")
        if "platformdirs import" in file.read_text("utf-8")
    ]
    assert importers == ["paths.py"]
