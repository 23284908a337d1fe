"""Tells PyInstaller what a program that is built on this library needs, so that its spec need not. Not loaded by the program.

PyInstaller asks every installed package for such a folder by the entry point `hook-dirs`:
https://pyinstaller.org/en/stable/hooks.html#providing-pyinstaller-hooks-with-your-package
"""

from __future__ import annotations

from pathlib import Path


def hook_folders() -> list[str]:
    """Return the folder of the files `hook-NAME.py`."""
    return [str(Path(__file__).parent)]
