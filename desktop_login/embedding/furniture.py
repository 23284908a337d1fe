"""What a host puts into the window: widgets in slots, and a dashboard of its own. Values and names; holds no window."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_login.embedding.values import TokenKind, User

PLACES = ("header", "below_form", "footer")
# The name of a page in the API, by what we call its class.
PAGES: Mapping[str, str] = {
    "SignInPage": "sign_in",
    "CreateAccountPage": "create_account",
    "CodePage": "code",
    "NewPasswordPage": "new_password",
}


@dataclass(frozen=True)
class Context:
    """What a page of a host gets to know.

    Attributes:
        user: Who is signed in.
        language: Of the window, such as "en".
        colours: Of the theme, by name: `text`, `background`, `card`, `accent` and others, as `#rrggbb`.
        token_async: `Session.token_async`.
    """

    user: User
    language: str
    colours: Mapping[str, str]
    token_async: Callable[[TokenKind], Awaitable[str]]


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
