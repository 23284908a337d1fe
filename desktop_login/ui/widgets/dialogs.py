"""A question before something that cannot be taken back. Plain text, our own words on the buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_login.messages.message import FormattedMessage, Message
from desktop_login.messages.pages import APP_NAME
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button, label, sentence

_WIDTH = 400
_NARROWEST = 300


def ask(
    parent: QWidget,
    question: Message | FormattedMessage,
    *,
    yes: Message,
    no: Message,
    destroys: bool = False,
) -> bool:
    """Esc and Enter both mean `no`; `destroys` shows `yes` in red."""
    box = ConfirmDialog(parent, question, yes=yes, no=no, destroys=destroys)
    return box.exec() == QDialog.DialogCode.Accepted


def confirm_by_typing(
    parent: QWidget, question: Message, expected: str, *, yes: Message, no: Message
) -> bool:
    """True only if `expected` was typed and the button pressed; Esc means `no`."""
    box = ConfirmDialog(parent, question, yes=yes, no=no, destroys=True)
    box.demand(expected)
    return box.exec() == QDialog.DialogCode.Accepted


class ConfirmDialog(QDialog):
    """The question as a head, and what follows from it below. `no` has the focus."""

    def __init__(
        self,
        parent: QWidget,
        question: Message | FormattedMessage,
        *,
        yes: Message,
        no: Message,
        destroys: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog")
        self.setWindowTitle(tr(APP_NAME))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = translate(question) if isinstance(question, FormattedMessage) else tr(question)
        self.setAccessibleName(self.words)
        self.agree = button(tr(yes), "destroy" if destroys else "primary")
        self.refuse = button(tr(no))
        self.agree.clicked.connect(self.accept)
        self.refuse.clicked.connect(self.reject)
        for answer in (self.refuse, self.agree):
            answer.setAutoDefault(True)  # Enter presses the one that has the focus
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        self._column.setSpacing(GRID)
        head, consequence = _head_of(self.words)
        if consequence:
            self._column.addWidget(sentence(head, "title"))
        self._column.addWidget(sentence(consequence or head))
        self._column.addSpacing(GRID)
        wide = max(_NARROWEST, min(_WIDTH, parent.window().width() - 4 * GRID))
        self._column.addLayout(self._answers(wide - 6 * GRID))
        self.setFixedWidth(wide)
        self._fit_height()
        self.refuse.setFocus()

    def _answers(self, room: int) -> QBoxLayout:
        """At the right, or below each other where their words have no room side by side."""
        answers = (self.refuse, self.agree)
        for answer in answers:
            answer.ensurePolished()
        needed = sum(answer.sizeHint().width() for answer in answers) + GRID
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(GRID)
        if needed <= room:
            row.addStretch(1)
        else:
            row.setDirection(QBoxLayout.Direction.TopToBottom)
        for answer in answers:
            row.addWidget(answer)
        return row

    def demand(self, expected: str) -> None:
        """`agree` only once this has been typed. It stands on a line of its own, to be compared."""
        shown = label(expected, "label", wrap=True)
        typed = QLineEdit()
        typed.setAccessibleName(f"{self.words} {expected}")
        self.setAccessibleName(typed.accessibleName())
        self.agree.setEnabled(False)
        typed.textChanged.connect(
            lambda text: self.agree.setEnabled(text.strip().casefold() == expected.casefold())
        )
        for at, one in enumerate((shown, typed), self._column.count() - 2):
            self._column.insertWidget(at, one)
        self._fit_height()
        self.setTabOrder(typed, self.refuse)
        typed.setFocus()

    def _fit_height(self) -> None:
        """As high as the words are at this width, which Qt does not ask for by itself."""
        self.setMinimumHeight(self._column.totalHeightForWidth(self.width()))

    def buttons(self) -> list[QPushButton]:
        return [self.refuse, self.agree]

    def text(self) -> str:
        return self.words


def _head_of(words: str) -> tuple[str, str]:
    """The question, and the sentences after it."""
    ends = [at + 1 for at, letter in enumerate(words) if letter in "?？"]
    end = ends[0] if ends else len(words)
    return words[:end], words[end:].strip()
