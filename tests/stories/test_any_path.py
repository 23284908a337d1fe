"""Installed below any name of a folder, the program looks as it should and Qt has nothing to complain of."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QFrame

from desktop_login.ui import theme
from desktop_login.ui.theme import LIGHT, Theme
from tests.fakes.programs import without_noise
from tests.patience import PROCESS_S

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
# Unpaired, as in names that people give; `"` and `\` cannot be in a name on Windows.
ODD = ["ä é ñ", "R&D", "it's", "100%", "(x", "[x", "{x", "#x", "a;b", "日本 語", "$accent"]
if sys.platform != "win32":
    ODD += ['say "x', "back\\slash", "a)b"]


@pytest.fixture
def pictures_back() -> object:
    yield
    theme._find_pictures()


@pytest.mark.parametrize("name", ODD)
def test_the_style_sheet_finds_its_pictures_below_any_name(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qapp: QApplication,
    pictures_back: object,
) -> None:
    """The shadow, a picture of the style sheet, painted from a copy in another colour."""
    place = tmp_path / name
    shutil.copytree(ROOT / "resources", place / "resources")
    red = QImage(str(ROOT / "resources" / "styles" / "shadow.png"))
    red.fill(QColor("#ff0000"))
    assert red.save(str(place / "resources" / "styles" / "shadow.png"))
    monkeypatch.setattr(theme, "resource", lambda *parts: place.joinpath("resources", *parts))
    before = qapp.styleSheet()
    try:
        worn = Theme(qapp)
        worn.dress()
        worn.pin(LIGHT)
        frame = QFrame()
        frame.setObjectName("shadow")
        frame.resize(120, 120)
        assert frame.grab().toImage().pixelColor(4, 60).name() == "#ff0000"
        box = QComboBox()
        box.ensurePolished()
        assert QDir("desktopLoginicons:").exists("arrow.png")
    finally:
        qapp.setStyleSheet(before)


def copied(place: Path) -> Path:
    """The program in another folder."""
    for part in ("desktop_login", "resources"):
        shutil.copytree(ROOT / part, place / part, ignore=shutil.ignore_patterns("__pycache__"))
    return place


def toured(place: Path, language: str, pictures: Path) -> subprocess.CompletedProcess[str]:
    """The brief tour of the copy in `place`."""
    tour = ["--demo", "--lang", language, "--brief", "--tour", str(pictures)]
    return subprocess.run(
        [sys.executable, "-m", "desktop_login", *tour],
        cwd=place,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )


@pytest.mark.parametrize("name", ["ä & ( [ {' %41 #", "plain"])
def test_the_program_starts_below_any_name_without_a_word_from_qt(
    name: str, tmp_path: Path
) -> None:
    pictures = tmp_path / "pictures"
    done = toured(copied(tmp_path / name), "ja", pictures)
    assert (done.returncode, without_noise(done.stderr)) == (0, "")
    assert "confirmed@example.com" in done.stdout
    picture = QImage(str(pictures / "01-sign-in-ja-light.png"))
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 8)
        for y in range(0, picture.height(), 2)
    }
    assert {LIGHT["accent"], LIGHT["accent_off"]} & colours  # the button
    assert LIGHT["banner"] in colours


def test_a_style_sheet_that_cannot_be_read_fails_the_tour(tmp_path: Path) -> None:
    place = copied(tmp_path / "copy")
    with (place / "resources" / "styles" / "window.qss").open("a", encoding="utf-8") as sheet:
        sheet.write('QLabel { background: url(" }')
    done = toured(place, "en", tmp_path / "pictures")
    assert done.returncode == 1
    assert "Could not parse" in done.stderr
