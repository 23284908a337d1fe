"""What every test may rely on: no display, no network, no home folder; a stray log line or thread fails it."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import tracing
from tests.aftermath import (
    each_by_itself,
    loop_of_windows_only,
    no_stray_log_lines,
    no_threads_left,
)
from tests.fakes.session_bus import OWN_BUS, SHORT, socket_folder
from tests.open_sockets import OpenSockets
from tests.open_windows import no_windows_left, scheme_as_it_was
from tests.scheduling import (
    ByFile,
    ProgramsOnlyByMark,
    ends_a_broken_worker,
    is_quick,
    is_wholly_by_name,
    leave_out_what_is_by_name,
    mark_what_opens_windows,
    turn_of,
)

tracing.install()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The desktop of the developer: no window, no prompt of a keychain may come up there.
if OWN_BUS not in os.environ:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        os.environ.pop(name, None)
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(
    Path(__file__).parent.parent / ".cache" / "hypothesis"
)
for name in [n for n in os.environ if n.startswith(("COGNITO_", "AWS_", "SSL_CERT_"))]:
    if name != "AWS_CA_BUNDLE":
        del os.environ[name]

# A busy machine is no fault of the code; figures are measured elsewhere. Tools that run the suite
# more than once in a process are no other executors.
_NO_FAULT = [HealthCheck.too_slow, HealthCheck.differing_executors]
settings.register_profile("quiet", deadline=None, suppress_health_check=_NO_FAULT)
# Fewer examples where a person waits; `dev.py test` and CI try them all.
settings.register_profile("quick", settings.get_profile("quiet"), max_examples=25)
settings.load_profile("quiet")

SOCKETS = OpenSockets()
_SHARED: list[Path] = []


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(ProgramsOnlyByMark())
    config.pluginmanager.register(SOCKETS)
    if is_quick(config):
        settings.load_profile("quick")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """As many as there are processors for the quick tests; one more where soaks and some windows
    mostly wait."""
    return (os.cpu_count() or 1) + bool(config.option.markexpr)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    with ends_a_broken_worker(item.config):
        return (yield)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return is_wholly_by_name(config, collection_path) or None


@pytest.hookimpl(tryfirst=True)  # before pytest looks which marks are wanted
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    mark_what_opens_windows(items)
    leave_out_what_is_by_name(config, items)
    items.sort(key=lambda item: turn_of(item.nodeid))


def pytest_collection_finish() -> None:
    """What was collected stays to the end; the garbage collector need not look through it each time."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fault-table", action="store_true", help="print row, fault, expected, seen (tests/faults)"
    )


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    """The table of faults, out of what its tests have seen."""
    if not config.getoption("--fault-table"):
        return
    from tests.faults.table import Line, printed

    reports = [r for kind in ("passed", "failed") for r in terminalreporter.getreports(kind)]
    found = [v for report in reports for name, v in report.user_properties if name == "fault"]
    terminalreporter.section("row, fault | expected | seen")
    for line in printed([Line(*entry) for entry in found]):
        terminalreporter.write_line(line)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A lone surrogate in what a test has printed or logged would end its worker: execnet sends
    UTF-8 and nothing else."""
    report = yield
    report.sections = [
        (title, text.encode("utf-8", "backslashreplace").decode("utf-8"))
        for title, text in report.sections
    ]
    return report


@pytest.fixture(autouse=True, scope="session")
def _ready_made() -> Iterator[None]:
    from tests.fakes import ready_made

    with pytest.MonkeyPatch.context() as patch:
        ready_made.use(patch)
        yield


@pytest.fixture(autouse=True)
def _in_order(request: pytest.FixtureRequest) -> Iterator[None]:
    """What is looked at before and after every test. One fixture for all of it: a fixture costs a
    test more time than what most of these do."""
    with each_by_itself(
        loop_of_windows_only(request),
        no_stray_log_lines(request.node),
        SOCKETS.none_left(),
        no_threads_left(),  # before the two above are looked at: a thread that ends closes its loop
        no_windows_left(),
        scheme_as_it_was(),
    ):
        yield


@pytest.fixture(autouse=True)
def _own_folders(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read from or written to the real home folder.

    Most tests touch no file. They share folders, which are new for the next one where something
    was left in them.
    """
    if "tmp_path" in request.fixturenames:
        place: Path = request.getfixturevalue("tmp_path")
        (place / "work").mkdir()
    else:
        place = _shared_place(request.getfixturevalue("tmp_path_factory"))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(place / name.lower()))
    monkeypatch.chdir(place / "work")


def _shared_place(factory: pytest.TempPathFactory) -> Path:
    """Made anew unless it is as it was made."""
    if not _SHARED or os.listdir(_SHARED[-1]) != ["work"] or os.listdir(_SHARED[-1] / "work"):
        _SHARED.append(factory.mktemp("shared"))
        (_SHARED[-1] / "work").mkdir()
    return _SHARED[-1]


@pytest.fixture(autouse=True, scope="module")
def _no_open_sockets_of_a_module() -> Iterator[None]:
    with SOCKETS.none_left():
        yield


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that other users may enter. pytest's own is closed again whenever a pytest starts."""
    with tempfile.TemporaryDirectory(prefix="desktop-login-", dir=SHORT) as name:
        place = Path(name)
        place.chmod(0o755)
        yield place


@pytest.fixture
def sockets() -> Iterator[Path]:
    """A private folder whose path leaves room for the name of a socket."""
    with socket_folder() as place:
        yield place
