"""In which order Tab goes through widgets. Knows no page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtWidgets import QWidget


def reached_by_tab(whole: QWidget) -> list[QWidget]:
    """Return what takes the focus by Tab in a widget, itself included, in that order."""
    from PySide6.QtCore import Qt

    found: list[QWidget] = []
    one: QWidget | None = whole
    while one is not None:
        inside = one is whole or whole.isAncestorOf(one)
        if inside and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(one)
        one = one.nextInFocusChain()
        if one is whole:
            break
    return found


def reach_in_turn(*widgets: QWidget) -> None:
    """Tab goes from each of these to the next."""
    for one, following in pairwise(widgets):
        QWidget.setTabOrder(one, following)


def reach_first(place: QWidget, widgets: Sequence[QWidget]) -> None:
    """Tab comes to `widgets` before everything else on their page, whose first widget is `place`. Qt puts
    a widget only after another one that takes the focus, so `place` takes it for that long."""
    from PySide6.QtCore import Qt

    place.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    reach_in_turn(place, *widgets)
    place.setFocusPolicy(Qt.FocusPolicy.NoFocus)
