"""Writes settings.toml in a form that people can edit. Never writes a secret."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AbstractTable, InlineTable

from desktop_login.domain.pool import is_pool_id, region_of
from desktop_login.messages.message import message
from desktop_login.messages.settings import FILE_NOT_WRITTEN, FILE_UNREADABLE
from desktop_login.messages.shapes import SHAPED_NOT_SAVED
from desktop_login.settings import DEFAULT_PROFILE, load_text, ordinary_file, sources
from desktop_login.settings.aws import OF_A_POOL
from desktop_login.settings.schema import SCHEMA
from desktop_login.settings.shapes import SHAPES
from desktop_login.settings.values import SettingsError, Value
from desktop_login.system.files import Replacement, behind_links, new_folder, private_folder
from desktop_login.system.paths import settings_folder

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
    "identity_pool_id": "gives AWS credentials for a sign-in",
}
_NAMES = ("user_pool_id", "client_id")
# What a new pool replaces even if the new one does not set it.
_OF_A_POOL = (
    "region",
    "user_pool_id",
    "client_id",
    "client_secret",
    "client_secret_stored",
    "issuer",
    "domain",
    "identity_providers",
    "redirect_uris",
    "scopes",
)


class _NewFile:
    """A new settings.toml, written beside the old one.

    Used with `with`: inside it the caller does what has to succeed first, and then calls `keep()`,
    which puts the new file in place. Without `keep()` it is removed.
    """

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._content = text.encode()

    def __enter__(self) -> Self:
        try:
            # Through a link, as people have one whose settings lie in a folder of their own.
            place = behind_links(self._path)
            _make_folder(place.parent)
            self._new = Replacement(place, self._content)
            self._new.__enter__()
        except OSError:
            raise self._not_written() from None
        return self

    def keep(self) -> None:
        """Raises `SettingsError`; then the old file is still there."""
        try:
            self._new.commit()
        except OSError:
            raise self._not_written() from None

    def __exit__(self, *exception: object) -> None:
        self._new.__exit__(*exception)

    def _not_written(self) -> SettingsError:
        return SettingsError(message(FILE_NOT_WRITTEN, file=str(self._path)))


class Draft(_NewFile):
    """A pool is written.

    Args:
        path: The settings.toml.
        values: At least pool and client, by their names in the file. Everything else in the file
            stays as it is.
        profile: The profile to which the values are written; empty for none.

    Raises:
        SettingsError: The file exists but is unreadable, cannot be written, or would be refused at
            the next start.
    """

    def __init__(self, path: Path, values: Mapping[str, str | bool], profile: str = "") -> None:
        super().__init__(path, _changed(path, values, profile))


class Choice(_NewFile):
    """What a person has chosen for the window, by its name in the table `[window]`. Raises `SettingsError`."""

    def __init__(self, path: Path, name: str, value: str) -> None:
        super().__init__(path, _with_choice(path, name, value))


def _with_choice(path: Path, name: str, value: str) -> str:
    """An empty value is the usual one, and is not written."""
    document = _read(path)
    table = document.setdefault("window", tomlkit.table())
    if not value:
        table.pop(name, None)
    else:
        table[name] = int(value) if value.isdecimal() else value
    if not table:
        document.pop("window")
    text = tomlkit.dumps(document)
    for profile in sources.parsed(text, path).profiles or ("",):
        load_text(text, path, profile)
    return text


class Removal(_NewFile):
    """A profile is taken out, or the pool outside of all profiles. Raises `SettingsError`."""

    def __init__(self, path: Path, profile: str = "") -> None:
        super().__init__(path, _without(path, profile))


def _without(path: Path, profile: str) -> str:
    """Return the text of the file without a profile; the rest stays as it is."""
    document = _read(path)
    profiles = document.get("profiles")
    if isinstance(profiles, AbstractTable) and profile in profiles:
        profiles.remove(profile)
        if not profiles:
            document.remove("profiles")
    elif profile in ("", DEFAULT_PROFILE):
        for key in (*_OF_A_POOL, *OF_A_POOL):
            document.pop(key, None)
    else:
        raise SettingsError(message(FILE_NOT_WRITTEN, file=str(path)))
    if "profiles" not in document and not all(key in document for key in _NAMES):
        # It holds for all pools, whose passwords would go to Amazon without it.
        document.pop("endpoint_url", None)
    if document.get("profile") == profile:  # the one that a start without a choice takes
        document.pop("profile")
    text = tomlkit.dumps(document)
    names = sources.parsed(text, path).profiles
    for name in names or ("",):
        load_text(text, path, name)
    return text


def _changed(path: Path, values: Mapping[str, str | bool], profile: str) -> str:
    """Return the new text of the file, which `load` accepts."""
    if not values.keys() <= SCHEMA.keys() - {"client_secret"}:
        raise ValueError("a secret is not written to a file")
    _check(values)
    document = _read(path)
    table: AbstractTable | tomlkit.TOMLDocument = document
    if profile:
        profiles = document.setdefault("profiles", tomlkit.table(is_super_table=True))
        table = profiles.setdefault(profile, tomlkit.table())
    if any(table.get(key) != values[key] for key in _NAMES):
        table.pop("session_days", None)  # said of another app client
    if table.get("user_pool_id") != values["user_pool_id"]:
        for key in OF_A_POOL:
            table.pop(key, None)  # another pool has other roles, and another API
    for key in _OF_A_POOL:
        if key not in values:  # the others are replaced where they stand
            table.pop(key, None)
    for key, value in values.items():
        item = tomlkit.item(value)
        if key in _COMMENTS and not isinstance(table, InlineTable):  # which has but one line
            item.comment(_COMMENTS[key])
        table[key] = item
    text = tomlkit.dumps(document)
    try:
        _accept(text, path, values, profile)
    except SettingsError:
        if path.is_file():  # names the line as it stands there now
            _accept(ordinary_file.read(path), path, {}, profile)
        raise
    return text


def _accept(text: str, path: Path, values: Mapping[str, str | bool], profile: str) -> None:
    """Raise `SettingsError` unless the program would start with this text, and with these values."""
    named = sources.parsed(text, path).profiles
    above = [DEFAULT_PROFILE] if not profile and named else []
    for name in (profile, *above):
        settings = load_text(text, path, name)
    pool = settings.pool
    if values and (
        pool is None or (pool.pool_id, pool.client_id) != tuple(values[key] for key in _NAMES)
    ):
        raise SettingsError(message(FILE_NOT_WRITTEN, file=str(path)))


def _check(values: Mapping[str, str | bool]) -> None:
    """Check each new value, alone and with the others, before it is merged into the file."""
    label = {key: Value(sources.as_text(raw), "", None, key) for key, raw in values.items()}
    for key, value in sorted(label.items(), key=_derived):
        try:
            SCHEMA[key][1](value)
        except SettingsError:
            raise _not_saved(key) from None
    pool_id = str(values["user_pool_id"])
    region = region_of(pool_id)
    if is_pool_id(pool_id) and values.get("region", region) != region:
        raise _not_saved("region")


def _not_saved(key: str) -> SettingsError:
    return SettingsError(message(SHAPED_NOT_SAVED, setting=key, shape=SHAPES[key]))


def _derived(item: tuple[str, Value]) -> bool:
    """Sort the region last: it follows from the pool id, so an error should name the pool id."""
    return item[0] == "region"


def _read(path: Path) -> tomlkit.TOMLDocument:
    if ordinary_file.is_absent(path):
        document = tomlkit.document()
        for line in _HEADER:
            document.add(tomlkit.comment(line))
        document.add(tomlkit.nl())
        return document
    text = ordinary_file.read(path)
    sources.parsed(text, path)  # the stricter of the two, and it knows what may stand where
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        where: object = getattr(error, "line", None) or 1
        raise SettingsError(message(FILE_UNREADABLE, file=str(path), line=where)) from None


def _make_folder(folder: Path) -> None:
    """Make the folder; one chosen with `--settings` keeps its permissions. Raises OSError."""
    if folder == settings_folder():
        private_folder(folder)
    else:
        new_folder(folder)
