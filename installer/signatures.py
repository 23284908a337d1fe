"""The Python modules inside PySide6's library, as files that PyInstaller can compile.

PySide6 carries them as text in an archive inside `libshiboken6`, and compiles them at every start: a
quarter of the time to the first window. It takes modules from Python's path instead if there is a
folder `files.dir` beside it: `find_incarnated_files` in its `signature_bootstrap.py`.
https://code.qt.io/cgit/pyside/pyside-setup.git/tree/sources/shiboken6/shibokenmodule/files.dir
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = "shibokensupport"
DISTRIBUTION = "shiboken6"
# Where PySide6 looks whether they are on the path.
PLACE = "shiboken6/files.dir"
_NOTE = "Tells PySide6 that its Python modules are compiled in the archive of the program.\n"
# In a process of its own: the build itself loads no Qt.
_UNPACK = f"""
import sys
import PySide6.QtCore
from {PACKAGE}.signature import loader
loader.__loader__.zfile.extractall(sys.argv[1])
"""


class Unpacked:
    """The modules below `folder`, and what goes into the bundle for them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._note = folder.parent / "files.dir.txt"

    def write(self) -> Unpacked:
        """Raises CalledProcessError if PySide6 keeps its modules in another way."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        subprocess.run([sys.executable, "-I", "-c", _UNPACK, str(self.folder)], check=True)
        self._note.write_text(_NOTE, "utf-8")
        return self

    @property
    def modules(self) -> list[str]:
        """Dotted names of all of them: PySide6 imports them from C."""
        files = sorted((self.folder / PACKAGE).rglob("*.py"))
        names = [file.relative_to(self.folder).with_suffix("").parts for file in files]
        return [".".join(parts).removesuffix(".__init__") for parts in names]

    @property
    def data(self) -> list[tuple[str, str]]:
        """A folder is bundled if it has a file."""
        return [(str(self._note), PLACE)]
