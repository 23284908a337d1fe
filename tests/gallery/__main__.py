"""`python -m tests.gallery DIR [NAME …]`: a sheet for each component, scheme, language and scale.

Needs a display with fonts: `xvfb-run -a -s "-screen 0 1920x1200x24"` where there is none. A scale is
a process of its own, because Qt reads it once.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop_login.ui.application import make_application
from desktop_login.ui.focus_ring import FocusRings
from desktop_login.ui.theme import DARK, HIGH_CONTRAST, LIGHT, theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.basics import RING
from tests.gallery import need_translations
from tests.gallery.components import COMPONENTS
from tests.gallery.form_parts import FORMS
from tests.gallery.frame import FRAME

EVERY = {**COMPONENTS, **FORMS, **FRAME}
SCHEMES = {"light": LIGHT, "dark": DARK, "high-contrast": HIGH_CONTRAST}
LANGUAGES = ("en", "ja")
SCALES = (1, 2)
_GAP = 16
_TURNS = 5
_COLUMN = 1000  # the height after which a sheet begins another column


def main(folder: Path, names: list[str]) -> int:
    """Make the sheets of this process's scale, or start a process for each scale."""
    need_translations()
    scale = os.environ.get("GALLERY_SCALE")
    if scale is None:
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "tests.gallery", str(folder), *names]
        return max(
            subprocess.run(
                command,
                env={**os.environ, "GALLERY_SCALE": str(one), "QT_SCALE_FACTOR": str(one)},
                check=False,
            ).returncode
            for one in SCALES
        )
    app = make_application("en")
    theme_of(app).dress()
    for scheme, colours in SCHEMES.items():
        theme_of(app).pin(colours)
        for language in LANGUAGES:
            install_language(app, language)
            theme_of(app).renew()
            for name in names or EVERY:
                sheet = _sheet(name, QColor(colours["card"]), QColor(colours["text"]))
                file = folder / f"{name}-{scheme}-{language}-{scale}00.png"
                if not sheet.save(str(file)):
                    print(f"{file} cannot be written", file=sys.stderr)
                    return 1
    return 0


def _sheet(name: str, ground: QColor, ink: QColor) -> QPixmap:
    """All states of a component below each other, each with its name."""
    pictures = [
        (state, _picture(widget, focus="focus" in state)) for state, widget in EVERY[name]()
    ]
    places, size = [], QSize(0, 0)
    letters = QFontMetrics(QApplication.font())
    left, top, wide = _GAP, _GAP, 0
    for state, picture in pictures:
        shown = picture.deviceIndependentSize().toSize()
        if top > _GAP and top + shown.height() > _COLUMN:
            left, top, wide = left + wide + _GAP, _GAP, 0
        places.append((QPoint(left, top), state, picture))
        mine = max(shown.width(), letters.horizontalAdvance(state))
        wide = max(wide, mine)
        top += shown.height() + 2 * _GAP
        size = size.expandedTo(QSize(left + mine + _GAP, top))
    ratio = pictures[0][1].devicePixelRatio()
    sheet = QPixmap(size * ratio)
    sheet.setDevicePixelRatio(ratio)
    sheet.fill(ground)
    painter = QPainter(sheet)
    painter.setPen(ink)
    for where, state, picture in places:
        painter.drawText(QRect(where, QSize(400, _GAP)), 0, state)
        painter.drawPixmap(where + QPoint(0, _GAP), picture)
    painter.end()
    return sheet


def _picture(widget: QWidget, *, focus: bool) -> QPixmap:
    holder, column = widget, QVBoxLayout()
    if widget.objectName() != "desktopLogin":
        holder = QWidget()
        holder.setObjectName("page")
        holder.setLayout(column)
        column.setContentsMargins(RING, RING, RING, RING)  # a ring of the focus lies outside
        FocusRings(holder)
        widget.setParent(holder)
        column.addWidget(widget)
    holder.show()
    QTest.qWait(20)
    for _ in range(_TURNS if holder is not widget else 0):
        # Heights follow widths, and may change them again. Not `adjustSize`, which makes nothing
        # higher than two thirds of the screen.
        wide = column.sizeHint().width()
        holder.resize(wide, column.totalHeightForWidth(wide))
        QTest.qWait(10)
    if focus:
        holder.activateWindow()
        QTest.qWaitForWindowActive(holder)
        parts = (widget, *widget.findChildren(QWidget))
        next(part for part in parts if part.focusPolicy() & Qt.FocusPolicy.TabFocus).setFocus()
        QTest.qWait(20)
    elif (focused := holder.focusWidget()) is not None:
        focused.clearFocus()  # which comes by itself where no window manager has a say
    picture = holder.grab()
    holder.close()
    holder.deleteLater()
    return picture


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
