"""Which settings are in force: the order of the sources and the choice of a profile.

The sources in order, of which the last one wins:

0. a brand, which sets the look and the words, and may hide but not show,
1. settings.toml in the configuration folder,
2. settings.toml in the folder of the executable, unless that is a single file,
3. the chosen profile of these files,
4. `.env` and `.env.local` in the working folder as far as the user trusts them (see `folder`; an
   executable reads neither),
5. the environment,
6. the profile again if it was chosen with `--profile`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.domain.named_tuple import NamedTuple
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.settings import NO_PROFILES, NO_SUCH_PROFILE, SECRET_NOT_FOR_ENDPOINT
from desktop_login.settings import ordinary_file, sources
from desktop_login.settings.aws import OF_A_POOL
from desktop_login.settings.brand import Brand
from desktop_login.settings.schema import SCHEMA, Origin, Settings, settings_of
from desktop_login.settings.values import ENVIRONMENT, SettingsError
from desktop_login.system import paths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop_login.settings.folder import Trust
    from desktop_login.settings.values import FolderFile

__all__ = [
    "ENVIRONMENT",
    "SCHEMA",
    "Brand",
    "Origin",
    "Settings",
    "SettingsError",
    "load",
    "load_text",
]

# For profiles without an accent colour; the first one keeps the program's colour.
_ACCENTS = ("", "#1e7a46", "#8a3ffc", "#b45309", "#0f766e", "#be185d")
_NAMES_A_POOL = ("user_pool_id", "client_id")
# What belongs to one pool, or to one app client, and is not inherited by another.
_OF_A_POOL = frozenset(
    {"region", "user_pool_id", "client_id", "issuer", "domain", "identity_providers", *OF_A_POOL}
)
_OF_A_CLIENT = frozenset(
    {"client_secret", "client_secret_stored", "redirect_uris", "scopes", "session_days"}
)
# Chosen for the pool of settings.toml; they may send the password itself.
_NOT_FOR_A_FOLDER = frozenset({"aws_profile", "auth_flow", "allow_plain_password"})
DEFAULT_PROFILE = paths.DEFAULT_PROFILE  # the pool outside of all profiles


class _Folder(NamedTuple):
    """The settings of the working folder."""

    values: sources.Values
    undecided: tuple[FolderFile, ...] = ()
    notices: tuple[FormattedMessage, ...] = ()
    for_the_log: tuple[str, ...] = ()


def load(
    *,
    explicit: Path | None = None,
    profile: str | None = None,
    remembered: str = "",
    environment: Mapping[str, str] | None = None,
    working_folder: Path | None = None,
    config_folder: Path | None = None,
    trust: Callable[[], Trust] | None = None,
    brand: Brand | None = None,
) -> Settings:
    """Read every source in order.

    Args:
        explicit: The file of `--settings`, which must exist. It replaces the two settings.toml and
            the files of the working folder.
        profile: The name of `--profile`.
        remembered: The profile of the last start; ignored if it no longer exists.
        environment: Replaces `os.environ`.
        working_folder: Replaces the working folder.
        config_folder: Replaces the configuration folder.
        brand: That of the program around this one. It is above all others, also above the brand
            file beside the executable.
        trust: Returns which files of the working folder the user trusts; called only if there is a
            file. Without it none is used.

    Raises:
        SettingsError: A file cannot be read, or a setting is refused.
    """
    environment = os.environ if environment is None else environment
    deployed = _deployed(brand)
    files = _files(explicit, config_folder, deployed)
    folder = _Folder({}) if explicit is not None else _folder(working_folder, trust)
    found = sources.environment(environment)
    return _in_force(files, folder, found, profile, remembered, deployed)


def load_each(
    *, explicit: Path | None = None, config_folder: Path | None = None
) -> tuple[Settings, ...]:
    """Return every profile of the settings files as it would be in force, in their order.

    For lists of profiles: of one that is refused only the name is known. Without the working
    folder, which would name one pool for all of them; where the environment names one, each is as
    if it was asked for by name. Raises `SettingsError`.
    """
    deployed = _deployed()
    files = _files(explicit, config_folder, deployed)
    of_environment = sources.environment(os.environ)

    def one(name: str) -> Settings:
        asked = name if _names_a_pool(of_environment) else None
        try:
            found = _in_force(files, _Folder({}), of_environment, asked, name, deployed)
        except SettingsError:
            return Settings(profile=name)
        return found if found.profile == name else Settings(profile=name)

    return tuple(one(name) for name in _read(files).profiles)


def load_text(text: str, file: Path, profile: str = "", brand: Brand | None = None) -> Settings:
    """Return the settings of a text as the only settings.toml; errors name it `file`.

    `brand` is that of the program around this one.

    Raises `SettingsError`.
    """
    files = [sources.parsed(text, file)]
    return _in_force(files, _Folder({}), {}, profile or None, "", _deployed(brand))


class _Read(NamedTuple):
    """What the settings files say together, before a profile is chosen."""

    base: sources.Values
    profiles: dict[str, sources.Values]
    preferred: str  # the profile that the files name for a start without a choice
    brand: Brand | None = None


def _in_force(
    files: Sequence[sources.TomlFile],
    folder: _Folder,
    environment: sources.Values,
    profile: str | None,
    remembered: str,
    deployed: Brand | None = None,
) -> Settings:
    read = _read(files)
    if profile is not None and profile not in read.profiles:
        if not read.profiles:
            raise SettingsError(message(NO_PROFILES, name=profile))
        names = ", ".join(read.profiles)
        raise SettingsError(message(NO_SUCH_PROFILE, name=profile, names=names))
    near = folder.values | environment
    chosen = profile or _chosen(read, near, remembered if profile is None else "")
    values = _merged(read, chosen, folder.values, environment, above_all=profile is not None)
    values = {key: value for key, value in values.items() if value.text}
    values, notices = _without_secret_of_another_endpoint(values)
    settings = settings_of(values)._replace(
        undecided=folder.undecided,
        notices=(*folder.notices, *notices),
        for_the_log=folder.for_the_log,
    )
    brand = deployed or read.brand
    if brand is not None:
        settings = _branded(settings, brand)
    if not chosen:
        return settings
    settings = settings._replace(preferred=chosen == read.preferred)
    return _of_profile(settings, chosen, tuple(read.profiles))


def _read(files: Sequence[sources.TomlFile]) -> _Read:
    """The last file wins. A pool outside of all profiles becomes one beside them."""
    base: sources.Values = {}
    profiles: dict[str, sources.Values] = {}
    preferred = ""
    brand = None
    for file in files:
        brand = file.brand or brand
        base |= file.values
        profiles |= file.profiles
        preferred = file.preferred or preferred
    if profiles and DEFAULT_PROFILE not in profiles and _names_a_pool(base):
        profiles = {DEFAULT_PROFILE: {}, **profiles}
    return _Read(base, profiles, preferred, brand)


def _branded(settings: Settings, brand: Brand) -> Settings:
    """With the look and the words of the brand, except where a setting says something else. What the
    brand hides is hidden, whatever the settings say."""
    if settings.brand.accent:  # of a profile, for both schemes
        brand = brand._replace(accent_dark="")
    return settings._replace(
        brand=settings.brand.over(brand),
        sign_up=settings.sign_up and brand.show.sign_up,
        scripts=settings.scripts and brand.show.scripts,
    )


def _names_a_pool(values: sources.Values) -> bool:
    return all(key in values for key in _NAMES_A_POOL)


def _chosen(read: _Read, near: sources.Values, remembered: str) -> str:
    """The profile where none was asked for; "" if folder or environment name the pool."""
    if _names_a_pool(near):
        return ""
    named = remembered if remembered in read.profiles else read.preferred
    return named or next(iter(read.profiles), "")


def _merged(
    read: _Read,
    chosen: str,
    folder: sources.Values,
    environment: sources.Values,
    *,
    above_all: bool,
) -> sources.Values:
    """All sources in their order; a profile that was asked for by name stands above all of them."""
    own = read.profiles[chosen] if chosen else {}
    left_out = _not_inherited(own)
    base = {key: value for key, value in read.base.items() if key not in left_out}
    if "user_pool_id" not in own and not _agree(base | own, folder):
        own = _without_trust(own)  # the pool of the folder may be the one that it is used with
    if above_all:
        return _over(_over(_with_folder(base, folder), environment), own)
    return _over(_with_folder(base | own, folder), environment)


def _of_profile(settings: Settings, chosen: str, profiles: tuple[str, ...]) -> Settings:
    """With the names of the profiles, and a colour of its own for this one."""
    if not settings.brand.accent:
        colour = _ACCENTS[profiles.index(chosen) % len(_ACCENTS)]
        settings = settings._replace(brand=settings.brand._replace(accent=colour))
    return settings._replace(profile=chosen, profiles=profiles)


def _not_inherited(own: sources.Values) -> frozenset[str]:
    if "user_pool_id" in own:
        return _OF_A_POOL | _OF_A_CLIENT
    return _OF_A_CLIENT if "client_id" in own else frozenset()


def _with_folder(base: sources.Values, folder: sources.Values) -> sources.Values:
    """Add the folder's settings; a pool that it names does not inherit another pool's trust."""
    return _over(base if _agree(base, folder) else _without_trust(base), folder)


def _agree(values: sources.Values, folder: sources.Values) -> bool:
    return all(key in values and values[key].text == folder[key].text for key in folder)


def _without_trust(values: sources.Values) -> sources.Values:
    return {key: value for key, value in values.items() if key not in _NOT_FOR_A_FOLDER}


def _over(under: sources.Values, over: sources.Values) -> sources.Values:
    """Merge both; `over` wins, and settings of `under` for another pool or client are dropped."""
    other: frozenset[str] = frozenset()
    if _differ("user_pool_id", under, over):
        other = _OF_A_POOL | _OF_A_CLIENT
    elif _differ("client_id", under, over):
        other = _OF_A_CLIENT
    return {key: value for key, value in under.items() if key not in other} | over


def _differ(key: str, under: sources.Values, over: sources.Values) -> bool:
    return key in under and key in over and under[key].text != over[key].text


def _without_secret_of_another_endpoint(
    values: sources.Values,
) -> tuple[sources.Values, tuple[FormattedMessage, ...]]:
    """Drop a client secret of a file if the endpoint comes from the environment.

    The secret was written for the service of that file; another endpoint gets neither it nor a hash
    made with it. A secret in the keychain needs no such rule: its entry belongs to one endpoint.
    """
    secret, endpoint = values.get("client_secret"), values.get("endpoint_url")
    if secret is None or endpoint is None or endpoint.file != ENVIRONMENT:
        return values, ()
    if secret.file == ENVIRONMENT:
        return values, ()
    words = message(
        SECRET_NOT_FOR_ENDPOINT, file=secret.file, line=secret.line or 1, setting=secret.name
    )
    return {key: value for key, value in values.items() if key != "client_secret"}, (words,)


def _files(
    explicit: Path | None, config_folder: Path | None, deployed: Brand | None
) -> list[sources.TomlFile]:
    if explicit is not None:
        return [sources.toml(explicit, must_exist=True)]
    own = config_folder or paths.settings_folder(deployed.id if deployed is not None else "")
    files = [sources.toml(own / paths.SETTINGS_FILE)]
    if _has_its_own_folder():
        files.append(sources.toml(_beside_executable(paths.SETTINGS_FILE)))
    return files


def _deployed(given: Brand | None = None) -> Brand | None:
    """The brand of the program around this one, or of the file beside the executable."""
    if given is None and _has_its_own_folder():
        file = _beside_executable(paths.BRAND_FILE)
        if not ordinary_file.is_absent(file):
            from desktop_login.settings.brand_file import read

            given = read(file)
    return given._replace(deployed=True) if given is not None else None


def _beside_executable(name: str) -> Path:
    return Path(sys.executable).resolve().parent / name


def _has_its_own_folder() -> bool:
    """Return whether this is an executable in a folder of its own.

    An executable that is a single file lies among other downloads, so a settings.toml beside it is
    not the deployer's. Such a file unpacks itself into a folder `_MEI…`.

    https://pyinstaller.org/en/stable/operating-mode.html#how-the-one-file-program-works
    """
    unpacked = Path(getattr(sys, "_MEIPASS", "")).name.startswith("_MEI")
    return getattr(sys, "frozen", False) and not unpacked


def _folder(here: Path | None, trust: Callable[[], Trust] | None) -> _Folder:
    if getattr(sys, "frozen", False):
        return _Folder({})  # an executable may be started in any folder
    brought = _Folder({})
    for path in _dotenv_files(here):
        from desktop_login.settings.folder import read

        try:
            file = read(path)
        except SettingsError as error:  # the file may belong to another tool, so go on
            brought = brought._replace(notices=(*brought.notices, error.message))
            continue
        if file is not None:
            brought = _with_file(brought, file, trust)
    return brought


def _dotenv_files(here: Path | None) -> list[Path]:
    try:
        here = here or Path.cwd()
        return [path for path in (here / ".env", here / ".env.local") if path.is_file()]
    except OSError:
        return []  # the folder was deleted, or cannot be entered


def _with_file(brought: _Folder, file: FolderFile, trust: Callable[[], Trust] | None) -> _Folder:
    """Its values count if the user agreed to them, and are a question if nothing was decided."""
    brought = brought._replace(for_the_log=(*brought.for_the_log, *file.for_the_log))
    decision = trust().decision(file) if trust is not None and file.values else None
    if decision:
        brought = brought._replace(values=brought.values | dict(file.values))
    elif decision is None and file.values:
        brought = brought._replace(undecided=(*brought.undecided, file))
    if decision or not file.values:
        brought = brought._replace(notices=(*brought.notices, *file.notices))
    return brought
