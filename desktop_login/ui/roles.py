"""Tells a screen reader what is a window, a heading and a picture, and which menu is open. Qt has no setting for it.

Qt asks each factory for the accessible object of a widget, when something first asks for it; without
a screen reader nothing does. Roles are read from the property `loginRole`, which the style sheet uses
too. A factory is one for all windows of a process, and those of another program have properties of
their own, with names such as `role`.
https://doc.qt.io/qt-6/qaccessible.html#installFactory
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QApplication, QLabel, QMenu, QWidget

_ROLES: Mapping[str, QAccessible.Role] = {
    "window": QAccessible.Role.Window,  # said, because whatever has no parent yet is one for Qt
    "heading": QAccessible.Role.Heading,
    "title": QAccessible.Role.Heading,
    "section": QAccessible.Role.Heading,
    "group": QAccessible.Role.Heading,
    "status": QAccessible.Role.Heading,
    "status-over": QAccessible.Role.Heading,
    "picture": QAccessible.Role.Graphic,
}
_installed = False


class _WithRole(QAccessibleWidget):
    """A label's own text is its name, unless it has a name."""

    def text(self, kind: QAccessible.Text) -> str:
        words = super().text(kind)
        shown = self.object()
        if kind == QAccessible.Text.Name and not words and isinstance(shown, QLabel):
            return shown.text()
        return words


class _Window(QAccessibleWidget):
    """A window, which Qt takes for a filler unless it is of a class of its own for windows; and a
    filler is never told to be active. An open menu is the last of its parts: Qt tells a screen reader
    when an entry gets the focus, but counts the menu among nobody's parts, so that whoever goes
    through the window would find none."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, QAccessible.Role.Window)

    def childCount(self) -> int:
        return super().childCount() + len(self._menus())

    def child(self, index: int) -> QAccessibleInterface:
        at = index - super().childCount()
        menus = self._menus() if at >= 0 else []
        if at < len(menus) and menus:
            return QAccessible.queryAccessibleInterface(menus[at])
        return super().child(index)

    def indexOfChild(self, part: QAccessibleInterface) -> int:
        menus = self._menus()
        if (shown := part.object()) in menus:
            return super().childCount() + menus.index(shown)
        return super().indexOfChild(part)

    def _menus(self) -> list[QObject]:
        window = self.object()
        return [
            menu
            for menu in QApplication.topLevelWidgets()
            if isinstance(menu, QMenu)
            and menu.isVisible()
            and (host := menu.parentWidget()) is not None
            and host.window() is window
        ]


def install_roles() -> None:
    """Once a process; not before the first paint, because the types alone take longer than it.

    A screen reader that is there already may have been given other objects: it asks again.
    """
    global _installed  # noqa: PLW0603 - Qt keeps its factories for the whole process
    if _installed:
        return
    _installed = True
    QAccessible.installFactory(_accessible)
    if QAccessible.isActive():
        for widget in QApplication.allWidgets():
            if _role_of(widget) is not None:
                _ask_again(widget)


def _accessible(kind: str, thing: QObject) -> QAccessibleInterface | None:
    """`kind` is the class, and then each of its bases, until a factory knows it."""
    if kind not in ("QLabel", "QWidget") or not isinstance(thing, QWidget):
        return None
    role = _role_of(thing)
    if role is QAccessible.Role.Window:
        return _Window(thing)
    return _WithRole(thing, role) if role is not None else None


def _role_of(widget: QWidget) -> QAccessible.Role | None:
    return _ROLES.get(str(widget.property("loginRole") or ""))


def _ask_again(widget: QWidget) -> None:
    """Forget what was made for a widget, and say that its neighbours have changed."""
    before = QAccessible.queryAccessibleInterface(widget)
    QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(before))
    around = widget.parentWidget()
    if around is not None:
        QAccessible.updateAccessibility(QAccessibleEvent(around, QAccessible.Event.ObjectReorder))
