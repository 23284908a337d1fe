"""The font of the window: the system's, or the one that comes with the program where Linux has only a poor one."""

from __future__ import annotations

import os
import sys

from desktop_login.system.resources import resource

SHIPPED = "Inter"
_WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
_REGULAR, _MEDIUM = "400", "500"
# Desktops that name the font of their windows; Qt asks them (`QGenericUnixTheme::themeNames`).
_NAME_A_FONT = frozenset(
    {"gnome", "kde", "x-cinnamon", "unity", "mate", "xfce", "lxde", "lxqt", "pantheon", "deepin"}
)
# Where no desktop names one, fontconfig prefers these to DejaVu if they are installed.
_GOOD = frozenset({"Noto Sans", "Cantarell", "Adwaita Sans", "Ubuntu", "Open Sans", "Roboto"})


def family_of(wanted: str) -> str:
    """The family that a brand wants where it is installed, else as `shipped_family`."""
    if wanted:
        from PySide6.QtGui import QFontDatabase

        installed = {name.casefold(): name for name in QFontDatabase.families()}
        if wanted.casefold() in installed:
            return installed[wanted.casefold()]
    return shipped_family()


def shipped_family() -> str:
    """Load the shipped font and return its family; "" where the system has a font for windows.

    Asks for names of fonts only: a font as a value would make PySide build three types before the
    first paint, which costs more than the font.
    """
    if sys.platform != "linux" or _desktop_names_one():
        return ""
    from PySide6.QtGui import QFontDatabase

    if not _GOOD.isdisjoint(QFontDatabase.families()):
        return ""
    for weight in _WEIGHTS:
        QFontDatabase.addApplicationFont(str(resource("fonts", f"{SHIPPED}-{weight}.otf")))
    return SHIPPED


def medium_weight(family: str, language: str) -> str:
    """The weight of what stands out a little from the text around it, for a style sheet.

    Where the Japanese letters have no such weight, Latin words have none either: "PIN" would be
    heavier than the words beside it. Which face draws these letters is asked for only where one of
    those that are installed has that weight. `family` is "" for the font of the application.
    """
    if language != "ja":
        return _MEDIUM
    from PySide6.QtGui import QFontDatabase

    japanese = QFontDatabase.WritingSystem.Japanese
    if not any(_has_medium(one) for one in QFontDatabase.families(japanese)):
        return _REGULAR
    from PySide6.QtGui import QFont, QRawFont

    font = QFont(family) if family else QFont()
    font.setWeight(QFont.Weight(int(_MEDIUM)))
    face = QRawFont.fromFont(font, japanese)
    drawn = QFontDatabase.weight(face.familyName(), face.styleName())
    return _REGULAR if drawn == int(_REGULAR) else _MEDIUM


def _has_medium(family: str) -> bool:
    from PySide6.QtGui import QFontDatabase

    return any(
        QFontDatabase.weight(family, style) == int(_MEDIUM)
        for style in QFontDatabase.styles(family)
    )


def _desktop_names_one() -> bool:
    desktops = os.environ.get("XDG_CURRENT_DESKTOP", "").casefold().split(":")
    return not _NAME_A_FONT.isdisjoint(desktops)
