"""What gets the focus by a key is scrolled to. Qt does so only from one part of a scrolled page to another of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from desktop_login.ui.qt_constants import NEXT_TURN_MS
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.scrolled import Scrolled, scroll_to


class FocusInView(QObject):
    """Of one window: from its bar into a page, and by a key such as Ctrl+F."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._entered: Page | None = None
        # A turn later: what has just come is not laid out yet, and would be looked for too far down.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(NEXT_TURN_MS)
        self._soon.timeout.connect(self._show)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._moved)

    @Slot(QWidget, QWidget)
    def _moved(self, before: QWidget | None, now: QWidget | None) -> None:
        """Not where a window has come to the front: its page stays as somebody has scrolled it. And not
        under the mouse: what is pressed must not move away from it."""
        if before is None or now is None or now.window() is not self._window or _is_pressed():
            return
        page = _page_of(now)
        if page is not None and not page.isAncestorOf(before):
            self._entered = page
        self._soon.start()

    def _show(self) -> None:
        """The heading of a page into which the focus has just come is read first, and stays in view."""
        focused, entered, self._entered = self._window.focusWidget(), self._entered, None
        if focused is None or not focused.hasFocus() or _is_pressed():
            return
        page = _page_of(focused)
        scroll_to(focused, below=page.heading if page is not None and page is entered else None)
        _scroll_out_from_below(_toast_of(self._window), focused)


def _toast_of(window: QWidget) -> QFrame | None:
    """What floats above the pages, if anything does."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    shown = [one for one in window.findChildren(QFrame, "toast", direct) if one.isVisible()]
    return shown[0] if shown else None


def _scroll_out_from_below(toast: QFrame | None, focused: QWidget) -> None:
    """As far as the page scrolls, so that a toast does not lie on what has the focus."""
    if toast is None:
        return
    there = QRect(focused.mapTo(focused.window(), QPoint(0, 0)), focused.size())
    if not there.intersects(toast.geometry()):
        return
    place = focused.parentWidget()
    while place is not None and not isinstance(place, Scrolled):
        place = place.parentWidget()
    if place is not None:
        at = place.area.verticalScrollBar()
        at.setValue(at.value() + there.bottom() - toast.y() + GRID)


def _is_pressed() -> bool:
    return QApplication.mouseButtons() != Qt.MouseButton.NoButton


def _page_of(widget: QWidget) -> Page | None:
    one: QWidget | None = widget
    while one is not None and not isinstance(one, Page):
        one = one.parentWidget()
    return one
