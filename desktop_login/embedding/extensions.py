"""What a host puts into the window: widgets in slots, pages, a dashboard. Values and names; holds no window."""

from __future__ import annotations

import weakref
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from desktop_login.embedding.values import TokenKind, User

PLACES = ("header", "below_form", "footer")
# The name of a page in the API, by what we call its class.
PAGES: Mapping[str, str] = {
    "SignInPage": "sign_in",
    "CreateAccountPage": "create_account",
    "CodePage": "code",
    "NewPasswordPage": "new_password",
    "Dashboard": "dashboard",
}
SIGNED_IN, BEFORE_SIGN_IN = "signed_in", "before_sign_in"


class Context(NamedTuple):
    """What a page of a host gets to know.

    Attributes:
        user: Who is signed in. On a page before the sign-in all of it is empty.
        language: Of the window, such as "en".
        colours: Of the theme, by name: `text`, `background`, `card`, `accent` and others, as `#rrggbb`.
        token_async: `Session.token_async`.
    """

    user: User
    language: str
    colours: Mapping[str, str]
    token_async: Callable[[TokenKind], Awaitable[str]]


class Page(Protocol):
    """A page of yours in the window, for `SignInWindow.add_page`. Usually a `QObject`, for its signal."""

    @property
    def key(self) -> str:
        """Its name among the pages of the window."""

    @property
    def title(self) -> str:
        """Stands above it, in plain text."""

    @property
    def after(self) -> str:
        """When it comes.

        "signed_in": somebody is signed in, and `signed_in` is emitted after it. "before_sign_in":
        nobody is, and the sign-in page comes after it.
        """

    @property
    def finished(self) -> SignalInstance:
        """Emit it when the page is done, and the window goes on."""

    def widget(self, context: Context) -> QWidget | None:
        """Make what it shows; None if there is nothing to show this time."""


def checked(page: Page, others: Iterable[Page]) -> Page:
    """Return the page, if the window can have it beside the others.

    Raises:
        ValueError: It has no key or no title, the key of another one, or an `after` that there is not.
    """
    if not page.key:
        raise ValueError("a page needs a key")
    if not page.title.strip():
        raise ValueError(f'the page "{page.key}" has no title')
    if page.after not in (SIGNED_IN, BEFORE_SIGN_IN):
        raise ValueError(
            f'the page "{page.key}" has after = "{page.after}"; '
            f'there are "{SIGNED_IN}" and "{BEFORE_SIGN_IN}"'
        )
    if any(page.key == other.key for other in others):
        raise ValueError(f'the window has a page with the key "{page.key}" already')
    return page


Content = QWidget | Callable[[], QWidget] | None


class Slot:
    """A place on a page of the window, such as `sign_in.footer`.

    Args:
        check: Raises where the thread that asks is not that of the window.
        changed: Called when another content was set.
    """

    def __init__(self, check: Callable[[], object], changed: Callable[[], object]) -> None:
        self._check = check
        self._changed = changed
        self._content: Content = None
        self._stands_in: weakref.ref[QWidget] | None = None  # where a page has put the widget last
        _slots.add(self)

    def set(self, content: QWidget | Callable[[], QWidget] | None) -> None:
        """Show a widget there from now on, on the pages that there are and on each one that is made.

        A page is made anew for each question that it asks, and so is the window each time that it is
        shown; a page goes with everything on it. So there are two ways to fill a slot:

        A widget stays yours, and there is one of it. The slot holds it, moves it to the latest page of
        that name, and takes it off before a page goes; meanwhile it has no parent and is not seen. It
        is in one slot at a time: set in another one, of this window or of another, it leaves the first.
        A slot whose widget you delete, or put somewhere else, is empty; set it again when it has no
        parent any more.

        A function makes a new one for each page, which owns it. It is called at once for the pages
        that there are. If it fails, or makes no widget, the slot stays empty and the log says why.

        Args:
            content: The widget, or what makes it; None empties the slot. What was there before is
                taken off, and deleted if a function of yours has made it.

        Raises:
            TypeError: It is neither of them.
            ValueError: The widget was deleted, has a parent, or belongs to another thread.
            RuntimeError: This is not the thread of the `QApplication`.
        """
        self._check()
        if isinstance(content, QWidget):
            self._take(content)
        elif content is not None and not callable(content):
            raise TypeError("a slot takes a QWidget, a function that makes one, or None")
        was_taken_off = isinstance(content, QWidget) and content.parent() is None
        if content is not self._content or was_taken_off:
            self._content = content
            self._changed()

    def _take(self, widget: QWidget) -> None:
        if not isValid(widget):
            raise ValueError("the widget was deleted")
        if widget.thread() != QThread.currentThread():
            raise ValueError("the widget belongs to another thread")
        holders = [slot for slot in tuple(_slots) if content_of(slot) is widget]
        if widget.parent() is not None and not any(_has_put(slot, widget) for slot in holders):
            raise ValueError("the widget has a parent: setParent(None) takes it away from there")
        for slot in holders:
            if slot is not self:
                slot.set(None)


_slots: weakref.WeakSet[Slot] = weakref.WeakSet()


def content_of(slot: Slot) -> Content:
    """For the window: what is in it now."""
    return slot._content  # noqa: SLF001 - the one place


def has_put_in(slot: Slot, widget: QWidget) -> None:
    """For the window: a page of it has given the widget of the slot its parent."""
    parent = widget.parentWidget()
    slot._stands_in = weakref.ref(parent) if parent is not None else None  # noqa: SLF001


def _has_put(slot: Slot, widget: QWidget) -> bool:
    """Whether the widget stands where a page has put it, and not where the host has moved it since."""
    stands_in = slot._stands_in  # noqa: SLF001
    return stands_in is not None and widget.parent() is stands_in()


def slot_names() -> frozenset[str]:
    """Return every slot that there is."""
    return frozenset(f"{page}.{place}" for page in PAGES.values() for place in PLACES)
