"""What a crash or a curious neighbour may see of the process: asked of the system itself, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.fakes.session_bus import ROOT

SCRIPT = """
import ctypes, resource
from desktop_login.private_memory import closed_to_others, no_core_dumps
no_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE))
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), closed_to_others(), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""
# As `python -m desktop_login` begins, up to the moment when the options are turned into a program:
# then no setting, no pipe and no keychain has been read yet.
STARTED = """
import ctypes, resource, runpy, sys, types
def run(options):
    print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
    return 0
bootstrap = types.ModuleType("desktop_login.bootstrap")
bootstrap.run = run
sys.modules[bootstrap.__name__] = bootstrap
sys.argv[1:] = ARGUMENTS
runpy.run_module("desktop_login", run_name="__main__")
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")


def printed(script: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_no_core_dump_and_no_debugger() -> None:
    assert printed(SCRIPT) == ["(0, 0)", "1 True 0"]


@pytest.mark.parametrize("arguments", [[], ["--check"], ["--demo-server"]])
def test_every_start_closes_its_memory_before_it_reads_anything(arguments: list[str]) -> None:
    assert printed(STARTED.replace("ARGUMENTS", repr(arguments))) == ["(0, 0) 0"]
