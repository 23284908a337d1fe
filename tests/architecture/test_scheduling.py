"""How the suite itself is run: what only runs by name, and that a crashed worker costs its test and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS_S
from tests.scheduling import BY_NAME, FIRST

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
CONFTEST = """
import pytest
from tests.scheduling import (
    ByFile,
    ProgramsOnlyByMark,
    ends_a_broken_worker,
    is_wholly_by_name,
    leave_out_what_is_by_name,
    mark_what_opens_windows,
)

def pytest_configure(config):
    config.pluginmanager.register(ProgramsOnlyByMark())

def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)

@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    with ends_a_broken_worker(item.config):
        return (yield)

def pytest_ignore_collect(collection_path, config):
    return is_wholly_by_name(config, collection_path) or None

@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    mark_what_opens_windows(items)
    leave_out_what_is_by_name(config, items)
"""
CONFIGURATION = """
[pytest]
addopts = -p no:cacheprovider --no-loadscope-reorder -rA
markers =
    medium: x
    quick: x
    slow: x
    packaging: x
    real_window: x
    benchmark: x
"""


def suite(
    folder: Path, files: dict[str, str], *options: str, conftest: str = CONFTEST
) -> subprocess.CompletedProcess[str]:
    """A suite of its own, scheduled as ours is."""
    for name, text in {**files, "conftest.py": conftest, "pytest.ini": CONFIGURATION}.items():
        (folder / name).write_text(text, "utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "xdist.plugin", *options],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )


def counts(done: subprocess.CompletedProcess[str]) -> dict[str, int]:
    last = done.stdout.strip().splitlines()[-1]
    return {kind: int(number) for number, kind in re.findall(r"(\d+) (passed|failed)", last)}


DIES = "import os, signal\ndef test_dies(): os.kill(os.getpid(), signal.SIGKILL)\n"


def passing(number: int) -> str:
    return "".join(f"def test_{n}(): pass\n" for n in range(number))


@pytest.mark.skipif(sys.platform == "win32", reason="a process kills itself with a signal")
@pytest.mark.parametrize("workers", [pytest.param("1", marks=pytest.mark.slow), "2"])
@pytest.mark.parametrize(("before", "after"), [(0, 0), (0, 1), (1, 1), (2, 0)])
def test_a_crashed_worker_costs_its_test_and_nothing_else(
    tmp_path: Path, workers: str, before: int, after: int
) -> None:
    """Whatever stands before and after it in its file."""
    rest = passing(after).replace("test_", "test_after_")
    files = {
        "test_a.py": passing(before) + DIES + rest,
        "test_b.py": passing(3),
        "test_c.py": passing(1),
    }
    done = suite(tmp_path, files, "-n", workers)
    assert counts(done) == {"failed": 1, "passed": before + after + 4}, done.stdout
    assert "crashed while running 'test_a.py::test_dies'" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a process kills itself with a signal")
def test_the_last_test_and_many_of_them_may_crash(tmp_path: Path) -> None:
    files = {"test_a.py": passing(2), "test_b.py": DIES, "test_c.py": DIES, "test_d.py": DIES}
    done = suite(tmp_path, files, "-n", "2")
    assert counts(done) == {"failed": 3, "passed": 2}, done.stdout


# pytest itself fails while it reports this: the value that pytest has to send is no text.
BREAKS_PYTEST = """
def test_breaks(record_property): record_property("what", "\\ud800")
"""


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(("before", "after"), [(0, 0), (1, 3), (3, 0)])
def test_an_internal_error_of_pytest_costs_its_test_and_nothing_else(
    tmp_path: Path, workers: str, before: int, after: int
) -> None:
    rest = passing(after).replace("test_", "test_after_")
    files = {
        "test_a.py": passing(before) + BREAKS_PYTEST + rest,
        "test_b.py": passing(3),
        "test_c.py": passing(1),
    }
    done = suite(tmp_path, files, "-n", workers)
    assert counts(done) == {"failed": 1, "passed": before + after + 4}, done.stdout
    assert "crashed while running 'test_a.py::test_breaks'" in done.stdout
    assert "strings must be utf-8 encodable" in done.stderr
    assert "INTERNALERROR" not in done.stdout


DIES_AFTERWARDS = """
import os, signal

class Dies:
    def pytest_sessionfinish(self):
        os.kill(os.getpid(), signal.SIGKILL)

def test_last(request):
    request.config.pluginmanager.register(Dies())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process kills itself with a signal")
@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("others", [0, 5])
def test_a_worker_that_crashes_when_its_queue_is_empty_costs_nothing(
    tmp_path: Path, workers: str, others: int
) -> None:
    files = {"test_a.py": passing(others), "test_b.py": DIES_AFTERWARDS, "test_c.py": passing(1)}
    done = suite(tmp_path, files, "-n", workers)
    assert counts(done) == {"passed": others + 2}, done.stdout
    assert "INTERNALERROR" not in done.stdout


