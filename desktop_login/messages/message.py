"""What a sentence is. Holds none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Message(NamedTuple):
    """A sentence in English, and the stable key under which every language has it.

    The key is the `msgctxt` of the catalogues in `resources/translations`. It stays the same
    when the English words change.
    """

    key: str
    source: str


class FormattedMessage(NamedTuple):
    """A sentence with what belongs in its placeholders. A value that is itself a `Message` or
    a `FormattedMessage` is translated first."""

    text: Message
    values: Mapping[str, object]


class Listed(NamedTuple):
    """Names in a row, each translated if it is a `Message`."""

    names: tuple[object, ...]


def message(text: Message, /, **values: object) -> FormattedMessage:
    return FormattedMessage(text, values)


def in_english(words: FormattedMessage) -> str:
    """For the command line and for logs, where no translation is loaded."""
    values = {key: _in_english(value) for key, value in words.values.items()}
    return words.text.source.format_map(values)


def _in_english(value: object) -> object:
    match value:
        case FormattedMessage():
            return in_english(value)
        case Message():
            return value.source
        case Listed(names=names):
            return ", ".join(str(_in_english(name)) for name in names)
        case _:
            return value
