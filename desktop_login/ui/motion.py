"""Whether the desktop asks for less motion. Everything that moves asks here when it begins, and waits for no answer.

Linux is asked over D-Bus on another thread (`ask_desktop`), because a bus may be slow. What is
written here for Windows and macOS follows their documentation and was not run there.
"""

from __future__ import annotations

import sys

# https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html
_PORTAL = (
    "org.freedesktop.portal.Desktop",
    "/org/freedesktop/portal/desktop",
    "org.freedesktop.portal.Settings",
    "Read",
)
_REDUCED = ("org.freedesktop.appearance", "reduced-motion")
_ANIMATED = ("org.gnome.desktop.interface", "enable-animations")
_PATIENCE_MS = 1000
# https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-systemparametersinfow
_GET_CLIENT_AREA_ANIMATION = 0x1042


class _Known:
    less = False


def wants_less_motion() -> bool:
    """Return what is known now; before the desktop has answered, that it does not.

    A person may press a button while the warm-up makes PySide's types on its thread. So nothing of
    Qt is asked here: a type that is only half made then has no enums.
    """
    return _Known.less


def ask_desktop() -> None:
    """Blocks for at most two seconds: for a thread that nothing waits for."""
    if sys.platform == "linux":
        _Known.less = _portal_wants_less()
    elif sys.platform == "win32":
        _Known.less = not _windows_animates()
    elif sys.platform == "darwin":
        _Known.less = _mac_wants_less()


def _portal_wants_less() -> bool:
    """The setting of every desktop, or that of GNOME where the portal does not know the first."""
    reduced = _read(*_REDUCED)
    if isinstance(reduced, int):
        return reduced == 1
    return _read(*_ANIMATED) is False


def _read(namespace: str, key: str) -> object:
    from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return None
    call = QDBusMessage.createMethodCall(*_PORTAL)
    call.setArguments([namespace, key])
    reply = bus.call(call, QDBus.CallMode.Block, _PATIENCE_MS)
    if reply.type() is not QDBusMessage.MessageType.ReplyMessage:
        return None
    value: object = next(iter(reply.arguments()), None)
    while hasattr(value, "variant"):  # one variant inside another
        value = value.variant()
    return value


def _windows_animates() -> bool:
    if sys.platform == "win32":  # where ctypes has it
        import ctypes

        animates = ctypes.c_int(1)
        user32 = ctypes.WinDLL("user32")
        user32.SystemParametersInfoW(_GET_CLIENT_AREA_ANIMATION, 0, ctypes.byref(animates), 0)
        return bool(animates.value)
    return True


def _mac_wants_less() -> bool:
    """`NSWorkspace.accessibilityDisplayShouldReduceMotion`; Qt has loaded AppKit already."""
    import ctypes
    import ctypes.util

    name = ctypes.util.find_library("objc")
    if name is None:
        return False
    objc = ctypes.CDLL(name)
    objc.objc_getClass.restype = objc.sel_registerName.restype = ctypes.c_void_p
    objc.objc_getClass.argtypes = objc.sel_registerName.argtypes = [ctypes.c_char_p]
    send = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    ask = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p)
    workspace = send(("objc_msgSend", objc))(
        objc.objc_getClass(b"NSWorkspace"), objc.sel_registerName(b"sharedWorkspace")
    )
    selector = objc.sel_registerName(b"accessibilityDisplayShouldReduceMotion")
    return bool(workspace and ask(("objc_msgSend", objc))(workspace, selector))
