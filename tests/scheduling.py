"""Which tests run where and in which order with `-n`, and which only by name. For `tests/conftest.py`."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import traceback
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Run where they are asked for: by a marker expression, or by their file on the command line.
BY_NAME = (
    "medium",
    "slow",
    "exhaustive",
    "packaging",
    "real_window",
    "defences",
    "nested",
    "benchmark",
)
# What takes longest begins first, the longest at the top: with `-n`, nothing long is left to one
# worker at the end. Seconds of a worker when everything was run with three on two processors.
FIRST = (
    "/packaging/",  # 320
    "/test_bare_machine.py",  # 190
    "/test_defences.py",  # 150
    "/processes/test_scripts.py",  # 150
    "/test_code_blocks.py",  # 110
    "/test_geometry.py",  # 100
    "/test_command_line.py",  # 80
    "/test_every_page.py",  # 70
    "/soak/test_soak.py",  # 70, most of which is waiting
    "/test_accessibility.py",
    "/test_types.py",
    "/embedding/test_examples.py",
    "/test_sample_project.py",
    "/unit/test_srp.py",
    "/test_site.py",
    "/fuzz/test_fuzz.py",
    "/processes/test_terminal.py",
    "/unit/test_imports.py",
)
# A worker begins a test when it knows the one after it, or that there is none.
_AHEAD = 2
# What a file says about all its tests: one line, or a list.
_MARKS_OF_A_FILE = re.compile(r"^pytestmark = (?:\[\n(?:[ \t].*\n)*\]|.*)", re.MULTILINE)
_MARK = re.compile(r"pytest\.mark\.(\w+)")
# The exit status of a worker in which pytest itself has failed.
_BROKEN = 3


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """A file stays in one process, for what it shares; so does what needs the one executable.

    The mark `xdist_group` would say the same, and is silently ignored with pytest 9.

    A test that kills its worker is reported and not run again; what the worker had left goes to
    the others and to its replacement. xdist 3.8 hands the same test out again, and leaves a
    replacement with a single test waiting for a second one.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "packaging" if "/packaging/" in file else file

    def remove_node(self, node: Any) -> str | None:
        workload = self.assigned_work.pop(node)
        left = [
            (unit, test) for unit in workload.values() for test, done in unit.items() if not done
        ]
        if not left:
            return None
        unit, crashed = left[0]
        unit[crashed] = True
        self.workqueue.update({s: unit for s, unit in workload.items() if not all(unit.values())})
        for other in self.nodes:
            self._reschedule(other)
        return str(crashed)

    def _assign_work_unit(self, node: Any) -> None:
        """A worker may have died a moment ago: its work stays its own until that is heard, and
        `remove_node` hands it on then."""
        with contextlib.suppress(OSError):
            super()._assign_work_unit(node)

    def _reschedule(self, node: Any) -> None:
        super()._reschedule(node)
        while not node.shutting_down and self._pending_of(self.assigned_work[node]) < _AHEAD:
            if not self.workqueue:
                node.shutdown()
                return
            self._assign_work_unit(node)


@contextlib.contextmanager
def ends_a_broken_worker(config: pytest.Config) -> Iterator[None]:
    """An error of pytest itself, while it runs or reports a test, ends the worker as a crash would.

    The worker would otherwise take its leave as if it had done its work, and xdist ends the whole
    run at that: `assert not crashitem`. Such an error came from Python 3.11.2, whose compiler can
    fail with "AST constructor recursion depth mismatch" when pytest reads the source of a
    traceback.
    """
    try:
        yield
    except pytest.exit.Exception:
        raise
    except Exception:
        if not hasattr(config, "workerinput"):
            raise
        capture = config.pluginmanager.getplugin("capturemanager")
        if capture is not None:
            capture.stop_global_capturing()
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(_BROKEN)


def leave_out_what_is_by_name(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a marker expression: the slow tests, unless their file is named."""
    if config.option.markexpr:
        return
    named = _named_files(config.args, config.invocation_params.dir)
    kept = [item for item in items if item.path in named or not is_by_name(item)]
    left_out = [item for item in items if item.path not in named and is_by_name(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def mark_what_opens_windows(items: Sequence[pytest.Item]) -> None:
    """A whole window over a demo takes half a second, and there are many: `medium`, by the fixture
    `loop` that it needs. The few that are marked `quick` are run with the quick tests all the same."""
    for item in items:
        opens = "loop" in getattr(item, "fixturenames", ())
        if opens and item.get_closest_marker("quick") is None:
            item.add_marker(pytest.mark.medium)


def is_quick(config: pytest.Config) -> bool:
    """Neither marks nor files are asked for by name."""
    named = _named_files(config.args, config.invocation_params.dir)
    return not config.option.markexpr and not any(path.suffix == ".py" for path in named)


def is_wholly_by_name(config: pytest.Config, path: Path) -> bool:
    """Whether every test of the file would be left out: then it need not even be imported.

    Said by `pytestmark`, and read from the text: a third of the files is like that, and to import
    and collect them takes each worker a second and a half.
    """
    if config.option.markexpr or path.suffix != ".py" or not path.name.startswith("test_"):
        return False
    if path in _named_files(config.args, config.invocation_params.dir):
        return False
    marks = _MARKS_OF_A_FILE.search(path.read_text("utf-8"))
    return marks is not None and any(name in BY_NAME for name in _MARK.findall(marks[0]))


class ProgramsOnlyByMark:
    """A test that starts a program takes a second, and says so by a mark: the quick tests stay
    quick without anybody looking. Heard of by Python's own audit, so fixtures count too."""

    _EVENTS = frozenset({"subprocess.Popen", "os.posix_spawn", "os.exec", "os.fork", "os.system"})

    def __init__(self) -> None:
        self._allowed = True
        sys.addaudithook(self._heard)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._allowed = is_by_name(item)
        try:
            return (yield)
        finally:
            self._allowed = True

    def _heard(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in self._EVENTS and not self._allowed:
            pytest.fail(f"starts a program ({arguments[0]}): it needs the mark `medium`")


def turn_of(nodeid: str) -> int:
    """Which of `FIRST` a test belongs to; the rest comes after them, in its own order."""
    return next((turn for turn, part in enumerate(FIRST) if part in nodeid), len(FIRST))


def _named_files(arguments: Sequence[str], folder: Path) -> set[Path]:
    return {(folder / argument.partition("::")[0]).resolve() for argument in arguments}


def is_by_name(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) is not None for name in BY_NAME)
