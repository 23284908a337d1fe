"""The short form of the model; the long one is a command, see docs/figures.md."""

from __future__ import annotations

import pytest

from tests.fakes.programs import played

pytestmark = pytest.mark.medium


def test_no_illegal_state_no_lost_session_no_zombie() -> None:
    result = played("tests.model.session_model", "--runs", "60")
    assert result["refreshes asked for"] > 30, "the model hardly moved"
