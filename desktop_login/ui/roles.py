"""Tells a screen reader what is a heading and what is a picture. Qt has no setting for it.

Qt asks each factory for the accessible object of a widget, when something first asks for it; without
a screen reader nothing does. Roles are read from the property `role`, which the style sheet uses too.
https://doc.qt.io/qt-6/qaccessible.html#installFactory
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QLabel, QWidget

_ROLES: Mapping[str, QAccessible.Role] = {
    "heading": QAccessible.Role.Heading,
    "title": QAccessible.Role.Heading,
    "section": QAccessible.Role.Heading,
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


def install_roles() -> None:
    """Once a process; not before the first paint, because the types alone take longer than it."""
    global _installed  # noqa: PLW0603 - Qt keeps its factories for the whole process
    if not _installed:
        _installed = True
        QAccessible.installFactory(_accessible)


def _accessible(kind: str, thing: QObject) -> QAccessibleInterface | None:
    """`kind` is the class, and then each of its bases, until a factory knows it."""
    if kind not in ("QLabel", "QWidget") or not isinstance(thing, QWidget):
        return None
    role = _ROLES.get(str(thing.property("role") or ""))
    return _WithRole(thing, role) if role is not None else None
