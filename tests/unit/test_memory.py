"""What a crash or a curious neighbour may see of the process: asked of the system itself, in a process of its own."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from desktop_login.system.memory import wipe_what_is_freed
from tests.fakes.session_bus import ROOT

SCRIPT = """
import ctypes, resource
from desktop_login.system.memory import closed_to_others, no_core_dumps
no_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE))
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), closed_to_others(), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""
# As `python -m desktop_login` begins, up to the moment when the options are turned into a program:
# then no setting, no pipe and no keychain has been read yet.
STARTED = """
import ctypes, resource, runpy, sys, types
def left_over():
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, (ctypes.c_void_p,)
    place, after = libc.malloc(4000), libc.malloc(4000)
    ctypes.memset(place, 65, 4000)
    libc.free(place)
    return b"AAAA" in ctypes.string_at(place, 4000)
def run(options):
    print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
    print(left_over())
    return 0
bootstrap = types.ModuleType("desktop_login.app.run")
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
    closed, _ = printed(STARTED.replace("ARGUMENTS", repr(arguments)))
    assert closed == "(0, 0) 0"


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc does so")
def test_every_start_wipes_what_is_given_back() -> None:
    _, left_over = printed(STARTED.replace("ARGUMENTS", "[]"))
    assert left_over == "False"


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_systems_that_cannot_wipe_say_so(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.setattr("desktop_login.system.memory.sys.platform", system)
    assert wipe_what_is_freed() is False
