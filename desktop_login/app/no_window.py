"""Why no window can open, as one sentence with the command that mends it. Belongs to bootstrap; loaded only when none can."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop_login.messages.message import FormattedMessage, message

_PACKAGES_OF_QT = ("PySide6", "shiboken6")
# Families that Qt lists for fontconfig even where there is no font.
_ALIASES = frozenset({"Monospace", "Sans Serif", "Serif"})


def without_qt(error: ImportError) -> FormattedMessage | None:
    """What an import of PySide6 failed for; None if it was another import that failed."""
    from desktop_login.messages.settings import QT_BROKEN
    from desktop_login.system.libraries import WINDOW, absent, named_in

    text = str(error)
    if missing := named_in(text):
        return _install([*{missing: None}, *absent(set(WINDOW) - {missing})])
    if (error.name or "").partition(".")[0] in _PACKAGES_OF_QT:
        return message(QT_BROKEN, text=text)
    return None


def say_without_qt(error: ImportError, language: str | None) -> bool:
    """Print in the terminal what an import of PySide6 failed for, where it was that and there is one."""
    from desktop_login.messages.translate import translator

    why = without_qt(error) if sys.stderr is not None else None
    if why is None:
        return False
    print(translator(language)(why), file=sys.stderr)  # noqa: T201
    return True


def without_screen() -> FormattedMessage:
    """Why Qt gave up opening a screen: a library that its plugin lacks, or no display."""
    from desktop_login.messages.settings import NO_DISPLAY
    from desktop_login.system.libraries import SCREEN, absent, missing_for

    for plugin in _plugins_asked_for():
        if missing := missing_for(plugin):
            return _install([missing, *absent(name for name in SCREEN if name != missing)])
    return message(NO_DISPLAY)


def without_font() -> FormattedMessage | None:
    """Return why no window is opened without a system font; None if one can be.

    Qt may have a font although none lies in the usual folders, as on other systems than Linux. The
    font that comes with the program has the letters of English, and no Japanese ones.
    """
    if sys.platform in ("win32", "darwin"):
        return None
    from PySide6.QtGui import QFontDatabase

    from desktop_login.messages.translate import FALLBACK, language_in_use
    from desktop_login.ui.fonts import SHIPPED

    families = set(QFontDatabase.families()) - _ALIASES
    shipped = {family for family in families if family.startswith(SHIPPED)}
    if families - shipped or (shipped and language_in_use() == FALLBACK):
        return None
    from desktop_login.messages.settings import NO_FONT, NO_FONT_SOMEHOW
    from desktop_login.system.libraries import FONT, install_line, manager, named

    tool = manager()
    if tool is None:
        return message(NO_FONT_SOMEHOW)
    return message(NO_FONT, text=install_line(named([FONT], tool), tool))


def _install(missing: list[str]) -> FormattedMessage:
    from desktop_login.messages.settings import LIBRARY_MISSING, LIBRARY_MISSING_SOMEHOW
    from desktop_login.system.libraries import install_line, manager, packages_for

    tool = manager()
    packages = packages_for(missing, tool) if tool else []
    if tool is None or not packages:
        return message(LIBRARY_MISSING_SOMEHOW, name=missing[0])
    return message(LIBRARY_MISSING, name=missing[0], text=install_line(packages, tool))


def _plugins_asked_for() -> list[Path]:
    """The platform plugins that Qt looks for first, as files (https://doc.qt.io/qt-6/qpa.html)."""
    import PySide6

    asked = os.environ.get("QT_QPA_PLATFORM", "")
    names = [name.partition(":")[0] for name in asked.split(";") if name]
    if not names:
        displays = (("WAYLAND_DISPLAY", "wayland"), ("DISPLAY", "xcb"))
        names = [name for display, name in displays if os.environ.get(display)]
    folder = Path(PySide6.__path__[0]) / "Qt" / "plugins" / "platforms"
    return [file for name in names if (file := folder / f"libq{name}.so").is_file()]
