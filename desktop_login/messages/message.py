"""The type of a message, without and with its values. Contains no message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login.domain.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Message(NamedTuple):
    """An English sentence and the key of its translations.

    Attributes:
        key: The `msgctxt` in the catalogues of `resources/translations`. It stays the same when
            the English text changes.
        source: The English text, with placeholders for `str.format_map`.
    """

    key: str
    source: str


class FormattedMessage(NamedTuple):
    """A message with the values of its placeholders.

    A value that is itself a `Message`, `FormattedMessage` or `Listed` is translated first.
    """

    text: Message
    values: Mapping[str, object]


class Listed(NamedTuple):
    """A list of names, separated as the language does it; each is translated if it is a `Message`."""

    names: tuple[object, ...]


def message(text: Message, /, **values: object) -> FormattedMessage:
    """Return the message with the values of its placeholders."""
    return FormattedMessage(text, values)


def in_english(words: FormattedMessage) -> str:
    """Return the English text; for logs, which are not translated."""
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
