"""How a widget of another program comes into the order of Tab on a page, and how it leaves the page. Loaded where there is one."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_login.ui.widgets.tab_order import reach_in_turn, reached_by_tab


def reach_after(before: list[QWidget], widget: QWidget) -> None:
    """By Tab comes what is in this widget after the last of these, which may have it among them."""
    last = [one for one in before if one is not widget and not widget.isAncestorOf(one)][-1:]
    reach_in_turn(*last, *reached_by_tab(widget))


def take_off(column: QVBoxLayout, widget: QWidget) -> None:
    """Take a widget from a column in which it stands, by itself or in a row of its own."""
    for at in range(column.count()):
        item = column.itemAt(at)
        row = item.layout() if item is not None else None
        if row is not None and row.indexOf(widget) >= 0:
            row.removeWidget(widget)
            column.removeItem(row)
            row.deleteLater()
            break
    column.removeWidget(widget)
    widget.setParent(None)
