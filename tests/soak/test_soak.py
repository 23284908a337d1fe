"""The short forms of the soaks; the long ones are commands, see docs/figures.md."""

from __future__ import annotations

import pytest

from tests.fakes.programs import played


@pytest.mark.slow
def test_a_day_of_five_minute_tokens() -> None:
    result = played("tests.soak.simulated", "--hours", "24")
    assert result["refreshes asked for"] > 250
    assert result["of them not renewed"] > 10, "the faults were not met"


@pytest.mark.exhaustive
def test_a_minute_of_two_second_tokens() -> None:
    result = played("tests.soak.real_time", "--minutes", "1")
    assert result["tokens"] > 5
    assert result["most threads"] < 40
