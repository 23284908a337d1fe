"""Reads a brand file, and names everything that is wrong in it with its line. Draws nothing and asks no network.

A brand is a look and words, in the file of a deployer or of somebody who has sent one. So it can
name neither a pool nor an endpoint, nothing of it is run, and what it says is shown as plain text.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from desktop_login.domain.colours import carries_text, nearest_with_text
from desktop_login.domain.named_tuple import NamedTuple
from desktop_login.messages import brand as words
from desktop_login.messages.message import FormattedMessage, Listed, message
from desktop_login.messages.settings import SETTING_UNKNOWN
from desktop_login.messages.shapes import COLOUR_SHAPE, FILE_SHAPE, SHAPED
from desktop_login.messages.translate import LANGUAGES
from desktop_login.settings import ordinary_file, toml_text
from desktop_login.settings.brand import Brand, BrandLinks, BrandShow
from desktop_login.settings.values import MAX_TEXT, SettingsError, is_elsewhere
from desktop_login.system.paths import NoHomeFolder, pictures_folder

MAX_NAME = 60
MAX_ID = 64
MAX_RADIUS = 16
_MAX_FONT = 64
_MAX_LINK = 512
_OF_THE_FILE = ("source", "deployed")  # no keys: where a brand lies
_LEVELS = 6  # brand.words.en, and keys of sentences with dots that are written without quotes
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
# Names of devices on Windows, whatever follows them behind a dot.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))]
)
_HTTPS = "https://"
_IN_LINK = _LETTERS | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ._~:/?#@!$&()*+,;=%")


class Flaw(NamedTuple):
    """`words` name file, line and key."""

    line: int
    words: FormattedMessage


def read(path: Path) -> Brand:
    """Return the brand of a file. Raises `SettingsError` with its first flaw.

    An SVG that was drawn before was examined then; a first paint need not wait for it again.
    """
    brand, flaws = of_text(ordinary_file.read(path), path, trust_drawings=True)
    if flaws:
        raise SettingsError(flaws[0].words)
    return brand


def examined(path: Path) -> tuple[Brand, tuple[Flaw, ...]]:
    """Return what can be used of a brand file, and everything that is wrong in it, by line.

    Raises `SettingsError` if it is no TOML file, or cannot be read.
    """
    return of_text(ordinary_file.read(path), path)


def of_text(
    text: str, path: Path, *, trust_drawings: bool = False
) -> tuple[Brand, tuple[Flaw, ...]]:
    """The same for a text that stands, or will stand, in `path`. Raises `SettingsError`."""
    tree = toml_text.tree_of(text, str(path), _LEVELS)
    reader = _Reader(path, toml_text.places_of(text), trust_drawings=trust_drawings)
    for key in tree:
        if key != "brand":
            reader.refuse(key, message(words.ONE_TABLE))
    return reader.brand(tree.get("brand", {})), reader.flaws()


def of_table(
    table: Mapping[str, object], places: Mapping[str, int], path: Path
) -> tuple[Brand, tuple[Flaw, ...]]:
    """The same for the table `[brand]` of a settings.toml."""
    reader = _Reader(path, places)
    return reader.brand(table), reader.flaws()


def of_values(given: Brand, name: str) -> tuple[Brand, tuple[Flaw, ...]]:
    """The same for a brand that a program has made itself. `name` stands for the file in sentences.

    What is said of a file holds for it too: a mistake in it would come up in the middle of a sign-in.
    """
    table = {
        field: _as_table(value)
        for field, value, usual in zip(given._fields, given, Brand(), strict=True)
        if value != usual and field not in _OF_THE_FILE
    }
    places = {f"brand.{field}": line for line, field in enumerate(table, start=1)}
    reader = _Reader(Path(name), places)
    brand = reader.brand(table)
    return brand._replace(source=given.source, deployed=given.deployed), reader.flaws()


def _as_table(value: object) -> object:
    """As TOML would have it."""
    if isinstance(value, BrandLinks | BrandShow):
        pairs = zip(value._fields, value, strict=True)
        return {name: one for name, one in pairs if one != ""}
    if isinstance(value, Mapping):
        return {str(key): _as_table(one) for key, one in value.items()}
    return value


class _Reader:
    """One file; collects what is wrong, so that all of it can be named at once."""

    def __init__(
        self, path: Path, places: Mapping[str, int], *, trust_drawings: bool = False
    ) -> None:
        self._trust_drawings = trust_drawings
        self._path = path
        self._places = places
        self._flaws: list[Flaw] = []
        self._drawings: Path | None = None  # where what was drawn lies, if it counts
        self._checks: Mapping[str, Callable[[str, object], object]] = {
            "name": self._name,
            "heading": self._line,
            "support": self._line,
            "id": self._id,
            "logo": self._picture,
            "logo_dark": self._picture,
            "icon": self._icon,
            "accent": self._accent,
            "accent_dark": self._accent,
            "radius": self._radius,
            "font": self._font,
            "links": self._links,
            "words": self._words,
            "show": self._show,
        }

    def flaws(self) -> tuple[Flaw, ...]:
        return tuple(sorted(self._flaws, key=lambda flaw: flaw.line))

    def refuse(self, key: str, shape: FormattedMessage) -> None:
        line = toml_text.line_of(key, self._places)
        where = {"file": str(self._path), "line": line, "setting": _shown(key)}
        self._flaws.append(Flaw(line, FormattedMessage(SHAPED, where | {"shape": shape})))

    def _refuse_unknown(self, key: str) -> None:
        line = toml_text.line_of(key, self._places)
        where = {"file": str(self._path), "line": line, "setting": _shown(key)}
        self._flaws.append(Flaw(line, FormattedMessage(SETTING_UNKNOWN, where)))

    def brand(self, table: object) -> Brand:
        found: dict[str, object] = {}
        given = self._table("brand", table)
        if self._trust_drawings:
            brand_id = str(given.get("id", ""))
            with contextlib.suppress(NoHomeFolder):
                self._drawings = pictures_folder(brand_id if is_id(brand_id) else "")
        for key, value in given.items():
            check = self._checks.get(key)
            if check is None:
                self._refuse_unknown(f"brand.{key}")
            elif (good := check(f"brand.{key}", value)) is not None:
                found[key] = good
        return Brand()._replace(**found, source=str(self._path))  # type: ignore[arg-type]  # each check returns the type of its field

    def _table(self, key: str, value: object) -> Mapping[str, object]:
        if isinstance(value, dict):
            return value
        self.refuse(key, message(words.TABLE_SHAPE, name=key))
        return {}

    def _text(self, key: str, value: object, most: int) -> str | None:
        if isinstance(value, str) and value.strip() and value.isprintable() and len(value) <= most:
            return value
        self.refuse(key, message(words.NAME_SHAPE, n=most))
        return None

    def _name(self, key: str, value: object) -> str | None:
        return self._text(key, value, MAX_NAME)

    def _line(self, key: str, value: object) -> str | None:
        return self._text(key, value, MAX_TEXT)

    def _id(self, key: str, value: object) -> str | None:
        if isinstance(value, str) and is_id(value):
            return value
        self.refuse(key, message(words.ID_SHAPE))
        return None

    def _picture(self, key: str, value: object, *, svg: bool = True) -> str | None:
        from desktop_login.settings import brand_pictures

        name = self._text(key, value, MAX_TEXT)
        if name is None:
            return None
        if is_elsewhere(name):
            self.refuse(key, message(FILE_SHAPE, n=MAX_TEXT))
            return None
        path = os.path.join(os.path.dirname(self._path), name)  # noqa: PTH118, PTH120 - light
        try:
            raw = brand_pictures.read(Path(path))
            if svg and self._drawings and brand_pictures.drawing_in(self._drawings, raw).is_file():
                return path
            picture = brand_pictures.looked_at(raw)
        except brand_pictures.PictureRefused as error:
            self.refuse(key, error.words)
            return None
        if picture.is_svg and not svg:
            self.refuse(key, message(words.ICON_IS_PNG))
            return None
        return path

    def _icon(self, key: str, value: object) -> str | None:
        return self._picture(key, value, svg=False)

    def _accent(self, key: str, value: object) -> str | None:
        if not isinstance(value, str) or not _is_colour(value):
            self.refuse(key, message(COLOUR_SHAPE))
        elif not carries_text(value):
            self.refuse(key, message(words.TOO_PALE, colour=nearest_with_text(value)))
        else:
            return value
        return None

    def _radius(self, key: str, value: object) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_RADIUS:
            return value
        self.refuse(key, message(words.RADIUS_SHAPE, n=MAX_RADIUS))
        return None

    def _font(self, key: str, value: object) -> str | None:
        if isinstance(value, str) and _is_family(value):
            return value
        self.refuse(key, message(words.FONT_SHAPE))
        return None

    def _links(self, key: str, value: object) -> BrandLinks:
        found = {}
        for name, address in self._table(key, value).items():
            if name not in BrandLinks._fields:
                self._refuse_unknown(f"{key}.{name}")
            elif isinstance(address, str) and is_link(address):
                found[name] = address
            else:
                self.refuse(f"{key}.{name}", message(words.LINK_SHAPE))
        return BrandLinks(**found)

    def _show(self, key: str, value: object) -> BrandShow:
        found = {}
        for name, shown in self._table(key, value).items():
            if name not in BrandShow._fields:
                self._refuse_unknown(f"{key}.{name}")
            elif isinstance(shown, bool):
                found[name] = shown
            else:
                self.refuse(f"{key}.{name}", message(words.SWITCH_SHAPE))
        return BrandShow(**found)

    def _words(self, key: str, value: object) -> Mapping[str, Mapping[str, str]]:
        from desktop_login.settings.brand_words import flaw_of

        by_language: dict[str, Mapping[str, object]] = {}
        for language, table in self._table(key, value).items():
            if language not in LANGUAGES:
                self.refuse(
                    f"{key}.{language}", message(words.WORDS_LANGUAGE, names=Listed(LANGUAGES))
                )
            else:
                by_language[language] = dict(_flat(self._table(f"{key}.{language}", table)))
        found: dict[str, dict[str, str]] = {language: {} for language in by_language}
        for language, sentences in by_language.items():
            for name, text in sentences.items():
                spoken = frozenset(one for one, others in by_language.items() if name in others)
                flaw = flaw_of(name, text, spoken, LANGUAGES)
                if flaw is not None:
                    self.refuse(f"{key}.{language}.{name}", flaw)
                else:
                    found[language][name] = str(text)
        return found


def is_id(text: str) -> bool:
    """Return whether a brand may be called so in the names of folders, on every system."""
    labels = text.split(".")
    names = len(labels) > 1 and all(map(_is_label, labels))
    return names and len(text) <= MAX_ID and labels[0] not in _DEVICES


def _is_label(text: str) -> bool:
    return bool(text) and _LETTERS.issuperset(text) and text.strip("-") == text


def is_link(address: str) -> bool:
    """Return whether a link of a brand may lead there: https, a host with a dot, and no user name."""
    if not address.startswith(_HTTPS) or len(address) > _MAX_LINK:
        return False
    rest = address.removeprefix(_HTTPS)
    if not _IN_LINK.issuperset(rest):
        return False
    end = min((at for at in map(rest.find, "/?#") if at >= 0), default=len(rest))
    host, colon, port = rest[:end].partition(":")
    labels = host.lower().split(".")
    good = len(labels) > 1 and all(map(_is_label, labels))
    return good and (not colon or (port.isdecimal() and 0 < int(port) < 65536 and len(port) < 6))


def _is_colour(text: str) -> bool:
    return len(text) == 7 and text[0] == "#" and _HEXADECIMAL.issuperset(text[1:])


def _is_family(text: str) -> bool:
    """It stands in a style sheet, so it has nothing but letters, digits, blanks, dots and hyphens."""
    plain = all(one.isalnum() or one in " _.-" for one in text)
    return plain and text[:1].isalnum() and len(text) <= _MAX_FONT


def _flat(table: Mapping[str, object], before: str = "") -> list[tuple[str, object]]:
    """Keys of sentences have dots, which TOML takes for tables where they are not quoted."""
    flat: list[tuple[str, object]] = []
    for key, value in table.items():
        if isinstance(value, dict) and value:
            flat.extend(_flat(value, f"{before}{key}."))
        else:
            flat.append((before + key, value))
    return flat


def _shown(key: str) -> str:
    """A key may be as long as a line, and hold anything."""
    return key if len(key) <= MAX_TEXT else f"{key[:MAX_TEXT]}…"
