"""A demo whose time a test moves; its configuration is the indirect parameter of the fixture, if there is one."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from desktop_login.demo.server import DemoCognito
from tests.fakes.clocks import HandClock


@pytest.fixture
def clock() -> HandClock:
    """Whole seconds, as tokens have them."""
    return HandClock(float(int(time.time())))


@pytest.fixture
def demo(request: pytest.FixtureRequest, clock: HandClock) -> Iterator[DemoCognito]:
    with DemoCognito(getattr(request, "param", None), now=clock.epoch) as demo:
        yield demo
