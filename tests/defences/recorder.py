"""A plugin of the pytest that runs in a copy: writes down what each test did, and stops at the first that fails.

Loaded with `-p tests.defences.recorder`; the environment names the file to write to, the
modules that were changed, and the tests to run where it is not all.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Generator
from pathlib import Path

import pytest

FILE, MODULES = "DEFENCES_REPORT", "DEFENCES_MODULES"
# A list in JSON: nothing but these tests, and all of them. Without it, all up to the first failure.
ONLY = "DEFENCES_ONLY"


def _write(**line: str) -> None:
    with Path(os.environ[FILE]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get(ONLY):
        wanted = json.loads(os.environ[ONLY])
        items[:] = [item for item in items if item.nodeid in wanted]


def pytest_collection_finish() -> None:
    """A changed module that cannot be imported would make every test fail, and show nothing."""
    for module in os.environ.get(MODULES, "").split():
        try:
            importlib.import_module(module)
        except Exception as error:
            _write(
                test=module,
                when="import",
                outcome="failed",
                error=type(error).__name__,
                words=str(error)[:80],
            )
            pytest.exit(f"{module} cannot be imported", 3)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call" or report.outcome != "passed":
        kind, words = "", ""
        if call.excinfo is not None:
            kind, words = call.excinfo.typename, str(call.excinfo.value).strip().partition("\n")[0]
        _write(
            test=item.nodeid, when=report.when, outcome=report.outcome, error=kind, words=words[:80]
        )
    if call.when == "call" and report.outcome == "failed" and not os.environ.get(ONLY):
        item.session.shouldfail = "noticed"  # `shouldstop` would render a traceback, too
    return report


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """A test that failed in its middle may have left a thread that Python would wait for."""
    os._exit(0)
