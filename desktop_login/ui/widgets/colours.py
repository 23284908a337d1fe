"""Colours of the theme in force, for what is painted by hand."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from desktop_login.ui.theme import colour_in_force, palette_in_force


def colour(name: str) -> QColor:
    """The colour of that name; asked for at every paint, because the scheme may change."""
    return QColor(colour_in_force(name))


def theme_palette() -> QPalette:
    """The same by Qt's roles. A widget's own palette has, in another program, that program's colours
    in the roles that no style sheet sets."""
    return palette_in_force()