MARKED = """
import pytest
def test_plain(): pass
@pytest.mark.medium
def test_medium(): pass
@pytest.mark.slow
def test_slow(): pass
@pytest.mark.exhaustive
def test_exhaustive(): pass
@pytest.mark.packaging
def test_packaging(): pass
@pytest.mark.real_window
def test_real_window(): pass
@pytest.mark.benchmark
def test_benchmark(): pass
"""


ALL = {"plain", *BY_NAME} - {"defences", "nested"}


@pytest.mark.parametrize(
    ("options", "run"),
    [
        ((), {"plain"}),
        (("-n", "1"), {"plain"}),
        (("-m", "slow"), {"slow"}),
        (("-m", "not benchmark"), ALL - {"benchmark"}),
        (("-m", "not benchmark", "-n", "1"), ALL - {"benchmark"}),
        (("test_m.py",), ALL),
        (("test_m.py::test_slow",), {"slow"}),
        (("test_m.py::test_slow", "-n", "1"), {"slow"}),
        ((".",), {"plain"}),
    ],
)
def test_what_is_slow_runs_by_name_only(
    tmp_path: Path, options: tuple[str, ...], run: set[str]
) -> None:
    done = suite(tmp_path, {"test_m.py": MARKED}, *options)
    assert done.returncode == 0, done.stdout
    assert set(re.findall(r"^PASSED test_m\.py::test_(\w+)", done.stdout, re.MULTILINE)) == run


LIST = """
import pytest
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(False, reason="x"),
]
def test_slow(): pass
"""


@pytest.mark.parametrize(
    ("options", "run"),
    [((), {"plain"}), (("-m", "slow or medium"), {"slow", "medium"}), (("test_l.py",), {"slow"})],
)
def test_a_file_of_which_nothing_would_run_is_not_imported(
    tmp_path: Path, options: tuple[str, ...], run: set[str]
) -> None:
    files = {
        "test_l.py": f"print('imported')\n{LIST}",
        "test_o.py": "import pytest\npytestmark = pytest.mark.medium\ndef test_medium(): pass\n",
        "test_p.py": "import pytest\npytestmark = pytest.mark.usefixtures()\ndef test_plain(): pass\n",
    }
    done = suite(tmp_path, files, "-s", *options)
    assert done.returncode == 0, done.stdout
    assert set(re.findall(r"^PASSED test_\w\.py::test_(\w+)", done.stdout, re.MULTILINE)) == run
    assert ("imported" in done.stdout) is ("slow" in run)


STARTS_PROGRAMS = """
import os, subprocess, sys
import pytest

@pytest.fixture(scope="module")
def server():
    subprocess.run([sys.executable, "-c", ""], check=True)

def test_plain():
    try:
        subprocess.run([sys.executable, "-c", ""], check=True)
    except Exception:
        pass
def test_by_a_fixture(server): pass
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_fork():
    if os.fork() == 0:
        os._exit(0)
def test_none(): pass
@pytest.mark.medium
def test_marked(): subprocess.run([sys.executable, "-c", ""], check=True)
"""


def test_a_test_that_starts_a_program_without_the_mark_fails(tmp_path: Path) -> None:
    """Whatever it does with the exception, and in a fixture too."""
    done = suite(tmp_path, {"test_p.py": STARTS_PROGRAMS}, "test_p.py", "-rA")
    passed = set(re.findall(r"^PASSED test_p\.py::test_(\w+)", done.stdout, re.MULTILINE))
    assert passed == {"none", "marked"}, done.stdout
    assert "it needs the mark `medium`" in done.stdout


@pytest.mark.parametrize("part", FIRST)
def test_each_name_of_what_begins_first_is_one_file_or_folder(part: str) -> None:
    """A renamed file would silently begin at its place in the alphabet."""
    found = {str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")}
    named = [path for path in found if part in path]
    assert named
    assert len(named) == 1 or part.endswith("/"), named


WINDOWS = """
import pytest

@pytest.fixture
def loop(): pass

@pytest.fixture
def opened(loop): pass

def test_window(opened): pass

@pytest.mark.quick
def test_chosen_window(opened): pass

def test_plain(): pass
"""


@pytest.mark.parametrize(
    ("options", "number"),
    [((), 2), (("-m", "not slow"), 3), (("-m", "medium"), 1), (("test_a.py",), 3)],
)
def test_a_whole_window_is_no_quick_test_unless_it_was_chosen(
    tmp_path: Path, options: tuple[str, ...], number: int
) -> None:
    done = suite(tmp_path, {"test_a.py": WINDOWS}, "-n", "0", *options)
    assert counts(done) == {"passed": number}, done.stdout
