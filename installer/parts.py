"""Tells which component a file of the build comes from: a distribution, Python, a package of the system, this program."""

from __future__ import annotations

import csv
import os
import platform
import re
import ssl
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path
from typing import NamedTuple

from packageurl import PackageURL

UNKNOWN = "unknown"
_TEXTS = ("LICEN", "COPYING", "NOTICE", "AUTHORS")


class Part(NamedTuple):
    """One component. `texts` and `sboms` are (name in the notices, file to copy)."""

    name: str
    version: str
    purl: str
    licences: tuple[str, ...] = ()
    homepage: str = ""
    texts: tuple[tuple[str, Path], ...] = ()
    sboms: tuple[tuple[str, Path], ...] = ()
    comes_with: str = ""  # the part that brings it, for libraries inside wheels


class _Inside(NamedTuple):
    """A library that a wheel, or Python's own installer, brings inside itself."""

    pattern: str  # of the file's path
    name: str
    licence: str
    version: Callable[[str], str]  # from the file's name


def _unknown(_: str) -> str:
    return UNKNOWN


def _of_name(name: str) -> str:
    found = re.search(r"\d+(\.\d+)*$", name)
    return found.group() if found else UNKNOWN


def _qt(_: str) -> str:
    from PySide6.QtCore import qVersion

    return str(qVersion())


def _gmpy2(function: str) -> Callable[[str], str]:
    def version(_: str) -> str:
        import gmpy2

        return str(getattr(gmpy2, function)()).rpartition(" ")[2]

    return version


def _openssl(_: str) -> str:
    return ssl.OPENSSL_VERSION.split()[1]


def _fido2(_: str) -> str:
    return distribution("fido2").version


def _suffix_list(_: str) -> str:
    """The day on which the list that fido2 brings was made."""
    text = Path(str(distribution("fido2").locate_file("fido2/public_suffix_list.dat")))
    with text.open(encoding="utf-8") as file:
        found = re.search(r"^// VERSION: (\d{4}-\d\d-\d\d)", file.read(2048), re.MULTILINE)
    return found[1] if found else UNKNOWN


_VISUAL_C = "LicenseRef-Microsoft-Visual-C-Redistributable"
# First match counts. Paths are those inside the wheel, or below Python's own folder.
_INSIDE = {
    "pyside6-essentials": (
        _Inside("*icu*", "ICU", "Unicode-3.0", _of_name),
        _Inside("PySide6/Qt/*", "Qt", "LGPL-3.0-only", _qt),
        _Inside("PySide6/Qt6*.dll", "Qt", "LGPL-3.0-only", _qt),
        _Inside("PySide6/plugins/*", "Qt", "LGPL-3.0-only", _qt),
        _Inside("PySide6/translations/*", "Qt", "LGPL-3.0-only", _qt),
        _Inside("*140*.dll", "Microsoft Visual C++ runtime", _VISUAL_C, _unknown),
    ),
    "shiboken6": (_Inside("*140*.dll", "Microsoft Visual C++ runtime", _VISUAL_C, _unknown),),
    "gmpy2": (
        _Inside("gmpy2*/*libgmp*", "GMP", "LGPL-3.0-or-later", _gmpy2("mp_version")),
        _Inside("gmpy2*/*libmpfr*", "MPFR", "LGPL-3.0-or-later", _gmpy2("mpfr_version")),
        _Inside("gmpy2*/*libmpc*", "MPC", "LGPL-3.0-or-later", _gmpy2("mpc_version")),
    ),
    "fido2": (
        _Inside("fido2/hid/*", "fido2 HID", "Apache-2.0", _fido2),
        _Inside("*public_suffix_list.dat", "Public Suffix List", "MPL-2.0", _suffix_list),
    ),
    "python": (
        _Inside("*libssl*", "OpenSSL", "Apache-2.0", _openssl),
        _Inside("*libcrypto*", "OpenSSL", "Apache-2.0", _openssl),
        _Inside("*libffi*", "libffi", "MIT", _unknown),
        _Inside("*vcruntime140*.dll", "Microsoft Visual C++ runtime", _VISUAL_C, _unknown),
    ),
}
# Wheels whose metadata has the text of their licence where its name should be.
_LICENCES = {"fido2": "BSD-2-Clause"}
# Wheels whose metadata has no text of their licence, and one that has the same text.
_TEXTS_FROM = {"pyside6-essentials": "gmpy2", "shiboken6": "gmpy2"}


def normal(name: str) -> str:
    """https://packaging.python.org/en/latest/specifications/name-normalization/"""
    return re.sub(r"[-_.]+", "-", name).lower()


