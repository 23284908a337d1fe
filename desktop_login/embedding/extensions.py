"""What a host puts into the window: widgets in slots, pages, a dashboard. Values and names; holds no window."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

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


class Slot:
    """A place on a page of the window, such as `sign_in.footer`."""

    def __init__(self) -> None:
        self.make: Callable[[], QWidget] | None = None

    def set(self, make: Callable[[], QWidget] | None) -> None:
        """Show a widget there from now on.

        Args:
            make: Makes the widget. It is called for each page that is made, because a page goes with
                everything on it; None shows nothing.
        """
        self.make = make


def slot_names() -> frozenset[str]:
    """Return every slot that there is."""
    return frozenset(f"{page}.{place}" for page in PAGES.values() for place in PLACES)
