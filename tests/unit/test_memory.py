"""What a crash or a curious neighbour may see of the process: asked of the system itself, in a process of its own."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from desktop_login.system.memory import give_back_free_memory, share_one_heap, wipe_what_is_freed
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
LEFT_OVER = """
import ctypes, resource, runpy, sys, types
def left_over():
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, (ctypes.c_void_p,)
    place, after = libc.malloc(4000), libc.malloc(4000)
    ctypes.memset(place, 65, 4000)
    libc.free(place)
    return b"AAAA" in ctypes.string_at(place, 4000)
"""
STARTED = (
    LEFT_OVER
    + """
def run(*start):
    print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
    print(left_over())
    return 0
bootstrap = types.ModuleType("desktop_login.app.run")
bootstrap.run = run
sys.modules[bootstrap.__name__] = bootstrap
sys.argv[1:] = ARGUMENTS
runpy.run_module("desktop_login", run_name="__main__")
"""
)

pytestmark = [pytest.mark.medium, pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")]


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


@pytest.mark.parametrize(
    "arguments", [[], ["check"], ["doctor"], ["demo-server"], ["--check"], ["--demo-server"]]
)
def test_every_start_closes_its_memory_before_it_reads_anything(arguments: list[str]) -> None:
    closed, _ = printed(STARTED.replace("ARGUMENTS", repr(arguments)))
    assert closed == "(0, 0) 0"


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc does so")
def test_every_command_wipes_what_is_given_back() -> None:
    _, left_over = printed(STARTED.replace("ARGUMENTS", '["--check"]'))
    assert left_over == "False"


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc does so")
def test_every_window_wipes_what_is_given_back_from_its_first_paint_on() -> None:
    """By the turn of the event loop after the paint, before anything can be typed."""
    script = (
        LEFT_OVER
        + """
import os
from desktop_login.app.gui import Program
show = Program._show
def watched(self, *rest):
    from PySide6.QtCore import QTimer
    app_window = show(self, *rest)
    def look():
        print(left_over(), flush=True)
        os._exit(0)
    app_window.window.first_painted.connect(lambda: QTimer.singleShot(0, look))
    return app_window
Program._show = watched
os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.argv[1:] = []
runpy.run_module("desktop_login", run_name="__main__")
"""
    )
    assert printed(script) == ["False"]


# Of a window, once it is open and all of its threads have run.
HEAPS = """
import ctypes, os, runpy, sys, tempfile
from desktop_login.app.gui import Program
from desktop_login.system import memory
show, called, asked = Program._show, memory._called, []
def noted(name, *rest):
    asked.append(name)
    return called(name, *rest)
memory._called = noted
def heaps():
    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    libc.fclose.argtypes, libc.malloc_info.argtypes = (ctypes.c_void_p,), (ctypes.c_int, ctypes.c_void_p)
    with tempfile.NamedTemporaryFile() as file:
        opened = libc.fopen(file.name.encode(), b"w")
        libc.malloc_info(0, opened)
        libc.fclose(opened)
        return file.read().count(b"<heap nr=")
def watched(self, *rest):
    app_window = show(self, *rest)
    painted = []
    app_window.window.first_painted.connect(lambda: painted.append(heaps()))
    def look():
        print(heaps() - painted[0], asked[-1], flush=True)
        os._exit(0)
    app_window.opened.connect(look)
    return app_window
Program._show = watched
os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.argv[1:] = []
runpy.run_module("desktop_login", run_name="__main__")
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc does so")
def test_threads_of_a_window_share_its_heap_and_what_is_free_is_given_back() -> None:
    assert printed(HEAPS) == ["0 malloc_trim"]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc does so")
def test_what_is_free_below_something_in_use_is_given_back() -> None:
    script = """
import ctypes
from desktop_login.system.memory import give_back_free_memory
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, (ctypes.c_void_p,)
def resident_mb():
    pages = int(open("/proc/self/statm").read().split()[1])
    return pages * 4096 // 1_000_000
places = [libc.malloc(10_000) for _ in range(4_000)]
for place in places:
    ctypes.memset(place, 1, 10_000)
for place in places[:-1]:
    libc.free(place)
before = resident_mb()
print(give_back_free_memory(), before - resident_mb() > 30)
"""
    assert printed(script) == ["True True"]


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_systems_that_cannot_do_this_say_so(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.setattr("desktop_login.system.memory.sys.platform", system)
    assert not any([wipe_what_is_freed(), share_one_heap(), give_back_free_memory()])
