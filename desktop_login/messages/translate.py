"""Translates messages by means of the gettext catalogues. Imports no Qt.

https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from desktop_login.messages.message import FormattedMessage, Listed, Message
from desktop_login.messages.pages import LIST_SEPARATOR
from desktop_login.messages.sanitize import defused
from desktop_login.system.resources import resource

if TYPE_CHECKING:
    from gettext import GNUTranslations

LANGUAGES = ("en", "ja")
FALLBACK = LANGUAGES[0]
Speaker = Callable[[FormattedMessage], str]


class _Brand:
    """Sentences that a brand has reworded: language → key → sentence."""

    words: Mapping[str, Mapping[str, str]] = {}


def use_words(words: Mapping[str, Mapping[str, str]]) -> None:
    """Set the words of a brand, for every catalogue that is made from now on.

    They were looked at by `settings.brand_words`: the placeholders are those of the messages.
    """
    _Brand.words = words


class Catalogue:
    """The messages of one language.

    Those of the first paint are read at once, the others when one of them is asked for.
    If the catalogue is missing or damaged, messages are in English: that is better than a program
    that does not start. The build fails without a catalogue.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.is_whole = False  # whether all messages have been read
        self._messages: GNUTranslations | None = None
        if language != FALLBACK:
            self._messages = _read(f"{language}.first") or self._read_all()
        if self._messages is None:
            self.language = FALLBACK
        self._of_brand = _Brand.words.get(self.language, {})

    def tr(self, text: Message, /, **values: object) -> str:
        """Return the translated message with its placeholders filled.

        Args:
            text: The message.
            values: Placeholder name to value. A `Message`, `FormattedMessage` or `Listed` is
                translated. A string may come from a service or a deployer, so it goes through
                `defused` and is never used as a template.
        """
        template = self._of_brand.get(text.key, text.source)
        if self._messages is not None and text.key not in self._of_brand:
            template = self._messages.pgettext(text.key, text.source)
            if template is text.source and not self.is_whole:
                self._messages = self._read_all() or self._messages
                template = self._messages.pgettext(text.key, text.source)
        if not values:
            return template
        return template.format_map({name: self._value(value) for name, value in values.items()})

    def _read_all(self) -> GNUTranslations | None:
        self.is_whole = True
        return _read(self.language)

    def translate(self, message: FormattedMessage) -> str:
        """Return the translated text of a message that has its values."""
        return self.tr(message.text, **message.values)

    def _value(self, value: object) -> object:
        match value:
            case FormattedMessage():
                return self.translate(value)
            case Message():
                return self.tr(value)
            case Listed(names=names):
                return self.tr(LIST_SEPARATOR).join(str(self._value(name)) for name in names)
            case str():
                return defused(value)
            case _:
                return value


def _read(name: str) -> GNUTranslations | None:
    from gettext import GNUTranslations  # costs a millisecond, and English needs none
    from struct import error as bad_offset

    try:
        with resource("translations", f"{name}.mo").open("rb") as file:
            return GNUTranslations(file)
    except (OSError, ValueError, LookupError, bad_offset):
        return None


class _Current:
    """The language of the window; a process has one at a time."""

    catalogue = Catalogue(FALLBACK)


def use_language(language: str) -> str:
    """Set the language of `tr` and `translate`.

    Returns:
        The language in use: English if the catalogue cannot be read.
    """
    _Current.catalogue = Catalogue(language)
    return _Current.catalogue.language


def language_in_use() -> str:
    """Return the language of `tr` and `translate`."""
    return _Current.catalogue.language


def tr(text: Message, /, **values: object) -> str:
    """Return a message in the language of the window; see `Catalogue.tr`."""
    return _Current.catalogue.tr(text, **values)


def translate(message: FormattedMessage) -> str:
    """Return a message that has its values, in the language of the window."""
    return _Current.catalogue.translate(message)


def translator(language: str | None) -> Speaker:
    """Return the translating function for the command line; None means the terminal's language."""
    return Catalogue(language or terminal_language()).translate


def terminal_language() -> str:
    """Return the first supported language that the environment names, otherwise English.

    Reads the variables of gettext, as Qt does for the window; on Windows the user's language.
    https://www.gnu.org/software/gettext/manual/html_node/Locale-Environment-Variables.html
    """
    if sys.platform == "win32":
        import ctypes
        import locale

        user = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return _known(locale.windows_locale.get(user, "")) or FALLBACK
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    wanted = os.environ.get("LANGUAGE") or next((name for name in named if name), "")
    return next(filter(None, map(_known, wanted.split(":"))), FALLBACK)


def _known(name: str) -> str:
    """Return `ja` for `ja_JP.UTF-8` and `ja-JP`; "" for an unsupported language."""
    language = name.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return language if language in LANGUAGES else ""
