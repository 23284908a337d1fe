"""The font that comes with the program is used where Linux has only one of last resort."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

from desktop_login.system.resources import resource
from desktop_login.ui import fonts

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have a font")
SHIPPED_AT_MOST = 400_000  # bytes


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)
    monkeypatch.setattr(fonts, "_GOOD", frozenset({"A font that is nowhere"}))


@pytest.mark.parametrize("desktop", ["GNOME", "ubuntu:GNOME", "KDE", "X-Cinnamon"])
def test_a_desktop_that_names_a_font_keeps_it(
    desktop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    assert fonts.shipped_family() == ""


@pytest.mark.parametrize("desktop", ["", "sway", "i3:awesome"])
def test_other_desktops_get_the_shipped_one(desktop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    assert fonts.shipped_family() == "Inter"


def test_a_good_font_that_is_installed_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_GOOD", frozenset(QFontDatabase.families()[:1]))
    assert fonts.shipped_family() == ""


@pytest.mark.parametrize("weight", [400, 500, 600, 700])
def test_every_weight_of_the_design_is_a_drawn_one(weight: int) -> None:
    fonts.shipped_family()
    font = QFont("Inter")
    font.setWeight(QFont.Weight(weight))
    found = QFontInfo(font)
    assert (found.family(), found.weight()) == ("Inter", weight)


def test_its_files_are_small_and_their_licence_lies_beside_them() -> None:
    files = sorted(resource("fonts").iterdir())
    assert sum(file.stat().st_size for file in files) <= SHIPPED_AT_MOST
    assert [file.name for file in files if file.suffix == ".txt"] == ["OFL.txt"]
    licence = resource("fonts", "OFL.txt").read_text("utf-8")
    assert "The Inter Project Authors" in licence
    assert "Version 1.1" in licence
