"""Writes settings.toml so that a person can read and change it. Never writes a secret."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import ParseError
from tomlkit.items import Table

from desktop_login.settings import sources
from desktop_login.settings.schema import SCHEMA, SettingsError
from desktop_login.wording.pages import FILE_NOT_WRITTEN, FILE_UNREADABLE
from desktop_login.wording.text import said

_HEADER = (
    "Settings of Desktop Login. Each can also be set in the environment, see the README.",
    "A client secret does not belong here: it lies in the system's keychain.",
)
_COMMENTS: Mapping[str, str] = {
    "region": "must fit the pool id",
    "user_pool_id": "region, underscore, name",
    "client_id": "an app client of this pool, best one without a secret",
    "client_secret_stored": "the secret lies in the keychain",
    "issuer": "replaces the two issuers that Cognito uses by itself",
    "endpoint_url": "for emulators only",
}
# What a new pool replaces even where it says nothing about it.
_OF_A_POOL = (
    "region",
    "user_pool_id",
    "client_id",
    "client_secret",
    "client_secret_stored",
    "issuer",
)


def write(path: Path, values: Mapping[str, str | bool], profile: str = "") -> None:
    """Puts `values` into the file, or into one profile of it; everything else stays as it is.

    Raises `SettingsError` if the file is there and unreadable, or cannot be written.
    """
    if not values.keys() <= SCHEMA.keys() - {"client_secret"}:
        raise ValueError("a secret is not written to a file")
    document = _read(path)
    table: Table | tomlkit.TOMLDocument = document
    if profile:
        profiles = document.setdefault("profiles", tomlkit.table(is_super_table=True))
        table = profiles.setdefault(profile, tomlkit.table())
    for key in _OF_A_POOL:
        table.pop(key, None)
    for key, value in values.items():
        item = tomlkit.item(value)
        if key in _COMMENTS:
            item.comment(_COMMENTS[key])
        table[key] = item
    _replace(path, tomlkit.dumps(document))


def _read(path: Path) -> tomlkit.TOMLDocument:
    if sources.is_absent(path):
        document = tomlkit.document()
        for line in _HEADER:
            document.add(tomlkit.comment(line))
        document.add(tomlkit.nl())
        return document
    text = sources.read(path)
    sources.toml_tree(text, str(path))  # tomlkit is slow with what this refuses
    try:
        return tomlkit.parse(text)
    except ParseError as error:
        raise SettingsError(said(FILE_UNREADABLE, file=str(path), line=error.line)) from None


def _replace(path: Path, text: str) -> None:
    """The old file or the new one, never half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".settings-")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError:
        raise SettingsError(said(FILE_NOT_WRITTEN, file=str(path))) from None
