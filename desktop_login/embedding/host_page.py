"""A page of a host in the frame of the window, and which of them comes next. Knows no session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from desktop_login.embedding.extensions import BEFORE_SIGN_IN
from desktop_login.messages.pages import CONTINUE
from desktop_login.messages.sanitize import defused
from desktop_login.system.log import report
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.tab_order import reached_by_tab

if TYPE_CHECKING:
    from desktop_login.embedding import extensions
    from desktop_login.messages.message import Message
    from desktop_login.ui.main_window import MainWindow


class HostPage(Page):
    """The title and the widget of a host, in the card of a page. Emits `ended()`.

    It has no button of its own: Enter presses the default button of the widget, which looks like ours.
    """

    ended = Signal()

    def __init__(self, page: extensions.Page, content: QWidget, back: Message | None) -> None:
        super().__init__(defused(page.title), back=back)
        self.key = page.key
        self._content = content
        for one in self._defaults():
            one.setProperty("kind", "primary")
        self.finish(CONTINUE, "")
        self.primary.hide()
        self.card.body.insertWidget(0, content)  # now, so that no room is kept below it for ours
        if self.back_link is not None and (inside := reached_by_tab(self._content)):
            self.setTabOrder(inside[-1], self.back_link)
        page.finished.connect(self.end)

    def end(self) -> None:
        """The host is through with it. A slot of the frame, so that nothing is heard after it has gone."""
        self.ended.emit()

    def lock(self, words: Message, repeat: Callable[[], None] | None = None) -> None:
        """What a sign-in does meanwhile is not asked for by this page, and does not close it."""

    def start(self) -> None:
        """The first thing of the host that takes the focus gets it, else the way back."""
        for one in (*reached_by_tab(self._content), self.back_link):
            if one is not None and one.isEnabled() and not one.isHidden():
                one.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def submit(self) -> None:
        for one in self._defaults():
            one.click()
            return

    def _entered(self) -> None:
        """A field of a host tells nobody by itself that Enter was pressed in it."""
        focused = self.focusWidget()
        if isinstance(focused, QAbstractButton):
            focused.click()
        else:
            self.submit()

    def _defaults(self) -> list[QPushButton]:
        return [one for one in self._content.findChildren(QPushButton) if one.isDefault()]


class PageTurns:
    """Which page of a host comes next. Each comes once, until its turn is forgotten."""

    def __init__(self, pages: Sequence[extensions.Page]) -> None:
        self._pages = pages
        self._seen: set[str] = set()

    def outstanding(self, after: str) -> bool:
        return bool(self._left(after))

    def forget(self, after: str) -> None:
        self._seen -= {page.key for page in self._pages if page.after == after}

    def end(self, key: str) -> None:
        self._seen.add(key)

    def following(
        self, after: str, context: extensions.Context, back: Message | None
    ) -> HostPage | None:
        """Make the next one. One that has nothing to show this time, or fails, has had its turn."""
        for page in self._left(after):
            try:
                content = page.widget(context)
                if content is not None:
                    return HostPage(page, content, back)
            except Exception as error:  # noqa: BLE001 - a mistake of the host
                report(error, "a page of a host")
            self.end(page.key)
        return None

    def _left(self, after: str) -> list[extensions.Page]:
        return [one for one in self._pages if one.after == after and one.key not in self._seen]


class PagesBefore:
    """What stands in one window in place of the sign-in page, until it has had its turn."""

    def __init__(
        self, window: MainWindow, turns: PageTurns, context: Callable[[], extensions.Context]
    ) -> None:
        self._window = window
        self._turns = turns
        self._context = context
        self._shown: HostPage | None = None
        window.instead = self._instead

    def begin(self) -> None:
        """In a window that has just been made."""
        if self._window.ground is self._window.sign_in:
            self._window.open(self._window.sign_in)

    def drop(self) -> None:
        """Somebody is signed in: the next sign-in begins with the first page again."""
        self._turns.forget(BEFORE_SIGN_IN)
        shown = self._shown
        if shown is not None and shown is not self._window.ground:
            self._shown = None
            self._window.remove(shown)

    def _instead(self, page: QWidget) -> QWidget:
        if page is not self._window.sign_in:
            return page
        if self._shown is None:
            made = self._turns.following(BEFORE_SIGN_IN, self._context(), None)
            if made is None:
                return page
            self._shown = made
            made.ended.connect(lambda: self._ended(made))
            self._window.add(made)
            # after the caller has given the focus to the page that it meant
            QTimer.singleShot(0, made, lambda: self._focus(made))
        return self._shown

    def _focus(self, page: Page) -> None:
        if self._window.page is page:
            page.start()

    def _ended(self, page: HostPage) -> None:
        if page is not self._shown:
            return  # it said so twice
        self._turns.end(page.key)
        self._shown = None
        if self._window.ground is page:
            self._window.open(self._window.sign_in)
            self._focus(self._window.sign_in)
        self._window.remove(page)
