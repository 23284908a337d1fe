"""What the top bar shows of the pools and what it may ask for, as values. Knows no Qt: the program names them before it loads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login.domain.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# About the pools; only what is offered.
ADD, EDIT, CHECK, REMOVE = "add", "edit", "check", "remove"
TRY_DEMO, LEAVE_DEMO = "try demo", "leave demo"
# About the person and the program.
ACCOUNT, SETTINGS, SHORTCUTS, ABOUT = "account", "settings", "shortcuts", "about"
SIGN_OUT, SIGN_OUT_EVERYWHERE = "sign out", "sign out everywhere"
TRY_API = "try an API"


class ProfileEntry(NamedTuple):
    """A row of the menu. `user` is who is signed in, if that is known."""

    name: str
    accent: str = ""
    chosen: bool = False
    signed_in: bool = False
    user: str = ""


class PoolMenu(NamedTuple):
    """`title` stands on the button; the rest is asked for when the menu is opened.

    `is_guest`: the window belongs to another program, which has one pool and pages of its own.
    """

    title: str = ""
    profiles: Callable[[], Sequence[ProfileEntry]] = tuple
    offers: frozenset[str] = frozenset()
    is_guest: bool = False
