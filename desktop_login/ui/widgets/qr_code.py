"""A QR code as a picture. Draws what a library has computed; knows nothing of what it says."""

from __future__ import annotations

import math

import segno
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_login.messages.account import QR_CODE
from desktop_login.messages.translate import tr

QUIET_ZONE = 4  # modules of white all around, ISO/IEC 18004
_SIDE = 208


class QrCode(QWidget):
    """Black on white in every colour scheme: that is what cameras expect. About `_SIDE` wide, and as
    much as whole device pixels a module make, so that no white is left beside the quiet zone."""

    def __init__(self) -> None:
        super().__init__()
        self._modules: list[bytearray] = []
        self.setProperty("loginRole", "picture")
        self.setAccessibleName(tr(QR_CODE))
        self.setFixedSize(QSize(_SIDE, _SIDE))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """ "" takes it away."""
        code = segno.make(text, micro=False, error="m") if text else None
        self._modules = [bytearray(row) for row in code.matrix] if code is not None else []
        if self._modules:
            scale, count = self.devicePixelRatioF(), len(self._modules) + 2 * QUIET_ZONE
            side = math.ceil(count * max(1, round(_SIDE * scale / count)) / scale)
            self.setFixedSize(QSize(side, side))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("white"))
        painter.drawRoundedRect(self.rect(), 8, 8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        # whole device pixels a module, so that no edge is grey
        scale = self.devicePixelRatioF()
        count = len(self._modules) + 2 * QUIET_ZONE
        size = int(self.width() * scale) // count
        if not self._modules or not size:
            return
        painter.scale(1 / scale, 1 / scale)
        start = (int(self.width() * scale) - size * len(self._modules)) // 2
        black = QColor("black")
        for y, row in enumerate(self._modules):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(QRect(start + x * size, start + y * size, size, size), black)
