"""What the window of a host does once it is painted, on its own thread. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def load_here() -> None:
    """On the window's thread: what the warm-up would load on its own.

    The program keeps the garbage collector still meanwhile, because a collection while a thread
    makes Qt's Python types has crashed. That collector is the host's here.
    """
    import sys

    import desktop_login.ui.controller
    import desktop_login.ui.presenter  # noqa: F401 - loaded, and no more

    if sys.platform == "linux":
        from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage

        for kind in (QDBus.CallMode, QDBusConnection.BusType, QDBusMessage.MessageType):
            list(kind)  # makes the type


def show_icon(window: QWidget, file: str) -> None:
    from desktop_login.ui.widgets.logo import window_icon

    window.setWindowIcon(window_icon(file))
