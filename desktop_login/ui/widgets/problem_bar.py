"""One sentence about what went wrong or right, with its details to copy. Decides how it is announced, not what it says."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop_login.messages.connect import CHECK_CONNECTION
from desktop_login.messages.pages import COPY_DETAILS, DETAILS_COPIED, SIGN_IN, TRY_AGAIN
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.announce import announce
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import accelerate, button, retitle, sentence
from desktop_login.ui.widgets.painted import Dismiss
from desktop_login.ui.widgets.scrolled import scroll_to

_SAY_COPIED_MS = 2000


class ProblemBar(QFrame):
    """Hidden until something is said. Emits `try_again()` and `check_settings()`, where offered, and
    `changed()` where it may need another height."""

    changed = Signal()
    try_again = Signal()
    check_settings = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._details = ""
        self._sign_in_taken = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, GRID, 12, GRID)
        layout.setSpacing(4)
        self._words = sentence("")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._words, 1)
        away = Dismiss()
        away.clicked.connect(self.clear)
        top.addWidget(away, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(top)
        self._row = QHBoxLayout()
        self._row.setSpacing(2 * GRID)
        self._again = button(tr(TRY_AGAIN), "link", "T")
        self._again.clicked.connect(self.try_again)
        self._check = button(tr(CHECK_CONNECTION), "link", "K")
        self._check.clicked.connect(self.check_settings)
        self._sign_in = button(tr(SIGN_IN), "link", "I")
        self._copy = button(tr(COPY_DETAILS), "link", "D")
        self._copy.clicked.connect(self._copy_details)
        self._row.addWidget(self._again)
        self._row.addWidget(self._check)
        self._row.addWidget(self._sign_in)
        self._row.addWidget(self._copy)
        self._row.addStretch(1)
        layout.addLayout(self._row)
        self.buttons = (away, self._again, self._check, self._sign_in, self._copy)
        accelerate(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text() if not self.isHidden() else ""

    def clear(self) -> None:
        self._details = ""
        self.hide()
        self._words.setText("")
        self._change()

    def show_view(self, view: ErrorView) -> None:
        self._details = view.details
        self._copy.setVisible(bool(view.details))
        self._again.setVisible(view.retry)
        self._check.hide()
        self._sign_in.hide()
        self._say(translate(view.message), view.tone)

    def offer_check(self, offered: bool) -> None:
        """The settings may be to blame."""
        self._check.setVisible(offered)
        self._change()

    def offer_sign_in(self, take: Callable[[], None]) -> None:
        """What was to be made is there already."""
        if not self._sign_in_taken:
            self._sign_in_taken = True
            self._sign_in.clicked.connect(take)
        self._sign_in.show()
        self._change()

    def update_message(self, view: ErrorView) -> None:
        """A countdown inside the sentence: changes it without announcing it again."""
        self._words.setText(translate(view.message))
        self._change()

    def _say(self, words: str, tone: str) -> None:
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setProperty("tone", tone)
        for widget in (self, self._words):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.show()
        self._change()
        # Whoever pressed a button at the end of a long page would not see it; once it has its place.
        QTimer.singleShot(0, self, self._come_into_view)
        announce(self, words, urgent=tone == "error")

    def _come_into_view(self) -> None:
        if self.isVisible():
            scroll_to(self)

    def _change(self) -> None:
        """Its height is asked for at once, and its layouts would answer with that of before."""
        for layout in (*self.findChildren(QHBoxLayout), self.layout()):
            if layout is not None:
                layout.invalidate()
        self.updateGeometry()
        self.changed.emit()

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        retitle(self._copy, tr(DETAILS_COPIED))
        QTimer.singleShot(_SAY_COPIED_MS, self, lambda: retitle(self._copy, tr(COPY_DETAILS)))
