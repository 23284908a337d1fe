"""Reads settings from files and from the environment, each value with its place. Checks no value."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from desktop_login.domain.named_tuple import NamedTuple
from desktop_login.messages.message import message
from desktop_login.messages.settings import (
    FILE_MISSING,
    FILE_NOT_OPENED,
    FILE_NOT_ORDINARY,
    FILE_TOO_LARGE,
    FILE_UNREADABLE,
    SETTING_UNKNOWN,
)
from desktop_login.settings.brand import PLAIN_KEYS, Brand
from desktop_login.settings.schema import BY_ENVIRONMENT_NAME, LISTS, SCHEMA
from desktop_login.settings.values import ENVIRONMENT, SettingsError, Value, beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dotenv.parser import Binding

MAX_BYTES = 64 * 1024
# tomllib needs time in proportion to the square of a key's dots: 16 s for a line of 60 kB.
MAX_LINE = 1024
# profiles.NAME.brand.name, brand.words.en and a key: the depth of the schema
_MAX_LEVELS = 3
# python-dotenv needs time in proportion to the square of a run of blanks: 5 s for 60 kB.
_MAX_BLANKS = 64
_LONG_BLANKS = rf"[^\S\r\n]{{{_MAX_BLANKS + 1},}}"
_FLAGS = ("O_NONBLOCK", "O_NOCTTY", "O_BINARY")  # those that the system has
MAX_PROFILE_NAME = 64

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
    if not must_exist and is_absent(path):
        return TomlFile({}, {}, "")
    return parsed(read(path), path)


def parsed(text: str, path: Path) -> TomlFile:
    """Parse the text of a settings.toml; errors name it `path`. Raises `SettingsError`."""
    tree = toml_tree(text, str(path))
    profiles = tree.pop("profiles", {})
    preferred = tree.pop("profile", "")
    place = _Place(places_of(text), str(path))
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


def toml_tree(text: str, file: str, levels: int = _MAX_LEVELS) -> dict[str, object]:
    """Parse TOML with at most so many `levels` of tables below the first names.

    Raises:
        SettingsError: With the line. Also for numbers of thousands of digits and for values nested
            too deep, for which `tomllib` raises other exceptions.
    """
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
        if _is_too_deep(value, levels):
            _Place(places_of(text), file).value(key, "").refuse()
    return tree


def _line_of_failure(text: str) -> int:
    """Return the first line with which parsing fails with another error than `TOMLDecodeError`."""
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


def _is_too_deep(value: object, levels: int) -> bool:
    layer = [value]
    for _ in range(levels):
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
        return line_of(f"{section}.{key}" if section else key, self.places)


def line_of(path: str, places: Mapping[str, int]) -> int:
    """Return the line of a dotted name, or of the nearest table around it."""
    path = _plain(path)
    while path:
        if path in places:
            return places[path]
        path = path.rpartition(".")[0]
    return 1


def _is_list_of_names(raw: object) -> TypeGuard[list[str]]:
    """A comma separates names in the environment, so none may have one."""
    return isinstance(raw, list) and all(isinstance(one, str) and "," not in one for one in raw)


def places_of(text: str) -> Mapping[str, int]:
    """Map dotted names of tables and keys to the first line of each, in one pass over the text."""
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
    """Return a dotted name without the quotes and blanks that TOML allows in it."""
    return re.sub(r"[\"'\s]", "", path)


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


def read(path: Path, limit: int = MAX_BYTES) -> str:
    """Return the text of a regular file of at most `limit` bytes.

    Raises:
        SettingsError: It is a pipe, device or folder, is larger (independent of the size that the
            system reports), or is not UTF-8.
    """
    raw = read_bytes(path, limit)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(str(path), raw.count(b"\n", 0, error.start) + 1) from None


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the same as bytes, in any encoding."""
    try:
        raw = _read_ordinary(path, limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise SettingsError(message(FILE_MISSING, file=str(path))) from None
    except (OSError, ValueError):  # ValueError: a NUL or a lone surrogate in the name
        raise SettingsError(message(FILE_NOT_OPENED, file=str(path))) from None
    return limited(raw, str(path), limit)


def limited(raw: bytes, file: str, limit: int) -> bytes:
    """Return `raw`; raise `SettingsError`, naming `file`, if it has more than `limit` bytes."""
    if len(raw) > limit:
        raise SettingsError(message(FILE_TOO_LARGE, file=file, n=limit // 1024))
    return raw


def _read_ordinary(path: Path, size: int) -> bytes:
    """Read a regular file.

    Opening a pipe without O_NONBLOCK would wait for a writer. The kind of file is checked by its
    descriptor, because another file may take the name meanwhile.
    """
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
    """Return whether nothing has this name; a folder or a pipe exists, and `read` refuses it."""
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
