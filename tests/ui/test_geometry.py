"""Nothing is outside its window and no text narrower than itself: each width, language and scale, with long values."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.patience import within
from tests.ui.geometry import faults

pytestmark = pytest.mark.medium


@pytest.mark.parametrize("scale", [1, 2])
def test_the_dashboard_fits_every_width_in_both_languages(scale: int) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.geometry_play"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=within(180),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["ratio"] == scale
    assert told["found"] == {}


def test_the_checker_sees_what_is_cut_and_what_is_outside(qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    window.resize(400, 100)
    shown = QLabel("a text that is much wider than forty pixels")
    row.addWidget(shown)
    window.show()
    assert faults(window) == []
    shown.setFixedWidth(40)
    qapp.processEvents()
    assert len(faults(window)) == 1
    outside = QLabel("x", window)
    outside.setGeometry(window.width() - 4, 0, 30, 20)
    outside.show()
    assert any("outside the window" in line for line in faults(window))
