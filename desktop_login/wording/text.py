"""What a sentence is. Holds none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Text(NamedTuple):
    """A sentence. `note` tells apart equal English words that differ elsewhere."""

    source: str
    note: str = ""


class Said(NamedTuple):
    """A sentence with what belongs in its placeholders. A value that is itself a `Text` or
    a `Said` is translated first."""

    text: Text
    values: Mapping[str, object]


def said(text: Text, /, **values: object) -> Said:
    return Said(text, values)


def in_english(words: Said) -> str:
    """For the command line and for logs, where no translation is loaded."""
    values = {
        key: in_english(value)
        if isinstance(value, Said)
        else value.source
        if isinstance(value, Text)
        else value
        for key, value in words.values.items()
    }
    return words.text.source.format_map(values)
