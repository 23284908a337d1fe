"""Modules that sleep until they are used: what an import, a second thread and whoever looks around see of them."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

import pytest

from desktop_login.system.sleeping import Sleeping, _PackageFirst, put_to_sleep
from tests.patience import STEP_S

Write = Callable[[str, str], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """`write("sleeper/part", code)` writes a module; nothing of it is imported after the test."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before, finders = set(sys.modules), list(sys.meta_path)

    def write(name: str, code: str) -> None:
        file = tmp_path / f"{name}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(dedent(code), "utf-8")
        importlib.invalidate_caches()

    yield write
    sys.meta_path[:] = finders
    for name in set(sys.modules) - before:
        del sys.modules[name]


def asleep(name: str) -> Any:
    """Typed as what it will be: a module with any name in it."""
    module = put_to_sleep(name)
    assert type(module) is Sleeping
    return module


def test_star_and_version_are_those_of_the_module(write: Write) -> None:
    write("sleeper", "__all__ = ['one']\n__version__ = '1.2'\none = 1\n_two = 2\n")
    asleep("sleeper")
    found: dict[str, object] = {}
    exec("from sleeper import *", found)
    assert found["one"] == 1
    del sys.modules["sleeper"]
    assert asleep("sleeper").__version__ == "1.2"


@pytest.mark.parametrize("name", ["__path__", "__warningregistry__", "__wrapped__"])
def test_whoever_looks_around_wakes_nothing(write: Write, name: str) -> None:
    write("sleeper", "one = 1\n")
    module = asleep("sleeper")
    assert not hasattr(module, name)
    assert type(module) is Sleeping


def test_what_was_set_before_it_woke_stays(write: Write) -> None:
    write("sleeper", "flag, other = 1, 2\n__doc__ = 'its own'\n")
    module = asleep("sleeper")
    module.flag = 3
    module.__doc__ = "another"
    assert module.flag == 3
    assert type(module) is Sleeping
    assert module.other == 2
    assert (module.flag, module.__doc__) == (3, "another")
    assert {name for name in vars(module) if not name.startswith("__")} == {"flag", "other"}


def test_module_that_fails_fails_again_and_then_works(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import os\nbegun = object()\nif 'SLEEPER' not in os.environ: raise ImportError('no')\nend = begun\n"
    write("sleeper", code)
    module = asleep("sleeper")
    for _ in range(2):
        with pytest.raises(ImportError, match="no"):
            module.begun
        assert "begun" not in vars(module)
    monkeypatch.setenv("SLEEPER", "1")
    assert module.end is module.begun


PACKAGE = """
    from sleeper import part
    ready = part.one
"""
PART = """
    import sleeper
    one = object()
    def ready():
        return sleeper.ready
"""


def test_import_of_a_part_wakes_the_package_first(write: Write) -> None:
    write("sleeper/__init__", PACKAGE)
    write("sleeper/part", PART)
    write("sleeper/other", "from sleeper import ready\n")
    package = asleep("sleeper")
    other = importlib.import_module("sleeper.other")
    assert type(package) is ModuleType
    assert other.ready is package.ready
    assert other.__spec__ is not None
    assert (other.__spec__.name, other.__loader__) == ("sleeper.other", other.__spec__.loader)


def test_part_that_the_package_imports_itself_is_there_once(write: Write) -> None:
    write("sleeper/__init__", PACKAGE)
    write("sleeper/part", PART)
    package = asleep("sleeper")
    from sleeper import part  # type: ignore[import-not-found] # written above

    assert part is package.part is sys.modules["sleeper.part"]
    assert part.ready() is part.one


def test_part_that_is_missing_is_missing(write: Write) -> None:
    write("sleeper/__init__", PACKAGE)
    write("sleeper/part", PART)
    package = asleep("sleeper")
    assert find_spec("sleeper.nothing") is None
    assert find_spec("sleeper.part") is not None
    assert type(package) is Sleeping
    with pytest.raises(ModuleNotFoundError, match=r"sleeper\.nothing"):
        importlib.import_module("sleeper.nothing")


def test_package_that_fails_leaves_nothing_of_its_part(write: Write) -> None:
    write("sleeper/__init__", "raise ImportError('no')\n")
    write("sleeper/part", "one = 1\n")
    asleep("sleeper")
    with pytest.raises(ImportError, match="no"):
        importlib.import_module("sleeper.part")
    assert "sleeper.part" not in sys.modules


class Meeting:
    """Where two modules wait for each other's code to have begun."""

    def __init__(self) -> None:
        self.first, self.second = threading.Event(), threading.Event()


@pytest.fixture
def meeting() -> Iterator[Meeting]:
    module: Any = ModuleType("meeting")
    module.now = Meeting()
    module.patience = STEP_S
    sys.modules["meeting"] = module
    yield module.now
    del sys.modules["meeting"]


IMPORTS_IT = """
    from meeting import now, patience
    now.{here}.set()
    assert now.{there}.wait(patience)
    import {other}
    {use}
    end = 1
"""


def both(first: Callable[[], object], second: Callable[[], object]) -> list[BaseException]:
    raised: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(one,), daemon=True) for one in (first, second)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(STEP_S)
    assert not any(one.is_alive() for one in threads)
    return raised


def test_module_wakes_while_another_thread_imports_what_it_needs(
    write: Write, meeting: Meeting
) -> None:
    """One lock for all that wake made both threads wait for ever."""
    write("sleeper", IMPORTS_IT.format(here="first", there="second", other="user", use=""))
    write("needed", "one = 1\n")
    write("user", IMPORTS_IT.format(here="second", there="first", other="needed", use="needed.one"))
    module = asleep("sleeper")
    asleep("needed")
    assert both(lambda: module.end, lambda: importlib.import_module("user")) == []
    assert module.end == 1


@pytest.mark.parametrize("looked_before", [False, True])
def test_part_does_not_wait_for_a_package_that_another_thread_wakes(
    write: Write, meeting: Meeting, monkeypatch: pytest.MonkeyPatch, looked_before: bool
) -> None:
    """It did, and the package's own import of the part raised `_DeadlockError`."""
    write(
        "sleeper/__init__",
        IMPORTS_IT.format(here="first", there="second", other="sleeper.part", use=""),
    )
    write("sleeper/part", "from meeting import now\nnow.second.set()\none = object()\n")
    package = asleep("sleeper")
    found, load = threading.Event(), _PackageFirst.exec_module

    def load_late(loader: _PackageFirst, module: ModuleType) -> None:
        found.set()
        assert meeting.first.wait(STEP_S)
        load(loader, module)

    if looked_before:  # the package slept when Python looked for the part
        monkeypatch.setattr(_PackageFirst, "exec_module", load_late)
    parts: list[Any] = []

    def wake() -> None:
        assert not looked_before or found.wait(STEP_S)
        assert package.end == 1

    def import_part() -> None:
        assert looked_before or meeting.first.wait(STEP_S)
        parts.append(importlib.import_module("sleeper.part"))

    assert both(wake, import_part) == []
    assert parts == [package.part] == [sys.modules["sleeper.part"]]
    assert type(package) is ModuleType


def test_two_that_need_each_other_end_as_two_imports_do(write: Write, meeting: Meeting) -> None:
    write("sleeper", IMPORTS_IT.format(here="first", there="second", other="user", use=""))
    write(
        "user", IMPORTS_IT.format(here="second", there="first", other="sleeper", use="sleeper.end")
    )
    module = asleep("sleeper")
    raised = both(lambda: module.end, lambda: importlib.import_module("user"))
    assert all(isinstance(error, AttributeError | ImportError) for error in raised)
    assert module.end == 1
