"""SECURITY.md names tests for every defence; here is checked that they exist."""

from __future__ import annotations

import re

from tests.fakes.session_bus import ROOT

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "SECURITY.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| threat")
]


def test_every_threat_has_a_defence_and_a_test() -> None:
    assert len(ROWS) > 25
    for threat, defence, tests in ROWS:
        assert defence, threat
        assert re.findall(r"`(tests/[^`]+)`", tests), threat


def test_every_test_that_is_named_exists() -> None:
    for threat, _, tests in ROWS:
        for name in re.findall(r"`(tests/[^`]+)`", tests):
            path, _, test = name.partition("::")
            text = (ROOT / path).read_text("utf-8")
            assert not test or f"def {test}(" in text, f"{threat}: {name}"
