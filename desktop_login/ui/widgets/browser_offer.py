"""The buttons that lead to the browser: one for each provider that is named, then the pool's own page. Signs nobody in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_login.domain.browser_offer import (
    IdentityProvider,
    is_social,
    label_of,
    with_a_button,
)
from desktop_login.messages.browser_offer import (
    CONTINUE_WITH,
    OR_ELSE,
    SIGN_IN_WITH,
    SIGN_IN_WITH_BROWSER,
)
from desktop_login.messages.message import Message
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import tr
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import label, retitle, set_accelerator, show_words

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

BROWSER_KEY = "B"
_MOST_KEYS = 9  # Alt+1 to Alt+9
_OR = 2 * GRID


class LongButton(QPushButton):
    """A button whose words may be longer than the card: cut in their middle, told whole by tooltip
    and name."""

    def __init__(self, words: str, kind: str = "") -> None:
        super().__init__(words.replace("&", "&&"))
        self._whole = words
        self.setAccessibleName(words)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)

    def say(self, words: str) -> None:
        self._whole = words
        retitle(self, words)
        self._cut()

    def minimumSizeHint(self) -> QSize:
        return QSize(12 * GRID, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room, words = self.width() - 4 * GRID, self._whole
        if self.fontMetrics().horizontalAdvance(words) > room:
            from PySide6.QtCore import Qt  # costs as much as the page, see `qt_constants`

            from desktop_login.ui.widgets.plain_tip import set_tip

            words = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, room)
            set_tip(self, self._whole)
        if words != self.text().replace("&&", "&"):
            show_words(self, words)


class BrowserOffer(QWidget):
    """Emits `wanted(IdentityProvider)`, or `wanted(None)` for the pool's own page.

    `line` says on which side the hairline with "or" stands, if there is anything else to choose.
    With `own_page` there is a button for the pool's own page; `first` makes it the great one.
    """

    wanted = Signal(object)

    def __init__(
        self,
        providers: Sequence[IdentityProvider],
        *,
        line: str = "",
        own_page: bool = True,
        first: bool = False,
    ) -> None:
        super().__init__()
        self.buttons: list[LongButton] = []
        self._providers: list[str] = []
        self._names: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        if line == "above":
            column.addWidget(or_else())
        for provider in with_a_button(providers):
            number = len(self.buttons) + 1
            self._add(
                column, name_of(provider), provider, str(number) if number <= _MOST_KEYS else ""
            )
        if own_page:
            kind = "primary" if first else ""
            self._add(column, tr(SIGN_IN_WITH_BROWSER), None, BROWSER_KEY, kind)
        if line == "below":
            column.addWidget(or_else())

    def _add(
        self,
        column: QVBoxLayout,
        words: str,
        provider: IdentityProvider | None,
        key: str,
        kind: str = "",
    ) -> None:
        made = LongButton(words, kind)
        set_accelerator(made, key)
        made.clicked.connect(lambda: self.wanted.emit(provider))
        self.buttons.append(made)
        self._providers.append("" if provider is None else provider.name)
        self._names.append(words)
        column.addWidget(made)

    def button_to(self, provider: str) -> LongButton | None:
        """The way to a provider of the pool: by its own button, else by that of the pool's own page."""
        for name in (provider, ""):
            if name in self._providers:
                return self.buttons[self._providers.index(name)]
        return None

    def say_opening(self, provider: IdentityProvider | None, words: Message) -> None:
        """On the button that was pressed."""
        name = name_of(provider) if provider is not None else tr(SIGN_IN_WITH_BROWSER)
        if name in self._names:
            self.buttons[self._names.index(name)].say(tr(words))

    def say_names(self) -> None:
        for made, name in zip(self.buttons, self._names, strict=True):
            if made.accessibleName() != name:
                made.say(name)


def name_of(provider: IdentityProvider) -> str:
    """Social ones are called as their own rules for such buttons ask: "Continue with Google"."""
    words = CONTINUE_WITH if is_social(provider) else SIGN_IN_WITH
    return tr(words, name=defused(label_of(provider), 64))


def or_else() -> QWidget:
    """A hairline with "or" in its middle."""
    made = QWidget()
    made.setFixedHeight(_OR)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2 * GRID)
    for part in (_hairline(), label(tr(OR_ELSE), "small"), _hairline()):
        row.addWidget(part, 1 if isinstance(part, QFrame) and part.objectName() == "line" else 0)
    return made


def _hairline() -> QFrame:
    line = QFrame()
    line.setObjectName("line")
    return line
