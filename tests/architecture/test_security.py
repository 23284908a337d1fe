"""SECURITY.md names tests for every defence: each exists, and a row of `tests/defences` proves that it notices."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.defences import rows
from tests.fakes.session_bus import ROOT

LINES = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "SECURITY.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| threat")
]
# Tests that no row breaks → why. Whatever stands here is believed, so it is short.
UNBROKEN: Mapping[str, str] = {
    "tests/faults/test_network.py::test_row_15_root_of_the_system": (
        "it shows that a certificate is accepted: without it nobody signs in, and no defence falls"
    ),
    "tests/packaging/test_deb.py::test_nothing_in_it_can_be_written_by_users": (
        "builds an executable for minutes; what it runs is broken from source"
    ),
    "tests/packaging/test_executable.py": (
        "builds an executable for minutes; what it runs is broken from source"
    ),
    "tests/packaging/test_https.py": (
        "builds an executable for minutes; the certificates are broken from source, by test_tls.py"
    ),
}


def named_in(cell: str) -> list[str]:
    return re.findall(r"`(tests/[^`]+)`", cell)


def named() -> set[str]:
    return {name for _, _, tests in LINES for name in named_in(tests)}


def broken() -> set[str]:
    """What SECURITY.md names and a row breaks: the test, one of its file, or its whole file."""
    tried = {test for row in rows.read() for test in row.tests}
    return {
        name for name in named() if any(rows.names(name, t) or rows.names(t, name) for t in tried)
    }


def test_every_threat_has_a_defence_and_a_test() -> None:
    assert len(LINES) > 25
    for threat, defence, tests in LINES:
        assert defence, threat
        assert named_in(tests), threat


def test_every_test_that_is_named_exists() -> None:
    for threat, _, tests in LINES:
        for name in named_in(tests):
            path, _, test = name.partition("::")
            text = (ROOT / path).read_text("utf-8")
            assert not test or f"def {test.rpartition('::')[2]}(" in text, f"{threat}: {name}"


def test_every_test_that_is_named_is_known_to_notice() -> None:
    """`python -m tests.defences` takes the defence away and sees it fail."""
    assert sorted(named() - broken() - UNBROKEN.keys()) == []


def test_no_reason_outlives_its_need() -> None:
    assert sorted(UNBROKEN.keys() - named()) == [], "named no longer"
    assert sorted(UNBROKEN.keys() & broken()) == [], "broken by a row by now"
    assert all(UNBROKEN.values())


@pytest.mark.slow
def test_every_threat_has_a_defence_that_is_broken() -> None:
    for threat, _, tests in LINES:
        known = broken() | UNBROKEN.keys()
        assert known & set(named_in(tests)), threat
