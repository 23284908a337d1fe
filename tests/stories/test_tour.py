"""The tour as a command: what it tells, and that whatever stops it ends with 1 and a line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.programs import without_noise
from tests.patience import PROCESS_S

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
BEGIN = """
from pathlib import Path
from desktop_login.app.run import run
from desktop_login.cli.options import Options
import desktop_login.tour.tour as tour
"""
END = """
raise SystemExit(run(Options(demo=True, lang="en", brief=True, tour=Path({folder!r}))))
"""


def toured(folder: Path, meddling: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BEGIN + meddling + END.format(folder=str(folder))],
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )


def test_the_brief_tour_tells_who_what_and_until_when(tmp_path: Path) -> None:
    done = toured(tmp_path / "pictures")
    assert (done.returncode, without_noise(done.stderr)) == (0, "")
    assert done.stdout.startswith("Signed in as confirmed@example.com\nSignature verified\n")
    assert re.search(r"^  email +confirmed@example\.com +Email address$", done.stdout, re.MULTILINE)
    token_ids = re.findall(r"^  jti +(\S+)", done.stdout, re.MULTILINE)
    assert len(set(token_ids)) == 2  # the one signed in with, and the renewed one
    assert len(re.findall(r"^  exp +\S+", done.stdout, re.MULTILINE)) == 2
    assert "\nThe session has been renewed.\n" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("You’re signed out.")
    names = ["01-sign-in", "02-dashboard", "03-dashboard-renewed", "04-signed-out"]
    wanted = [f"{name}-en-light.png" for name in names]
    assert sorted(file.name for file in (tmp_path / "pictures").iterdir()) == wanted


@pytest.mark.parametrize(
    ("meddling", "words"),
    [
        (
            "async def died(guide): raise KeyError('unforeseen')\ntour.brief_visit = died\n",
            "tour en-light: KeyError: 'unforeseen'",
        ),
        (
            "async def died(guide): raise AssertionError\ntour.brief_visit = died\n",
            "tour en-light: AssertionError: ",
        ),
        (
            (
                "from PySide6.QtCore import qWarning\n"
                "async def warned(guide): qWarning('something about a timer')\n"
                "tour.brief_visit = warned\n"
            ),
            "tour en-light: something about a timer",
        ),
    ],
)
def test_whatever_stops_a_tour_is_one_line_and_1(tmp_path: Path, meddling: str, words: str) -> None:
    done = toured(tmp_path / "pictures", meddling)
    assert done.returncode == 1
    assert without_noise(done.stderr).strip() == words.strip()


def test_a_folder_that_cannot_be_made_is_one_line_and_1(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    done = toured(tmp_path / "file" / "pictures")
    assert done.returncode == 1
    assert re.fullmatch(r"tour: .*file.*", done.stderr.strip())
