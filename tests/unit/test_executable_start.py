"""What an executable does before anything else: it cleans its environment, and starts again where that comes too late."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.fakes.session_bus import ROOT

pytestmark = pytest.mark.medium

# Written out here, so that a name that is lost in the program is missed.
DROPPED = (
    *("QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QML_IMPORT_PATH", "QML2_IMPORT_PATH"),
    *("QT_LOGGING_RULES", "QT_LOGGING_CONF", "QT_DEBUG_PLUGINS"),
    *("SSLKEYLOGFILE", "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES"),
    *("AWS_DATA_PATH", "SBK_EMBED", "DYLD_INSERT_LIBRARIES", "DYLD_LIBRARY_PATH"),
)
LOADED = ("LD_PRELOAD", "LD_LIBRARY_PATH_ORIG", "LD_AUDIT")

# The start of an executable, without one: it is told that it is frozen, and to start it
# again is to start Python, which runs what stands behind `-c`.
FRONT_DOOR = """
import sys
sys.frozen = True
from desktop_login.__main__ import main
try:
    main(["check", "--settings", "/nowhere"] if len(sys.argv) < 2 else ["-c", sys.argv[1]])
finally:
    import os
    print("left:", *sorted(os.environ))
"""
LIST_NAMES = "import os; print('again:', *sorted(os.environ))"
from tests.patience import PROCESS_S


def started_executable(*arguments: str, **hostile: str) -> list[str]:
    """The last line that it prints, in words."""
    environment = {k: v for k, v in os.environ.items() if k not in (*DROPPED, *LOADED)}
    done = subprocess.run(
        [sys.executable, "-c", FRONT_DOOR, *arguments],
        env=environment | {"PYTHONPATH": str(ROOT)} | hostile,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize("name", DROPPED)
def test_an_executable_drops_it_before_anything_else_runs(name: str) -> None:
    first, *left = started_executable(**{name: "/nowhere"})
    assert first == "left:"
    assert name not in left


@pytest.mark.skipif(sys.platform != "linux", reason="the variables of ld.so")
def test_an_executable_that_was_preloaded_starts_itself_again_without_it() -> None:
    first, *left = started_executable(
        LIST_NAMES, LD_LIBRARY_PATH_ORIG="/nowhere", LD_AUDIT="/nowhere.so"
    )
    assert first == "again:"
    assert set(left).isdisjoint(LOADED)
    assert "PYINSTALLER_RESET_ENVIRONMENT" in left
