"""The language of the window: which one, Qt's own dialogs in it, and its dates. Messages are translated by `messages.translate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from desktop_login.messages.translate import (
    FALLBACK,
    LANGUAGES,
    language_in_use,
    use_language,
)

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication, QTranslator

# Other names of Qt are imported where they are used: each makes PySide build a type.

_installed: list[QTranslator] = []
_FORMATS: dict[str, QLocale] = {}


def system_language() -> str:
    """The first of the system's languages that the program speaks; English otherwise."""
    for name in QLocale.system().uiLanguages():
        language = name.partition("-")[0]
        if language in LANGUAGES:
            return language
    return FALLBACK


def install_language(app: QCoreApplication, language: str) -> None:
    """Loads the messages, and Qt's own for the context menus of its widgets.

    English if the installation lacks those of the language; `doctor` names what is missing.
    """
    while _installed:
        app.removeTranslator(_installed.pop())
    language = use_language(language)
    QLocale.setDefault(QLocale(language))
    if language == FALLBACK:
        return
    from PySide6.QtCore import QLibraryInfo, QTranslator

    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language}", folder):
        app.installTranslator(translator)
        _installed.append(translator)


def formats() -> QLocale:
    """How the language of the window writes dates and times. Not Qt's default: that belongs to the
    application, which may be somebody else's."""
    language = language_in_use()
    if language not in _FORMATS:
        _FORMATS[language] = QLocale(language)
    return _FORMATS[language]


def local_time(epoch: float) -> str:
    """Date and time in the user's own format and time zone."""
    from PySide6.QtCore import QDateTime

    moment = QDateTime.fromSecsSinceEpoch(int(epoch))
    return formats().toString(moment, QLocale.FormatType.ShortFormat)


def countdown(seconds: float) -> str:
    """mm:ss, or h:mm:ss from one hour on."""
    left = max(0, int(seconds))
    hours, minutes, rest = left // 3600, left // 60 % 60, left % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"
