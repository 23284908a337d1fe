"""Reads the compiled sentences of a language without Qt, for a command line on a computer that cannot load it.

The format is that of Qt's `lrelease`: a magic number, then sections of tag, length and content.
Only the section with the messages is needed
(https://github.com/qt/qttools/blob/dev/src/linguist/shared/qm.cpp, QTranslator's loader).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

from desktop_login.wording.text import Text

_MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_MESSAGES = 0x69
_END, _TRANSLATION, _SOURCE, _NOTE = 1, 3, 6, 8
_HEAD = struct.Struct(">BI")  # the same for a section and for a field of a message


def read(file: Path) -> Mapping[Text, str]:
    """Every sentence with its translation; empty if the file is missing or is no catalogue."""
    try:
        raw = file.read_bytes()
        return _messages(_section(raw)) if raw.startswith(_MAGIC) else {}
    except (OSError, ValueError, struct.error):
        return {}


def _section(raw: bytes) -> bytes:
    at = len(_MAGIC)
    while at < len(raw):
        tag, length = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        if tag == _MESSAGES:
            return raw[at : at + length]
        at += length
    return b""


def _messages(raw: bytes) -> Mapping[Text, str]:
    found: dict[Text, str] = {}
    fields: dict[int, bytes] = {}
    at = 0
    while at < len(raw):
        if raw[at] == _END:
            source, note = fields.get(_SOURCE, b""), fields.get(_NOTE, b"")
            key = Text(source.decode("utf-8"), note.decode("utf-8"))
            found[key] = fields.get(_TRANSLATION, b"").decode("utf-16-be")
            fields = {}
            at += 1
            continue
        tag, length = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        fields[tag] = raw[at : at + length]
        at += length
    return found