class Origins:
    """Knows the files of all installed distributions.

    `built` are folders of files that the program has or the build makes. `brought` are folders
    inside them whose content others wrote, each with its component.
    """

    def __init__(
        self, program: Part, built: Iterable[Path], brought: Mapping[Path, Part] | None = None
    ) -> None:
        self._program = program
        self._brought = {_real(folder): part for folder, part in (brought or {}).items()}
        self._built = [_real(folder) for folder in built]
        self._owners: dict[str, tuple[str, str]] = {}  # path → distribution, path inside it
        for found in distributions():
            base = os.path.realpath(str(found.locate_file("")))
            name = normal(found.metadata["Name"])
            for file in _recorded(found):
                path = os.path.normpath(os.path.join(base, file))  # noqa: PTH118 - 100,000 of them
                self._owners.setdefault(path, (name, file))
        self._packages: dict[str, str] = {}

    def ask_system(self, files: Iterable[Path]) -> None:
        """Has the package manager tell of all these files at once. Asking for each would take a minute."""
        self._packages |= _owning_packages(_real(file) for file in files)

    def of(self, file: Path) -> Part:
        """Raises RuntimeError for a file that no component accounts for."""
        path = _real(file)
        name, inside = self._owners.get(path, ("", ""))
        if name and name != self._program.name:
            return _inside(name, inside, from_distribution(name)) or from_distribution(name)
        for folder, part in self._brought.items():
            if path.startswith(folder + os.sep):
                return part
        if name or any(path.startswith(folder + os.sep) for folder in self._built):
            return self._program
        if path.startswith(_real(Path(sysconfig.get_path("stdlib"))) + os.sep):
            return python()
        if package := self._packages.get(path):
            return from_debian(package)
        base = _real(Path(sys.base_prefix))
        if path.startswith(base + os.sep):
            inside = path.removeprefix(base + os.sep).replace(os.sep, "/")
            return _inside("python", inside.lower(), python()) or python()
        if file.suffix.lower() in {".dll", ".dylib"} or ".so" in file.suffixes:
            return Part(file.name, UNKNOWN, str(PackageURL("generic", None, file.name, None)))
        raise RuntimeError(
            f"{file} belongs to no installed distribution, so the SBOM cannot name it."
            " Build in a virtual environment that pip filled."
        )


def _recorded(found: Distribution) -> Iterator[str]:
    """`files` says the same, and looks at the disk for each of 30,000.

    https://packaging.python.org/en/latest/specifications/recording-installed-packages/
    """
    for row in csv.reader((found.read_text("RECORD") or "").splitlines()):
        yield row[0]


def _real(file: Path) -> str:
    """Without links in its folder. The file's own name stays: packages know the names of links."""
    return os.path.join(os.path.realpath(file.parent), file.name)  # noqa: PTH118 - as above


def _inside(container: str, path: str, whole: Part) -> Part | None:
    for row in _INSIDE.get(container, ()):
        if fnmatchcase(path, row.pattern):
            version = row.version(path)
            purl = PackageURL("generic", None, normal(row.name.replace(" ", "-")), version)
            # ICU's licence is another one than that of the wheel around it.
            texts = whole.texts if row.licence.startswith("LGPL") else ()
            return Part(
                row.name, version, str(purl), (row.licence,), texts=texts, comes_with=whole.purl
            )
    return None


@cache
def from_distribution(name: str) -> Part:
    """Raises PackageNotFoundError."""
    found = distribution(name)
    meta = found.metadata
    texts = _files(found, "licenses", _TEXTS)
    if not texts and normal(name) in _TEXTS_FROM:
        texts = _files(distribution(_TEXTS_FROM[normal(name)]), "licenses", _TEXTS)
    return Part(
        name=meta["Name"],
        version=found.version,
        purl=str(PackageURL("pypi", None, normal(meta["Name"]), found.version)),
        licences=(licence(found),),
        homepage=_homepage(found),
        texts=texts,
        # What was compiled into native files (https://peps.python.org/pep-0770/); in a wheel of
        # Python alone it lists what its makers have installed, and is half a megabyte.
        sboms=() if _is_pure(found) else _files(found, "sboms", ()),
    )


def _is_pure(found: Distribution) -> bool:
    """https://packaging.python.org/en/latest/specifications/binary-distribution-format/"""
    return "root-is-purelib: true" in (found.read_text("WHEEL") or "").lower()


