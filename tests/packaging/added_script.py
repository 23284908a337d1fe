"""A copy of an executable that runs one script more at its start: it is looked into, and otherwise the same.

The layout is PyInstaller's `CArchiveReader`: the contents, a table of them, and a cookie at the end. On
Linux all that is the section `pydata` of the executable.
"""

from __future__ import annotations

import marshal
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

from tests.patience import PROCESS_S

_SCRIPT = "s"


def with_script(
    executable: Path,
    text: str,
    copy: Path,
    *,
    before: str = "",
    interpreter: Sequence[str] = (),
) -> Path:
    """`text` runs first of all; it can import what is built in. `copy` lies beside the executable.

    `before` names the script that it runs before instead, which may be late enough to import
    anything. `interpreter` are options of Python without their hyphen, such as "W error".
    """
    reader = CArchiveReader(str(executable))
    old = reader.raw_pkg_data()
    cookie = struct.Struct(reader._COOKIE_FORMAT)
    magic, length, table_at, table_length, python, library = cookie.unpack(old[-cookie.size :])
    entries = reader._parse_toc(old[table_at : table_at + table_length])[0]
    code = marshal.dumps(compile(text, "added.py", "exec"))
    table = b""
    scripts = [name for name, entry in entries.items() if entry[-1] == _SCRIPT]
    first = before or scripts[0]
    assert first in scripts
    for name, entry in entries.items():
        if name == first:
            table += _row(reader, "added", (table_at, len(code), len(code), 0, _SCRIPT))
        table += _row(reader, name, entry)
    for option in (*reader.options, *interpreter):
        table += _row(reader, option, (0, 0, 0, 0, "o"))
    end = cookie.pack(
        magic,
        length + len(code) + len(table) - table_length,
        table_at + len(code),
        len(table),
        python,
        library,
    )
    packed = copy.with_suffix(".pkg")
    packed.write_bytes(old[:table_at] + code + table + end)
    section = f"pydata={packed}"
    try:
        subprocess.run(
            ["objcopy", "--update-section", section, executable, copy],
            check=True,
            timeout=PROCESS_S,
        )
    finally:
        packed.unlink()
    return copy


def _row(reader: CArchiveReader, name: str, entry: tuple[int, int, int, int, str]) -> bytes:
    """Names end with a zero, and rows lie at multiples of 16."""
    *numbers, kind = entry
    text = name.encode("utf-8") + b"\0"
    head = reader._TOC_ENTRY_LENGTH
    text = text.ljust(-(-(head + len(text)) // 16) * 16 - head, b"\0")
    row = struct.pack(reader._TOC_ENTRY_FORMAT, head + len(text), *numbers, kind.encode("ascii"))
    return row + text
