"""Which page of the window is on screen: that of the state, or one that a person has opened over it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_login.ui.qt_constants import NEXT_TURN_MS
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.scrolled import Scrolled


class PagePlaces:
    """Every page has a place that scrolls. The ground is the page of the state; another may lie over
    it, and the ground can change below.

    Args:
        going: Called with each page before it goes, with everything on it.
    """

    def __init__(self, going: Callable[[QWidget], object]) -> None:
        self._going = going
        self.stack = QStackedWidget()
        self._ground: Scrolled | None = None
        self._over: Scrolled | None = None
        self._focus_below: QWidget | None = None

    @property
    def ground(self) -> QWidget | None:
        return self._ground.content if self._ground is not None else None

    @property
    def over(self) -> QWidget | None:
        return self._over.content if self._over is not None else None

    def add(self, page: QWidget) -> None:
        """Pages scroll; the window never clips them."""
        place = Scrolled(page, self.stack)
        self.stack.addWidget(place)
        # as it will be, so that a page can be laid out for it before it is shown
        place.resize(self.stack.size())

    def open(self, page: QWidget) -> None:
        """Make `page` the ground; what lies over it stays there."""
        place = self._place_of(page)
        if place is not None:
            self._ground = place
            if self._over is None:
                self.stack.setCurrentWidget(place)

    def lay_over(self, page: QWidget) -> None:
        """In place of what lies over the ground already."""
        if self._over is None:
            self._focus_below = self.stack.window().focusWidget()
        before, self._over = self._over, self._place_of(page)
        if self._over is not None:
            self.stack.setCurrentWidget(self._over)
        self._drop(before)

    def lift(self, *, quiet: bool) -> None:
        """Back to the ground, to where one was in it; `quiet` moves no focus."""
        place, self._over = self._over, None
        if place is None:
            return
        if self._ground is not None:
            self.stack.setCurrentWidget(self._ground)
        self._drop(place)
        below, self._focus_below = self._focus_below, None
        if quiet:
            return
        if below is not None and _takes_focus(below):
            below.setFocus()
        elif isinstance(self.ground, Page):
            self.ground.start()

    def remove(self, page: QWidget) -> None:
        place = self._place_of(page)
        if place is not None:
            self._take_away(place)
            place.deleteLater()

    def clear(self) -> None:
        """Every page goes, with what was typed in it: deleted one a turn, from the next turn on.

        To delete a dashboard takes as long as to paint the page that is opened in its place.
        """
        self._ground = self._over = self._focus_below = None
        leaving = self._all()
        for place in leaving:
            _forget(place)
            self._take_away(place)
            place.hide()
        self._delete_in_turn(leaving)

    def _drop(self, place: Scrolled | None) -> None:
        if place is not None:
            _forget(place)
            self._take_away(place)
            place.deleteLater()

    def _take_away(self, place: Scrolled) -> None:
        self._going(place.content)
        self.stack.removeWidget(place)

    def _delete_in_turn(self, leaving: list[Scrolled]) -> None:
        if leaving:
            QTimer.singleShot(NEXT_TURN_MS, leaving[0], lambda: self._delete_first(leaving))

    def _delete_first(self, leaving: list[Scrolled]) -> None:
        leaving[0].deleteLater()
        self._delete_in_turn(leaving[1:])

    def _all(self) -> list[Scrolled]:
        held = [self.stack.widget(index) for index in range(self.stack.count())]
        return [place for place in held if isinstance(place, Scrolled)]

    def _place_of(self, page: QWidget) -> Scrolled | None:
        return next((place for place in self._all() if place.content is page), None)


def _forget(place: Scrolled) -> None:
    if isinstance(place.content, Page):
        place.content.forget()


def _takes_focus(widget: QWidget) -> bool:
    from shiboken6 import isValid

    return isValid(widget) and widget.isVisible() and widget.isEnabled()
