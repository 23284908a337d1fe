"""No module is loaded behind the window's back: each costs memory for as long as the program runs."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks.loaded import found, listed, of_the_program

pytestmark = [
    pytest.mark.medium,
    pytest.mark.skipif(sys.platform != "linux", reason="other systems load modules of their own"),
]
RENEW = (
    "If it is meant so: `python -m tests.benchmarks.loaded` (see there), and say why in the commit."
)


def test_the_warm_up_loads_what_is_listed_and_nothing_else() -> None:
    now, before = found(), listed()
    assert sorted(now - before) == [], f"new modules after the warm-up. {RENEW}"
    gone = of_the_program(before) - now
    assert sorted(gone) == [], f"modules that are no longer loaded. {RENEW}"
