"""What PySide6 makes when it meets a widget of Qt's own is there beforehand, whatever version it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS_S

pytestmark = pytest.mark.slow  # what has been made is a matter of the whole process
ROOT = Path(__file__).parent.parent.parent
MEETING = """
import json, sys
import desktop_login.ui.pyside_import_hook
from PySide6.QtCore import Qt
from PySide6 import QtGui, QtWidgets
import desktop_login.ui.controller, desktop_login.ui.presenter
from desktop_login.ui.qt_types import PAINTING, WIDGETS, make_types
if "ahead" in sys.argv:
    make_types(WIDGETS + PAINTING)
app = QtWidgets.QApplication([])
area, inside = QtWidgets.QScrollArea(), QtWidgets.QLabel("text")
area.setWidget(inside)
picture = QtGui.QPixmap(8, 8)
painter = QtGui.QPainter(picture)
colour = QtGui.QColor("red")
before = set(vars(QtWidgets)) | set(vars(QtGui))
inside.parentWidget()
painter.fillRect(picture.rect(), colour)
after = set(vars(QtWidgets)) | set(vars(QtGui))
painter.end()
print(json.dumps(sorted(after - before)))
"""


def made_on_meeting(folder: Path, *how: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", MEETING, *how],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=True,
    )
    return set(json.loads(done.stdout))


def test_types_made_ahead_are_all_that_a_viewport_and_a_colour_would_make(tmp_path: Path) -> None:
    """If not: name the others in `ui/qt_types.py`."""
    assert made_on_meeting(tmp_path, "ahead") == set()
    assert "QDialog" in made_on_meeting(tmp_path)
