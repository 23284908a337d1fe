"""What an executable drops from its environment, and when it must start itself again."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from desktop_login.safe_environment import harden
from tests.fakes.session_bus import ROOT

# Written out here, so that a name that is lost there is missed.
DROPPED = (
    *("QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QML_IMPORT_PATH", "QML2_IMPORT_PATH"),
    *("QT_LOGGING_RULES", "QT_LOGGING_CONF", "QT_DEBUG_PLUGINS"),
    *("SSLKEYLOGFILE", "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES"),
    *("AWS_DATA_PATH", "DYLD_INSERT_LIBRARIES", "DYLD_LIBRARY_PATH"),
)
LOADED = ("LD_PRELOAD", "LD_LIBRARY_PATH_ORIG", "LD_AUDIT")


def test_from_source_nothing_is_touched() -> None:
    environment = {"LD_PRELOAD": "x", "SSLKEYLOGFILE": "y"}
    assert harden(environment, frozen=False) is False
    assert len(environment) == 2


@pytest.mark.parametrize("name", DROPPED)
def test_what_acts_later_is_dropped_at_once(name: str) -> None:
    environment = {name: "hostile", "HOME": "/home/me"}
    assert harden(environment, frozen=True) is False
    assert environment == {"HOME": "/home/me"}


@pytest.mark.parametrize("name", LOADED)
def test_what_acted_already_needs_another_start(name: str) -> None:
    environment = {name: "hostile", "LD_LIBRARY_PATH": "/opt/app:hostile", "HOME": "/home/me"}
    assert harden(environment, frozen=True) is True
    assert environment == {"HOME": "/home/me", "PYINSTALLER_RESET_ENVIRONMENT": "1"}
    assert harden(environment, frozen=True) is False  # once, not for ever


def test_the_path_that_the_executable_sets_itself_is_no_attack() -> None:
    environment = {"LD_LIBRARY_PATH": "/opt/app/_internal"}
    assert harden(environment, frozen=True) is False
    assert environment == {"LD_LIBRARY_PATH": "/opt/app/_internal"}


# The front door of an executable, without one: it is told that it is frozen, and a start of it
# again is another Python, which runs what stands behind `-c`.
FRONT_DOOR = """
import sys
sys.frozen = True
from desktop_login.__main__ import main
try:
    main(["--version"] if len(sys.argv) < 2 else ["-c", sys.argv[1]])
finally:
    import os
    print("left:", *sorted(os.environ))
"""
LIST_NAMES = "import os; print('again:', *sorted(os.environ))"


def front_door(*arguments: str, **hostile: str) -> list[str]:
    """The last line that it prints, in words."""
    environment = {k: v for k, v in os.environ.items() if k not in (*DROPPED, *LOADED)}
    done = subprocess.run(
        [sys.executable, "-c", FRONT_DOOR, *arguments],
        env=environment | {"PYTHONPATH": str(ROOT)} | hostile,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].split()


def test_an_executable_drops_it_before_anything_else_runs() -> None:
    hostile = dict.fromkeys(DROPPED, "/nowhere")
    first, *left = front_door(**hostile)
    assert first == "left:"
    assert set(left).isdisjoint(DROPPED)


@pytest.mark.skipif(sys.platform == "win32", reason="the variables of ld.so")
def test_an_executable_that_was_preloaded_starts_itself_again_without_it() -> None:
    first, *left = front_door(LIST_NAMES, LD_LIBRARY_PATH_ORIG="/nowhere", LD_AUDIT="/nowhere.so")
    assert first == "again:"
    assert set(left).isdisjoint(LOADED)
    assert "PYINSTALLER_RESET_ENVIRONMENT" in left
