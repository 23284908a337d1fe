"""The picture of a deployer: what is read, what is not waited for, what is drawn when, and where it may lie."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_login.settings import load
from desktop_login.settings.brand_pictures import MAX_BYTES, drawing_in
from desktop_login.system.paths import pictures_folder
from desktop_login.ui import theme
from desktop_login.ui.theme import theme_of
from desktop_login.ui.widgets.logo import HEIGHT, WIDTH, Logo, icon_of, looked_at
from tests.brand.pictures import SVG, png, svg

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return pictures_folder()


@pytest.fixture
def light(qapp: QApplication) -> Iterator[None]:
    theme_of(qapp).pin(theme.LIGHT)
    yield
    theme_of(qapp).pin(theme.LIGHT)
    theme_of(qapp).choose("system")


def picture(file: Path, width: int = 96, height: int = 96) -> Path:
    image = QImage(width, height, QImage.Format.Format_Mono)
    image.fill(1)
    # PySide's annotation wants bytes, its code a str
    assert image.save(str(file), "PNG")  # type: ignore[call-overload]
    return file


def logo(file: Path, dark: Path | None = None) -> Logo:
    made = Logo(str(file), str(dark or ""), "Acme")
    made.resize(300, 100)
    return made


def size(made: Logo) -> tuple[int, int]:
    assert not made.picture.pixmap().isNull()
    return made.picture.width(), made.picture.height()


def test_a_picture_is_fitted_into_the_height(tmp_path: Path) -> None:
    made = logo(picture(tmp_path / "logo.png"))
    assert size(made) == (HEIGHT, HEIGHT)
    assert made.picture.accessibleName() == "Acme"


def test_a_small_picture_is_not_blown_up(tmp_path: Path) -> None:
    assert size(logo(picture(tmp_path / "logo.png", 30, 20))) == (30, 20)


def test_a_very_wide_picture_fits_the_narrowest_window(tmp_path: Path) -> None:
    wide, high = size(logo(picture(tmp_path / "logo.png", 2_000, 10)))
    assert (wide, high) == (WIDTH, 1)


def test_an_svg_is_drawn_after_the_first_paint_and_moves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "logo.svg"
    file.write_text(SVG, "utf-8")
    made = logo(file)
    assert made.is_picture
    assert made.picture.pixmap().isNull()
    before = made.sizeHint()
    made.show()
    QTest.qWaitForWindowExposed(made)
    for _ in range(200):
        if not made.picture.pixmap().isNull():
            break
        QTest.qWait(5)
    assert size(made) == (192, HEIGHT)
    assert made.sizeHint() == before


def test_an_svg_is_drawn_once_and_then_there_with_the_first_paint(
    tmp_path: Path, cache: Path
) -> None:
    file = tmp_path / "logo.svg"
    file.write_text(SVG, "utf-8")
    first = logo(file)
    first._draw()
    assert [one.stat().st_mode & 0o777 for one in cache.iterdir()] == [0o600]
    again = logo(file)
    assert size(again) == size(first) == (192, HEIGHT)
    assert again._to_draw is None


def test_an_svg_is_sharp_where_the_screen_is(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A window that goes to such a screen is painted anew, and draws it then."""
    file = tmp_path / "logo.svg"
    file.write_text(SVG, "utf-8")
    made = logo(file)
    made._draw()
    assert made.picture.pixmap().height() == HEIGHT
    monkeypatch.setattr(Logo, "devicePixelRatioF", lambda self: 1.25)
    made._choose()
    made._draw()
    assert made.picture.pixmap().height() == 3 * HEIGHT
    assert size(made) == (192, HEIGHT)
    assert len(list(cache.iterdir())) == 2
    again = logo(file)
    assert again._to_draw is None
    assert again.picture.pixmap().height() == 3 * HEIGHT


