"""What `desktop_login.spec` cannot say as a list: filters, icons, versions, licence notices. Builds nothing itself."""

from __future__ import annotations

import argparse
import fnmatch
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from installer import empty_icu, parts, signatures, version_file

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "installer"
_PYSIDE = BUILD / "pyside"
CONSOLE_ARCHIVE = str(BUILD / "console.pyz")
ICONS = ROOT / "resources" / "icons"
ENTITLEMENTS = ROOT / "installer" / "macos" / "entitlements.plist"
STRIP = sys.platform == "linux"  # elsewhere it breaks signatures or does nothing
COMPILED = {".po": (".mo", ".first.mo")}  # messages: what is written, and what is read
IDENTIFIER = "io.github.desktop-login.desktop-login"


def version() -> str:
    """`__version__` of the program, read without importing it."""
    text = (ROOT / "desktop_login" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([\w.]+)"$', text, re.MULTILINE)
    if found is None:
        raise RuntimeError("desktop_login/__init__.py has no __version__")
    return found.group(1)


VERSION = version()
INFO_PLIST = {
    "CFBundleShortVersionString": VERSION,
    "NSHighResolutionCapable": True,
    "NSRequiresAquaSystemAppearance": False,  # dark mode
    "LSMinimumSystemVersion": "13.0",
}


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What stands after `--` on PyInstaller's command line."""
    parser = argparse.ArgumentParser(prog="pyinstaller desktop_login.spec --")
    parser.add_argument(
        "--one-file", action="store_true", help="one executable that unpacks itself"
    )
    parser.add_argument(
        "--small",
        action="store_true",
        help="without ICU's data (Linux): no collation, no old codecs",
    )
    parser.add_argument("--codesign-identity", help="macOS: the Developer ID to sign with")
    given = parser.parse_args(arguments)
    if given.small and sys.platform != "linux":
        parser.error("--small is for Linux")
    return given


def commands() -> list[str]:
    """The modules of the command line: each is loaded by its name, which PyInstaller does not see."""
    folder = ROOT / "desktop_login" / "cli"
    return [f"desktop_login.cli.{file.stem}" for file in sorted(folder.glob("[!_]*.py"))]


def check_part(small: Any, whole: Any) -> None:
    """Each module of the console's archive is in the other one, whose parts are listed in the SBOM.

    Raises RuntimeError if one is not.
    """
    more = {name for name, _, _ in small.toc} - {name for name, _, _ in whole.toc}
    if more:
        raise RuntimeError(f"only the program for the console has {sorted(more)}")


def pyside_modules() -> signatures.Unpacked:
    """PySide6's own Python modules, for the archive; else they are compiled at every start."""
    return signatures.Unpacked(_PYSIDE).write()


def resources() -> list[tuple[str, str]]:
    """The folder of resources and where it goes. Ends the build if sentences are not compiled."""
    folder = ROOT / "resources"
    for source in (folder / "translations").iterdir():
        for suffix in COMPILED.get(source.suffix, ()):
            compiled = source.with_suffix(suffix)
            if not compiled.is_file():
                raise SystemExit(
                    f"{compiled.name} is missing in {compiled.parent}."
                    ' Compile it first: pip install -e ".[packaging]"'
                )
    return [(str(folder), "desktop_login/resources")]


def without(
    found: Iterable[tuple[Any, ...]], patterns: Sequence[str], chosen: argparse.Namespace
) -> list[tuple[Any, ...]]:
    """The table of contents without what the patterns name; with `--small`, an empty ICU."""
    kept = [entry for entry in found if not _matches(entry[0], patterns)]
    if chosen.small:
        kept = [_with_empty_icu(entry) for entry in kept]
    return kept


def _matches(name: str, patterns: Sequence[str]) -> bool:
    path = name.replace("\\", "/")
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def _with_empty_icu(entry: tuple[Any, ...]) -> tuple[Any, ...]:
    name, source, *rest = entry
    if Path(name).name.startswith("libicudata.so") and Path(source).is_file():
        return (name, str(empty_icu.build(Path(source), BUILD)), *rest)
    return entry


def icon() -> str | None:
    match sys.platform:
        case "win32":
            return str(ICONS / "desktop-login.ico")
        case "darwin":
            return str(ICONS / "desktop-login.icns")
        case _:
            return None  # Linux: the .desktop file names it


def version_resource() -> str | None:
    """Windows shows these in the properties of the file."""
    if sys.platform == "win32":
        return str(version_file.write(BUILD / "version.txt", VERSION))
    return None


_FONTS = ROOT / "resources" / "fonts"
FONT = parts.Part(
    "Inter",
    "4.0-beta7",
    "pkg:github/rsms/inter@v4.0-beta7",
    ("OFL-1.1",),
    "https://github.com/rsms/inter",
    (("OFL.txt", _FONTS / "OFL.txt"),),
)
PROGRAM = parts.Part("desktop-login", VERSION, f"pkg:generic/desktop-login@{VERSION}", ("MIT",))


def notices(archive: Any, found: Any, chosen: argparse.Namespace) -> list[tuple[str, str, str]]:
    """Licences and SBOM of everything that PyInstaller collected, as entries of its table of contents.

    `archive` is the PYZ and `found` the Analysis, after everything that is left out has been taken out of it.
    Raises RuntimeError if something belongs to no component.
    """
    from installer import collected, licences, sbom

    built = [ROOT / "desktop_login", ROOT / "resources", BUILD]
    pyside = parts.from_distribution(signatures.DISTRIBUTION)
    origins = parts.Origins(PROGRAM, built, {_FONTS: FONT, _PYSIDE: pyside})
    everything = collected.inventory(
        Path(archive.name),
        archive.toc,
        [*found.binaries, *found.datas],
        found.scripts,
        origins,
        collected.Signing(STRIP, chosen.codesign_identity, str(ENTITLEMENTS)),
    )
    folder = licences.write(BUILD / "licences", PROGRAM, everything)
    sbom.write(folder / sbom.FILE, PROGRAM, everything)
    return [
        (str(file.relative_to(BUILD)), str(file), "DATA")
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    ]
