"""Says the sentences of `wording` on the command line, in the person's language and without Qt.

A terminal must be told what is missing precisely where Qt cannot be loaded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

from desktop_login.resource_files import resource
from desktop_login.ui.plain_text import defused
from desktop_login.wording.catalogue import read
from desktop_login.wording.text import Listed, Said, Text

_TRANSLATED = ("ja",)
_COMMAS = {"ja": "、"}


def speaker(language: str | None) -> Callable[[Said], str]:
    """`language` is "en", "ja", or None for the system's."""
    language = language or system_language()
    sentences = _sentences(language) if language in _TRANSLATED else {}
    comma = _COMMAS.get(language, ", ")

    def value(of: object) -> object:
        match of:
            case Said(text=text, values=values):
                return sentences.get(text, text.source).format_map(
                    {key: value(each) for key, each in values.items()}
                )
            case Text():
                return sentences.get(of, of.source)
            case Listed(names=names):
                return comma.join(str(value(name)) for name in names)
            case str():
                return defused(of)
            case _:
                return of

    return lambda words: str(value(words))


def system_language() -> str:
    """The first of the system's languages that the program speaks; English otherwise.

    On Linux by the variables of gettext, as Qt does; the other systems' Qt brings all it needs.
    """
    if sys.platform in ("win32", "darwin"):
        from desktop_login.ui.translation import system_language as asked_of_qt

        return asked_of_qt()
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = next((name for name in names if name), "C")
    for name in (os.environ.get("LANGUAGE") or chosen).split(":"):
        language = name.replace("-", "_").partition("_")[0].partition(".")[0]
        if language in ("en", *_TRANSLATED):
            return language
    return "en"


def _sentences(language: str) -> Mapping[Text, str]:
    try:
        return read(resource("translations", f"{language}.qm"))
    except FileNotFoundError:
        return {}
