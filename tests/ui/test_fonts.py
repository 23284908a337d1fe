"""The font that comes with the program is used where Linux has only one of last resort."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QRawFont
from PySide6.QtWidgets import QApplication

from desktop_login.system.resources import resource
from desktop_login.ui import fonts
from desktop_login.ui.theme import theme_of
from desktop_login.ui.translation import install_language

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


def test_latin_words_are_no_heavier_than_the_japanese_beside_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever is installed: the face that draws the Japanese letters has the weight, or nothing has it."""
    family = fonts.shipped_family()
    font = QFont(family)
    font.setWeight(QFont.Weight.Medium)
    face = QRawFont.fromFont(font, QFontDatabase.WritingSystem.Japanese)
    if not face.supportsCharacter("あ"):
        pytest.skip("no font with Japanese letters is installed")
    drawn = QFontDatabase.weight(face.familyName(), face.styleName())
    assert fonts.medium_weight(family, "ja") == ("400" if drawn == 400 else "500")
    # one that does not draw these letters does not count
    monkeypatch.setattr(fonts, "_has_medium", lambda _: True)
    assert fonts.medium_weight(family, "ja") == ("400" if drawn == 400 else "500")
    assert fonts.medium_weight(family, "en") == "500"


def test_weight_follows_the_language_while_the_program_runs(qapp: QApplication) -> None:
    theme = theme_of(qapp)
    theme.dress()
    sheets = {}
    try:
        for language in ("en", "ja"):
            install_language(qapp, language)
            theme.renew()
            sheets[language] = qapp.styleSheet()
    finally:
        install_language(qapp, "en")
        theme.renew()
    assert "font-weight: 500" in sheets["en"]
    family = "" if "font-family" not in sheets["ja"] else fonts.SHIPPED
    if fonts.medium_weight(family, "ja") == "400":
        assert "font-weight: 500" not in sheets["ja"]


def test_its_files_are_small_and_their_licence_lies_beside_them() -> None:
    files = sorted(resource("fonts").iterdir())
    assert sum(file.stat().st_size for file in files) <= SHIPPED_AT_MOST
    assert [file.name for file in files if file.suffix == ".txt"] == ["OFL.txt"]
    licence = resource("fonts", "OFL.txt").read_text("utf-8")
    assert "The Inter Project Authors" in licence
    assert "Version 1.1" in licence
