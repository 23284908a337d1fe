"""The picture of a deployer: what is read, what is not waited for, and where it may lie."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from desktop_login.settings import load
from desktop_login.ui.theme import CARD_WIDTH
from desktop_login.ui.widgets.logo import MAX_BYTES, picture_of

pytestmark = pytest.mark.usefixtures("qapp")
HEIGHT = 48


def picture(file: Path, width: int = 96, height: int = 96) -> Path:
    image = QImage(width, height, QImage.Format.Format_Mono)
    image.fill(1)
    # PySide's annotation wants bytes, its code a str
    assert image.save(str(file), "PNG")  # type: ignore[call-overload]
    return file


def test_a_picture_is_fitted_into_the_height(tmp_path: Path) -> None:
    found = picture_of(str(picture(tmp_path / "logo.png")), HEIGHT)
    assert found is not None
    assert (found.width(), found.height()) == (HEIGHT, HEIGHT)


def test_a_very_wide_picture_is_no_wider_than_a_card(tmp_path: Path) -> None:
    found = picture_of(str(picture(tmp_path / "logo.png", 30_000, 1)), HEIGHT)
    assert found is not None
    assert found.width() <= CARD_WIDTH
    assert found.height() >= 1


def test_a_file_beyond_the_limit_is_no_picture(tmp_path: Path) -> None:
    file = picture(tmp_path / "logo.png")
    raw = file.read_bytes()
    file.write_bytes(raw.ljust(MAX_BYTES, b"\0"))
    assert picture_of(str(file), HEIGHT) is not None
    file.write_bytes(raw.ljust(MAX_BYTES + 1, b"\0"))
    assert picture_of(str(file), HEIGHT) is None


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes with names in a folder")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "logo.png")
    assert picture_of(str(tmp_path / "logo.png"), HEIGHT) is None


@pytest.mark.parametrize("path", ["", ".", "missing.png", "a\0b", "\udc80"])
def test_what_is_no_file_is_no_picture(tmp_path: Path, path: str) -> None:
    assert picture_of(str(tmp_path / path) if path else path, HEIGHT) is None


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
