"""Whether this system has a font, by the usual folders. Called at each start, so it imports almost nothing.

`dev.py` uses it too, so it needs only the standard library of Python 3.8.
"""

from __future__ import annotations

import os

_ENDINGS = (".ttf", ".otf", ".ttc", ".pcf", ".pcf.gz", ".pfb", ".woff", ".woff2")
_LOOKED_AT = 5000  # files; a folder of fonts has its first one much earlier


def folders() -> list[str]:
    """Return the usual folders (https://specifications.freedesktop.org/basedir-spec/latest)."""
    home = os.environ.get("HOME") or "/nonexistent"
    own = os.environ.get("XDG_DATA_HOME") or f"{home}/.local/share"
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/share:/usr/local/share"
    return [f"{folder}/fonts" for folder in (*shared.split(":"), own)] + [f"{home}/.fonts"]


def has_usual_font() -> bool:
    """Return whether one of them has a font; there may be one elsewhere."""
    left = _LOOKED_AT
    for top in folders():
        for _, _, files in os.walk(top):
            if any(name.lower().endswith(_ENDINGS) for name in files):
                return True
            left -= len(files)
            if left < 0:
                return False
    return False
