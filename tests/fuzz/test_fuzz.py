"""The short form of the fuzzing; the long one is a command, see docs/figures.md."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.fuzz.__main__ import NAMES
from tests.fuzz.targets import TARGETS


def test_every_target_is_in_the_long_form() -> None:
    assert tuple(TARGETS) == NAMES


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_from_outside_is_an_error_of_ours(name: str) -> None:
    how = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    how(TARGETS[name])()
