"""The configuration file of AWS tools on this computer: writes a profile into it, and reads what would be used instead."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop_login.domain import aws_config
from desktop_login.domain.aws_config import NotOurs
from desktop_login.system.files import Replacement, behind_links, new_folder

_MAX = 1024 * 1024
_BACKUP = ".before-desktop-login"


class _NotHere(OSError):
    """It can be read, but not here: it is too large, or a pipe that can be read once."""


def config_file(environment: Mapping[str, str]) -> Path:
    """Where AWS tools look for profiles."""
    return _named(environment, "AWS_CONFIG_FILE", "config")


def credentials_file(environment: Mapping[str, str]) -> Path:
    """Where AWS tools look for keys, which win over a profile's command."""
    return _named(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials")


def write_profile(environment: Mapping[str, str], name: str, lines: Sequence[str]) -> Path:
    """Write the section of a profile; return the file. What was there is kept once, beside it.

    Raises:
        NotOurs: The profile is there, and something else has written it.
        OSError: A file cannot be read or written, or is none: nothing takes the place of a device.
        UnicodeDecodeError: A file is no text.
    """
    keys = _read(credentials_file(environment))
    if aws_config.gives_credentials(keys, name):
        raise NotOurs(name)
    file = config_file(environment)
    before = _read(file)
    after = aws_config.with_profile(before, lines)
    if after == before:
        return file
    place = behind_links(file)
    if place.exists() and not place.is_file():
        raise OSError(errno.EINVAL, "it is no ordinary file")
    new_folder(place.parent)
    backup = place.with_name(place.name + _BACKUP)
    if before and not os.path.lexists(backup):
        _write(backup, before)
    _write(place, after)
    return file


def hidden_files(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that keep a tool from the user's default profile, where it has credentials.

    AWS tools look into these files before they ask an endpoint: whoever has keys in `[default]`
    would run a command as somebody else without a word.
    """
    hidden = {}
    for variable, file in (
        ("AWS_SHARED_CREDENTIALS_FILE", credentials_file(environment)),
        ("AWS_CONFIG_FILE", config_file(environment)),
    ):
        try:
            has_own = aws_config.gives_credentials(_read(file), "default")
        except (_NotHere, UnicodeDecodeError):
            has_own = True  # a tool may read it all the same
        except OSError:
            continue  # what cannot be opened here gives a tool nothing either
        if has_own:
            hidden[variable] = os.devnull
    return hidden


def _named(environment: Mapping[str, str], variable: str, name: str) -> Path:
    given = environment.get(variable)
    return Path(given).expanduser() if given else Path.home() / ".aws" / name


def _read(file: Path) -> str:
    try:
        if file.is_fifo():
            raise _NotHere(errno.EINVAL, "it is a pipe")
        with file.open("rb") as stream:
            raw = stream.read(_MAX + 1)
    except FileNotFoundError:
        return ""
    if len(raw) > _MAX:
        raise _NotHere(errno.EFBIG, "the file is too large")
    return raw.decode("utf-8")


def _write(file: Path, text: str) -> None:
    with Replacement(file, text.encode()) as new:
        new.commit()
