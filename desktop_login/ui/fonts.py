"""The font of the window: the system's, or the one that comes with the program where Linux has only a poor one."""

from __future__ import annotations

import os
import sys

from desktop_login.system.resources import resource

SHIPPED = "Inter"
_WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
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


def _desktop_names_one() -> bool:
    desktops = os.environ.get("XDG_CURRENT_DESKTOP", "").casefold().split(":")
    return not _NAME_A_FONT.isdisjoint(desktops)
