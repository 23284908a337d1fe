"""Where settings come from: files and the environment, each value with its place. Judges no value."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from desktop_login.messages.message import message
from desktop_login.messages.pages import (
    FILE_MISSING,
    FILE_NOT_OPENED,
    FILE_NOT_ORDINARY,
    FILE_TOO_LARGE,
    FILE_UNREADABLE,
    SETTING_UNKNOWN,
)
from desktop_login.settings.schema import (
    BY_ENVIRONMENT_NAME,
    ENVIRONMENT,
    SCHEMA,
    Brand,
    SettingsError,
    Value,
)

if TYPE_CHECKING:
    from dotenv.parser import Binding

MAX_BYTES = 64 * 1024
# tomllib takes a time that grows with the square of a key's dots: 16 s for a line of 60 kB.
MAX_LINE = 1024
# profiles.NAME.brand.name: what the schema needs, and the most that is looked at
_MAX_LEVELS = 3
# python-dotenv takes a time that grows with the square of a run of blanks: 5 s for 60 kB.
_MAX_BLANKS = 64
_LONG_BLANKS = re.compile(rf"[^\S\r\n]{{{_MAX_BLANKS + 1},}}")
_FLAGS = ("O_NONBLOCK", "O_NOCTTY", "O_BINARY")  # as far as the system has them
MAX_PROFILE_NAME = 32

Values = dict[str, Value]


class TomlFile(NamedTuple):
    """The settings for everybody, those of each profile, and the profile the file prefers."""

    values: Values
    profiles: Mapping[str, Values]
    preferred: str


def toml(path: Path, *, must_exist: bool = False) -> TomlFile:
    if not must_exist and is_absent(path):
        return TomlFile({}, {}, "")
    return parsed(read(path), path)


def parsed(text: str, path: Path) -> TomlFile:
    """The text of a settings.toml; `path` is what its refusals name. Raises `SettingsError`."""
    tree = toml_tree(text, str(path))
    profiles = tree.pop("profiles", {})
    preferred = tree.pop("profile", "")
    place = _Place(_places_of(text), str(path))
    if not isinstance(profiles, dict):
        place.value("profiles", "").refuse()
    if not isinstance(preferred, str) or (preferred and preferred not in profiles):
        place.value("profile", "").refuse()
    return TomlFile(
        place.values(tree),
        {name: place.profile(name, table) for name, table in profiles.items()},
        preferred,
    )


def toml_tree(text: str, file: str) -> dict[str, object]:
    """The parsed text. Raises `SettingsError` with the line, also for what `tomllib` itself does
    not report as a mistake: numbers of thousands of digits, and values nested too deep."""
    import tomllib

    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise _unreadable(file, number)
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)$", str(error))
        raise _unreadable(file, int(found[1]) if found else text.count("\n") + 1) from None
    except (ValueError, RecursionError):
        raise _unreadable(file, _line_of_failure(text)) from None
    for key, value in tree.items():
        if _is_too_deep(value):
            _Place(_places_of(text), file).value(key, "").refuse()
    return tree


def _line_of_failure(text: str) -> int:
    """The first line with which parsing fails otherwise than with a `TOMLDecodeError`."""
    from bisect import bisect_left

    lines = text.split("\n")
    upto = range(1, len(lines))  # the whole text is known to fail
    return 1 + bisect_left(upto, True, key=lambda n: _fails("\n".join(lines[:n])))


def _fails(text: str) -> bool:
    import tomllib

    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    except (ValueError, RecursionError):
        return True
    return False


def _is_too_deep(value: object) -> bool:
    layer = [value]
    for _ in range(_MAX_LEVELS):
        layer = [inner for outer in layer for inner in _inside(outer)]
    return any(isinstance(one, dict | list) for one in layer)


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


class _Place(NamedTuple):
    """A file that is read as settings."""

    places: Mapping[str, int]
    file: str

    def values(self, tree: Mapping[str, object], section: str = "") -> Values:
        values: Values = {}
        for key, raw in _flat(tree):
            # in a profile the brand needs no table of its own
            name = f"brand.{key}" if section and key in Brand._fields else key
            line = self.line_of(key, section)
            if name not in SCHEMA:
                raise SettingsError(
                    message(SETTING_UNKNOWN, file=self.file, line=line, setting=key)
                )
            profile = section.removeprefix("profiles.") if section else ""
            if isinstance(raw, list | dict):
                Value("", self.file, line, key).refuse()
            values[name] = Value(as_text(raw), self.file, line, key, profile)
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
        """tomllib does not tell where a key stood. Of an inline table the line of the table."""
        path = _plain(f"{section}.{key}" if section else key)
        while path:
            if path in self.places:
                return self.places[path]
            path = path.rpartition(".")[0]
        return 1


def _places_of(text: str) -> Mapping[str, int]:
    """Dotted names of tables and keys → the line where each stands first. Reads the text once."""
    places: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        start = line.strip()
        if start.startswith("["):
            path = table = _plain(start.lstrip("[").partition("]")[0])
        else:
            key, equals, _ = start.partition("=")
            path = _plain(f"{table}.{key}" if table else key) if equals else ""
        while path and path not in places:
            places[path] = number
            path = path.rpartition(".")[0]
    return places


def _plain(path: str) -> str:
    """Without what TOML allows around the names in a dotted one."""
    return re.sub(r"[\"'\s]", "", path)


def _flat(tree: Mapping[str, object]) -> list[tuple[str, object]]:
    """Tables one level deep become dotted names."""
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
    """The lines of an `.env` file. Long runs of blanks are shortened, for the parser's sake."""
    from io import StringIO

    from dotenv.parser import parse_stream

    return parse_stream(StringIO(_LONG_BLANKS.sub(" " * _MAX_BLANKS, text)))


def read(path: Path, limit: int = MAX_BYTES) -> str:
    """The text of an ordinary file of at most `limit` bytes.

    Raises `SettingsError` for any other: a pipe, a device, a folder, one that is larger
    whatever size it claims to have, one that is not UTF-8.
    """
    raw = read_bytes(path, limit)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(str(path), raw.count(b"\n", 0, error.start) + 1) from None


def read_bytes(path: Path, limit: int) -> bytes:
    """The same, whatever its encoding."""
    try:
        raw = _read_ordinary(path, limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise SettingsError(message(FILE_MISSING, file=str(path))) from None
    except (OSError, ValueError):  # ValueError: a NUL or a lone surrogate in the name
        raise SettingsError(message(FILE_NOT_OPENED, file=str(path))) from None
    return limited(raw, str(path), limit)


def limited(raw: bytes, file: str, limit: int) -> bytes:
    """Raises `SettingsError` for more than `limit` bytes; `file` is what to call it."""
    if len(raw) > limit:
        raise SettingsError(message(FILE_TOO_LARGE, file=file, n=limit // 1024))
    return raw


def _read_ordinary(path: Path, size: int) -> bytes:
    """Opening a pipe without O_NONBLOCK would wait for a writer; the kind of file is asked of
    the descriptor, because the name may stand for another file a moment later."""
    flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in _FLAGS)
    handle = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise SettingsError(message(FILE_NOT_ORDINARY, file=str(path)))
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(size)
    finally:
        os.close(handle)


def is_absent(path: Path) -> bool:
    """Nothing at all is there; a folder or a pipe is something, and `read` refuses it."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def _unreadable(file: str, line: int) -> SettingsError:
    return SettingsError(message(FILE_UNREADABLE, file=file, line=line))


def as_text(raw: object) -> str:
    return str(raw).lower() if isinstance(raw, bool) else str(raw)
