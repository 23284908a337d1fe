"""Colours of the theme in force, for what is painted by hand."""

from __future__ import annotations

from typing import cast

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from desktop_login.ui.theme import theme_of


def colour(name: str) -> QColor:
    """The colour of that name; asked for at every paint, because the scheme may change."""
    application = cast("QApplication", QApplication.instance())
    return QColor(theme_of(application).colours[name])
