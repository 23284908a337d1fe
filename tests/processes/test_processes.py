"""The short forms of the race and the kills; the long ones are commands, see docs/figures.md."""

from __future__ import annotations

import sys

import pytest

from tests.fakes.programs import played

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="forks")]


def test_one_request_an_expiry_whatever_the_number_of_windows() -> None:
    result = played("tests.processes.race", "--processes", "80", "--expiries", "2")
    assert result["expiries"] == [{"requests": 1, "different tokens": 1, "of": 80}] * 2


def test_killed_while_writing_leaves_the_old_or_the_new_session() -> None:
    result = played("tests.processes.kill", "--times", "40", "--stride", "29")
    assert sum(result["at random"].values()) == 40
    assert all(kind["killed at"] > 40 for kind in result["every step"].values())
    refresh = result["every step"]["renewal"]
    assert refresh["old"] > 0
    assert refresh["new"] > 0
