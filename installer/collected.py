"""What a build consists of: every module of PyInstaller's archive and every file beside it, with its hash and its component.

Asks PyInstaller after its analysis, so nothing is listed that is not bundled, and nothing bundled is left out.
"""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from PyInstaller.archive.readers import ZlibArchiveReader
from PyInstaller.building.utils import process_collected_binary
from PyInstaller.depend.analysis import get_bootstrap_modules

from installer.parts import Origins, Part, from_distribution, python

Entry = tuple[str, str, str]  # PyInstaller's: name in the bundle, source, kind
_NATIVE = ("BINARY", "EXTENSION")


class Item(NamedTuple):
    """`name` is a path below the contents folder with `/`, or a dotted module name if `module` is true."""

    name: str
    sha256: str
    module: bool


class Signing(NamedTuple):
    """How PyInstaller changes native files on the way into the bundle."""

    strip: bool
    identity: str | None
    entitlements: str


Inventory = dict[Part, list[Item]]


def inventory(
    archive: Path,
    modules: Iterable[Entry],
    files: Sequence[Entry],
    scripts: Iterable[Entry],
    origins: Origins,
    signing: Signing,
) -> Inventory:
    """Every component of the build. Raises RuntimeError for what belongs to none.

    `archive` is the PYZ file; the hash of a module is that of its code in there, as marshal has it.
    """
    bootstrap = get_bootstrap_modules()
    natives = {entry[0]: entry for entry in bootstrap if entry[2] in _NATIVE}
    listed = list((natives | {entry[0]: entry for entry in files}).values())
    origins.ask_system(Path(source) for _, source, kind in listed if kind == "BINARY")
    found: Inventory = {}
    for name, source, kind in listed:
        if kind != "SYMLINK":
            item = Item(name.replace("\\", "/"), _hash_of_file(name, source, kind, signing), False)
            part = python() if name == "base_library.zip" else origins.of(Path(source))
            found.setdefault(part, []).append(item)
    sources = {name: source for name, source, _ in modules}
    for name, digest in _modules(archive):
        part = origins.of(Path(sources[name]))
        found.setdefault(part, []).append(Item(name, digest, True))
    # The bootloader, its modules and the start hooks are in the executable itself, outside the archive.
    found.setdefault(from_distribution("pyinstaller"), [])
    for _, source, kind in [*scripts, *bootstrap]:
        if kind.startswith("PYSOURCE"):
            found.setdefault(origins.of(Path(source)), [])
    return found


def _modules(archive: Path) -> Iterator[tuple[str, str]]:
    token_verifier = ZlibArchiveReader(str(archive))
    for name in sorted(token_verifier.toc):
        code = token_verifier.extract(name, raw=True)
        if code is not None:  # None: a namespace, which has no file
            yield name, hashlib.sha256(code).hexdigest()


def _hash_of_file(name: str, source: str, kind: str, signing: Signing) -> str:
    """Of the file as it will lie in the bundle. PyInstaller keeps what it made, and takes the same again."""
    if kind in _NATIVE:
        source = process_collected_binary(
            source,
            name,
            use_strip=signing.strip,
            target_arch=platform.machine() if sys.platform == "darwin" else None,
            codesign_identity=signing.identity,
            entitlements_file=signing.entitlements,
            strict_arch_validation=kind == "EXTENSION",
        )
    with Path(source).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
