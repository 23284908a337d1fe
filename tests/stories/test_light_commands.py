"""What a command loads: nothing of the window, and --version and --help next to nothing of the program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_login.cli.commands import COMMANDS
from desktop_login.demo.server import DemoCognito
from tests.patience import PROCESS_S

pytestmark = pytest.mark.medium
ROOT = Path(__file__).parent.parent.parent
# The window and its loop. By injection, too: whoever loads it for a command is found by this list.
OF_A_WINDOW = ("PySide6", "shiboken6", "qasync", "desktop_login.ui", "desktop_login.tour")


# Runs the program as its console script does, and writes down every module that was there at the end.
SCRIPT = """
import atexit, os, sys
before = set(sys.modules)
def write_down():
    with open(os.environ["WRITTEN_DOWN"], "w") as file:
        file.write("\\n".join(set(sys.modules) - before))
def end_at_once(status, end=os._exit):
    write_down()
    end(status)
os._exit = end_at_once
atexit.register(write_down)
from desktop_login.__main__ import start
start()
"""


def loaded_by(*arguments: str, status: int, **changes: str) -> set[str]:
    """Every module that the process loaded beside those of Python's own start."""
    note = Path.cwd() / "modules"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "WRITTEN_DOWN": str(note), "DBUS_SESSION_BUS_ADDRESS": ""}
        | changes,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr[-2000:]
    found = set(note.read_text("utf-8").split())
    assert "desktop_login.__main__" in found
    return found


def of_a_window(modules: set[str]) -> list[str]:
    return sorted(
        name
        for name in modules
        if any(name == top or name.startswith(f"{top}.") for top in OF_A_WINDOW)
    )


def ours(modules: set[str]) -> set[str]:
    return {name for name in modules if name.startswith("desktop_login.")}


def test_version_loads_nothing_else_of_the_program() -> None:
    loaded = loaded_by("--version", status=0)
    assert ours(loaded) <= {"desktop_login.__main__"}
    assert not {"typing", "re", "argparse", "pathlib", "ctypes"} & loaded


def test_help_loads_no_parser_no_log_and_no_domain() -> None:
    loaded = loaded_by("--help", status=0)
    assert ours(loaded) <= {
        *("desktop_login.__main__", "desktop_login.cli", "desktop_login.cli.main"),
        *("desktop_login.cli.arguments", "desktop_login.cli.commands", "desktop_login.cli.window"),
        *("desktop_login.cli.help_text", "desktop_login.cli.terminal"),
    }
    assert not {"argparse", "platformdirs", "logging", "pathlib", "typing"} & loaded


@pytest.mark.parametrize("name", [row.name for row in COMMANDS])
def test_help_of_a_command_loads_its_module_only(name: str) -> None:
    loaded = ours(loaded_by(name, "--help", status=0))
    commands = {f"desktop_login.cli.{row.module}" for row in COMMANDS}
    (own,) = [row for row in COMMANDS if row.name == name]
    assert loaded & commands == {f"desktop_login.cli.{own.module}"}
    assert not any(
        module.startswith(("desktop_login.app", "desktop_login.domain")) for module in loaded
    )


def test_check_import_and_doctor_load_nothing_of_a_window(tmp_path: Path) -> None:
    with DemoCognito() as demo:
        file = tmp_path / "outputs.json"
        stack = {"UserPoolId": demo.config.pool_id, "ClientId": demo.config.client_id}
        file.write_text(json.dumps(stack), "utf-8")
        nothing_configured = loaded_by("check", "--lang", "ja", status=2)
        assert of_a_window(nothing_configured) == []
        assert not {"botocore", "boto3", "keyring", "platformdirs"} & nothing_configured
        assert of_a_window(loaded_by("import", str(file), "--lang", "ja", status=0)) == []
        address = {"COGNITO_ENDPOINT_URL": demo.url}
        assert of_a_window(loaded_by("check", "--lang", "ja", status=0, **address)) == []
        assert of_a_window(loaded_by("doctor", "--lang", "ja", status=1, **address)) == []
        refused = loaded_by("import", str(tmp_path / "none"), "--lang", "ja", status=2)
        assert of_a_window(refused) == []


def test_wrong_use_loads_nothing_of_a_window() -> None:
    assert of_a_window(loaded_by("check", "--port", "5", "--lang", "ja", status=2)) == []
    assert of_a_window(loaded_by("--check", "--demo-server", status=2)) == []
