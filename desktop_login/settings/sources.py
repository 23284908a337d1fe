"""Reads settings from files and from the environment, each value with its place. Checks no value."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from desktop_login.domain.named_tuple import NamedTuple
from desktop_login.messages.message import message
from desktop_login.messages.settings import SETTING_UNKNOWN
from desktop_login.settings import ordinary_file
from desktop_login.settings.brand import PLAIN_KEYS, Brand
from desktop_login.settings.schema import BY_ENVIRONMENT_NAME, LISTS, SCHEMA
from desktop_login.settings.values import (
    ENVIRONMENT,
    MAX_PROFILE_NAME,
    SettingsError,
    Value,
    beside,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dotenv.parser import Binding

# profiles.NAME.brand.name, brand.words.en and a key: the depth of the schema
_MAX_LEVELS = 3
# python-dotenv needs time in proportion to the square of a run of blanks: 5 s for 60 kB.
_MAX_BLANKS = 64
_LONG_BLANKS = rf"[^\S\r\n]{{{_MAX_BLANKS + 1},}}"

Values = dict[str, Value]


class TomlFile(NamedTuple):
    """The settings outside of profiles, those of each profile, and the file's choice of a profile.

    `brand` is the brand file that it names, or what its own `[brand]` says beyond single settings.
    """

    values: Values
    profiles: Mapping[str, Values]
    preferred: str
    brand: Brand | None = None


def toml(path: Path, *, must_exist: bool = False) -> TomlFile:
    if not must_exist and ordinary_file.is_absent(path):
        return TomlFile({}, {}, "")
    return parsed(ordinary_file.read(path), path)


def parsed(text: str, path: Path) -> TomlFile:
    """Parse the text of a settings.toml; errors name it `path`. Raises `SettingsError`."""
    from desktop_login.settings import toml_text

    tree = toml_text.tree_of(text, str(path), _MAX_LEVELS)
    profiles = tree.pop("profiles", {})
    preferred = tree.pop("profile", "")
    place = _Place(toml_text.places_of(text), str(path))
    brand = _brand_of(tree, place, path)
    if not isinstance(profiles, dict):
        place.value("profiles", "").refuse()
    if not isinstance(preferred, str) or (preferred and preferred not in profiles):
        place.value("profile", "").refuse()
    return TomlFile(
        place.values(tree),
        {name: place.profile(name, table) for name, table in profiles.items()},
        preferred,
        brand,
    )


def _brand_of(tree: dict[str, object], place: _Place, path: Path) -> Brand | None:
    """Take a brand file, or a `[brand]` with more than single settings, out of the tree."""
    brand = tree.get("brand")
    if isinstance(brand, str):
        from desktop_login.settings import brand_file

        del tree["brand"]
        name = place.value("brand", "")._replace(text=brand)
        if not brand:
            name.refuse()
        return brand_file.read(Path(beside(name)))
    if brand is not None and not isinstance(brand, dict):
        place.value("brand", "").refuse()
    if brand is None or PLAIN_KEYS.issuperset(brand):
        return None
    from desktop_login.settings import brand_file

    del tree["brand"]
    found, flaws = brand_file.of_table(brand, place.places, path)
    if flaws:
        raise SettingsError(flaws[0].words)
    return found


class _Place(NamedTuple):
    """A file that is read as settings."""

    places: Mapping[str, int]
    file: str

    def values(self, tree: Mapping[str, object], section: str = "") -> Values:
        values: Values = {}
        for key, raw in _flat(tree):
            # in a profile the brand needs no table of its own
            name = f"brand.{key}" if section and key in PLAIN_KEYS else key
            line = self.line_of(key, section)
            if name not in SCHEMA:
                raise SettingsError(
                    message(SETTING_UNKNOWN, file=self.file, line=line, setting=key)
                )
            profile = section.removeprefix("profiles.") if section else ""
            if name in LISTS and _is_list_of_names(raw):
                text = ",".join(raw)
            elif isinstance(raw, list | dict):
                Value("", self.file, line, key).refuse()
            else:
                text = as_text(raw)
            values[name] = Value(text, self.file, line, key, profile)
        return values

    def profile(self, name: str, table: object) -> Values:
        good = isinstance(table, dict) and name.isprintable() and len(name) <= MAX_PROFILE_NAME
        if not good or not name:
            self.value(f"profiles.{name}", "").refuse()
        assert isinstance(table, dict)  # noqa: S101 - looked at above
        return self.values(table, f"profiles.{name}")

    def value(self, key: str, section: str) -> Value:
        return Value("", self.file, self.line_of(key, section), key)

    def line_of(self, key: str, section: str) -> int:
        """Return the line of a key, which tomllib does not give; for an inline table its first line."""
        from desktop_login.settings.toml_text import line_of

        return line_of(f"{section}.{key}" if section else key, self.places)


def _is_list_of_names(raw: object) -> TypeGuard[list[str]]:
    """A comma separates names in the environment, so none may have one."""
    return isinstance(raw, list) and all(isinstance(one, str) and "," not in one for one in raw)


def _flat(tree: Mapping[str, object]) -> list[tuple[str, object]]:
    """Flatten tables one level deep into dotted names."""
    flat: list[tuple[str, object]] = []
    for key, raw in tree.items():
        if isinstance(raw, dict) and raw:
            flat.extend((f"{key}.{inner}", value) for inner, value in raw.items())
        else:
            flat.append((key, raw))
    return flat


def environment(given: Mapping[str, str]) -> Values:
    return {
        key: Value(given[name], ENVIRONMENT, None, name)
        for name, key in BY_ENVIRONMENT_NAME.items()
        if given.get(name)
    }


def bindings(text: str) -> Iterator[Binding]:
    """Parse an `.env` file; long runs of blanks are shortened, which the parser needs."""
    from io import StringIO

    from dotenv.parser import parse_stream

    return parse_stream(StringIO(re.sub(_LONG_BLANKS, " " * _MAX_BLANKS, text)))


def as_text(raw: object) -> str:
    return str(raw).lower() if isinstance(raw, bool) else str(raw)
