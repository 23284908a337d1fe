"""What a sentence is. Holds none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Text(NamedTuple):
    """A sentence in English, and the stable key under which every language has it.

    The key is the `msgctxt` of the catalogues in `resources/translations`. It stays the same
    when the English words change.
    """

    key: str
    source: str


class Said(NamedTuple):
    """A sentence with what belongs in its placeholders. A value that is itself a `Text` or
    a `Said` is translated first."""

    text: Text
    values: Mapping[str, object]


class Listed(NamedTuple):
    """Names in a row, each translated if it is a `Text`."""

    names: tuple[object, ...]


def said(text: Text, /, **values: object) -> Said:
    return Said(text, values)


def in_english(words: Said) -> str:
    """For the command line and for logs, where no translation is loaded."""
    values = {key: _in_english(value) for key, value in words.values.items()}
    return words.text.source.format_map(values)


def _in_english(value: object) -> object:
    match value:
        case Said():
            return in_english(value)
        case Text():
            return value.source
        case Listed(names=names):
            return ", ".join(str(_in_english(name)) for name in names)
        case _:
            return value
