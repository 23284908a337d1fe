"""Every folder, file and keychain name of the program. Names places; makes, reads and asks for none, except `has_record`.

A window asks here before it paints. So on Linux the folders follow the XDG rules without
`platformdirs`, whose import costs a tenth of what the program adds to a first paint. Its answers
are the same; a test compares them. On other systems the library decides.
https://specifications.freedesktop.org/basedir-spec/latest/
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from desktop_login import quick

OUR_FOLDER = quick.OURS
SETTINGS_FILE = "settings.toml"
DEFAULT_PROFILE = "default"  # what the pool above the profiles is called, once there are profiles

# Beside the user's own settings.toml: place of the window, last address and last profile; and
# what was agreed to about `.env` files.
WINDOW_MEMORY = "window.ini"
TRUSTED_FOLDERS = "trusted-folders.json"
# In the folder of one session, below the data folder.
RECORD, LOCK = quick.RECORD, "session.lock"
DEVICES = "devices.bin"
AWS_CREDENTIALS, AWS_LOCK = "aws.bin", "aws.lock"
UNCONFIRMED = "unconfirmed.json"
API_REQUESTS = "requests.json"

BRAND_FILE = "brand.toml"  # beside the executable
_LOG_FILE = f"{OUR_FOLDER}.log"

# For sockets whose usual path is too long; TMPDIR may be what is too long.
_SHORT = Path("/tmp")  # noqa: S108 - who uses the folder in it checks its owner and mode

_FROM_LIBRARY = sys.platform in ("win32", "darwin")


class NoHomeFolder(RuntimeError):
    """The environment and the system name no home folder for this user."""


class _Settings:
    """Which folder the settings lie in: only a deployed brand has one of its own."""

    ours = OUR_FOLDER


def use_brand(brand_id: str, *, with_settings: bool = False) -> None:
    """From now on every name has the id of a brand in place of the program's, "" for the program's.

    Called once the settings are read, and before anything is looked for under these names: two
    brands on one computer never find what belongs to the other. The settings themselves stay where
    they were found, unless the brand came with the executable (`with_settings`).
    """
    quick.Named.ours = brand_id or OUR_FOLDER
    _Settings.ours = quick.Named.ours if with_settings else OUR_FOLDER


def ours() -> str:
    """What stands for this program in names: its own, or the id of the brand."""
    return quick.Named.ours


def config_folder() -> Path:
    """Where the window remembers its place. Raises `NoHomeFolder`."""
    return _config_folder(ours())


def settings_folder(brand_id: str = "") -> Path:
    """Where settings.toml lies, and which folders are trusted. Raises `NoHomeFolder`.

    Args:
        brand_id: That of a deployed brand that is not in use yet.
    """
    return _config_folder(brand_id or _Settings.ours)


def _config_folder(name: str) -> Path:
    if _FROM_LIBRARY:
        from platformdirs import user_config_path

        return user_config_path(name, appauthor=False)
    return _xdg("XDG_CONFIG_HOME", ".config", name)


def pictures_folder(brand_id: str = "") -> Path:
    """Where a logo lies that was drawn from an SVG: it can be lost at any time. Raises `NoHomeFolder`.

    Args:
        brand_id: That of a brand that is not in use yet.
    """
    name = brand_id or ours()
    if _FROM_LIBRARY:
        from platformdirs import user_cache_path

        folder = user_cache_path(name, appauthor=False)
    else:
        folder = _xdg("XDG_CACHE_HOME", ".cache", name)
    return folder / "pictures"


def data_folder() -> Path:
    """Where sessions and remembered devices lie, sealed. Raises `NoHomeFolder`."""
    if _FROM_LIBRARY:
        from platformdirs import user_data_path

        return user_data_path(ours(), appauthor=False)
    return _xdg("XDG_DATA_HOME", ".local/share", ours())


def log_file() -> Path:
    """Raises `NoHomeFolder`."""
    if _FROM_LIBRARY:
        from platformdirs import user_log_path

        folder = user_log_path(ours(), appauthor=False)
    else:
        folder = _xdg("XDG_STATE_HOME", ".local/state", ours()) / "log"
    return folder / _LOG_FILE


def autostart_file() -> Path:
    """What starts the program with the session, where that is a file (not on Windows).

    Raises `NoHomeFolder`.
    """
    if sys.platform == "darwin":
        return Path(_below_home("Library/LaunchAgents")) / f"{ours()}.plist"
    return _config_folder(ours()).parent / "autostart" / f"{ours()}.desktop"


def settings_file() -> Path:
    """The user's own, unless `--settings` names another."""
    return settings_folder() / SETTINGS_FILE


def instance_channel(digest: str, data: Path) -> str:
    """The socket at which a window hears of a second start; on Windows the name of a pipe.

    `digest` stands for the user, the data folder and the kind of window.
    """
    name = f"{ours()}-{digest}"
    if sys.platform != "win32":
        name = str(Path(os.environ.get("XDG_RUNTIME_DIR") or data) / name)
    return name


def short_socket_folder() -> Path:
    """Of one user, for sockets whose usual path is too long."""
    return _SHORT / f"{ours()}-{os.getuid()}"  # type: ignore[attr-defined,unused-ignore]  # not on Windows


def place_of(profile: str) -> str:
    """The part of a name that stands for the profile: the same for "default" and for no profile.

    The pool that stands above the profiles in settings.toml is called "default" from the moment on
    at which a second pool is added. It is the same pool, so its session, its devices and its
    accounts are found under the name that they had before.
    """
    return "" if profile == DEFAULT_PROFILE else profile


