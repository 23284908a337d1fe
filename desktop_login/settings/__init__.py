"""Which settings are in force: the order of the sources and the choice of a profile. Knows no window and no AWS.

Last wins: settings.toml in the configuration folder, one beside the executable, the chosen
profile of these files, `.env`, `.env.local` in the working folder, the environment. A profile
that was asked for by name stands above all of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from desktop_login.settings import sources
from desktop_login.settings.schema import SCHEMA, Brand, Settings, SettingsError, settings_of
from desktop_login.wording.pages import NO_SUCH_PROFILE
from desktop_login.wording.text import said

__all__ = ["SCHEMA", "Brand", "Settings", "SettingsError", "default_config_folder", "load"]

SETTINGS_FILE = "settings.toml"
# For profiles that name no colour of their own; the first keeps the program's.
_ACCENTS = ("", "#1e7a46", "#8a3ffc", "#b45309", "#0f766e", "#be185d")
_NAMES_A_POOL = ("user_pool_id", "client_id")
# What belongs to one pool, or one client, and is not handed on to a profile with another.
_OF_A_POOL = frozenset({"region", "user_pool_id", "client_id", "issuer", "domain"})
_OF_A_CLIENT = frozenset({"client_secret", "client_secret_stored"})
DEFAULT_PROFILE = "default"  # the pool that stands above all profiles


def load(
    *,
    explicit: Path | None = None,
    profile: str | None = None,
    remembered: str = "",
    environment: Mapping[str, str] | None = None,
    working_folder: Path | None = None,
    config_folder: Path | None = None,
) -> Settings:
    """Reads every source in order. Raises `SettingsError`.

    `explicit` is `--settings FILE`: it replaces the two settings.toml, and must exist.
    `profile` is `--profile NAME`; `remembered` is the one of last time, if it still exists.
    """
    environment = os.environ if environment is None else environment
    here = working_folder or Path.cwd()
    base: sources.Values = {}
    profiles: dict[str, sources.Values] = {}
    preferred = ""
    for file in _files(explicit, config_folder):
        base |= file.values
        profiles |= file.profiles
        preferred = file.preferred or preferred
    if profiles and DEFAULT_PROFILE not in profiles and all(key in base for key in _NAMES_A_POOL):
        profiles = {DEFAULT_PROFILE: {}, **profiles}
    near: sources.Values = {}
    for name in (".env", ".env.local"):
        near |= sources.dotenv(here / name)
    near |= sources.environment(environment)
    if profile is not None and profile not in profiles:
        raise SettingsError(said(NO_SUCH_PROFILE, name=profile, names=", ".join(profiles) or "–"))
    if profile is None and all(key in near for key in _NAMES_A_POOL):
        return _settings(base | near)  # the environment names the pool: no profile has a say
    named = remembered if remembered in profiles else preferred
    chosen = profile or named or next(iter(profiles), "")
    if not chosen:
        return _settings(base | near)
    own = profiles[chosen]
    base = {key: value for key, value in base.items() if key not in _not_inherited(own)}
    values = base | near | own if profile is not None else base | own | near
    settings = _settings(values)
    if not settings.brand.accent:
        colour = _ACCENTS[list(profiles).index(chosen) % len(_ACCENTS)]
        settings = settings._replace(brand=settings.brand._replace(accent=colour))
    return settings._replace(profile=chosen, profiles=tuple(profiles))


def _not_inherited(own: sources.Values) -> frozenset[str]:
    if "user_pool_id" in own:
        return _OF_A_POOL | _OF_A_CLIENT
    return _OF_A_CLIENT if "client_id" in own else frozenset()


def default_config_folder() -> Path:
    from platformdirs import user_config_path  # only where it is needed: it costs start-up time

    return user_config_path("desktop-login", appauthor=False)


def _files(explicit: Path | None, config_folder: Path | None) -> list[sources.TomlFile]:
    if explicit is not None:
        return [sources.toml(explicit, must_exist=True)]
    files = [sources.toml((config_folder or default_config_folder()) / SETTINGS_FILE)]
    if getattr(sys, "frozen", False):
        files.append(sources.toml(Path(sys.executable).resolve().parent / SETTINGS_FILE))
    return files


def _settings(values: sources.Values) -> Settings:
    return settings_of({key: value for key, value in values.items() if value.text})