def test_what_a_sharp_screen_drew_is_known_to_the_settings(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "logo.svg"
    file.write_text(SVG, "utf-8")
    monkeypatch.setattr(Logo, "devicePixelRatioF", lambda self: 2.0)
    logo(file)._draw()
    assert drawing_in(cache, SVG.encode()).is_file()


def test_both_schemes_are_drawn_at_the_first_start(tmp_path: Path, cache: Path) -> None:
    """A start in the other scheme shows its logo with the first paint, too."""
    light, dark = tmp_path / "l.svg", tmp_path / "d.svg"
    light.write_text(SVG, "utf-8")
    dark.write_text(SVG.replace("#123", "#456"), "utf-8")
    logo(light, dark)._draw()
    assert len(list(cache.iterdir())) == 2
    assert logo(dark)._to_draw is None


def test_a_qt_without_svg_shows_no_logo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtSvg", None)
    file = tmp_path / "logo.svg"
    file.write_text(SVG, "utf-8")
    made = logo(file)
    made._draw()
    assert made.picture.pixmap().isNull()


def test_the_executable_has_what_draws_an_svg() -> None:
    spec = (Path(__file__).parent.parent.parent / "desktop_login.spec").read_text("utf-8")
    assert "Svg" not in spec


def test_an_svg_that_has_changed_is_drawn_anew(tmp_path: Path) -> None:
    file = tmp_path / "logo.svg"
    file.write_text(SVG, "utf-8")
    logo(file)._draw()
    file.write_text(SVG.replace("#123", "#456"), "utf-8")
    assert logo(file)._to_draw is not None


def test_a_drawing_that_is_no_picture_is_not_used(tmp_path: Path, cache: Path) -> None:
    """Whoever writes into the cache folder gets no further than a deployer."""
    file = tmp_path / "logo.svg"
    file.write_text(SVG, "utf-8")
    logo(file)._draw()
    (drawing,) = cache.iterdir()
    drawing.write_bytes(png(60_000, 60_000, rows=0))
    assert logo(file)._to_draw is not None


def test_a_logo_that_cannot_be_kept_is_drawn_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    file = tmp_path / "logo.svg"
    file.write_text(SVG, "utf-8")
    made = logo(file)
    made._draw()
    assert size(made) == (192, HEIGHT)


def test_an_svg_with_more_than_shapes_is_no_picture(tmp_path: Path) -> None:
    file = tmp_path / "logo.svg"
    file.write_bytes(svg("<image href='/etc/passwd'/>"))
    made = logo(file)
    assert not made.is_picture
    assert looked_at(str(file)) is None


def test_the_dark_scheme_has_a_picture_of_its_own(
    tmp_path: Path, qapp: QApplication, light: None
) -> None:
    made = logo(picture(tmp_path / "l.png", 40, 40), picture(tmp_path / "d.png", 60, 60))
    made.show()
    assert size(made) == (40, 40)
    theme_of(qapp).pin(theme.DARK)
    QApplication.processEvents()
    assert size(made) == (60, 60)


def test_an_icon_is_a_png(tmp_path: Path) -> None:
    assert icon_of(str(picture(tmp_path / "icon.png"))) is not None
    (tmp_path / "icon.svg").write_text(SVG, "utf-8")
    assert icon_of(str(tmp_path / "icon.svg")) is None
    assert icon_of(str(tmp_path / "missing.png")) is None


def test_a_file_beyond_the_limit_is_no_picture(tmp_path: Path) -> None:
    file = picture(tmp_path / "logo.png")
    raw = file.read_bytes()
    file.write_bytes(raw.ljust(MAX_BYTES, b"\0"))
    assert looked_at(str(file)) is not None
    file.write_bytes(raw.ljust(MAX_BYTES + 1, b"\0"))
    assert looked_at(str(file)) is None


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes with names in a folder")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "logo.png")
    assert looked_at(str(tmp_path / "logo.png")) is None


@pytest.mark.parametrize("path", ["", ".", "missing.png", "a\0b", "\udc80"])
def test_what_is_no_file_is_no_picture(tmp_path: Path, path: str) -> None:
    assert looked_at(str(tmp_path / path) if path else path) is None


def test_a_logo_lies_beside_the_file_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture of the working folder would be whoever's folder that is."""
    config, here = tmp_path / "config", tmp_path / "here"
    config.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    (config / "settings.toml").write_text('[brand]\nlogo = "logo.png"\n', "utf-8")
    settings = load(environment={}, config_folder=config)
    assert settings.brand.logo == str(config / "logo.png")


def test_a_logo_with_a_whole_path_stays_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "logo.png"
    (tmp_path / "settings.toml").write_text(f"[brand]\nlogo = '{file}'\n", "utf-8")
    settings = load(environment={}, config_folder=tmp_path)
    assert settings.brand.logo == str(file)