def folder_name(pool_id: str, client_id: str, profile: str = "", endpoint: str = "") -> str:
    """A name that says nothing about the pool and fits every file system.

    Two profiles of one client are two sessions. So is another endpoint: whoever can change the
    settings must not be sent what was stored for the real one. With either, the four texts are
    hashed as a JSON list, which no other four give; an earlier version joined them, so that a
    profile could be named like an endpoint. Without, the name is still the earlier one.
    """
    place = place_of(profile)
    if not place and not endpoint:
        return _hashed(f"{pool_id}|{client_id}")
    return _hashed(_list_of(pool_id, client_id, place, endpoint))


def earlier_folder_name(pool_id: str, client_id: str, profile: str, endpoint: str) -> str:
    """What an earlier version called the folder, if it called it otherwise; "" if not."""
    more = [text for text in (profile, f"endpoint={endpoint}" if endpoint else "") if text]
    return _hashed("|".join((pool_id, client_id, *more))) if more else ""


def is_unambiguous(profile: str, endpoint: str) -> bool:
    """Whether the earlier name can have been this profile's only: then what lies under it may be
    taken over. What was stored for an endpoint is not: its user signs in again."""
    return bool(profile) and not endpoint and "endpoint=" not in profile


def name_as_default(pool_id: str, client_id: str, endpoint: str) -> str:
    """What an earlier version called the folder of the pool above the profiles, where there were any."""
    return _hashed(_list_of(pool_id, client_id, DEFAULT_PROFILE, endpoint))


def earlier_folders(
    pool_id: str, client_id: str, profile: str, endpoint: str
) -> tuple[tuple[str, bool], ...]:
    """Every name that earlier versions gave the folder, the last one first.

    With each, whether what lies under it may be taken over.
    """
    place, found = place_of(profile), []
    if not place:
        found.append((name_as_default(pool_id, client_id, endpoint), True))
    for one in (place,) if place else ("", DEFAULT_PROFILE):
        name = earlier_folder_name(pool_id, client_id, one, endpoint)
        if name:
            found.append((name, is_unambiguous(one, endpoint)))
    return tuple(found)


def has_record(
    folder: Path, pool_id: str, client_id: str, profile: str = "", endpoint: str = ""
) -> bool:
    """Cheap, and without the keychain: is there a record to try?"""
    names = [folder_name(pool_id, client_id, profile, endpoint)]
    earlier = earlier_folders(pool_id, client_id, profile, endpoint)
    names += [name for name, counts in earlier if counts]
    return any((folder / name / RECORD).is_file() for name in names)


def session_key(folder: str) -> str:
    """The keychain's entry for the key of a session; `folder` is the name of its folder."""
    return f"{quick.keychain()}/{folder}"


def keychain_trial() -> str:
    """The entry with which the self-check tries the keychain."""
    return f"{quick.keychain()}/self-check"


def trial_of(key: str) -> str:
    """The entry that is written, read and removed to try whether `key` could be kept."""
    return f"{key}/trial"


def device_key(folder: str) -> str:
    """The entry for the key of the remembered devices."""
    return f"{quick.keychain()}/{folder}/devices"


def client_secret(pool_id: str, client_id: str, endpoint: str = "") -> str:
    """The entry of a client secret, of its own for every pool, client and endpoint.

    A secret that was stored for Amazon's endpoint is not even looked for when another one is
    configured. Neither id can hold a `|`. Without an endpoint the name is the one of version 1.0,
    which knew no endpoints here, so that secrets stored then are found.
    """
    of_endpoint = f"|endpoint={endpoint}" if endpoint else ""
    return f"{quick.keychain()}/{_hashed(f'{pool_id}|{client_id}{of_endpoint}')}/client-secret"


def _xdg(variable: str, below_home: str, name: str) -> Path:
    """A relative path in the variable counts as none, as the rules say."""
    value = os.environ.get(variable, "")
    folder = value if value.startswith("/") else _below_home(below_home)
    return Path(folder) / name


def _below_home(path: str) -> str:
    home = os.environ.get("HOME")
    if home is not None and not home.startswith("/"):
        home = _home_of_system()  # `expanduser` would take an empty or relative HOME as it is
        expanded = f"{home.rstrip('/')}/{path}" if home.startswith("/") else ""
    else:
        expanded = os.path.expanduser(f"~/{path}")  # noqa: PTH111 - Path would raise another error
    if not expanded.startswith("/"):
        raise NoHomeFolder("no home folder")
    return expanded


def _home_of_system() -> str:
    """What the system's list of users says, or ""."""
    home = ""
    if sys.platform != "win32":
        import pwd

        with suppress(KeyError):
            home = pwd.getpwuid(os.getuid()).pw_dir
    return home


def _list_of(*texts: str) -> str:
    """As JSON. Of ordinary texts without the module, which a first paint need not wait for."""
    if all(one.isascii() and one.isprintable() and not {'"', "\\"} & set(one) for one in texts):
        return "[" + ", ".join(f'"{one}"' for one in texts) + "]"
    import json

    return json.dumps(texts)


def _hashed(identity: str) -> str:
    import hashlib  # it loads OpenSSL, which a first start need not wait for

    return hashlib.sha256(identity.encode()).hexdigest()[:16]
