"""What of a host stands in the slots of one window, and how it leaves a page. Knows neither window nor session.

A page is deleted with everything on it, so what is the host's is taken off before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop_login.embedding.extensions import PAGES, PLACES, Slot, content_of, has_put_in
from desktop_login.system.log import report


@runtime_checkable
class Room(Protocol):
    """A page with places for what is of another program."""

    def put_in(self, place: str, widget: QWidget) -> None: ...

    def take_out(self, widget: QWidget) -> None: ...


class _Placed(NamedTuple):
    page: QWidget
    place: str
    widget: QWidget
    is_theirs: bool  # given by the host, and not made for this page


class Furniture:
    """Holds no slot, so that it can be held by what is called when the window has gone."""

    def __init__(self) -> None:
        self._pages: list[QWidget] = []
        self._placed: list[_Placed] = []

    def furnish(self, page: QWidget, slots: Mapping[str, Slot]) -> None:
        """A page was made."""
        name = PAGES.get(type(page).__name__)
        if name is None:
            return
        self._pages.append(page)
        for place in PLACES:
            self._fill(page, place, slots.get(f"{name}.{place}"))

    def refill(self, name: str, slot: Slot) -> None:
        """The content of the slot of this name has changed."""
        page_name, _, place = name.partition(".")
        for page in tuple(self._pages):
            if isValid(page) and PAGES[type(page).__name__] == page_name:
                self._clear(page, place)
                self._fill(page, place, slot)

    def strip(self, page: QWidget) -> None:
        """A page goes."""
        for place in PLACES:
            self._clear(page, place)
        self._pages = [one for one in self._pages if one is not page]

    def strip_all(self) -> None:
        """The window goes."""
        for page in tuple(self._pages):
            self.strip(page)

    def _fill(self, page: QWidget, place: str, slot: Slot | None) -> None:
        content = content_of(slot) if slot is not None else None
        if slot is None or content is None:
            return
        try:
            if isinstance(content, QWidget):
                if self._is_free(content, page):
                    self._put(_Placed(page, place, content, is_theirs=True))
                    has_put_in(slot, content)
                return
            made = content()
            if not isinstance(made, QWidget):
                raise TypeError("a slot takes a QWidget of PySide6")
            self._put(_Placed(page, place, made, is_theirs=False))
        except Exception as error:  # noqa: BLE001 - a mistake of the host; the form is shown all the same
            report(error, f"the slot {PAGES[type(page).__name__]}.{place} of a host")

    def _is_free(self, widget: QWidget, page: QWidget) -> bool:
        """Whether the host has neither deleted it nor put it somewhere else. From an earlier page it is
        taken off."""
        if not isValid(widget):
            return False
        for one in tuple(self._placed):
            if one.widget is widget:
                self._take(one)
        if widget.isAncestorOf(page) or widget is page.window():
            raise ValueError("the window stands in the widget")
        return widget.parent() is None

    def _put(self, placed: _Placed) -> None:
        if isinstance(placed.page, Room):
            placed.page.put_in(placed.place, placed.widget)
            self._placed.append(placed)

    def _clear(self, page: QWidget, place: str) -> None:
        for one in tuple(self._placed):
            if one.page is page and one.place == place:
                self._take(one)

    def _take(self, placed: _Placed) -> None:
        self._placed.remove(placed)
        page, widget = placed.page, placed.widget
        if not (isValid(page) and isValid(widget) and page.isAncestorOf(widget)):
            return  # the host has deleted it, or put it somewhere else
        if isinstance(page, Room):
            page.take_out(widget)
        if not placed.is_theirs:
            widget.deleteLater()
