"""Where settings come from: files and the environment, each value with its place. Judges no value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from desktop_login.settings.schema import BY_ENVIRONMENT_NAME, SCHEMA, Brand, SettingsError, Value
from desktop_login.wording.pages import FILE_UNREADABLE, SETTING_UNKNOWN
from desktop_login.wording.text import said

MAX_BYTES = 64 * 1024
ENVIRONMENT = "environment"
MAX_PROFILE_NAME = 32

Values = dict[str, Value]


class TomlFile(NamedTuple):
    """The settings for everybody, those of each profile, and the profile the file prefers."""

    values: Values
    profiles: Mapping[str, Values]
    preferred: str


def toml(path: Path, *, must_exist: bool = False) -> TomlFile:
    if not path.is_file():
        if must_exist:
            raise SettingsError(said(FILE_UNREADABLE, file=str(path), line=1))
        return TomlFile({}, {}, "")
    import tomllib

    text = read(path)
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise SettingsError(said(FILE_UNREADABLE, file=str(path), line=line)) from None
    profiles = tree.pop("profiles", {})
    preferred = tree.pop("profile", "")
    place = _Place(text, str(path))
    if not isinstance(profiles, dict):
        place.value("profiles", "").refuse()
    if not isinstance(preferred, str) or (preferred and preferred not in profiles):
        place.value("profile", "").refuse()
    return TomlFile(
        place.values(tree),
        {name: place.profile(name, table) for name, table in profiles.items()},
        preferred,
    )


class _Place(NamedTuple):
    """A file that is read as settings."""

    text: str
    file: str

    def values(self, tree: Mapping[str, object], section: str = "") -> Values:
        values: Values = {}
        for key, raw in _flat(tree):
            # in a profile the brand needs no table of its own
            name = f"brand.{key}" if section and key in Brand._fields else key
            line = self.line_of(key, section)
            if name not in SCHEMA:
                raise SettingsError(said(SETTING_UNKNOWN, file=self.file, line=line, setting=key))
            value = Value(_as_text(raw), self.file, line, key)
            if isinstance(raw, list | dict):
                value.refuse()
            values[name] = value
        return values

    def profile(self, name: str, table: object) -> Values:
        good = isinstance(table, dict) and name.isprintable() and len(name) <= MAX_PROFILE_NAME
        if not good or not name:
            self.value(f"profiles.{name}", "profiles").refuse()
        assert isinstance(table, dict)  # noqa: S101 - looked at above
        return self.values(table, f"profiles.{name}")

    def value(self, key: str, section: str) -> Value:
        return Value("", self.file, self.line_of(key, section), key)

    def line_of(self, key: str, section: str) -> int:
        """tomllib does not tell where a key stood; its last part at the start of a line does."""
        name = re.escape(key.rpartition(".")[2])
        pattern = re.compile(rf"\s*(?:[\w.\"']+\.)?[\"']?{name}[\"']?\s*=|\s*\[.*{name}.*\]")
        inside = not section
        for number, line in enumerate(self.text.splitlines(), 1):
            if section and line.lstrip().startswith("["):
                inside = section.partition(".")[2] in line.replace('"', "")
            if inside and pattern.match(line):
                return number
        return 1


def _flat(tree: Mapping[str, object]) -> list[tuple[str, object]]:
    """Tables one level deep become dotted names."""
    flat: list[tuple[str, object]] = []
    for key, raw in tree.items():
        if isinstance(raw, dict) and raw:
            flat.extend((f"{key}.{inner}", value) for inner, value in raw.items())
        else:
            flat.append((key, raw))
    return flat


def dotenv(path: Path) -> Values:
    if not path.is_file():
        return {}
    from io import StringIO

    from dotenv.parser import parse_stream

    values: Values = {}
    for binding in parse_stream(StringIO(read(path))):
        line = binding.original.line + _leading_newlines(binding.original.string)
        name = binding.key
        if binding.error:
            raise SettingsError(said(FILE_UNREADABLE, file=str(path), line=line))
        if name is None or not name.startswith("COGNITO_"):
            continue  # the file belongs to other tools as well
        if name not in BY_ENVIRONMENT_NAME:
            raise SettingsError(said(SETTING_UNKNOWN, file=str(path), line=line, setting=name))
        values[BY_ENVIRONMENT_NAME[name]] = Value(binding.value or "", str(path), line, name)
    return values


def _leading_newlines(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")


def environment(given: Mapping[str, str]) -> Values:
    return {
        key: Value(given[name], ENVIRONMENT, None, name)
        for name, key in BY_ENVIRONMENT_NAME.items()
        if given.get(name)
    }


def read(path: Path) -> str:
    try:
        return read_bytes(path, MAX_BYTES).decode("utf-8-sig")
    except ValueError:
        raise SettingsError(said(FILE_UNREADABLE, file=str(path), line=1)) from None


def read_bytes(path: Path, limit: int) -> bytes:
    """Raises `SettingsError` where the file cannot be read or is larger than `limit` bytes."""
    try:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except (OSError, ValueError):
        raw = None
    if raw is None or len(raw) > limit:
        raise SettingsError(said(FILE_UNREADABLE, file=str(path), line=1))
    return raw


def _as_text(raw: object) -> str:
    return str(raw).lower() if isinstance(raw, bool) else str(raw)
