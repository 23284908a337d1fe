"""What every test may rely on: no display, no network, no home folder; a stray log line or thread fails it."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import tracing
from tests.fakes.session_bus import OWN_BUS, SHORT, socket_folder
from tests.open_sockets import OpenSockets
from tests.open_windows import no_windows_left
from tests.patience import STEP_S
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

# Threads that may outlive a test: a worker or connection that is about to end by itself.
_PATIENCE_S = STEP_S / 4
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


@pytest.fixture(autouse=True)
def _nothing_left_open() -> Iterator[None]:
    with SOCKETS.none_left(), no_windows_left():
        yield


@pytest.fixture(autouse=True)
def _loop_of_windows_only(request: pytest.FixtureRequest) -> Iterator[None]:
    """The windows of a worker share one loop, which is in force on its thread from then on. A test
    with a window finds that one, and any other test finds none, whichever ran before them."""
    if "loop" in request.fixturenames:
        asyncio.events._set_running_loop(request.getfixturevalue("loop")(_no_report)._loop)
        yield
        return
    left = asyncio.events._get_running_loop()
    asyncio.events._set_running_loop(None)
    yield
    asyncio.events._set_running_loop(left)


@pytest.fixture(autouse=True)
def _scheme_as_it_was() -> Iterator[None]:
    """A window takes the lightness of the application's palette for that of the system: the next
    test's would be a dark one."""
    before = _is_light()
    yield
    if before is not None:
        assert _is_light() == before, "the application is left in another scheme"


def _is_light() -> bool | None:
    """None as long as there is no application."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or (app := widgets.QApplication.instance()) is None:
        return None
    return bool(app.palette().window().color().lightness() > 128)


def _no_report(error: BaseException) -> None:
    """A window that is opened in the test reports."""


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


@pytest.fixture(autouse=True)
def _no_stray_log_lines(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning or error in the log fails the test, unless the test takes it out of `caplog`."""
    with caplog.at_level(logging.WARNING):
        yield
    stray = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert not stray, f"unexpected log lines: {stray}"


@pytest.fixture(autouse=True)
def _no_leaked_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    end = time.monotonic() + _PATIENCE_S
    while left := [t for t in threading.enumerate() if t not in before and t.is_alive()]:
        if time.monotonic() > end:
            pytest.fail(f"leaked threads: {left}")
        if isinstance(left[0], threading._DummyThread):  # one of Qt's: cannot be joined
            time.sleep(0.02)
        else:
            left[0].join(0.1)  # not longer: another may begin or end meanwhile
