"""Which pictures of a deployer are taken: PNG of a modest size, and SVG that consists of plain shapes. Draws nothing.

A picture comes from outside and is given to Qt's decoders, so it is looked at first. An SVG may hold
only what draws a logo: whatever could name another file, run, repeat itself or take without end is
refused, and is not left to the renderer. https://www.w3.org/TR/SVGTiny12/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from desktop_login.domain.named_tuple import NamedTuple
from desktop_login.messages.brand import (
    NO_PICTURE,
    PICTURE_MISSING,
    PICTURE_TOO_WIDE,
    SVG_BROKEN,
    SVG_NOT_PLAIN,
    SVG_SIZE,
)
from desktop_login.messages.message import FormattedMessage, in_english, message
from desktop_login.settings import ordinary_file
from desktop_login.settings.values import SettingsError

MAX_BYTES = 1024 * 1024
MAX_SIDE = 2048
DRAWN_HEIGHT = 64  # of an SVG, in pixels of the window
# The window stands still while a picture is drawn. Qt holds each rule of a style against each part,
# and a gradient over the whole picture takes about a millisecond.
_MAX_ELEMENTS = 1000
_MAX_STYLE = 8 * 1024  # characters of all style sheets together
_PRIME = 2**127 - 1
_MAX_DEPTH = 64
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_GRADIENTS = frozenset({"linearGradient", "radialGradient"})
_AROUND = frozenset({"g", "defs", "title", "desc", "stop", "style"})
_ELEMENTS = _SHAPES | _GRADIENTS | _AROUND
# Dashes that are short enough would be drawn for hours.
_ENDLESS = "stroke-dasharray"
_OWN_GRADIENT = r"url\(\s*['\"]?#[\w.-]+['\"]?\s*\)"
_NUMBER = r"[+-]?(?:[0-9]{1,7}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})"
_LENGTH = rf"\s*({_NUMBER})\s*(?:px|pt|mm)?\s*"
_BOX = r"\s*" + r"[\s,]+".join([rf"({_NUMBER})"] * 4) + r"\s*"


class PictureRefused(Exception):
    """`words` say why, without the name of the file."""

    def __init__(self, words: FormattedMessage) -> None:
        super().__init__(in_english(words))
        self.words = words


class Picture(NamedTuple):
    """A picture that was looked at. An SVG has the size of its view box."""

    raw: bytes
    width: float
    height: float
    is_svg: bool


def picture_of(path: Path) -> Picture:
    """Read a picture and look at it. Raises `PictureRefused`."""
    return looked_at(read(path))


def read(path: Path) -> bytes:
    """Read an ordinary file of up to `MAX_BYTES`. Raises `PictureRefused`."""
    if ordinary_file.is_absent(path):
        raise PictureRefused(message(PICTURE_MISSING, file=path.name))
    try:
        return ordinary_file.read_bytes(path, MAX_BYTES)
    except SettingsError:
        raise PictureRefused(message(NO_PICTURE, n=MAX_BYTES // 1024)) from None


def drawing_in(folder: Path, raw: bytes, sharpness: int = 1) -> Path:
    """Where the drawing of an SVG lies: by its content, so that one that has changed is drawn anew.

    `sharpness` is how many of its pixels stand for one of the window. The plain one is always there.

    A remainder and no hash: that would load a library before the first paint. Two contents of one
    name would need somebody who makes them so, and who has the folder of the logo for that already.
    """
    name = int.from_bytes(raw, "big") % _PRIME
    return folder / f"{name:032x}-{len(raw)}-{DRAWN_HEIGHT * sharpness}.png"


def looked_at(raw: bytes) -> Picture:
    """The same for bytes that were read already. Raises `PictureRefused`."""
    if len(raw) > MAX_BYTES:
        raise PictureRefused(message(NO_PICTURE, n=MAX_BYTES // 1024))
    if raw.startswith(_PNG):
        return _png(raw)
    if b"<svg" in raw[:4096]:
        return _Svg().looked_at(raw)
    raise PictureRefused(message(NO_PICTURE, n=MAX_BYTES // 1024))


def _png(raw: bytes) -> Picture:
    """The size that its decoder will need, before it is decoded: a few bytes can ask for gigabytes.

    https://www.w3.org/TR/png-3/#11IHDR
    """
    start = len(_PNG)
    width, height = (int.from_bytes(raw[at : at + 4], "big") for at in (start, start + 4))
    if len(raw) < start + 8 or not 0 < width <= MAX_SIDE or not 0 < height <= MAX_SIDE:
        raise PictureRefused(message(PICTURE_TOO_WIDE, n=MAX_SIDE))
    return Picture(raw, width, height, is_svg=False)


class _Svg:
    """One pass over an SVG."""

    def __init__(self) -> None:
        self._depth = self._count = 0
        self._size: tuple[float, float] | None = None
        self._in_style = False
        self._sheets = ""
        self._inherits: dict[str, str] = {}  # gradient → the one that it takes its colours from

    def looked_at(self, raw: bytes) -> Picture:
        from xml.parsers import expat

        parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = lambda *_: self._refuse("<!DOCTYPE>")
        parser.ProcessingInstructionHandler = lambda *_: self._refuse("<?…?>")
        parser.StartElementHandler = self._begins
        parser.EndElementHandler = self._ends
        parser.CharacterDataHandler = self._text
        parser.buffer_text = True
        try:
            raw.decode("utf-8")  # so that Qt reads the same characters
            parser.Parse(raw, True)
        except (expat.ExpatError, ValueError):
            raise PictureRefused(message(SVG_BROKEN)) from None
        if self._inherits.keys() & set(self._inherits.values()):
            self._refuse("a chain of gradients")
        if self._size is None:
            raise PictureRefused(message(SVG_SIZE))
        return Picture(raw, *self._size, is_svg=True)

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        del version, standalone
        if encoding is not None and encoding.lower() != "utf-8":
            self._refuse(f"encoding={encoding!r}")

    def _begins(self, name: str, attributes: Mapping[str, str]) -> None:
        name = name.rpartition(" ")[2]
        self._depth += 1
        self._count += 1
        if self._depth == 1:
            if name != "svg":
                self._refuse(f"<{name}>")
            self._size = _size_of(attributes)
        elif name not in _ELEMENTS:
            self._refuse(f"<{name}>")
        if self._depth > _MAX_DEPTH or self._count > _MAX_ELEMENTS:
            self._refuse(f"more than {_MAX_ELEMENTS} parts, or parts within {_MAX_DEPTH} others")
        if self._in_style:
            self._refuse(f"<{name}> in <style>")
        self._in_style = name == "style"
        for key, value in attributes.items():
            self._attribute(name, key.rpartition(" ")[2], value)
        link = next((v for k, v in attributes.items() if k.rpartition(" ")[2] == "href"), None)
        if link is not None:
            self._inherits[f"#{attributes.get('id', '')}"] = link

    def _attribute(self, element: str, name: str, value: str) -> None:
        if name.lower().startswith("on") or name == _ENDLESS:
            self._refuse(name)
        if name == "href" and (element not in _GRADIENTS or not value.startswith("#")):
            self._refuse(f"{name} in <{element}>")
        self._style(value)

    def _ends(self, name: str) -> None:
        del name
        self._depth -= 1
        if self._in_style:
            self._in_style = False
            self._style(self._sheets)
            if "@" in self._sheets:
                self._refuse("@")

    def _text(self, text: str) -> None:
        """A style sheet comes in pieces, and is looked at when all of it is there."""
        if self._in_style:
            self._sheets += text
            if len(self._sheets) > _MAX_STYLE:
                self._refuse(f"<style> beyond {_MAX_STYLE // 1024} KB")

    def _style(self, text: str) -> None:
        """What an attribute or a style says names nothing but gradients of the picture itself. A
        backslash could spell `url` in another way."""
        if "\\" in text:
            self._refuse("\\")
        low = text.lower()
        if "url" in low and re.search(r"url\s*\(", re.sub(_OWN_GRADIENT, "", text), re.IGNORECASE):
            self._refuse("url(…)")
        if _ENDLESS in low:
            self._refuse(_ENDLESS)

    def _refuse(self, name: str) -> NoReturn:
        raise PictureRefused(message(SVG_NOT_PLAIN, name=name[:80]))


def _size_of(attributes: Mapping[str, str]) -> tuple[float, float] | None:
    box = re.fullmatch(_BOX, attributes.get("viewBox", ""))
    if box is not None:
        size = float(box[3]), float(box[4])
    else:
        sides = [re.fullmatch(_LENGTH, attributes.get(name, "")) for name in ("width", "height")]
        found = [float(side[1]) for side in sides if side is not None]
        if len(found) != 2:
            return None
        size = found[0], found[1]
    return size if min(size) > 0 else None
