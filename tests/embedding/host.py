"""A program of somebody else with a look, a language and hooks of its own, and everything that a guest must leave alone."""

from __future__ import annotations

import builtins
import contextlib
import gc
import logging
import ssl
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QLocale,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

SHEET = "QPushButton { background: #ffcc00; border: 3px solid #00aa55; } QLabel { color: #802080; }"


class OwnWords(QTranslator):
    """Translates one sentence, so that it can be seen whether the translator is asked first."""

    def translate(self, context: str, text: str, *_: Any) -> str | None:
        return "Bestellungen" if text == "Orders" else None

    def isEmpty(self) -> bool:
        return False


class Host:
    """Sets everything up, and puts it back with `leave`."""

    def __init__(self, app: QApplication) -> None:
        self.app = app
        self._before = (
            app.applicationName(), app.styleSheet(), QPalette(app.palette()), QFont(app.font()),
            QLocale(), sys.excepthook, threading.excepthook, sys.unraisablehook,
            app.quitOnLastWindowClosed(), app.windowIcon(), QGuiApplication.desktopFileName(),
        )  # fmt: skip
        app.setApplicationName("orders")
        QGuiApplication.setDesktopFileName("com.acme.orders")
        picture = QPixmap(16, 16)
        picture.fill(QColor("#123456"))
        app.setWindowIcon(QIcon(picture))
        app.setStyleSheet(SHEET)
        palette = QPalette(app.palette())
        palette.setColor(QPalette.ColorRole.Window, QColor("#e0f0ff"))
        app.setPalette(palette)
        font = QFont(app.font())
        font.setPointSize(15)
        app.setFont(font)
        QLocale.setDefault(QLocale("de_DE"))
        self.translator = OwnWords()
        app.installTranslator(self.translator)
        sys.excepthook = self.in_main
        threading.excepthook = self.in_thread
        sys.unraisablehook = self.in_finalizer
        qInstallMessageHandler(self.hear)
        self.messages: list[str] = []
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        column.addWidget(QLabel("Orders of the day"))
        column.addWidget(QLineEdit("4711"))
        column.addWidget(QPushButton("Send"))
        column.addWidget(QCheckBox("Express"))
        self.window.resize(320, 240)

    def in_main(self, *_: object) -> None:
        """The host's own."""

    def in_thread(self, *_: object) -> None:
        """The host's own."""

    def in_finalizer(self, *_: object) -> None:
        """The host's own."""

    def hear(self, kind: object, context: object, text: str) -> None:
        self.messages.append(text)

    def globals(self) -> Mapping[str, object]:
        """What belongs to the host, as values that can be compared."""
        app, root = self.app, logging.getLogger()
        handler = qInstallMessageHandler(None)
        qInstallMessageHandler(handler)
        return {
            "name": (app.applicationName(), QGuiApplication.desktopFileName()),
            "icon": app.windowIcon().cacheKey(),
            "style sheet": app.styleSheet(),
            "style": app.style().objectName(),
            "palette": app.palette().cacheKey(),
            "font": app.font().toString(),
            "locale": QLocale().name(),
            "translation": QCoreApplication.translate("Host", "Orders"),
            "hooks": (sys.excepthook, threading.excepthook, sys.unraisablehook),
            "messages of Qt": handler,
            "root logger": (root.level, tuple(root.handlers)),
            "other loggers": {
                name: (logging.getLogger(name).level, tuple(logging.getLogger(name).handlers))
                for name in ("botocore", "boto3", "urllib3", "keyring", "asyncio")
            },
            "certificates": (ssl.SSLContext, ssl.create_default_context),
            # of what the host has frozen, something may be freed at any time
            "collector": (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count() > 0),
            "switch interval": sys.getswitchinterval(),
            "core dumps": _core_limit(),
            "import": _importing(),
            "doorbells": _listening(),
            "quits": app.quitOnLastWindowClosed(),
            "properties": sorted(bytes(name.data()) for name in app.dynamicPropertyNames()),
        }

    def picture(self) -> QByteArray:
        """Every pixel of the host's own widgets."""
        image = self.window.grab().toImage()
        return QByteArray(bytes(image.constBits()))

    def leave(self) -> None:
        app = self.app
        name, sheet, palette, font, locale, main, thread, finalizer, quits, icon, file = (
            self._before
        )
        qInstallMessageHandler(None)
        self.window.close()
        self.window.deleteLater()
        app.removeTranslator(self.translator)
        app.setApplicationName(name)
        app.setStyleSheet(sheet)
        app.setPalette(palette)
        app.setFont(font)
        app.setWindowIcon(icon)
        app.setQuitOnLastWindowClosed(quits)
        QGuiApplication.setDesktopFileName(file)
        QLocale.setDefault(locale)
        sys.excepthook, threading.excepthook, sys.unraisablehook = main, thread, finalizer


def _importing() -> object:
    """PySide6 has two import functions and swaps them during each import; with imports on several
    threads either may be left, without anybody's doing."""
    function = builtins.__import__
    name = getattr(function, "__name__", "")
    return "PySide6" if name in {"__feature_import__", "__lazy_import__"} else function


def _listening() -> object:
    """The local sockets to which others could connect: a guest has no second start and no agent.

    `/proc/net/unix` marks those by a flag, and names what lies behind a descriptor by its number.
    """
    if sys.platform != "linux":
        return None
    ours = set()
    for link in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            ours.add(str(link.readlink()).removeprefix("socket:[").removesuffix("]"))
    rows = [row.split() for row in Path("/proc/net/unix").read_text().splitlines()[1:]]
    return sorted(row[-1] for row in rows if row[3] == "00010000" and row[6] in ours)


def _core_limit() -> object:
    if sys.platform == "win32":
        return None
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)
