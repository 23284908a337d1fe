"""Collects what the tests saw, row by row, and prints the table with `--error_info-table`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_login.demo.pool import DemoPoolConfig
from tests.fakes.lifetimes import Lifetimes
from tests.fakes.world import World
from tests.faults.table import ROWS, Enter
from tests.ui.conftest import demo, loop, opened, qapp

__all__ = ["demo", "loop", "opened", "qapp"]

FIVE_MINUTES: Lifetimes = {"id_token_s": 300, "access_token_s": 300}


@pytest.fixture
def enter(request: pytest.FixtureRequest, record_property: object) -> Iterator[Enter]:
    """Writes one line into the table; what was seen must be what is expected. The row's number is
    in the test's name."""
    found = re.match(r"test_row_(\d+)_", request.node.name)
    assert found, "a test of the table is called test_row_<number>_<what>"
    row = int(found[1])
    assert row in ROWS
    lines: list[str] = []

    def write(error_info: str, expected: str, seen: str) -> None:
        lines.append(error_info)
        record_property("fault", (row, error_info, expected, seen))  # type: ignore[operator]
        assert seen == expected, f"row {row}, {error_info}"

    yield write
    assert lines, "the test entered nothing into the table"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "data", DemoPoolConfig(**FIVE_MINUTES), faulty=True) as world:
        yield world
