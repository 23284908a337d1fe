"""A line whose words change while one looks, such as a countdown. Moves nothing around it, and costs no layout."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop_login.ui.widgets.plain_tip import set_tip

_DIGITS = "0123456789"
_MOST_KEPT = 160  # pixels


class LiveText(QLabel):
    """`set_words` may be called every second: a layout hears of it only when more room is needed.

    A `QLabel.setText` would have the whole page laid out anew each time. One part of the words
    may be bold, which plain text of a label cannot be. With `whole` it is never cut.
    """

    def __init__(self, role: str = "", *, right: bool = False, whole: bool = False) -> None:
        super().__init__()
        self.setProperty("loginRole", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._words = ""
        self._shorter = ""
        self._bold = ""
        self._right, self._whole = right, whole
        self._room = 0
        self._fonts: dict[bool, tuple[QFont, QFontMetrics]] = {}
        self._widest = ""
        self._aside = False

    def text(self) -> str:
        return self._words

    def set_words(self, words: str, bold: str = "", *, shorter: str = "", name: str = "") -> None:
        """Show `words`, or `shorter` where they do not fit; `name` is what a screen reader says."""
        if (words, bold, shorter) == (self._words, self._bold, self._shorter):
            return
        self._words, self._bold, self._shorter = words, bold, shorter
        self.setAccessibleName(name or words)
        self._ask_for_room()
        self._show_tip()
        self.update()

    def step_aside(self, aside: bool) -> None:
        """While something else is read in its place. A screen reader still finds it."""
        if aside is not self._aside:
            self._aside = aside
            self.update()

    def set_right(self, right: bool) -> None:
        self._right = right
        self.update()

    def set_role(self, role: str) -> None:
        if role != self.property("loginRole"):
            self.setProperty("loginRole", role)
            self.style().unpolish(self)
            self.style().polish(self)

    def _ask_for_room(self) -> None:
        wanted = self._wanted()
        if wanted != self._room:
            self._room = wanted
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        return QSize(self._wanted(), self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:
        """Beside something that could be shorter too, the shorter words keep their room."""
        wanted = self.sizeHint()
        least = min(self._wide(self._shorter, self._bold), _MOST_KEPT) if self._shorter else 0
        return QSize(wanted.width() if self._whole else least, wanted.height())

    def heightForWidth(self, width: int) -> int:  # noqa: ARG002 - Qt's signature
        return -1

    def hasHeightForWidth(self) -> bool:
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fonts.clear()
            self._widest = ""
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._aside:
            return
        words, bold = self._chosen()
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        if self.cut:
            words = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, self.width())
            bold = ""
        left = self.width() - self._wide(words, bold) if self._right else 0
        for part, strong in _parts(words, bold):
            font, metrics = self._font(strong)
            painter.setFont(font)
            wide = metrics.horizontalAdvance(part)
            painter.drawText(
                QRect(left, 0, wide + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, part
            )
            left += wide

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_tip()

    def _chosen(self) -> tuple[str, str]:
        if self._shorter and self._wide(self._words, self._bold) > self.width():
            return self._shorter, self._bold if self._bold in self._shorter else ""
        return self._words, self._bold

    def _show_tip(self) -> None:
        """What is cut or shortened is told whole."""
        set_tip(self, "" if self.shows_all else self._words)

    @property
    def shown(self) -> str:
        """Which of the two wordings stands there."""
        return self._chosen()[0]

    @property
    def shows_all(self) -> bool:
        """Whether the words stand there as they are. Room is asked for wider digits than they have."""
        words, bold = self._chosen()
        return words == self._words and self._wide(words, bold) <= self.width()

    @property
    def cut(self) -> bool:
        """Whether not even the shorter words fit."""
        return self._wide(*self._chosen()) > self.width()

    def _font(self, strong: bool) -> tuple[QFont, QFontMetrics]:
        """Kept until the font changes: asked for several times a second on a page with many lines."""
        if strong not in self._fonts:
            font = QFont(self.font())
            if strong:
                font.setWeight(QFont.Weight.Bold)
            self._fonts[strong] = font, QFontMetrics(font)
        return self._fonts[strong]

    def _metrics_of(self, strong: bool) -> QFontMetrics:
        return self._font(strong)[1]

    def _wanted(self) -> int:
        """The same while only digits change, and enough for the words as they are: fonts have
        digits of different widths, and pairs of them that stand further apart."""
        if not self._widest:
            self._widest = max(_DIGITS, key=self._metrics_of(strong=False).horizontalAdvance)
        steady = self._wide(_steady(self._words, self._widest), _steady(self._bold, self._widest))
        return max(steady, self._wide(self._words, self._bold))

    def _wide(self, words: str, bold: str) -> int:
        return sum(
            self._metrics_of(strong).horizontalAdvance(part) for part, strong in _parts(words, bold)
        )


def _parts(words: str, bold: str) -> list[tuple[str, bool]]:
    before, found, after = words.partition(bold) if bold else (words, "", "")
    return [
        (part, strong) for part, strong in ((before, False), (found, True), (after, False)) if part
    ]


def _steady(words: str, digit: str) -> str:
    """The words with one digit for every digit, so that a countdown asks for the same room."""
    return "".join(digit if character.isdigit() else character for character in words)
