"""Events of the desktop: woken up, screen locked, network back. The program works without them, too.

Linux: logind and the screen savers over D-Bus. Windows: messages to the window. macOS tells
nobody without a bridge to Objective-C; there the tick and the window's activation must do.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QCoreApplication, QObject, Signal, Slot
from shiboken6 import isValid

from desktop_login.ui.motion import ask_desktop

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection
    from PySide6.QtNetwork import QNetworkInformation
    from PySide6.QtWidgets import QWidget

# https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html
_LOGIND = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
_SESSION = ("", "org.freedesktop.login1.Session", "Lock")
_SAVERS = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged"),
)
_NETWORK_MANAGER = ("org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager")
_PATIENCE_MS = 1000
# https://learn.microsoft.com/windows/win32/power/wm-powerbroadcast and …/termserv/wm-wtssession-change
_RESUMED = (0x0218, 0x0012)  # WM_POWERBROADCAST, PBT_APMRESUMEAUTOMATIC
_LOCKED = (0x02B1, 0x7)  # WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK


@cache
def _network_manager_answers() -> bool:
    """Qt asks it on the window's thread, and would wait for one that is stuck."""
    from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage

    bus = QDBusConnection.systemBus()
    if not bus.isConnected():
        return False
    ping = QDBusMessage.createMethodCall(*_NETWORK_MANAGER, "org.freedesktop.DBus.Peer", "Ping")
    reply = bus.call(ping, QDBus.CallMode.Block, _PATIENCE_MS)
    return reply.type() is QDBusMessage.MessageType.ReplyMessage


class DesktopEvents(QObject):
    """Emits `woken()`, `locked()` and `network_back()` from `listen()` on."""

    woken = Signal()
    locked = Signal()
    network_back = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._network: QNetworkInformation | None = None
        self._messages: _WindowsMessages | None = None

    @staticmethod
    def reach_out() -> None:
        """What may take time where a bus is slow: for another thread, before `listen()`."""

        if sys.platform == "linux":
            from PySide6.QtDBus import QDBusConnection

            for bus in (QDBusConnection.systemBus(), QDBusConnection.sessionBus()):
                bus.isConnected()
            _network_manager_answers()
        ask_desktop()

    def listen(self, window: QWidget) -> None:
        """Subscribe to every source that this platform has; skip missing ones."""
        if sys.platform == "linux":
            self._listen_to_buses()
        elif sys.platform == "win32":
            self._messages = _WindowsMessages(self)
            self._messages.listen(int(window.winId()))
        self._listen_to_network()

    def _listen_to_buses(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        self._on(system, _LOGIND, "_sleeps(bool)")
        self._on(system, _SESSION, "_session_locked()")
        for saver in _SAVERS:
            self._on(session, saver, "_saves_screen(bool)")

    def _on(self, bus: QDBusConnection, where: tuple[str, str, str], slot: str) -> None:
        path, interface, name = where
        if bus.isConnected():
            # bytes, as the annotation has it, are refused
            bus.connect("", path, interface, name, self, SLOT(slot))  # type: ignore[call-overload]

    def _listen_to_network(self) -> None:
        if sys.platform == "linux" and not _network_manager_answers():
            return
        from PySide6.QtNetwork import QNetworkInformation

        if sys.platform == "linux":
            # by name: the default one there runs GLib's own monitor inside the program
            loaded = QNetworkInformation.loadBackendByName("networkmanager")
        else:
            loaded = QNetworkInformation.loadDefaultBackend()
        if loaded:
            self._network = QNetworkInformation.instance()
            self._network.reachabilityChanged.connect(self._reaches)

    @Slot(bool)
    def _sleeps(self, begins: bool) -> None:
        if not begins:
            self.woken.emit()

    @Slot(bool)
    def _saves_screen(self, begins: bool) -> None:
        if begins:
            self.locked.emit()

    @Slot()
    def _session_locked(self) -> None:
        self.locked.emit()

    def _reaches(self, how_far: QNetworkInformation.Reachability) -> None:
        from PySide6.QtNetwork import QNetworkInformation

        if how_far is QNetworkInformation.Reachability.Online:
            self.network_back.emit()


class _WindowsMessages(QAbstractNativeEventFilter):
    """Written to the documentation of Windows, not run there."""

    def __init__(self, events: DesktopEvents) -> None:
        super().__init__()
        self._events = events

    def listen(self, handle: int) -> None:
        if sys.platform == "win32":  # where ctypes has it
            import ctypes

            ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification(handle, 0)
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self)

    def nativeEventFilter(self, kind: object, message: int) -> tuple[bool, int]:
        from ctypes import wintypes

        if kind == b"windows_generic_MSG":
            notified = wintypes.MSG.from_address(int(message))
            self.hear(notified.message, notified.wParam)
        return False, 0

    def hear(self, message: int, word: int) -> None:
        """Nothing once the window is that of another pool: the filter may outlive the rest."""
        if not isValid(self._events):
            return
        if (message, word) == _RESUMED:
            self._events.woken.emit()
        elif (message, word) == _LOCKED:
            self._events.locked.emit()
