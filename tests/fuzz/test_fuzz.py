"""The short form of the fuzzing; the long one is a command, see docs/figures.md."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz import targets
from tests.fuzz.__main__ import NAMES
from tests.fuzz.targets import TARGETS

# Large inputs are what is tried here; hypothesis shows one only when it fails.
pytestmark = [pytest.mark.medium, pytest.mark.filterwarnings("ignore:Generating overly large repr")]


def test_every_target_is_in_the_long_form() -> None:
    assert tuple(TARGETS) == NAMES


def test_an_input_that_takes_too_long_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "LIMIT_S", 0.01)

    @targets.timed
    def slow(seconds: float) -> None:
        begun = time.process_time()
        while time.process_time() - begun < seconds:
            pass

    slow(0.0)
    with pytest.raises(AssertionError, match="took"):
        slow(0.1)


def test_inputs_reach_1_mb_and_10000_levels() -> None:
    sizes, depths = [], []

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(targets._long_text)
    def look(text: str) -> None:
        sizes.append(len(text))
        depths.append(max(text.count("["), text.count("{")))

    look()
    assert max(sizes) >= 1_000_000
    assert max(depths) >= 10_000


@pytest.mark.slow
@pytest.mark.no_cover  # three times slower where it is measured, for lines that others reach
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_from_outside_is_an_error_of_ours(name: str) -> None:
    how = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    how(TARGETS[name])()
