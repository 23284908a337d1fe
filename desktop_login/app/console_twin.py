"""The console program of an installation has no Qt: a window is opened by the windowed program beside it.

A windowed program has no standard output on Windows, so an installation brings two: `desktop-login`
for the menu, and `desktop-login-cli`, which is `desktop-login` on the path. That Windows starts the
other one as written here has not been seen by its authors.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.system.environment import release_libraries

if TYPE_CHECKING:
    from collections.abc import Sequence

CONSOLE, WINDOWED = "desktop-login-cli", "desktop-login"


def windowed_program() -> Path | None:
    """Who opens windows in place of this program; None if it does so by itself."""
    own = Path(sys.executable)
    is_twin = getattr(sys, "frozen", False) and own.stem == CONSOLE
    return own.with_stem(WINDOWED) if is_twin else None


def hand_over(program: Path, arguments: Sequence[str], *, waits: bool = True) -> int:
    """Go on as that program. On Windows, which has no such thing, start it.

    Args:
        program: The windowed one.
        arguments: What this program was started with.
        waits: Whether the terminal is of use again only once the other has ended; on Windows.
    """
    release_libraries()
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # it is no child of this one
    command = [str(program), *arguments]
    if sys.platform != "win32":
        _become(program, command)
    import subprocess

    process = subprocess.Popen(command)  # noqa: S603 - our own program
    return process.wait() if waits else 0


def _become(program: Path, command: list[str]) -> None:
    os.execv(program, command)  # noqa: S606 - our own program
