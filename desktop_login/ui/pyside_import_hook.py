"""Python's own import, put back after PySide6 has replaced it. Must run before other modules of `ui` are imported.

PySide6 reads the source of every module that is imported after it, looking for a feature
switch that is not used here; see docs/adr/0005.
"""

from __future__ import annotations

import builtins
import sys

from desktop_login.ui.pyside_parts import left_for_later

if "PySide6" not in sys.modules:
    with left_for_later():
        import PySide6.QtCore  # noqa: F401 - it is what replaces the function


def put_back() -> None:
    """Where PySide6 was there already."""
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original
