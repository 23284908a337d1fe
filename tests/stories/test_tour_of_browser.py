"""The tour's way through the browser and the passkeys, at twice the size, in both languages and both schemes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.fakes.programs import without_noise
from tests.patience import PROCESS_S

pytestmark = pytest.mark.exhaustive

ROOT = Path(__file__).parent.parent.parent
SCRIPT = """
from pathlib import Path
from desktop_login.app.run import run
from desktop_login.cli.options import Options
import desktop_login.tour.tour as tour

async def these_two(self, robot):
    await robot.enter(self._open_window(tour.AuthFlow.SRP))
    await tour.through_browser(robot, self._visitor)
    self._close_window()
    await robot.enter(self._open_window(tour.AuthFlow.CHOICE))
    await tour.with_passkeys(robot)
    self._close_window()

tour.Tour._play_one = these_two
raise SystemExit(run(Options(demo=True, lang={language!r}, tour=Path({folder!r}))))
"""
# Every screen of the design's table, in the order in which a person meets it.
SCREENS = """
sign-in-with-browser browser-waiting signed-in-with-browser signed-out-in-browser-too
browser-pasted-address browser-wrong-address account-of-a-company signed-out-of-a-company
browser-cancelled browser-not-opened browser-not-registered browser-timed-out
dashboard-offers-a-passkey security-key-insert security-key-pin security-key-touch-to-add
passkey-added passkey-is-the-first-way use-your-passkey security-key-wrong-pin
security-key-touch signed-in-with-a-passkey passkey-removed
""".split()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_step_arrives_at_200_percent(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "pictures"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(language=language, folder=str(folder))],
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "2"},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert (done.returncode, without_noise(done.stderr)) == (0, "")
    for scheme in ("light", "dark"):
        pictures = sorted(folder.glob(f"*-{language}-{scheme}.png"))
        names = [file.stem.partition("-")[2] for file in pictures]
        assert names == [f"{screen}-{language}-{scheme}" for screen in SCREENS]
        # the screen of this platform is small: at twice the size it is a telephone's
        assert all(QImage(str(one)).width() >= 2 * 360 for one in pictures)
