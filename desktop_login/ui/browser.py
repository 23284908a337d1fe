"""Opens a web address in the browser of the desktop. Knows no sign-in, and waits for no page.

`QDesktopServices` starts the browser that the desktop has chosen and does not wait for it. What it
returns proves little: it is True as well where the starter fails later. So the window always offers
the link too.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.system.environment import release_libraries

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

_SCHEMES = ("https", "http")
# An address in a message of Qt, up to its host; the rest of it is nobody's business.
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://[^\s/?#'\"]*)[/?#][^\s'\"]*")
# What Qt looks for, in its order (qdesktopunixservices.cpp).
_STARTERS = ("xdg-open", "google-chrome", "firefox", "mozilla", "opera")
_NAMED_BY_USER = ("DEFAULT_BROWSER", "BROWSER")
_KERNEL = Path("/proc/sys/kernel/osrelease")
_SANDBOX = Path("/.flatpak-info")  # inside, Qt asks the portal

_Hearer = Callable[["QtMsgType", "QMessageLogContext", str], object]


class _Heard:
    """Who heard Qt's messages before."""

    before: _Hearer | None = None


def open_address(address: str) -> bool:
    """Ask for the browser, on the window's thread; False if there is none that could be asked.

    Takes http and https only: an address that a service has named must not start another program.
    """
    if not address.isascii() or not address.isprintable() or " " in address:
        return False
    if address.partition("://")[0].lower() not in _SCHEMES:
        return False
    prepare_to_start()
    if is_windows_subsystem():
        command = _through_windows(address)
        if command is not None:
            from PySide6.QtCore import QProcess

            started = QProcess.startDetached(command[0], command[1:])
            return started[0] if isinstance(started, tuple) else bool(started)
    if not has_browser():
        return False
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    # encoded, because `%2B` and `%20` must arrive as they are
    url = QUrl.fromEncoded(address.encode("ascii"), QUrl.ParsingMode.StrictMode)
    return url.isValid() and bool(QDesktopServices.openUrl(url))


def prepare_to_start() -> None:
    """Before another program is started for a person, by any way of Qt: it gets its own libraries,
    and no address stands in Qt's messages. On Wayland Qt starts it later, so both stay."""
    release_libraries()
    _hear_qt()


def has_browser() -> bool:
    """Whether Qt would find one: else it writes the whole address into its log, and gives up."""
    if sys.platform != "linux":
        return True
    if _SANDBOX.exists() or os.environ.get("SNAP"):
        return True
    named = next((os.environ[name] for name in _NAMED_BY_USER if os.environ.get(name)), "")
    return any(shutil.which(name) for name in (*_STARTERS, named) if name)


def is_windows_subsystem() -> bool:
    """Whether this Linux runs inside Windows (WSL), whose browser is the one to open."""
    if sys.platform != "linux":
        return False
    try:
        return "microsoft" in _KERNEL.read_text(encoding="ascii", errors="replace").lower()
    except OSError:
        return False


def _through_windows(address: str) -> list[str] | None:
    """`wslview` of the distribution, else PowerShell, which ends a text at a single quote."""
    if shutil.which("wslview"):
        return ["wslview", address]
    if shutil.which("powershell.exe"):
        quoted = address.replace("'", "''")
        return ["powershell.exe", "-NoProfile", "-Command", f"Start-Process '{quoted}'"]
    return None


def without_addresses(text: str) -> str:
    """Return a message of Qt with every address cut after its host."""
    return _ADDRESS.sub(r"\1/…", text)


def _hear_qt() -> None:
    from PySide6.QtCore import QCoreApplication, qInstallMessageHandler

    before = qInstallMessageHandler(_pass_on)
    if before is not _pass_on:
        _Heard.before = before
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(hear_no_longer)


def hear_no_longer() -> None:
    """A message that comes while Python ends finds no function to call."""
    from PySide6.QtCore import qInstallMessageHandler

    present = qInstallMessageHandler(_Heard.before)
    if present is not _pass_on:  # somebody has taken over since, and stays
        qInstallMessageHandler(present)


def _pass_on(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    text = without_addresses(text)
    if _Heard.before is not None:
        _Heard.before(kind, context, text)
    elif sys.stderr is not None:
        from PySide6.QtCore import qFormatLogMessage

        print(qFormatLogMessage(kind, context, text), file=sys.stderr)  # noqa: T201
