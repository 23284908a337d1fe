"""The licence notices that a build must carry: an index, and a folder of texts for each component."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from installer.parts import Part, normal

_ROOT = Path(__file__).resolve().parent.parent
# What a reader must know beside the texts.
_NOTES = {
    "pyside6-essentials": "LGPL-3.0-only is chosen. Separate files in PySide6/, so each can be replaced by a"
    " changed build of the same version.",
    "shiboken6": "LGPL-3.0-only is chosen. Separate files, see PySide6_Essentials.",
    "qt": "Separate files that can be replaced by a changed build of the same version. Contains code of others:"
    " https://doc.qt.io/qt-6/licenses-used-in-qt.html",
    "icu": "No text in the wheel that brings it: https://www.unicode.org/license.txt",
    "gmpy2": "With GMP, MPFR and MPC, as separate files that can be replaced.",
    "fido2-hid": "The text is COPYING.APLv2 of fido2.",
    "public-suffix-list": "The text is COPYING.MPLv2 of fido2. Not changed; its source is"
    " https://publicsuffix.org/list/public_suffix_list.dat",
    "pyinstaller": "Only its bootloader and start code, which its exception lets every program carry.",
    "microsoft-visual-c-runtime": "https://visualstudio.microsoft.com/license-terms/vs2022-cruntime/",
}

_LONG = 4096  # bytes
_WITH_THEIR_TEXT = frozenset({"Qt", "PySide6_Essentials", "gmpy2"})


def folder_of(part: Part) -> str:
    """The folder of its texts. Names of distributions stay as their authors write them."""
    return "".join(c if c.isalnum() or c in "._-" else "_" for c in part.name)


def write(folder: Path, program: Part, parts: Iterable[Part]) -> Path:
    """Fills `folder` and returns it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(_ROOT / "LICENSE", folder / "desktop-login.txt")
    lines = [
        "Desktop Login is under the MIT licence (desktop-login.txt). It contains what follows; each has a folder of",
        "its texts here. For packages of Debian or Ubuntu all licences are named that their copyright file names.",
        "",
    ]
    first: dict[bytes, Path] = {}
    for part in sorted(parts, key=lambda part: (part.name.lower(), part.purl)):
        if part == program:
            continue
        for name, source in (*part.texts, *part.sboms):
            _put(source, folder / _place(part, name), part, folder, first)
        note = _NOTES.get(normal(part.name.replace("+", "").replace(" ", "-")), "")
        named = ", ".join(part.licences) or "licence not known to the system that this was built on"
        lines.append(f"{part.name} {part.version}: {named}. {note}".rstrip())
    (folder / "INDEX.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def _place(part: Part, name: str) -> Path:
    # Many Debian packages point at the same few texts.
    return Path(name) if name.startswith("common-licenses/") else Path(folder_of(part)) / name


def _put(source: Path, target: Path, part: Part, folder: Path, first: dict[bytes, Path]) -> None:
    """A long text that several components share stands in full in the first of them, and in those
    whose licence asks for it at their side."""
    text = source.read_bytes()
    earlier = first.setdefault(text, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    if len(text) < _LONG or part.name in _WITH_THEIR_TEXT or earlier == target:
        shutil.copyfile(source, target)
    elif not target.exists():
        where = earlier.relative_to(folder).as_posix()
        target.write_text(
            f"The text is the same, letter for letter, as {where} in this folder of notices, and holds"
            f" for {part.name} as well.\n",
            "utf-8",
        )
