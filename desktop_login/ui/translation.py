"""Turns sentences of `wording` into the language of the window. Decides nothing about which sentence is said."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLibraryInfo, QLocale, QTranslator

from desktop_login.resource_files import resource
from desktop_login.ui.plain_text import defused
from desktop_login.wording.text import Listed, Said, Text

LANGUAGES = ("en", "ja")
_CONTEXT = "wording"
_installed: list[QTranslator] = []


def system_language() -> str:
    """The first of the system's languages that the program speaks; English otherwise."""
    for name in QLocale.system().uiLanguages():
        language = name.partition("-")[0]
        if language in LANGUAGES:
            return language
    return "en"


def install_language(app: QCoreApplication, language: str) -> None:
    """Loads the translations for everything that is said from now on.

    English if the installation lacks those of the language; `--self-check` names what is missing.
    """
    while _installed:
        app.removeTranslator(_installed.pop())
    own = _own_translator(app, language)
    QLocale.setDefault(QLocale(language if own is not None else "en"))
    if own is None:
        return
    qt = QTranslator(app)  # the context menus of Qt's own widgets
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for translator in [own, *([qt] if qt.load(f"qtbase_{language}", folder) else [])]:
        app.installTranslator(translator)
        _installed.append(translator)


def _own_translator(app: QCoreApplication, language: str) -> QTranslator | None:
    if language == "en":
        return None
    translator = QTranslator(app)
    try:
        found = translator.load(str(resource("translations", f"{language}.qm")))
    except FileNotFoundError:
        return None
    return translator if found else None


def tr(text: Text, /, **values: object) -> str:
    """One sentence, its placeholders filled. Values are never read as sentences themselves, and
    whatever stands in them is harmless to look at: a service or a deployer may have chosen it."""
    template = QCoreApplication.translate(_CONTEXT, text.source, text.note or None)
    if not values:
        return template
    return template.format_map({key: _value(value) for key, value in values.items()})


def speak(said: Said) -> str:
    return tr(said.text, **said.values)


def local_time(epoch: float) -> str:
    """Date and time in the person's own format and time zone."""
    moment = QDateTime.fromSecsSinceEpoch(int(epoch))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def countdown(seconds: float) -> str:
    """mm:ss, or h:mm:ss from one hour on."""
    left = max(0, int(seconds))
    hours, minutes, rest = left // 3600, left // 60 % 60, left % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def _value(value: object) -> object:
    if isinstance(value, Said):
        return speak(value)
    if isinstance(value, Text):
        return tr(value)
    if isinstance(value, Listed):
        comma = "、" if QLocale().language() == QLocale.Language.Japanese else ", "
        return comma.join(str(_value(name)) for name in value.names)
    return defused(value) if isinstance(value, str) else value
