"""Every row still fits the code, and the quick ones are noticed; `-m defences` tries all of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.defences import rows, trials
from tests.defences.rows import Row
from tests.fakes.session_bus import ROOT

ROWS = rows.read()
JOBS = 2
# Names and syntax that a change has left behind: such a change fails whatever the test asks.
_UNSOUND = "F821,F822,F823"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_fits_the_code(row: Row) -> None:
    assert rows.changed(row.changes, ROOT)
    assert rows.missing_tests(row, ROOT) == []


@pytest.mark.medium
def test_a_changed_file_is_whole(tmp_path: Path) -> None:
    for row in ROWS:
        for name, text in rows.changed(row.changes, ROOT).items():
            if name.endswith(".py"):
                target = tmp_path / row.name / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, "utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "-q"]
    done = subprocess.run(
        [*command, "--select", _UNSOUND, "--target-version", "py311", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.exhaustive
def test_a_quick_row_is_noticed() -> None:
    _all_noticed([row for row in ROWS if row.quick])


@pytest.mark.defences
def test_every_row_is_noticed() -> None:
    _all_noticed(ROWS)


def _all_noticed(wanted: list[Row]) -> None:
    assert wanted
    verdicts = trials.tried(wanted, ROOT, JOBS)
    wrong = [f"{v.row.name}: {v.kind} {v.why}" for v in verdicts if v.kind != trials.NOTICED]
    assert not wrong, "\n".join(wrong)
