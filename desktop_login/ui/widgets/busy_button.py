"""A button that says that it works and keeps the focus meanwhile: it is not disabled, it only does nothing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QHideEvent,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
)

from desktop_login.ui.motion import wants_less_motion
from desktop_login.ui.widgets.basics import retitle, set_accelerator, show_words

_TURN_MS = 60
_STEP_DEGREES = 24
_SPINNER = 12
_GAP = 6  # between spinner and words
_PADDING = 26


class BusyButton(QPushButton):
    """Emits `wanted()`, unless it is busy. As wide as the longer of its two wordings, so that
    nothing beside it moves; with `short` as wide as the first, and the spinner says the rest."""

    wanted = Signal()

    def __init__(
        self, words: str, busy_words: str, shortcut: str = "", *, short: bool = False
    ) -> None:
        super().__init__(words)
        self._short = short
        self._padding = _PADDING
        self.setAccessibleName(words)
        self.setProperty("kind", "")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        set_accelerator(self, shortcut)
        self._words = (words, busy_words)
        self._busy = False
        self._angle = 0
        self._turn = QTimer(self)
        self._turn.setInterval(_TURN_MS)
        self._turn.timeout.connect(self._turned)
        self.clicked.connect(self._clicked)

    @property
    def busy(self) -> bool:
        return self._busy

    def set_busy(self, busy: bool) -> None:
        if busy == self._busy:
            return
        self._busy = busy
        retitle(self, self._words[busy])
        self._fit()
        if busy and self.isVisible():
            self._begin_to_turn()
        else:
            self._turn.stop()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is no room for spinner and words, the spinner says it alone."""
        if not self._busy:
            return
        words = self._words[True] if self.width() >= self._busy_width() else ""
        if words != self.text().replace("&&", "&"):
            show_words(self, words)

    def sizeHint(self) -> QSize:
        """Room for the longer of the two: the words, or the spinner and the busy words."""
        usual, around = super().sizeHint(), self._around()
        longer = 0 if self._short else self._busy_width()
        return QSize(max(self._wide(0) + around, longer), usual.height())

    def minimumSizeHint(self) -> QSize:
        """In less room than `sizeHint` the spinner stands alone."""
        return QSize(self._wide(0) + self._around(), super().sizeHint().height())

    def _wide(self, which: int) -> int:
        return self.fontMetrics().horizontalAdvance(self._words[which])

    def _around(self) -> int:
        """Padding and border of the style sheet. Measured with the words that it has at rest: rounded
        with others, the button would be a pixel narrower as soon as it works."""
        shown = self.text().replace("&&", "&")
        if shown == self._words[0]:
            words = QFontMetrics(self.font()).horizontalAdvance(shown)
            self._padding = max(0, super().sizeHint().width() - words)
        return self._padding

    def _busy_width(self) -> int:
        return _SPINNER + _GAP + self._wide(1) + self._around()

    def _clicked(self) -> None:
        if not self._busy:
            self.wanted.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._busy:
            self._begin_to_turn()

    def _begin_to_turn(self) -> None:
        """Where less motion is wanted, the words alone say it."""
        if not wants_less_motion():
            self._turn.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._turn.stop()

    def _turned(self) -> None:
        self._angle = (self._angle + _STEP_DEGREES) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Spinner and words stand in the middle together, as far from one edge as from the other."""
        if not self._busy:
            super().paintEvent(event)
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words, option.text = option.text, ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        aside = (_SPINNER + _GAP) // 2 if words else 0
        if words:
            option.text = words
            option.rect = self.rect().translated(aside, 0)
            painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
        painter.setRenderHint(QStylePainter.RenderHint.Antialiasing)
        painter.setPen(
            QPen(
                self.palette().color(QPalette.ColorRole.ButtonText),
                2,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
            )
        )
        together = aside * 2 + self._wide(1) if words else _SPINNER
        left, top = (self.width() - together) / 2, (self.height() - _SPINNER) / 2
        circle = QRectF(left + 1, top + 1, _SPINNER - 2, _SPINNER - 2)
        painter.drawArc(circle, -self._angle * 16, 270 * 16)