def _files(
    found: Distribution, folder: str, beginnings: tuple[str, ...]
) -> tuple[tuple[str, Path], ...]:
    """What lies in `*.dist-info/FOLDER`, and beside it with one of these beginnings. Names keep their subfolders."""
    chosen = {}
    for file in found.files or ():
        parts = file.parts
        if not parts[0].endswith(".dist-info"):
            continue
        if parts[1] == folder or (
            len(parts) == 2 and any(file.name.upper().startswith(word) for word in beginnings)
        ):
            below = parts[2:] if parts[1] == folder else parts[1:]
            chosen["/".join(below)] = Path(str(found.locate_file(file)))
    return tuple(sorted(chosen.items()))


def licence(found: Distribution) -> str:
    """As its metadata has it."""
    known = _LICENCES.get(normal(found.metadata["Name"]))
    if known is not None:
        return known
    named = _first(found, "License-Expression") or _first(found, "License")
    if named and "\n" not in named:
        return named
    classes = [
        line.rpartition(" :: ")[2]
        for line in _all(found, "Classifier")
        if line.startswith("License ::")
    ]
    return ", ".join(classes) or "see its licence texts"


def _homepage(found: Distribution) -> str:
    for line in _all(found, "Project-URL"):
        label, _, url = line.partition(", ")
        if label.lower() in {"homepage", "home"}:
            return url
    return _first(found, "Home-page")


def _all(found: Distribution, field: str) -> list[str]:
    """Every value of a field of its metadata."""
    return found.metadata.get_all(field) or []


def _first(found: Distribution, field: str) -> str:
    return next(iter(_all(found, field)), "")


@cache
def python() -> Part:
    """The interpreter and its standard library. Raises RuntimeError if its licence is not found."""
    version = platform.python_version()
    library = Path(sysconfig.get_path("stdlib"))
    for place in (library / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"):
        if place.is_file():
            return Part(
                "python",
                version,
                str(PackageURL("generic", None, "python", version)),
                ("PSF-2.0",),
                "https://www.python.org",
                (("LICENSE.txt", place),),
            )
    raise RuntimeError(f"Python's LICENSE.txt is not in {library}")


def _owning_packages(paths: Iterable[str]) -> dict[str, str]:
    """File → Debian package. Empty where there is no dpkg. See dpkg-query(1)."""
    # Since /lib is a link to /usr/lib, packages list either spelling.
    spellings = {
        spelling: path
        for path in paths
        for spelling in (path, path.removeprefix("/usr"), os.path.realpath(path))
    }
    if not spellings:
        return {}
    try:
        done = subprocess.run(
            ["dpkg-query", "--search", *spellings],
            capture_output=True,
            text=True,
            check=False,  # 1: some of them belong to no package
            env=os.environ | {"LC_ALL": "C"},
        )
    except FileNotFoundError:
        return {}
    owners = {}
    for line in done.stdout.splitlines():
        packages, _, file = line.partition(": ")
        if file in spellings:
            owners[spellings[file]] = packages.split(", ")[0]
    return owners


@cache
def from_debian(package: str) -> Part:
    """Raises CalledProcessError if dpkg does not know it."""
    fields = (
        "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\t${Homepage}"
    )
    done = subprocess.run(
        ["dpkg-query", "--show", f"--showformat={fields}", package],
        capture_output=True,
        text=True,
        check=True,
    )
    name, version, architecture, source, source_version, homepage = done.stdout.split("\t")
    system = platform.freedesktop_os_release()
    purl = PackageURL(
        "deb",
        system.get("ID", "debian"),
        name,
        version,
        {
            "arch": architecture,
            "distro": f"{system.get('ID', 'debian')}-{system.get('VERSION_ID', '')}".rstrip("-"),
            "upstream": f"{source}@{source_version}",
        },
    )
    notice = Path("/usr/share/doc") / name / "copyright"
    text = notice.read_text("utf-8", "replace") if notice.is_file() else ""
    texts = [("copyright", notice)] if text else []
    for common in sorted(set(re.findall(r"/usr/share/common-licenses/([\w.-]*\w)", text))):
        place = Path("/usr/share/common-licenses") / common
        if place.is_file():
            texts.append((f"common-licenses/{common}", place))
    return Part(name, version, str(purl), _debian_licences(text), homepage, tuple(texts))


def _debian_licences(text: str) -> tuple[str, ...]:
    """All names after `License:`; some are those of files that the package was built with and does not hold.
    https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/"""
    if not text.startswith("Format:"):
        return ("see its Debian copyright file",) if text else ()
    return tuple(sorted(set(re.findall(r"^License: *(\S.*?) *$", text, re.MULTILINE))))
