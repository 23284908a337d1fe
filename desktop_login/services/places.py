"""The places file: which profile has its session where, for commands that have no time to read TOML.

Written by whoever has read the settings, and believed by `quick` only as long as the settings files
are the same. It names no pool: a place is a hash. Only settings that every start of this user finds
are written down, so neither those of the environment nor those of a working folder.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop_login import quick
from desktop_login.settings import Settings, SettingsError, load, load_each
from desktop_login.system.files import Replacement, private_folder
from desktop_login.system.paths import BRAND_FILE, SETTINGS_FILE, folder_name, settings_file

_MOST = 100  # profiles


def place_of(settings: Settings) -> str:
    """The name of the folder of the session, "" without a pool."""
    pool = settings.pool
    if pool is None:
        return ""
    return folder_name(pool.pool_id, pool.client_id, settings.profile, pool.endpoint_url or "")


def write_places(data_folder: Path) -> None:
    """Write it anew if it does not fit the settings any more. What cannot be written is not needed."""
    if any(name.startswith("COGNITO_") for name in os.environ):
        return
    stamps = [b"=" + quick.stamp(os.fsencode(file)) for file in _settings_files()]
    try:
        usual = load(trust=None, working_folder=_nowhere(data_folder))
        lines = [_line(b"*", usual), *(_line(b"+", one) for one in load_each()[:_MOST])]
    except SettingsError:
        return
    if usual.brand.source:
        stamps.append(b"=" + quick.stamp(os.fsencode(usual.brand.source)))
    allowed = [line for line in lines if line] if usual.scripts else []
    of_user = os.fsencode(settings_file())
    content = b"\n".join([quick.PLACES_VERSION, quick.program(), of_user, *stamps, *allowed, b""])
    file = data_folder / quick.PLACES
    if quick.read_own(str(file)) == content:
        return
    try:
        private_folder(data_folder)
        with Replacement(file, content) as new:
            new.commit()
    except OSError:
        return


def _line(kind: bytes, settings: Settings) -> bytes:
    place = place_of(settings)
    name = os.fsencode(settings.profile)
    return kind + place.encode() + b" " + name if place and b"\n" not in name else b""


def _settings_files() -> list[Path]:
    files = [settings_file()]
    if quick.is_frozen():
        beside = Path(sys.executable).resolve().parent
        files += [beside / SETTINGS_FILE, beside / BRAND_FILE]
    return files


def _nowhere(data_folder: Path) -> Path:
    """A working folder without files of its own."""
    return data_folder / "no-such-folder"
