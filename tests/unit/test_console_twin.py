"""The program for the console opens no window: the windowed one beside it does, with the same arguments and a clean environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_login import quick
from desktop_login.app import run as start
from desktop_login.app.console_twin import hand_over, windowed_program
from desktop_login.cli.options import Options


def frozen_as(monkeypatch: pytest.MonkeyPatch, executable: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(executable))


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("desktop-login-cli", "desktop-login"),
        ("desktop-login-cli.exe", "desktop-login.exe"),
        ("desktop-login", None),
    ],
)
def test_only_the_console_program_has_another_one_open_its_window(
    name: str, other: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert windowed_program() is None, "from source there is one program"
    frozen_as(monkeypatch, tmp_path / name)
    assert windowed_program() == (tmp_path / other if other else None)


def test_both_believe_the_same_places_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    for name in ("desktop-login", "desktop-login-cli"):
        frozen_as(monkeypatch, tmp_path / name)
        seen.add(quick.program())
    assert seen == {os.fsencode(tmp_path)}


@pytest.mark.skipif(sys.platform == "win32", reason="of other systems")
def test_window_is_opened_by_the_other_one_without_libraries_of_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["desktop-login", "--profile", "staging"])
    monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/lib/desktop-login/_internal")
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")
    frozen_as(monkeypatch, tmp_path / "desktop-login-cli")
    became: list[Any] = []

    class Became(Exception):
        pass

    def execv(program: Path, command: list[str]) -> None:
        became.append((program, command, os.environ.get("LD_LIBRARY_PATH")))
        raise Became

    monkeypatch.setattr(os, "execv", execv)
    with pytest.raises(Became):
        start._window(Options(profile="staging"))
    program = tmp_path / "desktop-login"
    assert became == [(program, [str(program), "--profile", "staging"], None)]
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"


@pytest.mark.parametrize(("waits", "status"), [(True, 3), (False, 0)])
def test_on_windows_the_terminal_waits_only_where_that_is_of_use(
    waits: bool, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Played: this has not run on Windows."""
    started: list[list[str]] = []

    class Process:
        def __init__(self, command: list[str]) -> None:
            started.append(command)

        def wait(self) -> int:
            return 3

    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "Popen", Process)
    program = tmp_path / "desktop-login.exe"
    assert hand_over(program, ["--tour", "x"], waits=waits) == status
    assert started == [[str(program), "--tour", "x"]]
