"""Writes a settings.toml as the program does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from desktop_login.settings.writing import Draft


def write(file: Path, values: Mapping[str, str | bool], profile: str = "") -> None:
    """Raises `SettingsError`, and has changed nothing then."""
    with Draft(file, values, profile) as draft:
        draft.keep()
