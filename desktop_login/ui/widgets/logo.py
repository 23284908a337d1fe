"""The picture of a deployer, read as carefully as the settings that name it. Loaded only where there is one.

A PNG is there with the first paint. An SVG is drawn once, after a first paint, and lies in the cache
folder from then on; until it is drawn its place is kept, so that nothing moves.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QPalette, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_login.settings import brand_pictures
from desktop_login.settings.brand_pictures import DRAWN_HEIGHT, Picture, PictureRefused
from desktop_login.system import paths
from desktop_login.system.resources import resource
from desktop_login.ui.theme import GRID

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QPaintEvent

# Other names of Qt are imported where they are used: the whole of `Qt` costs as much as the page.

HEIGHT = DRAWN_HEIGHT
WIDTH = 280  # also in the narrowest window
_SHARP = 3  # enough for every screen that has more than one pixel for one of the window
_MIDDLE = 128


class Logo(QWidget):
    """`dark` is another picture for the dark scheme; "" uses the same one in both."""

    def __init__(self, logo: str, dark: str, name: str) -> None:
        super().__init__()
        self.picture = QLabel()
        self.picture.setAccessibleName(name)
        self.picture.setScaledContents(True)  # smoothly, and for the screen that it is on
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, GRID)  # more room than between lines
        row.addStretch(1)
        row.addWidget(self.picture)
        row.addStretch(1)
        self._files = (logo, dark or logo)
        self._shown = ("", 0)
        self._to_draw: Picture | None = None
        self._choose()

    @property
    def is_picture(self) -> bool:
        """Whether there is anything to show, now or as soon as it is drawn."""
        return self._to_draw is not None or not self.picture.pixmap().isNull()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Another scheme is another palette, and is painted anew; so it is on another screen."""
        super().paintEvent(event)
        self._choose()
        if self._to_draw is not None:
            from PySide6.QtCore import QTimer

            QTimer.singleShot(0, self, self._draw)

    def _choose(self) -> None:
        """By the palette, which is the theme's before any style sheet is."""
        light = self.palette().color(QPalette.ColorRole.Window).lightness() > _MIDDLE
        file = self._files[0 if light else 1]
        sharpness = _SHARP if self.devicePixelRatioF() > 1 else 1
        if self._shown == (file, sharpness):
            return
        self._shown, self._to_draw = (file, sharpness), None
        found = looked_at(file, sharpness)
        if found is None:
            self.picture.clear()
        elif not found.is_svg:
            self._show(found.raw)
        else:
            self._to_draw = found
            self.picture.clear()
            self.picture.setFixedSize(*_fitted(found))

    def _draw(self) -> None:
        svg, self._to_draw = self._to_draw, None
        if svg is None:
            return
        with contextlib.suppress(ImportError):  # Qt without its module for SVG shows no logo
            shown, sharpness = self._shown
            self._show(drawn(svg, sharpness))
            for file in set(self._files) - {shown}:  # the other scheme's, for the next start
                other = looked_at(file, sharpness)
                if other is not None and other.is_svg:
                    drawn(other, sharpness)

    def _show(self, png: bytes) -> None:
        picture = QPixmap()
        if picture.loadFromData(png, "PNG"):
            found = Picture(png, picture.width(), picture.height(), is_svg=False)
            self.picture.setFixedSize(*_fitted(found))
            self.picture.setPixmap(picture)


def looked_at(file: str, sharpness: int = 1) -> Picture | None:
    """The picture of an ordinary file of a modest size, and of an SVG what was drawn of it before. None
    for everything else: a pipe would be waited for before the window is there."""
    try:
        raw = brand_pictures.read(Path(file))
        drawing = _drawing_of(raw, sharpness)
        if drawing is not None:
            with contextlib.suppress(PictureRefused):
                return brand_pictures.picture_of(drawing)
        return brand_pictures.looked_at(raw)
    except PictureRefused:
        return None


def window_icon(file: str) -> QIcon:
    """The brand's picture, or ours where it has none that can be read."""
    from PySide6.QtGui import QIcon

    branded = icon_of(file) if file else None
    return branded or QIcon(str(resource("icons", "desktop-login.png")))


def icon_of(file: str) -> QIcon | None:
    """A PNG as the icon of a window."""
    from PySide6.QtGui import QIcon

    found, picture = looked_at(file), QPixmap()
    if found is None or found.is_svg or not picture.loadFromData(found.raw, "PNG"):
        return None
    return QIcon(picture)


def drawn(svg: Picture, sharpness: int = 1) -> bytes:
    """The SVG as a PNG, which is kept; where it cannot be kept it is drawn at each start.

    A sharp one has nine times as many pixels, which a first paint on a plain screen would decode for
    nothing. Beside it there is always a plain one, by which the settings know that it was examined.
    """
    plain = _rastered(svg, 1)
    _keep(svg.raw, plain, 1)
    if sharpness == 1:
        return plain
    sharp = _rastered(svg, sharpness)
    _keep(svg.raw, sharp, sharpness)
    return sharp


def _rastered(svg: Picture, sharpness: int) -> bytes:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    width, height = (side * sharpness for side in _fitted(svg))
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    renderer = QSvgRenderer(QByteArray(svg.raw))
    renderer.render(painter, QRectF(0, 0, width, height))
    painter.end()
    content, buffer = QByteArray(), QBuffer()
    buffer.setBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide's stub wants bytes for the format
    return bytes(content.data())


def _fitted(picture: Picture) -> tuple[int, int]:
    """At most `HEIGHT` high and `WIDTH` wide; a picture that is smaller stays so."""
    most = HEIGHT if picture.is_svg else min(HEIGHT, picture.height)
    scale = min(most / picture.height, WIDTH / picture.width)
    return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))


def _drawing_of(raw: bytes, sharpness: int) -> Path | None:
    """Where a drawing of this SVG lies, if there is one."""
    if raw.startswith(b"\x89PNG"):
        return None
    try:
        file = _place_of(raw, sharpness)
    except paths.NoHomeFolder:
        return None
    return file if file.is_file() else None


def _place_of(raw: bytes, sharpness: int) -> Path:
    return brand_pictures.drawing_in(paths.pictures_folder(), raw, sharpness)


def _keep(raw: bytes, png: bytes, sharpness: int) -> None:
    from desktop_login.system.files import Replacement, private_folder

    with contextlib.suppress(OSError, paths.NoHomeFolder):
        file = _place_of(raw, sharpness)
        private_folder(file.parent)
        with Replacement(file, png) as new:
            new.commit()
