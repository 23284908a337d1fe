"""Every row of the table has a test, and none is skipped without a reason of the platform."""

from __future__ import annotations

import re
from pathlib import Path

from tests.faults.table import ROWS, Line, printed

HERE = Path(__file__).parent


def test_no_row_is_missing() -> None:
    text = "".join(path.read_text("utf-8") for path in HERE.glob("test_*.py"))
    found = {int(number) for number in re.findall(r"^def test_row_(\d+)_", text, re.MULTILINE)}
    assert found == set(ROWS) == set(range(1, 67))


def test_rows_are_skipped_only_for_what_the_machine_lacks() -> None:
    text = "".join(
        path.read_text("utf-8") for path in HERE.glob("test_*.py") if path != Path(__file__)
    )
    assert re.findall(r"mark\.(skip\(|xfail)", text) == []
    skipped = re.findall(r'mark\.skipif\((.*?reason="[^"]*")', text, re.DOTALL)
    assert len(skipped) == 3, (
        "gnome-keyring, which dev.py test --all installs; tzset and a socket in a folder, which Windows lacks"
    )


def test_a_row_without_a_line_is_called_missing() -> None:
    lines = [Line(row, "fault", "expected", "seen") for row in ROWS if row != 7]
    assert [line for line in printed(lines) if "MISSING" in line] == [f" 7  {ROWS[7]}   MISSING"]
