"""The licence notices that the executable must carry. Reads them from the installed distributions."""

from __future__ import annotations

import shutil
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

# Distribution → what a reader must know beside its own text. All of these end in the executable.
BUNDLED = {
    "PySide6_Essentials": "LGPL-3.0-only (chosen from its licences). Qt and PySide6 are the libraries in PySide6/ and shiboken6/;"
    " they are separate files, so each can be replaced by a changed build of the same version.",
    "shiboken6": "LGPL-3.0-only (chosen from its licences). See PySide6_Essentials.",
    "gmpy2": "LGPL-3.0-or-later, with GMP, MPFR and MPC under the same licence in gmpy2.libs/,"
    " as separate files that can be replaced.",
    "qasync": "",
    "boto3": "",
    "botocore": "",
    "jmespath": "",
    "python-dateutil": "",
    "six": "",
    "urllib3": "",
    "certifi": "",
    "PyJWT": "",
    "cryptography": "",
    "cffi": "",
    "pycparser": "",
    "keyring": "",
    "jaraco.classes": "",
    "jaraco.context": "",
    "jaraco.functools": "",
    "more-itertools": "",
    "SecretStorage": "Linux only.",
    "jeepney": "Linux only.",
    "pywin32-ctypes": "Windows only.",
    "platformdirs": "",
    "python-dotenv": "",
    "tomlkit": "",
    "filelock": "",
    "truststore": "",
    "segno": "",
}
_TEXTS = ("LICEN", "COPYING", "NOTICE", "AUTHORS")
_LGPL = ("PySide6_Essentials", "shiboken6")


def write(folder: Path) -> Path:
    """Fills `folder` and returns it: an index, the program's own licence, and one folder each."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    root = Path(__file__).resolve().parent.parent
    shutil.copy(root / "LICENSE", folder / "desktop-login.txt")
    lines = [
        "Desktop Login is under the MIT licence (desktop-login.txt). It contains:",
        "",
        f"Python {sys.version.split()[0]}: PSF-2.0 (Python.txt)",
    ]
    _python(folder / "Python.txt")
    lgpl = _texts(distribution("gmpy2"))
    for name, note in BUNDLED.items():
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # of another system
        texts = _texts(found) or (lgpl if name in _LGPL else [])
        for text in texts:
            target = folder / name
            target.mkdir(exist_ok=True)
            shutil.copy(text, target / text.name)
        lines.append(f"{name} {found.version}: {licence(found)}. {note}".rstrip())
    (folder / "INDEX.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def _texts(found: Distribution) -> list[Path]:
    return [
        Path(str(found.locate_file(file)))
        for file in found.files or []
        if any(file.name.upper().startswith(word) for word in _TEXTS)
        and any(part.endswith(".dist-info") for part in file.parts)
    ]


def licence(found: Distribution) -> str:
    """As its metadata has it."""
    meta = found.metadata
    named = meta.get("License-Expression") or meta.get("License")
    if named and "\n" not in named:
        return named
    classes = [
        line.rpartition(" :: ")[2]
        for line in meta.get_all("Classifier", [])
        if line.startswith("License ::")
    ]
    return ", ".join(classes) or "see its folder"


def _python(target: Path) -> None:
    library = Path(sys.base_prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for place in (library / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"):
        if place.is_file():
            shutil.copy(place, target)
            return
    target.write_text("https://docs.python.org/3/license.html\n", "utf-8")
