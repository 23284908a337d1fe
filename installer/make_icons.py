"""Draws the icons of all systems from one SVG: `python -m installer.make_icons [LOGO.svg]`. Its results are committed.

PNGs for freedesktop.org, an .ico for Windows and an .icns for macOS; both of these are
containers of PNGs.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Mapping
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
WINDOWS = (16, 24, 32, 48, 64, 256)
# Types of https://en.wikipedia.org/wiki/Apple_Icon_Image_format that hold PNGs
MACOS = {b"ic11": 32, b"ic12": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic14": 512}
# Of the arrow: a grey that is seen on white and on black, and that of high contrast.
_ARROWS = {"arrow": "#8a93a0", "arrow-white": "#ffffff"}


def draw(renderer: QSvgRenderer, size: int) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return png(image)


def chevron(scale: int, colour: str) -> bytes:
    """The arrow of a combo box."""
    image = QImage(12 * scale, 12 * scale, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    painter.setPen(
        QPen(QColor(colour), 1.6, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
    )
    painter.drawPolyline([QPointF(2.5, 4.5), QPointF(6, 8), QPointF(9.5, 4.5)])
    painter.end()
    return png(image)


def png(image: QImage) -> bytes:
    raw = QByteArray()
    buffer = QBuffer(raw)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # PySide's annotation wants bytes, its code a str
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(raw.data())


def ico(pictures: Mapping[int, bytes]) -> bytes:
    """https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10), with PNG entries."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(head) + 16 * len(pictures)
    for size, picture in pictures.items():
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return head + b"".join(pictures.values())


def icns(pictures: Mapping[bytes, bytes]) -> bytes:
    body = b"".join(
        kind + struct.pack(">I", len(picture) + 8) + picture for kind, picture in pictures.items()
    )
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def main(arguments: list[str]) -> int:
    app = QGuiApplication(["make_icons"])
    source = Path(arguments[0]) if arguments else ICONS / "desktop-login.svg"
    renderer = QSvgRenderer(str(source))
    if not renderer.isValid():
        print(f"{source} is no SVG", file=sys.stderr)
        return 2
    drawn = {size: draw(renderer, size) for size in SIZES}
    folder = ICONS / "hicolor"
    folder.mkdir(exist_ok=True)
    for size, picture in drawn.items():
        (folder / f"{size}.png").write_bytes(picture)
    (ICONS / "desktop-login.png").write_bytes(drawn[256])
    (ICONS / "desktop-login.ico").write_bytes(ico({size: drawn[size] for size in WINDOWS}))
    (ICONS / "desktop-login.icns").write_bytes(
        icns({kind: drawn[size] for kind, size in MACOS.items()})
    )
    for name, colour in _ARROWS.items():
        for scale, suffix in ((1, ""), (2, "@2x"), (3, "@3x")):
            (ICONS / f"{name}{suffix}.png").write_bytes(chevron(scale, colour))
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
